import Foundation
import Postgres
import TestSupport
import Testing

/// Who is paid on what, from the file that says so to the statement: by the command line, and over the API.
@Suite("Who is paid on what")
struct PaidOnCasesTests {
  private static let payees =
    "payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent,basis\n"
    + "lab-vale,Vale Street,0,0,0,0,received\nart-mira,Mira Vole,0,0,0,0,reported\n"
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("payees.csv", Self.payees)
    // 4.00 USD in the US, and 1.00 EUR in Germany, which is 1.10 USD.
    try folder.write(
      "plays.ndjson",
      #"{"isrc":"QZTST2600001","played_at":"2026-10-10T12:00:00Z","platform":"spotify","country":"US","plays":1000}"#
        + "\n"
        + #"{"isrc":"QZTST2600003","played_at":"2026-10-11T12:00:00Z","platform":"spotify","country":"DE","plays":200}"#
        + "\n")
  }

  /// What is expected and payable of each: the label, art-mira, and art-odo, who is paid on what is estimated.
  private func expect(
    _ figures: [(expected: String, payable: String)], _ what: String,
    _ balance: (_ payee: String, _ figure: String) async throws -> String?
  ) async throws {
    for (payee, figures) in zip(["lab-vale", "art-mira", "art-odo"], figures) {
      #expect(try await balance(payee, "expected") == figures.expected, "\(what): \(payee) expected")
      #expect(try await balance(payee, "payable") == figures.payable, "\(what): \(payee) payable")
    }
  }

  private static func amount(_ text: String) -> String {
    let parts = text.split(separator: ".")
    return "\(parts[0])." + (parts.count > 1 ? parts[1] : "").padding(toLength: 12, withPad: "0", startingAt: 0)
  }

  private static func figures(_ pairs: (String, String)...) -> [(expected: String, payable: String)] {
    pairs.map { (amount($0.0), amount($0.1)) }
  }

  @Test("By the command line: estimates, a report in two currencies, receipts of a part, the close, a withdrawal")
  func commandLine() async throws {
    let run = try await CaseWorld()
    func october(_ payee: String, _ figure: String) async throws -> String? {
      try await run.balance(payee, "2026-10", figure)
    }
    try await run.tool.run("import", "payees", "\(folder.path)/payees.csv")
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
    try await expect(Self.figures(("2.04", "0"), ("1.6", "0"), ("0", "0.44")), "estimated, not posted", october)
    try await run.tool.run("ledger", "post")
    try await expect(Self.figures(("2.04", "0"), ("1.6", "0"), ("0", "0.44")), "estimated", october)

    try await run.tool.run("reconcile", "import", "\(CaseWorld.files)/resaved/report.csv")
    try await run.tool.run("reconcile", "accept", "1")
    try await expect(Self.figures(("2.04", "0"), ("0", "1.6"), ("0", "0.44")), "reported, not posted", october)
    try await run.tool.run("ledger", "post")
    try await expect(Self.figures(("2.04", "0"), ("0", "1.6"), ("0", "0.44")), "reported", october)

    // A quarter of the dollars; then a third, less a bit, of the euros, each for its own currency.
    func receive(_ money: String, _ reference: String, _ day: String, _ purpose: String? = nil, _ of: String = "")
      async throws
    {
      let tool = run.tool
      if let purpose {
        try await tool.run(
          "ledger", "receipt", "spotify", money, "--reference", reference, "--date", day, purpose, of)
      } else {
        try await tool.run("ledger", "receipt", "spotify", money, "--reference", reference, "--date", day)
      }
    }
    try await receive("1.00 USD", "R-1", "2026-10-20", "--report", "1")
    try await expect(Self.figures(("1.64", "0.4"), ("0", "1.6"), ("0", "0.44")), "a quarter came", october)
    try await receive("0.33 EUR", "R-2", "2026-10-21", "--period", "2026-10")
    try await expect(Self.figures(("1.4948", "0.54"), ("0", "1.6"), ("0", "0.44")), "and of the euros", october)
    try await receive("5.00 USD", "R-3", "2026-10-22")
    try await expect(Self.figures(("0.2948", "1.74"), ("0", "1.6"), ("0", "0.44")), "more than all dollars", october)
    let preview = try await run.tool.run(
      "statements", "preview", "--period", "2026-10", "--payee", "lab-vale", "--format", "csv")
    #expect(preview.contains("2.040000000000,0.294800000000,1.740000000000,0.300000000000"), "\(preview)")

    try await run.tool.run("ledger", "close", "2026-10")
    #expect(try await run.holds())
    let schema = "\(Project.root)/Reports/statement.schema.json"
    for (payee, expected) in [("lab-vale", "0.294800000000"), ("art-odo", nil)] {
      try await run.tool.run(
        "statements", "generate", "--period", "2026-10", "--payee", payee, "--to", "\(folder.path)/\(payee)")
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(payee)")
      let json = try "\(folder.path)/\(payee)/\(#require(files.first { $0.hasSuffix(".json") }))"
      let text = String(decoding: FileManager.default.contents(atPath: json)!, as: UTF8.self)
      #expect(text.contains("\"expected\"") == (expected != nil))
      let problems = try SchemaValidation.problems(schema, [json])
      #expect(problems.isEmpty, "\(problems)")
      let book = try Spreadsheet("\(folder.path)/\(payee)/\(#require(files.first { $0.hasSuffix(".xlsx") }))")
      let summary = try #require(book.sheets["Summary"])
      let row = summary.first { $0.contains("Expected: not paid out yet") }
      #expect((row != nil) == (expected != nil))
      if let expected {
        #expect(text.contains("\"expected\":\"\(expected)\"") && text.contains("paid on what platforms have paid"))
        #expect(row?.contains(expected) == true, "\(row ?? [])")
      }
    }
    // The rest of the euros come a month later, and with them what was carried forward.
    try await receive("0.67 EUR", "R-4", "2026-11-05", "--report", "1")
    func november(_ payee: String, _ figure: String) async throws -> String? {
      try await run.balance(payee, "2026-11", figure)
    }
    try await expect(Self.figures(("0", "2.04"), ("0", "1.6"), ("0", "0.44")), "all came", november)
    // Taken back, the estimate is back, and nothing of it is payable until somebody reports it anew.
    try await run.tool.run("reconcile", "withdraw", "1", "--reason", "of another month")
    try await expect(Self.figures(("2.04", "0"), ("1.6", "0"), ("0", "0.44")), "withdrawn, not posted", november)
    try await run.tool.run("ledger", "post")
    try await expect(Self.figures(("2.04", "0"), ("1.6", "0"), ("0", "0.44")), "withdrawn", november)
    #expect(try await run.holds())
    // What October was settled by is proven, and cannot be changed unseen.
    try run.db.forge(
      """
      UPDATE settlements SET expected = expected - 0.1, payable = payable + 0.1, carried_forward = carried_forward - 0.1
        WHERE payee = 'lab-vale'
      """)
    let found = try await run.tool.refusal("ledger", "verify")
    #expect(
      found.code == 1
        && found.said.contains("lab-vale in USD: expected is 0.294800000000 by the books, and 0.194800000000 on record"),
      "\(found.said)")
  }

  @Test("Over the API: the same terms from a month on, balances of a payee, an artist and a label, previews")
  func overTheAPI() async throws {
    let run = try await CaseWorld()
    let api = try await CaseAPI(run)
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
    let dated = Self.payees.replacing("basis\n", with: "basis,effective_from\n")
      .replacing("received\n", with: "received,2026-11-01\n").replacing("reported\n", with: "reported,2026-11-01\n")
    let taken = try await api.client.get(
      "/v1/imports/payees?file=payees.csv", method: "POST", bytes: Data(dated.utf8))
    #expect(taken.status == 200, "\(taken)")
    let bad = try await api.client.get(
      "/v1/imports/payees?file=payees.csv", method: "POST", bytes: Data(dated.replacing("received", with: "paid").utf8))
    #expect(bad.status == 422 || bad.status == 400, "\(bad)")
    try await run.tool.run("ledger", "post")
    func figures(_ path: String, _ period: String) async throws -> [String: Any] {
      let answer = try await api.client.get("/v1/\(path)/balance?period=\(period)")
      return (answer.body["balances"] as? [[String: Any]])?.first ?? [:]
    }
    for path in ["labels/lab-vale", "payees/lab-vale"] {
      let october = try await figures(path, "2026-10")
      #expect(october["basis"] as? String == "estimated" && october["payable"] as? String == Self.amount("2.04"))
      #expect(october["expected"] as? String == Self.amount("0"))
      let november = try await figures(path, "2026-11")
      #expect(november["basis"] as? String == "received" && november["payable"] as? String == Self.amount("0"))
      #expect(november["expected"] as? String == Self.amount("2.04"))
    }
    let artist = try await figures("artists/art-mira", "2026-11")
    #expect(artist["basis"] as? String == "reported" && artist["expected"] as? String == Self.amount("1.6"))
    let report = try await api.client.get(
      "/v1/reconciliations?file=report.csv", method: "POST",
      bytes: CaseAPI.bytes("\(CaseWorld.files)/resaved/report.csv"))
    #expect(report.status < 300, "\(report)")
    #expect(try await api.act("/v1/reconciliations/1/accept").status == 200)
    #expect(try await figures("artists/art-mira", "2026-11")["payable"] as? String == Self.amount("1.6"))
    #expect(try await figures("labels/lab-vale", "2026-11")["expected"] as? String == Self.amount("2.04"))
    try await run.tool.run("ledger", "post")
    try await run.tool.run("ledger", "close", "2026-10")
    try await run.tool.run(
      "ledger", "receipt", "spotify", "1.00 USD", "--reference", "R-1", "--date", "2026-11-05", "--report", "1")
    let previews = try await api.client.get("/v1/statement-previews?period=2026-11&payee=lab-vale")
    let preview = try #require((previews.body["statements"] as? [[String: Any]])?.first)
    #expect(
      preview["expected"] as? String == Self.amount("1.64") && preview["payable"] as? String == Self.amount("0.4"))
    #expect(try await run.holds())
  }
}
