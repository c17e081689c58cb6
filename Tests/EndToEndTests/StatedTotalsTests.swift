import Foundation
import TestSupport
import Testing

/// DDEX reports whose summaries say more than their sales: the platform owes what it says it will pay.
@Suite("What a report states beside its rows")
struct StatedTotalsTests {
  /// One summary: 1,000 plays of 4.00 in the US, with a minimum guarantee of 1.50 and 0.50 of tax: 5.00 in the end.
  private static func report(_ message: String, sales: Bool = true, final: String = "5") -> String {
    var cells = [String](repeating: "", count: 46)
    for (place, value) in [
      (0, "SY10.01"), (1, "S1"), (4, "SubscriptionModel"), (5, "Stream"), (12, "US"), (13, "Premium"),
      (16, sales ? "1000" : "0"), (21, "USD"), (22, "1.0842"), (23, "ECB"), (29, "Tax"), (31, "0.5"),
      (37, sales ? "4" : "0"), (41, "MinimumGuarantee"), (43, "1.5"), (45, final),
    ] { cells[place] = value }
    var sale = [String](repeating: "", count: 48)
    for (place, value) in [
      (0, "SR08.01"), (1, "T1"), (13, "QZTST2600001"), (24, "S1"), (26, "1000"), (28, "1000"), (46, "4"),
    ] { sale[place] = value }
    let head =
      "HEAD\tdsrf/1.4/1.8/1.4\tFinancialReportingToRecordCompaniesProfileSRB\t1.0\t\(message)\t2026-11-05T10:00:00Z\t1\t1"
      + "\t2026-10-01\t2026-10-31\tPADPIDA2014122301Q\tSpotify AB\t\tPADPIDA2007050901U\tLabel\t"
    var lines = [head, cells.joined(separator: "\t"), "DE01\tD1\tterms"]
    if sales { lines.append(sale.joined(separator: "\t")) }
    return (lines + ["SRFO\t\(lines.count + 1)\t1"]).joined(separator: "\n") + "\n"
  }

  @Test("The receivable follows the final total; lines, books and payees go by the rows")
  func finalTotal() async throws {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    try folder.write(
      "plays.ndjson",
      #"{"isrc":"QZTST2600001","played_at":"2026-10-11T12:00:00Z","platform":"spotify","country":"US","tier":"premium","plays":1000}"#
        + "\n")
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
    try folder.write("report.tsv", Self.report("M-1"))
    let taken = try await run.tool.json("reconcile", "import", "\(folder.path)/report.tsv")
    #expect(taken["deal_records"] as? Int == 1, "\(taken)")
    let totals = try await run.tool.json("reconcile", "totals", "1")["totals"] as? [[String: Any]] ?? []
    #expect(totals.count == 1)
    let total = try #require(totals.first)
    #expect(total["rows"] as? String == "4.000000000000" && total["final_total"] as? String == "5.000000000000")
    #expect(
      total["usage_independent_fee"] as? String == "1.500000000000"
        && total["fee_type"] as? String == "MinimumGuarantee")
    #expect(total["deductions"] as? String == "0.500000000000" && total["exchange_rate"] as? String == "1.0842")
    try await run.tool.run("reconcile", "accept", "1")
    try await run.tool.run("ledger", "post")
    func owed() async throws -> [String: Any] {
      let answer = try await run.tool.json("reconcile", "receivables")
      return try #require((answer["balances"] as? [[String: Any]])?.first, "\(answer)")
    }
    var balance = try await owed()
    #expect(balance["reported"] as? String == "5.000000000000" && balance["in_books"] as? String == "4.000000000000")
    #expect(balance["not_in_books"] as? String == "1.000000000000")
    let item = try #require((balance["items"] as? [[String: Any]])?.first)
    #expect(item["beside_rows"] as? String == "1.000000000000", "\(item)")
    #expect(try await run.balance("art-mira", "2026-10", "share") == "1.600000000000", "4.00 less 20 %, half of it")
    try await run.tool.run("ledger", "receipt", "spotify", "5 USD", "--reference", "SEPA-1", "--report", "1")
    balance = try await owed()
    #expect(balance["remaining"] as? String == "0.000000000000")
    // Corrected by another: its total counts, and the first one's no more.
    try folder.write("again.tsv", Self.report("M-2", final: "4.25"))
    try await run.tool.run("reconcile", "import", "\(folder.path)/again.tsv", "--supersedes", "1")
    try await run.tool.run("reconcile", "accept", "2")
    #expect(try await owed()["reported"] as? String == "4.250000000000")
    try await run.tool.run("ledger", "post")
    #expect(try await run.holds())
  }

  @Test("A sale of another month than its summary leaves the summary's month as it was estimated")
  func otherMonth() async throws {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    let lines = Self.report("M-4").split(separator: "\n").map { line in
      var cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      if cells[0] == "SR08.01" { cells[25] = "2026-09-17" }
      return cells.joined(separator: "\t")
    }
    try folder.write("report.tsv", lines.joined(separator: "\n") + "\n")
    let taken = try await run.tool.json("reconcile", "import", "\(folder.path)/report.tsv")
    let scopes = taken["scopes"] as? [[String: Any]] ?? []
    #expect(scopes.map { $0["period"] as? String } == ["2026-09"], "\(taken)")
  }

  @Test("A report without a sale says that nothing is owed, over the API too")
  func empty() async throws {
    let run = try await CaseWorld()
    let api = try await CaseAPI(run)
    let answer = try await api.client.get(
      "/v1/reconciliations?file=empty.tsv", method: "POST",
      bytes: Data(Self.report("M-3", sales: false, final: "1").utf8))
    #expect(answer.status == 201 || answer.status == 200, "\(answer.text)")
    let scope = try #require((answer.body["scopes"] as? [[String: Any]])?.first, "\(answer.text)")
    #expect(scope["platform"] as? String == "spotify" && scope["countries"] as? [String] == ["US"])
    let totals = try await api.client.get("/v1/reconciliations/1/totals")
    #expect((totals.body["totals"] as? [[String: Any]])?.first?["final_total"] as? String == "1.000000000000")
    #expect(try await api.client.get("/v1/reconciliations/9/totals").status == 404)
    #expect(try await api.act("/v1/reconciliations/1/accept").status == 200)
    let owed = try await api.client.get("/v1/receivables")
    #expect(
      (owed.body["balances"] as? [[String: Any]])?.first?["reported"] as? String == "1.000000000000", "\(owed.text)")
    #expect(try await run.holds())
  }
}
