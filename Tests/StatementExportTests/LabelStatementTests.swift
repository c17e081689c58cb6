import Foundation
import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import StatementExport
import Statements
import Store
import TestSupport
import Testing
import Texts

/// A label's statement over all its artists, of the worked month.
@Suite("A label's statement")
struct LabelStatementTests {
  private static let october = Period("2026-10")!
  private static let today = Day("2026-11-24")!

  private struct Desk {
    let db: Connection
    let folder: TemporaryFolder

    init() async throws {
      let url = try await ScratchServer.shared.database()
      db = try Connection(url: url)
      folder = try TemporaryFolder()
      try Month.loadReference(url)
      try Month.loadPlays(url)
      _ = try PostingRun(db, today: today).run()
    }

    func close() throws {
      while let period = try PeriodStore(db).firstOpen(), period <= october {
        _ = try PeriodClose(db, today: today).close(period, reason: "test")
      }
    }

    func write(_ name: String, _ open: (Connection) throws -> StatementSource) throws -> String {
      let path = "\(folder.path)/\(name)"
      try StatementFiles(db).write(
        StatementFiles.Format(rawValue: (name as NSString).pathExtension)!, to: path, open)
      return path
    }

    func draft(_ name: String, _ label: String, _ currency: String) throws -> String {
      try write(name) { try StatementSource($0, .label, payee: label, october, Currency(currency)!) }
    }

    func bytes(_ path: String) -> Data { FileManager.default.contents(atPath: path)! }
  }

  private static func expected(_ key: String) throws -> [String: [String: String]] {
    let data = FileManager.default.contents(atPath: "\(Project.month)/expected.json")!
    return (try JSONSerialization.jsonObject(with: data) as! [String: Any])[key] as! [String: [String: String]]
  }

  private static func statement(_ json: Data) throws -> [String: Any] {
    (try JSONSerialization.jsonObject(with: json) as! [String: Any])["statement"] as! [String: Any]
  }

  @Test("Each payee's share is what the payee's own statement says, and the sheets come to the net")
  func shares() async throws {
    let desk = try await Desk()
    let royalties = try Self.expected("statements_estimated")
    for (label, currency, payees) in [
      ("lab-north", "USD", ["art-000", "art-002", "lab-north", "prod-ines"]),
      ("lab-quay", "EUR", ["art-001", "lab-quay"]), ("lab-self", "JPY", ["art-003"]),
    ] {
      let path = try desk.draft("s.json", label, currency)
      let statement = try Self.statement(desk.bytes(path))
      let rows = statement["payees"] as! [[String: String]]
      #expect(Set(rows.map { $0["payee"]! }) == Set(payees))
      var net = Amount.zero
      for row in rows {
        let want = try #require(royalties["\(row["payee"]!)/\(currency)"]?["royalties"])
        #expect(row["total"] == want, "\(label) \(row["payee"]!)")
        net += try Amount(want)
      }
      let summary = statement["summary"] as! [String: String]
      #expect(summary["net"] == "\(net)")
      let own = royalties["\(label)/\(currency)"]?["royalties"] ?? "\(Amount.zero)"
      #expect(summary["label_share"] == own)
      let checks = statement["checks"] as! [[String: Any]]
      #expect(checks.count == Statement.Kind.label.checks.count && checks.allSatisfy { $0["ok"] as? Bool == true })
    }
  }

  @Test("The documents are of their published schemas; one that was changed is not")
  func schemas() async throws {
    let desk = try await Desk()
    let labels = [
      try desk.draft("a.json", "lab-north", "USD"), try desk.draft("b.json", "lab-self", "GBP"),
    ]
    let schema = "\(Project.root)/Reports/label-statement.schema.json"
    #expect(try SchemaValidation.problems(schema, labels) == [])
    let payees = try [("art-000", "USD"), ("art-001", "EUR"), ("art-003", "JPY")].map { payee, currency in
      try desk.write("\(payee).json") {
        try StatementSource($0, payee: payee, Self.october, Currency(currency)!)
      }
    }
    let other = "\(Project.root)/Reports/statement.schema.json"
    #expect(try SchemaValidation.problems(other, payees) == [])
    #expect(try !SchemaValidation.problems(other, [labels[0]]).isEmpty)
    let changed = String(decoding: desk.bytes(labels[0]), as: UTF8.self).replacing("\"units\":", with: "\"unit\":")
    try desk.folder.write("changed.json", changed)
    #expect(try !SchemaValidation.problems(schema, ["\(desk.folder.path)/changed.json"]).isEmpty)
  }

