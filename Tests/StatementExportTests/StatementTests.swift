import Foundation
import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import ReportMatching
import StatementExport
import Statements
import Store
import TestSupport
import Testing
import Texts

/// Statements of the worked month, read back by other programs.
@Suite("Statements")
struct StatementTests {
  private static let october = Period("2026-10")!
  private static let today = Day("2026-11-24")!

  /// A database with the month posted, and a folder for files.
  private struct Desk {
    let url: String
    let db: Connection
    let folder: TemporaryFolder

    init(catalog: String? = nil) async throws {
      url = try await ScratchServer.shared.database()
      db = try Connection(url: url)
      folder = try TemporaryFolder()
      try Month.loadReference(url)
      if let catalog {
        try folder.write("catalog.csv", catalog)
        _ = try ReferenceImport(db).catalog(path: "\(folder.path)/catalog.csv")
      }
      try Month.loadPlays(url)
      _ = try PostingRun(db, today: today).run()
    }

    func close() throws {
      while let period = try PeriodStore(db).firstOpen(), period <= october {
        _ = try PeriodClose(db, today: today).close(period, reason: "test")
      }
    }

    func source(_ payee: String, _ currency: String, _ issued: StatementStore.Issued? = nil) throws -> StatementSource {
      try StatementSource(db, payee: payee, october, Currency(currency)!, issued: issued)
    }

    func write(
      _ name: String, _ payee: String, _ currency: String, _ issued: StatementStore.Issued? = nil
    ) throws -> String {
      let path = "\(folder.path)/\(name)"
      let format = StatementFiles.Format(rawValue: (name as NSString).pathExtension)!
      try StatementFiles(db).write(format, to: path) {
        try StatementSource($0, payee: payee, october, Currency(currency)!, issued: issued)
      }
      return path
    }

    func json(_ payee: String, _ currency: String, _ issued: StatementStore.Issued? = nil) throws -> [String: Any] {
      let path = try write("s.json", payee, currency, issued)
      return try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as! [String: Any]
    }

    func issue(_ payee: String, _ currency: String, reason: String? = nil) throws -> StatementStore.Issued {
      try StatementIssue(db, today: today).issue(.payee, payee, october, Currency(currency)!, reason: reason)
    }
  }

  private static let titles = [
    "opening": "Opening balance", "royalties": "Royalties: the payee's share", "reserve_held": "Reserve held",
    "recouped": "Recouped", "unrecouped": "Still to be recouped", "withholding": "Withholding", "payable": "Payable",
    "carried_forward": "Carried forward",
  ]

