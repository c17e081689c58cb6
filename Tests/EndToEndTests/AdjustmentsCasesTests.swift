import Foundation
import Postgres
import TestSupport
import Testing

/// A platform's fine, under a contract that takes no fee of money beside plays, and in statements.
///
/// By hand: the report pays 8.00 for each of three tracks, two of art-mira's and one of art-odo's, and takes 10.00 back. The
/// contract takes 20 % and halves the rest. With the fee on the fine: art-mira (16 - 10) x 0.8 / 2 = 2.40, of it -4.00 the
/// fine; lab-vale 14 x 0.8 / 2 = 5.60. Without: art-mira 16 x 0.8 / 2 - 5 = 1.40, lab-vale 24 x 0.8 / 2 - 5 = 4.60.
@Suite("Money beside plays")
struct AdjustmentsCasesTests {
  private static let files = "\(CaseWorld.files)/fine"

  private static func withoutFee() throws -> String {
    try String(contentsOfFile: "\(CaseWorld.files)/base/contracts/K-1.yaml", encoding: .utf8)
      + "fee_on_adjustments: false\n"
  }

  private func amount(_ text: String) -> String { "\(text)0000000000" }

  /// October is played and reported.
  private func reported(_ run: CaseWorld) async throws {
    try await run.tool.run("import", "plays", "\(Self.files)/plays.ndjson")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("reconcile", "import", "\(Self.files)/report-minus1.csv")
  }

  private func expect(_ run: CaseWorld, _ payee: String, _ share: String, beside: String?) async throws {
    #expect(try await run.balance(payee, "2026-10", "share") == amount(share), "\(payee)")
    #expect(try await run.balance(payee, "2026-10", "beside_plays") == beside.map(amount), "\(payee)")
  }

