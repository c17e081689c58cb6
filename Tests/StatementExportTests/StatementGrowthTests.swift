import Foundation
import Ledger
import Money
import Plays
import Posting
import Postgres
import StatementExport
import Statements
import Store
import Synchronization
import TestSupport
import Testing

/// Rows that are read, and not time: what a statement costs must not grow with the others.
@Suite("Statements for many")
struct StatementGrowthTests {
  private static let october = Period("2026-10")!
  private static let today = Day("2026-11-24")!

  /// A database of its own with a closed month of some payees, of which the month before is closed too.
  private func closed(_ payees: Int, _ body: (Connection, _ url: String) throws -> Void) async throws {
    try await ScratchServer.alone { url in
      let owner = try Connection(url: url)
      try BooksClock.set(owner, "\(Self.today)")
      try ManyPayees.load(owner, payees: payees)
      // The month before is all that is known of the books when the month is posted.
      try owner.run(
        script: """
          INSERT INTO plays_daily SELECT track_id, day - 31, market_id, plays FROM plays_daily;
          INSERT INTO ledger_pending (epoch, period, track_id) SELECT 0, '2026-09-01', track_id FROM tracks;
          INSERT INTO fx_rates (period, from_currency, to_currency, version, rate)
          VALUES ('2026-09', 'EUR', 'USD', 1, 1.08345)
          """)
      for period in [Self.october.advanced(by: -1), Self.october] {
        _ = try PostingRun(owner, today: Self.today).run(period)
        _ = try PeriodClose(owner, today: Self.today).close(period)
      }
      try body(owner, url)
    }
  }

  private func run(_ db: Connection, to folder: TemporaryFolder) throws -> StatementRun {
    try StatementRun(db, .payee, Self.october, today: Self.today, files: [.xlsx, .json], to: folder.path)
  }

  @Test("200 statements with their files read as many rows each as 50 do, and nobody's lines but the payee's, twice")
  func growth() async throws {
    var rows: [Double] = []
    for payees in [50, 200] {
      try await closed(payees) { db, _ in
        let folder = try TemporaryFolder()
        let places = try SettlementStore(db).places(Self.october)
        let lines = try db.query("SELECT count(*) FROM ledger_lines WHERE period = '2026-10-01'")[0].int(0)
        let labels = try StatementLineStore(db).labels(Self.october)
        try Self.asInLargeBooks(db)
        let ofAll = try RowsTouched.during(db, byIndex: true) {
          let run = try run(db, to: folder)
          for (kind, prefix) in [("artists", "art-"), ("labels", "lab-")] {
            let some = places.filter { $0.payee.hasPrefix(prefix) }
            let ofLines = try RowsTouched.during(db, tables: ["ledger_lines"]) {
              let outcome = try run.issue(some, over: db)
              #expect(outcome.issued.count == some.count && outcome.failed.isEmpty)
            }
            // Each line is of one artist and one label. It is counted once, and read once for the digest and both files.
            #expect(0 < ofLines.read && ofLines.read <= lines * 2, "\(kind): \(ofLines.read) of \(lines)")
          }
        }
        rows.append(Double(ofAll.read) / Double(payees))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.count == 2 * places.count && files.allSatisfy { !$0.hasPrefix(".") })
        // A label's statement over all its artists also looks for the contracts of its lines, and for who has what share.
        let ofLabels = try RowsTouched.during(db, tables: ["ledger_lines"], byIndex: true) {
          let outcome = try StatementRun(db, .label, Self.october, today: Self.today).issue(labels, over: db)
          #expect(outcome.issued.count == labels.count && outcome.failed.isEmpty)
        }
        #expect(0 < ofLabels.read && ofLabels.read <= lines * 4, "\(ofLabels.read) of \(lines)")
      }
    }
    #expect(rows[1] < rows[0] * 1.2, "\(rows)")
  }

  /// In large books nobody joins all of a table to find some rows of it, or reads a month for some of its lines. In small ones
  /// that is cheaper, unless each row costs much.
  private static func asInLargeBooks(_ db: Connection) throws {
    try db.run(script: "SET enable_hashjoin = off; SET enable_mergejoin = off; SET cpu_tuple_cost = 1")
  }

  @Test("Issued together, a statement and its files are what they are when it is issued and written alone")
  func together() async throws {
    var documents: [[String: Data]] = []
    for isTogether in [true, false] {
      try await closed(20) { db, _ in
        let folder = try TemporaryFolder()
        let places = try SettlementStore(db).places(Self.october)
        if isTogether {
          _ = try run(db, to: folder).issue(places, over: db)
        } else {
          for place in places {
            let issued = try StatementIssue(db, today: Self.today)
              .issue(.payee, place.payee, Self.october, place.currency)
            try StatementFiles(db).write(issued, as: [.xlsx, .json], to: folder.path)
          }
        }
        #expect(try StatementStore(db).contradictions().isEmpty)
        #expect(try Verification(db).run().isProven)
        documents.append(
          try FileManager.default.contentsOfDirectory(atPath: folder.path).reduce(into: [:]) { files, name in
            files[name] = FileManager.default.contents(atPath: "\(folder.path)/\(name)")
          })
        // Written again from what is on record, they are the same.
        let again = try TemporaryFolder()
        for issued in try StatementStore(db).list(period: Self.october) {
          try StatementFiles(db).write(issued, as: [.xlsx, .json], to: again.path)
        }
        for (name, content) in documents.last! {
          #expect(FileManager.default.contents(atPath: "\(again.path)/\(name)") == content, "\(name)")
        }
      }
    }
    #expect(documents[0].count == 50 && documents[0] == documents[1])
  }

  @Test("Two runs at once issue each statement once, and all files are there")
  func atOnce() async throws {
    let folder = try TemporaryFolder()
    try await closed(60) { db, url in
      let places = try SettlementStore(db).places(Self.october)
      let path = folder.path
      let outcomes = Mutex<[StatementRun.Outcome]>([])
      DispatchQueue.concurrentPerform(iterations: 2) { _ in
        guard let db = try? Connection(url: url),
          let run = try? StatementRun(
            db, .payee, Self.october, today: Self.today, files: [.xlsx, .json], to: path),
          let outcome = try? run.issue(places, over: db)
        else { return }
        outcomes.withLock { $0.append(outcome) }
      }
      let results = outcomes.withLock { $0 }
      #expect(results.count == 2)
      #expect(results.allSatisfy { $0.failed.isEmpty && $0.issued.map(\.payee) == places.map(\.payee) })
      #expect(results[0].issued == results[1].issued)
      #expect(try StatementStore(db).list(period: Self.october).count == places.count)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2 * places.count)
    }
  }

  @Test("Of an open period each fails with the reason, and nothing is issued")
  func open() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try ManyPayees.load(db, payees: 3)
    _ = try PostingRun(db, today: Self.today).run()
    let folder = try TemporaryFolder()
    let outcome = try run(db, to: folder).issue(
      [PayeeCurrency(payee: "art-1", currency: .init("USD")!)], over: db)
    #expect(outcome.issued.isEmpty && outcome.failed.count == 1 && outcome.failed[0].reason.contains("is open"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