  @Test(
    "Every expected figure stands in the JSON and in the workbook, for every payee; open or closed",
    arguments: [false, true])
  func figures(closed: Bool) async throws {
    let desk = try await Desk()
    if closed { try desk.close() }
    let data = FileManager.default.contents(atPath: "\(Project.month)/expected.json")!
    let expected = try JSONSerialization.jsonObject(with: data) as! [String: Any]
    let statements = expected["statements_estimated"] as! [String: [String: String]]
    #expect(statements.count == 10)
    for (key, want) in statements {
      let parts = key.split(separator: "/").map(String.init)
      let document = try desk.json(parts[0], parts[1])
      let statement = document["statement"] as! [String: Any]
      let summary = statement["summary"] as! [String: String]
      let sheet = try Spreadsheet(desk.write("s.xlsx", parts[0], parts[1]))
      let rows = sheet.sheets["Summary"]!
      for (figure, value) in want {
        #expect(summary[figure] == value, "\(key) \(figure)")
        let row = try #require(rows.first { $0[0] == Self.titles[figure] }, "\(figure)")
        #expect(row[2] == value, "\(key) \(figure): exact")
        #expect(Double(row[1]!) == Double(value), "\(key) \(figure)")
      }
      let checks = statement["checks"] as! [[String: Any]]
      #expect(
        checks.count == Statement.Kind.payee.checks.count && checks.allSatisfy { $0["ok"] as? Bool == true },
        "\(key): \(checks)")
    }
  }

  @Test("Recalculated by LibreOffice the checks are all true; with a total that was tampered with they are not")
  func recalculated() async throws {
    let desk = try await Desk()
    for (payee, currency) in [("art-000", "USD"), ("lab-north", "USD"), ("art-003", "JPY")] {
      let path = try desk.write("\(payee).xlsx", payee, currency)
      let checks = try Spreadsheet.recalculated(path).sheets["Checks"]!
      let verdicts = checks.dropFirst().compactMap { $0[3] }
      #expect(verdicts == Array(repeating: "True", count: Statement.Kind.payee.checks.count + 1), "\(checks)")
    }
    let tampered = "\(desk.folder.path)/tampered.xlsx"
    try Spreadsheet.tamper(
      "\(desk.folder.path)/art-000.xlsx", to: tampered, sheet: "Tracks", cell: "I2", value: 100)
    let after = try Spreadsheet.recalculated(tampered).sheets["Checks"]!
    #expect(after.first { $0[0]?.hasPrefix("Tracks") == true }?[3] == "False")
    #expect(after.first { $0[0] == "Everything agrees" }?[3] == "False")
    #expect(after.first { $0[0]?.hasPrefix("Platforms") == true }?[3] == "True")
  }

  static let hostile = [
    "=HYPERLINK(\"x\")", "+1", "@x", "\tled by a tab", "שלום עולם", "😀🎵", String(repeating: "Ü", count: 300), "-2+3",
    "{=1}", "a\u{1}b\u{1F}c",
  ]

  @Test(
    "Titles that look like formulas, are long, or have control characters are plain text; identifiers keep their zeros")
  func text() async throws {
    let desk = try await Desk()
    // As the catalog may have learned them: not every spelling comes in by CSV.
    for (index, title) in Self.hostile.enumerated() {
      try desk.db.query(
        "UPDATE tracks SET title = \(title) WHERE isrc = \("QZLL226000" + (index < 9 ? "0" : "") + "\(index + 1)")")
    }
    for (payee, currency, tracks) in [
      ("lab-north", "USD", [0, 1, 6, 7]), ("lab-quay", "EUR", [2, 3, 4, 5]), ("art-003", "EUR", [8, 9]),
    ] {
      let sheet = try Spreadsheet(desk.write("h.xlsx", payee, currency))
      let document = try desk.json(payee, currency)["statement"] as! [String: Any]
      let inJSON = Dictionary(
        uniqueKeysWithValues: (document["tracks"] as! [[String: Any]]).map {
          ($0["isrc"] as! String, $0["track"] as! String)
        })
      for track in tracks {
        let isrc = "QZLL226000" + (track < 9 ? "0" : "") + "\(track + 1)"
        let title = Self.hostile[track]
        #expect(inJSON[isrc] == title)
        for (name, column) in [("Tracks", 1), ("Detail", 2)] {
          let rows = sheet.sheets[name]!
          let index = try #require(rows.firstIndex { $0.contains(isrc) })
          // A workbook writes control characters as _x0001_, which readers turn back.
          let read = rows[index][column]!.replacing("_x0001_", with: "\u{1}").replacing("_x001F_", with: "\u{1F}")
          #expect(read == title, "\(name)")
          #expect(["s", "inlineStr"].contains(sheet.types[name]![index][column]))
        }
      }
      let upc = sheet.sheets["Releases"]![1][0]!
      #expect(upc.hasPrefix("0") && upc.count == 12 && sheet.types["Releases"]![1][0] != "n")
    }
  }

  @Test("Twice the same: digest and bytes; issued, it stays the same whatever the catalog says later")
  func frozen() async throws {
    let desk = try await Desk()
    func bytes(_ name: String, _ issued: StatementStore.Issued? = nil) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: desk.write(name, "art-000", "USD", issued)))
    }
    #expect(try bytes("a.xlsx") == bytes("b.xlsx"))
    #expect(try bytes("a.json") == bytes("b.json"))
    let open = #expect(throws: Transaction.Refusal.self) { try desk.issue("art-000", "USD") }
    #expect(open?.description.contains("2026-10 is open") == true)
    try desk.close()
    let issued = try desk.issue("art-000", "USD")
    #expect(try desk.issue("art-000", "USD") == issued)
    #expect(try desk.issue("art-000", "USD", reason: "nothing changed") == issued)
    let (xlsx, json) = (try bytes("a.xlsx", issued), try bytes("a.json", issued))
    #expect(try desk.json("art-000", "USD", issued)["digest"] as? String == issued.digest.hex)
    try desk.db.query("UPDATE tracks SET title = 'Renamed' WHERE isrc = 'QZLL22600002'")
    // The track on another album, a contract of October posted in November.
    try desk.db.query("UPDATE tracks SET album_id = (SELECT max(album_id) FROM albums) WHERE isrc = 'QZLL22600001'")
    try desk.folder.write(
      "C-3.yaml",
      """
      contract: C-3
      currency: USD
      effective_from: '2026-10-01'
      covers: {album: '011000000075'}
      fee_percent: '10'
      shares: [{payee: '@artist', percent: '100'}]
      """)
    _ = try ReferenceImport(desk.db).contracts(path: "\(desk.folder.path)/C-3.yaml")
    _ = try PostingRun(desk.db, today: Self.today).run()
    try desk.db.query("UPDATE payees SET name = 'Other', withholding_percent = 50 WHERE payee = 'art-000'")
    #expect(try bytes("b.xlsx", issued) == xlsx && bytes("b.json", issued) == json)
    let current = try StatementFiles.current(desk.db, payee: "art-000", Self.october, Currency("USD")!)
    #expect(try desk.db.snapshot { try current.statement().heading.revision } == 1)
    #expect(try desk.issue("art-000", "USD") == issued, "without a reason it is the one on record")
    let revised = try desk.issue("art-000", "USD", reason: "a title was misspelt")
    #expect(revised.revision == 2 && revised.digest != issued.digest && revised.payable == issued.payable)
    let first = try #require(try StatementStore(desk.db).statement(issued.id))
    #expect(first.isSuperseded)
    #expect(try desk.json("art-000", "USD", first)["status"] as? String == "superseded")
    #expect(try desk.json("art-000", "USD", first)["digest"] as? String == issued.digest.hex)
  }

  @Test("The books record an issue, its payable and its digest; they stay proven, and the record cannot be changed")
  func recorded() async throws {
    let desk = try await Desk()
    try desk.close()
    let issued = try desk.issue("art-001", "EUR")
    let note = try #require(try LedgerStore(desk.db).transaction(issued.transaction)?.transaction)
    #expect(note.kind == .statement && note.entries.isEmpty)
    #expect(note.reason == "payable 166.910000000000 EUR, sha256 \(issued.digest.hex)")
    #expect(try Verification(desk.db).run().isProven)
    for script in [
      "UPDATE statements SET payable = 0", "DELETE FROM statements", "UPDATE statement_names SET name = 'x'",
      "UPDATE statement_documents SET part = 1", "DELETE FROM statement_documents",
    ] {
      #expect(throws: PostgresError.self) { try desk.db.run(script: script) }
    }
    let reversal = #expect(throws: Transaction.Refusal.self) {
      try Bookkeeping(desk.db, today: Self.today).reverse(issued.transaction, reason: "x")
    }
    #expect(reversal?.description.contains("it moved nothing") == true)
    try desk.db.forge("UPDATE statements SET payable = 1")
    let proof = try Verification(desk.db).run()
    #expect(proof.differences.first?.contains("statement 2026-10/art-001/EUR revision 1") == true)
  }

  @Test("A later difference stands under adjustments of the next statement, naming the one that it corrects")
  func adjustment() async throws {
    let desk = try await Desk()
    try desk.close()
    try desk.folder.write(
      "late.ndjson",
      #"{"isrc":"QZLL22600004","played_at":"2026-10-31T23:59:59Z","platform":"spotify","country":"DE","tier":"premium","plays":1000}"#
        + "\n")
    _ = try PlayImport(databaseURL: desk.url).run(path: "\(desk.folder.path)/late.ndjson")
    _ = try PostingRun(desk.db, today: Self.today).run()
    let source = try StatementSource(desk.db, payee: "art-001", Period("2026-11")!, Currency("EUR")!)
    let statement = try desk.db.snapshot { try source.statement() }
    let adjustments = try #require(statement.table("adjustments"))
    #expect(adjustments.rows.count == 1)
    #expect(adjustments.rows[0][2] == .text("corrects 2026-10/art-001/EUR"))
    #expect(adjustments.rows[0][3] == .amount(try Amount("1.780521775")))
    #expect(statement.figure("adjustments") == (try Amount("1.780521775")))
    for check in Statement.Kind.payee.checks where check.table != "detail" {
      #expect(statement.table(check.table)?.sum(check.column) == statement.figure(check.figure), "\(check.title)")
    }
  }

  @Test("After a platform's report the sheets say what it changed, and what it changed is the true-up")
  func trueUp() async throws {
    let desk = try await Desk()
    let expected =
      try JSONSerialization.jsonObject(
        with: FileManager.default.contents(atPath: "\(Project.month)/expected.json")!) as! [String: Any]
    let wanted = (expected["report"] as! [String: Any])["true_up"] as! [String: String]
    let report = try ReportImport(databaseURL: desk.url, formats: .shipped).run(
      path: "\(Month.inputs)/report-spotify-2026-10.csv"
    ).report
    try ReportDecision(desk.db).accept(report.id)
    _ = try PostingRun(desk.db, today: Self.today).run()
    for (key, trueUp) in wanted {
      let parts = key.split(separator: "/").map(String.init)
      let statement = try desk.db.snapshot { try desk.source(parts[0], parts[1]).statement() }
      for table in ["platforms", "territories", "releases", "tracks"] {
        #expect(statement.table(table)?.sum("true_up") == (try Amount(trueUp)), "\(key) \(table)")
      }
      let after = (expected["statements_after_report"] as! [String: [String: String]])[key]!
      for figure in ["royalties", "recouped", "withholding", "payable", "carried_forward"] {
        #expect("\(statement.figure(figure))" == after[figure], "\(key) \(figure)")
      }
    }
    #expect(try Verification(desk.db).run().isProven)
  }

  @Test("Past a sheet's rows the detail goes on in the next one, and the checks still come out")
  func continued() async throws {
    let desk = try await Desk()
    let path = "\(desk.folder.path)/c.xlsx"
    try desk.db.snapshot {
      try WorkbookRendering.write(
        desk.source("art-000", "USD"), to: path, temporaryFolder: desk.folder.path, digest: nil, rowsPerSheet: 61)
    }
    let sheet = try Spreadsheet(path)
    #expect(sheet.names.filter { $0.hasPrefix("Detail") } == ["Detail", "Detail 2", "Detail 3"])
    #expect(sheet.names.last == "Checks")
    let whole = try Spreadsheet(desk.write("w.xlsx", "art-000", "USD")).sheets["Detail"]!
    let parts = ["Detail", "Detail 2", "Detail 3"].flatMap { sheet.sheets[$0]!.dropFirst() }
    #expect(parts == Array(whole.dropFirst()))
    let checks = try Spreadsheet.recalculated(path).sheets["Checks"]!
    #expect(checks.first { $0[0]?.hasPrefix("The detail") == true }?[3] == "True")
  }

  @Test("A disk that is full, in words: what was there stays, and nothing half is left")
  func diskFull() async throws {
    let desk = try await Desk()
    let path = try desk.write("full.xlsx", "art-000", "USD")
    let before = FileManager.default.contents(atPath: path)
    let command = try Command(
      "/bin/bash",
      [
        "-c",
        "trap '' XFSZ; ulimit -f 4; exec '\(Project.binary)' statements export --payee art-000 --period 2026-10 --currency USD --to '\(path)'",
      ], environment: ["LEDGERLINE_DATABASE_URL": desk.url])
    #expect(try await command.wait() == 1, "\(command.standardError)")
    #expect(FileManager.default.contents(atPath: path) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: desk.folder.path) == ["full.xlsx"])
  }
}
