import Foundation
import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import Reconciliation
import ReportMatching
import Store
import TestSupport

/// A database with a catalog, rates and plays, and reports that come to it.
final class Stand {
  let url: String
  let db: Connection
  private let folder: TemporaryFolder
  private var files = 0
  /// The file of plays that was counted last.
  private(set) var playsPath = ""

  static let header = "period,platform,country,tier,isrc,units,amount,currency\n"
  static let today = Day("2026-11-24")!

  /// - Parameters:
  ///   - catalog: rows below its header.
  ///   - rates: rows below the header of a table from 2026-01-01 on, by platform.
  init(catalog: [String], rates: [String: [String]], effective: String = "2026-01-01") async throws {
    url = try await ScratchServer.shared.database()
    db = try Connection(url: url)
    folder = try TemporaryFolder()
    try self.catalog(catalog)
    for (platform, rows) in rates { try self.rates(platform, effective, rows) }
  }

  func rates(_ platform: String, _ effective: String, _ rows: [String]) throws {
    try folder.write(
      "RateTables/\(platform)/\(effective).csv", "country,tier,currency,rate\n" + rows.joined(separator: "\n") + "\n")
    _ = try ReferenceImport(db).rateTables(path: "\(folder.path)/RateTables")
  }

  func path(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = "\(folder.path)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  func path(_ name: String, _ text: String) throws -> String { try path(name, Array(text.utf8)) }

  func catalog(_ rows: [String]) throws {
    _ = try ReferenceImport(db).catalog(
      path: path(
        "catalog.csv",
        "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids\n"
          + rows.joined(separator: "\n") + "\n"))
  }

  func fx(_ rows: String...) throws {
    _ = try ReferenceImport(db).fx(path: path("fx.csv", "period,from,to,rate\n" + rows.joined(separator: "\n") + "\n"))
  }

  func contract(_ yaml: String) throws {
    files += 1
    try folder.write("contracts-\(files)/contract.yaml", yaml)
    _ = try ReferenceImport(db).payees(
      path: path(
        "payees.csv",
        "payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent\nlab-0,L,0,0,0,0\nlab-1,L,0,0,0,0\n"
      ))
    _ = try ReferenceImport(db).contracts(path: "\(folder.path)/contracts-\(files)")
  }

  /// Counts plays of "isrc day platform country tier plays".
  func play(_ lines: [String]) throws {
    let events = lines.map { line in
      let cells = line.split(separator: " ")
      return #"{"isrc":"\#(cells[0])","played_at":"\#(cells[1])T12:00:00Z","platform":"\#(cells[2])","#
        + #""country":"\#(cells[3])","tier":"\#(cells[4])","plays":\#(cells[5])}"#
    }
    files += 1
    playsPath = try path("plays-\(files).ndjson", events.joined(separator: "\n") + "\n")
    _ = try PlayImport(databaseURL: url, mayOverlap: true).run(path: playsPath)
  }

  /// A file as a program saves it that ends lines otherwise.
  func savedAgain(_ saved: String) throws -> String {
    files += 1
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: saved)), as: UTF8.self)
    return try path("plays-\(files).ndjson", text.replacing("\n", with: "\r\n"))
  }

  /// Takes in rows of our own format and compares them.
  @discardableResult
  func report(_ rows: [String], supersedes: Int32? = nil, addsTo: [Int32] = []) throws -> Int32 {
    try report(
      Array((Self.header + rows.joined(separator: "\n") + "\n").utf8), supersedes: supersedes, addsTo: addsTo)
  }

  @discardableResult
  func report(_ bytes: [UInt8], supersedes: Int32? = nil, addsTo: [Int32] = []) throws -> Int32 {
    files += 1
    let outcome = try ReportImport(databaseURL: url, formats: .shipped).run(
      path: path("report-\(files)", bytes), relation: .init(supersedes: supersedes, addsTo: addsTo), reason: "a test")
    try ReportMatch(db).run(outcome.report.id)
    return outcome.report.id
  }

  /// Takes in a file of its sender's own name and compares it.
  @discardableResult
  func report(
    file: String, _ text: String, _ relation: ReportStore.Relation = .init(), statement: Period? = nil
  ) throws -> Int32 {
    let outcome = try ReportImport(databaseURL: url, formats: .shipped).run(
      path: path(file, text), relation: relation, statement: statement, reason: "a test")
    try ReportMatch(db).run(outcome.report.id)
    return outcome.report.id
  }

  func accept(_ report: Int32) throws { try ReportDecision(db).accept(report) }

  @discardableResult
  func post() throws -> [LedgerStore.Posted] { try PostingRun(db, today: Self.today).run(nil).transactions }

  func lines(_ report: Int32) throws -> [ComparedLine] {
    try ComparisonStore(db).lines(report, limit: 1_000_000)
  }

  /// Royalties of a month that each payee is owed, by the books: positive where it is owed.
  func owed() throws -> [String: Int128] {
    var sums: [String: Int128] = [:]
    for row in try db.query(
      """
      SELECT split_part(e.account, ':', 2) || ' ' || e.currency, -sum(e.amount) FROM ledger_entries e
      WHERE e.account LIKE 'payee:%:estimated' OR e.account LIKE 'payee:%:payable' GROUP BY 1
      """)
    {
      sums[row.text(0)] = row.numeric(1)
    }
    return sums.filter { $0.value != 0 }
  }

  /// Balance of an account in US dollars.
  func balance(_ account: String) throws -> Int128 {
    try db.query(
      "SELECT coalesce(sum(amount), 0) FROM ledger_entries WHERE account = \(account) AND currency = 'USD'")[0].numeric(
        0)
  }

  static func difference(_ before: [String: Int128], _ after: [String: Int128]) -> [String: Int128] {
    after.merging(before.mapValues { -$0 }, uniquingKeysWith: +).filter { $0.value != 0 }
  }

  func trueUps(_ report: Int32) throws -> [String: Int128] {
    Dictionary(
      uniqueKeysWithValues: try ComparisonStore(db).trueUps(report).map {
        ("\($0.payee) \($0.currency)", $0.amount.pico)
      })
  }

  /// Numbers of rows in each table that an import writes.
  func importedRows() throws -> [Int64] {
    try ["platform_reports", "platform_report_scopes", "platform_report_lines"].map { table in
      let statement: SQL =
        switch table {
        case "platform_reports": "SELECT count(*) FROM platform_reports"
        case "platform_report_scopes": "SELECT count(*) FROM platform_report_scopes"
        default: "SELECT count(*) FROM platform_report_lines"
        }
      return try db.query(statement)[0].int(0)
    }
  }
}
