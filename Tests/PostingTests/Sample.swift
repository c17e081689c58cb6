import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import Store
import TestSupport

/// The worked month in a database of its own, posted or not.
struct Sample {
  static let october = Period("2026-10")!
  static let november = Period("2026-11")!
  static let today = Day("2026-11-24")!

  let url: String
  let db: Connection

  init(posted: Bool = true) async throws {
    url = try await ScratchServer.shared.database()
    db = try Connection(url: url)
    try BooksClock.set(db, "\(Self.today)")
    try Month.loadReference(url)
    try Month.loadPlays(url)
    if posted { try post() }
  }

  @discardableResult
  func post(_ period: Period? = nil, on day: Day = today) throws -> [LedgerStore.Posted] {
    try PostingRun(db, today: day).run(period).transactions
  }

  /// Closes everything through a period, whatever stands against it.
  func close(through last: Period, on day: Day = today) throws {
    try BooksClock.set(db, "\(day)")
    while let period = try PeriodStore(db).firstOpen(), period <= last {
      _ = try PeriodClose(db, today: day).close(period, reason: "test")
    }
  }

  func balance(_ account: String, _ currency: String) throws -> Amount {
    try AccountStore(db).balances(prefix: account).first { $0.account == account && $0.currency == currency }?.balance
      ?? .zero
  }

  /// Writes a file, imports it, and removes it.
  func withFile(_ name: String, _ text: String, _ body: (String) throws -> Void) throws {
    let folder = try TemporaryFolder()
    try folder.write(name, text)
    try body("\(folder.path)/\(name)")
  }

  /// Counts plays.
  func play(_ lines: String...) throws {
    try withFile("plays.ndjson", lines.joined(separator: "\n") + "\n") {
      _ = try PlayImport(databaseURL: url, mayOverlap: true).run(path: $0)
    }
  }

  func fx(_ rows: String...) throws {
    try withFile("fx.csv", "period,from,to,rate\n" + rows.joined(separator: "\n") + "\n") {
      _ = try ReferenceImport(db).fx(path: $0)
    }
  }
}
