import Foundation
import Ledger
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

/// Reports of platforms over HTTP, asked of the real binary.
@Suite("The API of reconciliation", .serialized)
struct ReconciliationAPITests {
  @Test("A report is taken once, plain or gzip, and shown as a list, in sums, in lines and as files")
  func take() async throws {
    let run = try await ReconciliationStand()
    defer { run.stop() }
    let first = try await run.upload(ReconciliationStand.report)
    #expect(first.status == 200, "\(first.text)")
    #expect(
      first.reconciliation == 1 && first.reportStatus == "received" && first.body["already_known"] as? Bool == false)
    let packed = try ReconciliationStand.packed()
    // The key is not looked at: the file itself tells.
    let again = try await run.finance.get(
      "/v1/reconciliations?file=other.csv.gz", method: "POST", bytes: packed, headers: ["Idempotency-Key": "k"])
    #expect(again.reconciliation == 1 && again.body["already_known"] as? Bool == true)
    #expect(try run.count("platform_reports") == 1 && run.count("platform_report_lines") == 181)
    // One whose comparison was cut off is compared when it is sent again.
    let db = try Connection(url: run.url)
    for table in ["comparisons", "reconciliation_lines", "reconciliations", "reconciliation_true_ups"] {
      try db.query(SQL(stringLiteral: "DELETE FROM \(table)"))
    }
    let mended = try await run.upload(ReconciliationStand.report)
    // What was read of the file is told when it is taken.
    var told = first.body
    let reading = try #require(told.removeValue(forKey: "reading") as? [String: Any])
    #expect(reading["rows"] as? Int == 181 && (reading["totals"] as? [String: String])?["EUR"] == "281.667814000000")
    told["already_known"] = true
    #expect(mended.body as NSDictionary == told as NSDictionary)
    // So it is at the command line, which prints the same.
    for table in ["comparisons", "reconciliation_lines", "reconciliations", "reconciliation_true_ups"] {
      try db.query(SQL(stringLiteral: "DELETE FROM \(table)"))
    }
    let tool = CommandLineTool(database: run.url)
    let printed = try await tool.run("reconcile", "import", ReconciliationStand.path, "--format", "json")
    #expect(printed.trimmingCharacters(in: .newlines) == mended.text)