  @Test("Under fee_on_adjustments: false the fine bears no fee: before and after accepting, posted and not")
  func withoutFee() async throws {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    try folder.write("K-1.yaml", Self.withoutFee())
    try await run.tool.run("import", "contracts", "\(folder.path)/K-1.yaml")
    let versions = try await run.tool.json("contracts")
    let contracts = try #require(versions["contracts"] as? [[String: Any]])
    #expect(contracts.map { $0["version"] as? Int } == [1, 2])
    #expect(contracts.map { $0["fee_on_adjustments"] as? Bool } == [nil, false])
    // The same again is no version.
    try await run.tool.run("import", "contracts", "\(folder.path)/K-1.yaml")
    #expect(try run.db.query("SELECT count(*) FROM contracts")[0].int(0) == 2)

    try await reported(run)
    let shown = try await run.tool.json("reconcile", "show", "1")
    let parts = try #require((shown["sums"] as? [[String: Any]])?.first?["parts"] as? [String: String])
    #expect(parts["adjustments"] == amount("-10.00") && parts["rate"] == amount("0.00"), "\(parts)")
    let trueUps = try #require(shown["true_up"] as? [[String: Any]])
    #expect(
      Dictionary(uniqueKeysWithValues: trueUps.map { ($0["payee"] as! String, $0["amount"] as! String) })
        == ["art-mira": amount("-5.00"), "lab-vale": amount("-5.00")], "\(trueUps)")
    try await run.tool.run("reconcile", "accept", "1")
    for _ in 1...2 {
      try await expect(run, "art-mira", "1.40", beside: "-5.00")
      try await expect(run, "lab-vale", "4.60", beside: "-5.00")
      try await expect(run, "art-odo", "3.20", beside: nil)
      #expect(try await run.balance("art-mira", "2026-10", "fee") == amount("3.20"))
      try await run.tool.run("ledger", "post")
    }
    let fees = try run.db.query("SELECT -sum(amount) FROM ledger_entries WHERE account = 'fee:distribution'")[0]
    #expect(fees.numeric(0) == 4_800_000_000_000)
    let posted = try await run.tool.json("ledger", "lines", "QZTST2600001", "--period", "2026-10")
    let lines = try #require(posted["lines"] as? [[String: Any]])
    let fine = try #require(lines.first { $0["basis"] as? String == "adjustment" }, "\(lines)")
    #expect(fine["gross"] as? String == amount("-10.00") && fine["fee"] as? String == amount("0.00"))
    #expect(fine["plays"] as? Int == 0 && (fine["rows"] as? [[String: Int]])?.map { $0["line"] } == [5], "\(fine)")
    #expect(try await run.holds())
    let table = try await run.tool.run("ledger", "balance", "art-mira", "--period", "2026-10")
    #expect(table.contains("of it beside plays"), "\(table)")
  }

  @Test("A contract that takes its fee of them no longer reaches back: refused, and told; agreed to it is posted")
  func changed() async throws {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    try await reported(run)
    try await run.tool.run("reconcile", "accept", "1")
    try await run.tool.run("ledger", "post")
    try await expect(run, "art-mira", "2.40", beside: "-4.00")
    try await expect(run, "lab-vale", "5.60", beside: "-4.00")
    try await run.tool.run("ledger", "close", "2026-10")
    try folder.write("K-1.yaml", Self.withoutFee())
    let refused = try await run.tool.refusal("import", "contracts", "\(folder.path)/K-1.yaml")
    for words in [
      "2026-10 payee art-mira: -1.000000000000 USD", "2026-10 payee lab-vale: -1.000000000000 USD", "--corrects-closed",
    ] {
      #expect(refused.said.contains(words), "\(words)\n\(refused.said)")
    }
    try await run.tool.run("import", "contracts", "\(folder.path)/K-1.yaml", "--corrects-closed")
    try await run.tool.run("ledger", "post")
    #expect(try await run.balance("art-mira", "2026-11", "adjustments") == "-1.000000000000")
    #expect(try await run.holds())
  }

  @Test("Statements have money beside plays on a sheet of its own that comes to the summary; others have no such sheet")
  func statements() async throws {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    try await reported(run)
    try await run.tool.run("reconcile", "accept", "1")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("ledger", "close", "2026-10")
    let out = "\(folder.path)/out"
    try await run.tool.run("statements", "generate", "--period", "2026-10", "--to", out)
    try await run.tool.run("statements", "generate", "--period", "2026-10", "--labels", "--to", out)
    let rows = try run.db.query("SELECT statement_id, kind, payee FROM statements ORDER BY 1")
    #expect(rows.count == 4)
    for row in rows {
      let (id, isLabel, payee) = (row.int(0), row.text(1) == "label", row.text(2))
      let path = "\(out)/2026-10_\(isLabel ? "label_" : "")\(payee)_USD_r1_\(id)"
      let schema = "\(Project.root)/Reports/\(isLabel ? "label-" : "")statement.schema.json"
      #expect(try SchemaValidation.problems(schema, ["\(path).json"]) == [])
      let document =
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(path).json"))) as! [String: Any]
      let statement = try #require(document["statement"] as? [String: Any])
      let summary = try #require(statement["summary"] as? [String: String])
      let workbook = try Spreadsheet("\(path).xlsx")
      guard payee != "art-odo" else {
        #expect(statement["beside_plays"] == nil && summary["beside_plays"] == nil)
        #expect(!workbook.names.contains("Beside plays"))
        continue
      }
      let beside = try #require((statement["beside_plays"] as? [[String: String]])?.first)
      var expected = [
        "earned_in": "2026-10", "platform": "spotify", "gross": amount("-10.00"), "fee": amount("-2.00"),
        "net": amount("-8.00"), "royalty": amount("-4.00"),
      ]
      if isLabel { expected["others"] = amount("-4.00") }
      #expect(beside == expected)
      #expect(summary["beside_plays"] == amount(isLabel ? "-8.00" : "-4.00"))
      let detail = try #require(statement["detail"] as? [[String: Any]])
      let fine = detail.filter { $0["basis"] as? String == "adjustment" }
      #expect(fine.count == 1 && fine[0]["royalty"] as? String == amount("-4.00") && fine[0]["units"] as? Int == 0)
      let checks = try #require(statement["checks"] as? [[String: Any]])
      #expect(checks.last?["check"] as? String == "Money beside plays comes to its sum")
      #expect(checks.allSatisfy { $0["ok"] as? Bool == true }, "\(checks)")
      // As other programs read the workbook.
      let sheet = try #require(workbook.sheets["Beside plays"])
      #expect(sheet[0].prefix(5) == ["Earned in", "Platform", "Gross", "Fee", "Net"])
      #expect(sheet[1].prefix(2) == ["2026-10", "spotify"])
      #expect(sheet[1].dropFirst(2).map { Double($0 ?? "") } == [-10, -2, -8, -4] + (isLabel ? [-4] : []))
      #expect(workbook.names.firstIndex(of: "Beside plays")! + 1 == workbook.names.firstIndex(of: "FX"))
      let verdicts = try Spreadsheet.recalculated("\(path).xlsx").sheets["Checks"]!.dropFirst().compactMap { $0[3] }
      #expect(verdicts == Array(repeating: "True", count: checks.count + 1))
      // From the document that was kept, and from the books again.
      func exported(_ name: String) async throws -> Data? {
        try await run.tool.run("statements", "export", "\(id)", "--to", "\(folder.path)/\(name)")
        return FileManager.default.contents(atPath: "\(folder.path)/\(name)")
      }
      #expect(try await exported("kept.xlsx") == FileManager.default.contents(atPath: "\(path).xlsx"))
      try run.db.forge(
        """
        UPDATE statements SET is_kept = false WHERE statement_id = \(id);
        DELETE FROM statement_documents WHERE statement_id = \(id)
        """)
      #expect(try await exported("books.json") == FileManager.default.contents(atPath: "\(path).json"))
    }
  }

  @Test("The same over the API: the contract, the balance, the lines and the draft")
  func overTheAPI() async throws {
    let run = try await CaseWorld()
    let api = try await CaseAPI(run)
    let contract =
      #"{"contract":"K-1","currency":"USD","effective_from":"2025-01-01","covers":{"label":"lab-vale"},"fee_percent":"20","#
      + #""fee_on_adjustments":false,"shares":[{"payee":"lab-vale","percent":"50"},{"payee":"@artist","percent":"50"}]}"#
    let wrong = try await api.act("/v1/contracts", contract.replacing("false", with: "7"))
    #expect(wrong.status == 400, "\(wrong.text)")
    #expect(try await api.act("/v1/contracts", contract).body["published"] as? [String] == ["K-1"])
    #expect(try await api.act("/v1/contracts", contract).body["published"] as? [String] == [])
    let contracts = try await api.client.get("/v1/contracts").body["contracts"] as? [[String: Any]]
    #expect(contracts?.map { $0["fee_on_adjustments"] as? Bool } == [nil, false])
    try await reported(run)
    #expect(try await api.act("/v1/reconciliations/1/accept").status == 200)
    #expect(try await api.act("/v1/ledger/post").status == 200)
    let balance = try await api.client.get("/v1/payees/art-mira/balance?period=2026-10")
    let figures = try #require((balance.body["balances"] as? [[String: Any]])?.first)
    #expect(figures["share"] as? String == amount("1.40") && figures["beside_plays"] as? String == amount("-5.00"))
    var (lines, cursor): ([[String: Any]], String?) = ([], "")
    while let next = cursor {
      let query = next.isEmpty ? "" : "&cursor=\(next)"
      let page = try await api.client.get("/v1/ledger/lines?track=QZTST2600001&period=2026-10&limit=1\(query)")
      lines += page.body["lines"] as? [[String: Any]] ?? []
      cursor = page.body["next"] as? String
      #expect(page.status == 200, "\(page.text)")
    }
    #expect(lines.suffix(2).map { $0["basis"] as? String } == ["reported", "adjustment"], "\(lines)")
    let draft = try await api.client.get("/v1/statement-drafts/art-mira?period=2026-10&currency=USD")
    let statement = try #require(draft.body["statement"] as? [String: Any], "\(draft.text)")
    #expect((statement["summary"] as? [String: String])?["beside_plays"] == amount("-5.00"))
    let beside = statement["beside_plays"] as? [[String: String]]
    #expect(beside?.map { $0["fee"] } == [amount("0.00")] && beside?.map { $0["royalty"] } == [amount("-5.00")])
    let terms = (statement["terms"] as? [[String: Any]])?.compactMap { $0["covers"] as? String }
    #expect(terms?.contains("label lab-vale; no fee on money beside plays") == true, "\(terms ?? [])")
    #expect(try await api.client.get("/v1/ledger/verify").body["ok"] as? Bool == true)
  }
}
