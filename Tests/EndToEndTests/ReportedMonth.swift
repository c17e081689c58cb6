import Answers
import Foundation
import Ledger
import Money
import Plays
import Posting
import Postgres
import ReportMatching
import Store
import TestSupport

/// The worked month in a database of its own, with Spotify's report of it taken in, and what the report's file says,
/// read by nothing of ours.
struct ReportedMonth {
  /// A line of the file.
  struct Row {
    let country, tier, isrc, currency: String
    let units: Int128
    /// In 10^-12.
    let pico: Int128
  }

  static let october = Period("2026-10")!
  static let file = "\(Month.inputs)/report-spotify-2026-10.csv"
  let url: String
  let db: Connection
  let tool: CommandLineTool
  let report: Int32

  init(accepted: Bool = true) async throws {
    url = try await ScratchServer.shared.database()
    db = try Connection(url: url)
    tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    try Month.loadPlays(url)
    report = try ReportImport(databaseURL: url, formats: .shipped).run(path: Self.file, name: "october.csv").report.id
    if accepted { try ReportDecision(db).accept(report) }
  }

  static var rows: [Row] {
    String(decoding: FileManager.default.contents(atPath: file)!, as: UTF8.self).split(whereSeparator: \.isNewline)
      .dropFirst().map {
        let cells = $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return Row(
          country: cells[2], tier: cells[3], isrc: cells[4], currency: cells[7], units: Int128(cells[5])!,
          pico: pico(cells[6]))
      }
  }

  /// A decimal in 10^-12.
  static func pico(_ text: String) -> Int128 {
    let parts = text.split(separator: ".")
    let decimals = parts.count > 1 ? String(parts[1]) : ""
    let zeros = String(repeating: "0", count: 12 - decimals.count)
    return Int128("\(parts[0])\(decimals)\(zeros)")!
  }

  /// The sums of some rows by currency.
  static func sums(_ isIn: (Row) -> Bool = { _ in true }) -> [String: Int128] {
    Dictionary(rows.filter(isIn).map { ($0.currency, $0.pico) }, uniquingKeysWith: +)
  }

  /// Plays of October on Spotify by day, straight from the counted facts.
  struct Played {
    let isrc, country, tier, label: String
    let day: Day
    let plays: Int128
  }

  func played() throws -> [Played] {
    try db.query(
      """
      SELECT t.isrc, m.country, m.tier, l.id, d.day, d.plays FROM plays_daily d JOIN tracks t USING (track_id)
      JOIN albums b USING (album_id) JOIN labels l USING (label_id) JOIN markets m USING (market_id)
      WHERE m.platform = 'spotify' AND d.day BETWEEN '2026-10-01' AND '2026-10-31'
      """
    ).map {
      Played(
        isrc: $0.text(0), country: $0.text(1), tier: $0.text(2), label: $0.text(3), day: Day(number: $0.date(4)),
        plays: Int128($0.int(5)))
    }
  }

  /// The rate of a market on a day, looked up in the files by hand.
  func rate(_ country: String, _ tier: String, _ day: Day) -> (pico: Int128, currency: String)? {
    let name = day < Day("2026-10-16")! ? "2026-01-01" : "2026-10-16"
    let path = "\(Month.inputs)/RateTables/spotify/\(name).csv"
    let lines = String(decoding: FileManager.default.contents(atPath: path)!, as: UTF8.self).split(
      whereSeparator: \.isNewline)
    for scope in ["\(country),\(tier),", "\(country),*,", "*,\(tier),", "*,*,"] {
      guard let line = lines.first(where: { $0.hasPrefix(scope) }) else { continue }
      let cells = line.split(separator: ",").map(String.init)
      return (Self.pico(cells[3]), cells[2])
    }
    return nil
  }

  func post() throws { _ = try PostingRun(db, today: .today).run() }

  func balance(_ account: String, _ currency: String) throws -> Amount {
    try AccountStore(db).balances(prefix: account).first { $0.account == account && $0.currency == currency }?.balance
      ?? .zero
  }

  /// Takes in a file that corrects a report, and accepts it.
  func correct(_ report: Int32, _ text: String) throws -> Int32 {
    let folder = try TemporaryFolder()
    try folder.write("corrected.csv", text)
    let number = try ReportImport(databaseURL: url, formats: .shipped).run(
      path: "\(folder.path)/corrected.csv", name: "corrected.csv", relation: .init(supersedes: report)
    ).report.id
    try ReportDecision(db).accept(number)
    return number
  }
}