    let list = try #require(
      try await run.get("?period=2026-10&platform=Spotify").body["reconciliations"] as? [[String: Any]])
    #expect(list.count == 1 && list[0]["verdict"] as? String == "blocked")
    let sums = try #require(list[0]["sums"] as? [[String: String]])
    #expect(sums.map { $0["currency"]! } == ["EUR", "GBP", "JPY", "USD"])
    #expect(sums[0]["variance"] == "-20.879123945535")
    for query in ["?period=2026-09", "?platform=apple_music", "?status=accepted", "?before=1"] {
      #expect((try await run.get(query).body["reconciliations"] as? [Any])?.isEmpty == true, "\(query)")
    }

    let shown = try await run.get("/1?by=status").body
    let expected =
      try JSONSerialization.jsonObject(
        with: FileManager.default.contents(atPath: "\(Project.month)/expected.json")!) as! [String: Any]
    let wanted = (expected["report"] as! [String: Any])["true_up"] as! [String: String]
    let trueUps = try #require(shown["true_up"] as? [[String: String]])
    let given = Dictionary(uniqueKeysWithValues: trueUps.map { ("\($0["payee"]!)/\($0["currency"]!)", $0["amount"]!) })
    #expect(given == wanted.filter { Decimal(string: $0.value) != 0 })
    let counts = try #require(shown["lines"] as? [String: Int])
    #expect(counts["not_ours"] == 1)
    // Parts sum to the variance, and the sums of a dimension to its totals.
    for sum in try #require(shown["sums"] as? [[String: Any]]) {
      let parts = (sum["parts"] as! [String: String]).values.map { Decimal(string: $0)! }.reduce(0, +)
      #expect(parts == Decimal(string: sum["variance"] as! String), "\(sum)")
    }

    var seen: [Int] = []
    var query = "/1/lines?status=over&limit=50"
    while true {
      let page = try await run.get(query).body
      let lines = page["lines"] as! [[String: Any]]
      #expect(lines.allSatisfy { $0["status"] as? String == "over" })
      seen += lines.map { $0["line"] as! Int }
      guard let next = page["next"] as? Int else { break }
      query = "/1/lines?status=over&limit=50&after=\(next)"
    }
    #expect(seen.count == counts["over"] && seen == seen.sorted() && Set(seen).count == seen.count)

    let csv = try await run.get("/1/export?format=csv")
    #expect(csv.headers["content-type"]?.hasPrefix("text/csv") == true)
    #expect(csv.text.split(separator: "\n").count == 1 + counts.values.reduce(0, +))
    #expect(try await run.get("/1/export?status=not_ours").text.split(separator: "\n").count == 2)
    let xlsx = try await run.get("/1/export?format=xlsx")
    #expect(xlsx.text.hasPrefix("PK") && xlsx.headers["content-disposition"]?.contains("reconciliation_1.xlsx") == true)
  }

  @Test("A line leads to the file's rows, to our plays by day and to what is posted")
  func drillDown() async throws {
    let run = try await ReconciliationStand()
    defer { run.stop() }
    _ = try await run.upload(ReconciliationStand.report)
    let lines = try #require(
      try await run.get("/1/lines?country=DE&isrc=QZ-LL2-26-00001").body["lines"] as? [[String: Any]])
    let free = try #require(lines.first { $0["tier"] as? String == "free" })
    let detail = try await run.get("/1/lines/\(free["line"]!)").body
    let rows = try #require(detail["rows"] as? [[String: Any]])
    #expect(rows.count == 1 && rows[0]["line"] as? Int == 2 && rows[0]["amount"] as? String == "4.299641000000")
    #expect(rows[0]["units"] as? Int == free["reported_units"] as? Int)
    let plays = try #require(detail["plays"] as? [[String: Any]])
    #expect(plays.map { $0["plays"] as! Int }.reduce(0, +) == free["estimated_units"] as? Int)
    let postings = try #require(detail["postings"] as? [[String: Any]])
    #expect(postings.count == 1 && postings[0]["cause"] as? String == "accrual")
    #expect(postings[0]["plays"] as? Int == free["estimated_units"] as? Int)
    let transaction = postings[0]["transaction"] as! Int
    #expect(try await run.finance.get("/v1/ledger/transactions/\(transaction)").status == 200)
    #expect((detail["track"] as? [String: String])?["isrc"] == "QZLL22600001")

    let stranger = try #require(
      (try await run.get("/1/lines?status=not_ours").body["lines"] as? [[String: Any]])?.first)
    let unknown = try await run.get("/1/lines/\(stranger["line"]!)").body
    #expect((unknown["rows"] as? [Any])?.count == 1 && (unknown["plays"] as? [Any])?.isEmpty == true)
    #expect(unknown["track"] == nil)
    for path in ["/1/lines/0", "/1/lines/9999", "/1/lines/x", "/2/lines/1", "/x", "/99999999999", "/2/export"] {
      #expect(try await run.get(path).status == 404, "\(path)")
    }
  }

  @Test("Rejected, accepted once, posted, and superseded by a file that corrects it")
  func decide() async throws {
    let run = try await ReconciliationStand()
    defer { run.stop() }
    _ = try await run.upload(ReconciliationStand.report)
    let rejected = try await run.post("1/reject", #"{"reason":"the wrong month"}"#)
    #expect(rejected.reportStatus == "rejected" && rejected.text.contains("the wrong month"))
    #expect(try await run.post("1/reject").status == 400)
    #expect(try await run.post("1/reject", #"{"reason":""}"#).status == 400)
    #expect(try await run.post("1/match").status == 200)
    let before = try await run.get("/1").body["true_up"] as? [[String: String]]
    #expect((try await run.post("1/accept")).reportStatus == "accepted")
    let again = try await run.post("1/accept")
    #expect(again.status == 200 && again.reportStatus == "accepted")
    #expect(try run.count("platform_report_decisions WHERE accepted") == 1)
    #expect(try run.count("acceptances") == 1)
    let late = try await run.post("1/reject", #"{"reason":"too late"}"#)
    #expect(late.status == 409 && late.text.contains("supersedes=1"))
    #expect(try await run.finance.get("/v1/ledger/post", method: "POST", body: "{}").status == 200)
    // What was said before of each payee is what the books then have more.
    let posted = try Connection(url: run.url).query(
      """
      SELECT r.payee, r.currency, sum(r.share)::text FROM ledger_royalties r
      JOIN ledger_transactions t ON t.id = r.transaction_id WHERE t.cause = 'report' GROUP BY 1, 2
      """)
    let booked = Dictionary(
      uniqueKeysWithValues: posted.map { ("\($0.text(0))/\($0.text(1))", Decimal(string: $0.text(2))!) })
    for trueUp in try #require(before) {
      #expect(
        booked["\(trueUp["payee"]!)/\(trueUp["currency"]!)"] == Decimal(string: trueUp["amount"]!), "\(trueUp)")
    }
    let line = try #require(
      (try await run.get("/1/lines?status=over&limit=1").body["lines"] as? [[String: Any]])?.first)
    let postings = try await run.get("/1/lines/\(line["line"]!)").body["postings"] as? [[String: Any]]
    #expect(Set(postings?.map { $0["basis"] as! String } ?? []) == ["estimated", "reported"])

    let second = try await run.upload(ReconciliationStand.corrected(), "file=corrected.csv&supersedes=1")
    #expect(second.reconciliation == 2, "\(second.text)")
    #expect(((second.body["report"] as? [String: Any])?["supersedes"] as? Int) == 1)
    #expect((try await run.get("/1")).reportStatus == "accepted")
    #expect((try await run.post("2/accept")).reportStatus == "accepted")
    #expect((try await run.get("/1")).reportStatus == "superseded")
    #expect(try await run.post("1/accept").status == 409)
    #expect(try await run.upload(Data("x".utf8), "supersedes=9").text.contains("no reconciliation 9"))
  }
}