  @Test("Recalculated by LibreOffice its checks are all true")
  func recalculated() async throws {
    let desk = try await Desk()
    let path = try desk.draft("label.xlsx", "lab-north", "USD")
    #expect(
      try Spreadsheet(path).names == ["Summary"] + Statement.Kind.label.sheetTitles() + ["Detail", "Checks"])
    let verdicts = try Spreadsheet.recalculated(path).sheets["Checks"]!.dropFirst().compactMap { $0[3] }
    #expect(verdicts == Array(repeating: "True", count: Statement.Kind.label.checks.count + 1))
  }

  @Test("It is issued once a month is closed, noted in the books, and stays as it was when tracks change hands")
  func issued() async throws {
    let desk = try await Desk()
    #expect(throws: Transaction.Refusal.self) {
      try StatementIssue(desk.db, today: Self.today).issue(.label, "lab-north", Self.october, Currency("USD")!)
    }
    try desk.close()
    #expect(
      try StatementLineStore(desk.db).labels(Self.october).map { "\($0.payee)/\($0.currency)" } == [
        "lab-north/USD", "lab-quay/EUR", "lab-self/EUR", "lab-self/GBP", "lab-self/JPY", "lab-self/USD",
      ])
    let issue = StatementIssue(desk.db, today: Self.today)
    let issued = try issue.issue(.label, "lab-north", Self.october, Currency("USD")!)
    // The label's own statement, as a payee, is another document.
    let own = try issue.issue(.payee, "lab-north", Self.october, Currency("USD")!)
    #expect(issued.number == "2026-10/label/lab-north/USD" && own.number == "2026-10/lab-north/USD")
    #expect(issued.revision == 1 && own.revision == 1)
    #expect(try issue.issue(.label, "lab-north", Self.october, Currency("USD")!) == issued)
    let note = try #require(try LedgerStore(desk.db).transaction(issued.transaction)?.transaction)
    #expect(note.reason == "net \(issued.payable) USD, sha256 \(issued.digest.hex)")
    #expect(try Verification(desk.db).run().isProven)
    let before = try desk.bytes(desk.write("a.json") { try StatementSource($0, issued) })
    try desk.db.query(
      "UPDATE tracks SET label_id = (SELECT label_id FROM labels WHERE id = 'lab-quay') WHERE isrc = 'QZLL22600001'")
    try desk.db.query("UPDATE labels SET name = 'Other' WHERE id = 'lab-north'")
    #expect(try desk.bytes(desk.write("b.json") { try StatementSource($0, issued) }) == before)
    #expect(try desk.bytes(desk.draft("c.json", "lab-north", "USD")) != before)
  }

  @Test("A track that goes to another label after a statement was issued stands in that one alone, of the month")
  func moved() async throws {
    let desk = try await Desk()
    try desk.close()
    let issue = StatementIssue(desk.db, today: Self.today)
    let first = try issue.issue(.label, "lab-north", Self.october, Currency("USD")!)
    func tracks(_ path: String) throws -> Set<String> {
      let rows = try Self.statement(desk.bytes(path))["tracks"] as! [[String: Any]]
      return Set(rows.compactMap { $0["isrc"] as? String })
    }
    let before = try tracks(desk.write("a.json") { try StatementSource($0, first) })
    #expect(before.contains("QZLL22600002"))
    try desk.folder.write(
      "catalog.csv",
      "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids\n"
        + "QZLL22600002,Ünder Glass 2,art-000,Luna Mar,011000000075,Album 0-0,lab-quay,Quayside Music,\n")
    #expect(try ReferenceImport(desk.db).catalog(path: "\(desk.folder.path)/catalog.csv").changes > 0)
    #expect(try tracks(desk.draft("b.json", "lab-north", "USD")).contains("QZLL22600002"), "another revision keeps it")
    let places = try StatementLineStore(desk.db).labels(Self.october).map { "\($0.payee)/\($0.currency)" }
    #expect(places.contains("lab-quay/EUR") && !places.contains("lab-quay/USD"), "\(places)")
    #expect(throws: Transaction.Refusal.self) { try desk.draft("c.json", "lab-quay", "USD") }
    #expect(try Verification(desk.db).run().isProven)
  }
}
