import Postgres
import TestSupport
import Testing

/// Mistakes with platforms' reports, from the files they were made with.
@Suite("Mistakes with reports")
struct ReportCasesTests {
  @Test("A platform's fine of one unit is an adjustment, and says nothing of a rate")
  func fine() async throws {
    let (run, files) = (try await CaseWorld(), "\(CaseWorld.files)/fine")
    try await run.tool.run("import", "plays", "\(files)/plays.ndjson")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("reconcile", "import", "\(files)/report-minus1.csv")
    let shown = try await run.tool.json("reconcile", "show", "1")
    let sums = try #require((shown["sums"] as? [[String: Any]])?.first)
    let parts = try #require(sums["parts"] as? [String: String])
    #expect(parts["adjustments"] == "-10.000000000000" && parts["rate"] == "0.000000000000", "\(parts)")
    #expect(parts["units"] == "0.000000000000" && sums["reported_units"] as? Int == 6_000, "\(sums)")
    try await run.tool.run("reconcile", "accept", "1")
    try await run.tool.run("ledger", "post")
    for (payee, royalties) in [("art-mira", "2.40"), ("lab-vale", "5.60"), ("art-odo", "3.20")] {
      #expect(try await run.balance(payee, "2026-10", "share") == "\(royalties)0000000000", "\(payee)")
    }
    // Each posted line leads to what it follows from.
    let posted = try await run.tool.json("ledger", "lines", "QZTST2600001", "--period", "2026-10")
    let lines = try #require(posted["lines"] as? [[String: Any]])
    let estimated = try #require(lines.first { $0["basis"] as? String == "estimated" })
    #expect(
      (estimated["rates"] as? [[String: Any]])?.map { $0["table"] as? String } == ["spotify/2025-01-01.csv"], "\(lines)"
    )
    let reported = try #require(lines.first { $0["basis"] as? String == "reported" })
    #expect((reported["rows"] as? [[String: Int]])?.map { $0["line"] } == [2], "\(lines)")
    let fine = try #require(lines.first { $0["basis"] as? String == "adjustment" })
    #expect((fine["rows"] as? [[String: Int]])?.map { $0["line"] } == [5], "\(lines)")
    #expect(fine["gross"] as? String == "-10.000000000000" && fine["fee"] as? String == "-2.000000000000", "\(lines)")
    // What the report says of the rate is what it was.
    let folder = try TemporaryFolder()
    let draft = try await run.tool.json("rates", "calibrate", "spotify", "--to-folder", folder.path)
    let rows = try #require(draft["rows"] as? [[String: Any]], "\(draft)")
    let america = try #require(rows.first { $0["country"] as? String == "US" }, "\(rows)")
    #expect(america["drafted_rate"] as? String ?? america["present_rate"] as? String == "0.004000000000", "\(america)")
    #expect(america["amount"] as? String == "24.000000000000" && america["units"] as? String == "6000", "\(america)")
    let accuracy = try await run.tool.json("reconcile", "accuracy")
    let markets = try #require(accuracy["markets"] as? [[String: Any]], "\(accuracy)")
    #expect(markets.count == 1)
    let total = try #require(markets[0]["total"] as? [String: Any])
    #expect(total["reported"] as? String == "24.000000000000", "\(total)")
    #expect(try await run.holds())
  }

  @Test("A report saved again is the same report; what reverses it shares no row with it and adds up")
  func resaved() async throws {
    let (run, files) = (try await CaseWorld(), "\(CaseWorld.files)/resaved")
    try await run.tool.run("import", "plays", "\(files)/plays.ndjson")
    let first = try await run.tool.json("reconcile", "import", "\(files)/report.csv")
    #expect(first["already_known"] as? Bool == false)
    try await run.tool.run("reconcile", "accept", "1")
    for name in ["report-crlf.csv", "report-resaved.csv"] {
      let again = try await run.tool.json("reconcile", "import", "\(files)/\(name)")
      #expect(again["already_known"] as? Bool == true && again["reconciliation"] as? Int == 1, "\(name)")
    }
    try await run.tool.run("ledger", "post")
    let reported = try run.db.query("SELECT count(*) FROM acceptances")[0].int(0)
    #expect(reported == 1)
    let second = try await run.tool.json("reconcile", "import", "\(files)/reversal.csv")
    #expect(second["already_known"] as? Bool == false)
    let number = try #require(second["reconciliation"] as? Int)
    try await run.tool.run("reconcile", "accept", "\(number)")
    try await run.tool.run("ledger", "post")
    // All that was reported is taken back.
    for row in try run.db.query(
      """
      SELECT account, sum(amount) FROM ledger_entries WHERE account LIKE 'payee:%:payable' OR account LIKE '%:reported'
      GROUP BY 1
      """)
    {
      #expect(row.numeric(1) == 0, "\(row.text(0))")
    }
    #expect(try await run.holds())
  }

  @Test(
    "The same over the API: a file saved again is known, an overlapping one is refused, an accepted one is withdrawn")
  func overTheAPI() async throws {
    let (run, files) = (try await CaseWorld(), "\(CaseWorld.files)/resaved")
    try await run.tool.run("import", "plays", "\(files)/plays.ndjson")
    let api = try await CaseAPI(run)
    func send(_ name: String, _ query: String = "") async throws -> Client.Answer {
      try await api.client.get(
        "/v1/reconciliations?file=\(name)\(query)", method: "POST", bytes: CaseAPI.bytes("\(files)/\(name)"))
    }
    #expect(try await send("report.csv").body["already_known"] as? Bool == false)
    #expect(try await api.act("/v1/reconciliations/1/accept").status == 200)
    for name in ["report-crlf.csv", "report-resaved.csv"] {
      let again = try await send(name)
      #expect(again.body["already_known"] as? Bool == true && again.body["reconciliation"] as? Int == 1)
    }
    let text = String(decoding: try CaseAPI.bytes("\(files)/report.csv"), as: UTF8.self)
    let more = try await api.client.get(
      "/v1/reconciliations?file=more.csv", method: "POST", body: text + "2026-10,spotify,US,,QZTST2600002,0,0,USD\n")
    #expect(more.status == 422 && more.detail.contains("--supersedes 1"), "\(more.text)")
    let corrected = try await api.client.get(
      "/v1/reconciliations?file=more.csv&supersedes=1", method: "POST",
      body: text + "2026-10,spotify,US,,QZTST2600002,0,0,USD\n")
    let number = try #require(corrected.body["reconciliation"] as? Int, "\(corrected.text)")
    let related = try await api.act("/v1/reconciliations/\(number)/relation", #"{"adds_to":[1]}"#)
    #expect((related.body["report"] as? [String: Any])?["adds_to"] as? [Int] == [1], "\(related.text)")
    #expect(related.body["together_with"] as? [Int] == [1])
    #expect(try await api.act("/v1/reconciliations/1/withdraw", #"{"reason":"ours twice"}"#).status == 200)
    let shown = try await api.client.get("/v1/reconciliations/1")
    let report = shown.body["report"] as? [String: Any]
    #expect(report?["status"] as? String == "withdrawn" && report?["reason"] as? String == "ours twice")
    let listed = try await api.client.get("/v1/reconciliations?status=withdrawn")
    #expect((listed.body["reconciliations"] as? [Any])?.count == 1)
  }
}
