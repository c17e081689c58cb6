import Foundation
import TestSupport
import Testing

/// Withholding by country of sale, from the file to the statement: by the command line, and over the API.
@Suite("Withholding by country of sale, from the file on")
struct CountryWithholdingCasesTests {
  private static let rows =
    "payee,effective_from,countries,percent\nart-mira,2026-10-01,US|PR,30\nart-mira,2026-10-01,*,5\n"
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("withholding.csv", Self.rows)
    try folder.write("reaching.csv", Self.rows.replacing("2026-10-01", with: "2026-09-01"))
    // art-mira has 40 % of gross: 30.00 of the US and 10.00 of France in September and in October.
    try folder.write(
      "plays.ndjson",
      ["09", "10"].flatMap { month in
        [("US", 18_750), ("FR", 8_333)].map { country, plays in
          #"{"isrc":"QZTST2600001","played_at":"2026-\#(month)-10T12:00:00Z","platform":"spotify","country":"\#(country)","#
            + "\"plays\":\(plays)}\n"
        }
      }.joined())
  }

  private func october(_ run: CaseWorld, _ figure: String) async throws -> String? {
    try await run.balance("art-mira", "2026-10", figure)
  }

  @Test("By the command line: from a month on, live and settled; what reaches back is refused, or agreed to")
  func commandLine() async throws {
    let run = try await CaseWorld()
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("ledger", "close", "2026-09")
    // 18,750 x 0.004 = 75.00, of which 30.00; 8,333 x 0.003 = 24.999, of which 9.9996.
    #expect(try await october(run, "share") == "39.999600000000")
    try await run.tool.run("import", "withholding", "\(folder.path)/withholding.csv")
    // 30 % of 30.00 and 5 % of 9.9996: 9.49998.
    #expect(try await october(run, "withholding") == "9.500000000000")
    try await run.tool.run("import", "withholding", "\(folder.path)/withholding.csv")
    #expect(try await october(run, "withholding") == "9.500000000000", "again changes nothing")
    let refusal = try await run.tool.refusal("import", "withholding", "\(folder.path)/reaching.csv")
    #expect(refusal.code == 1 && refusal.said.contains("2026-09 of art-mira"), "\(refusal.said)")
    #expect(refusal.said.contains("0.000000000000 USD withheld would be 9.500000000000"), "\(refusal.said)")
    let shown = try await run.tool.run(
      "import", "withholding", "\(folder.path)/reaching.csv", "--dry-run", "--format", "csv")
    #expect(shown.contains("2026-09") && shown.contains("-9.500000000000"), "\(shown)")
    #expect(try await october(run, "withholding") == "9.500000000000")
    try await run.tool.run("ledger", "close", "2026-10")
    #expect(try await run.holds())
    try await run.tool.run(
      "statements", "generate", "--period", "2026-10", "--payee", "art-mira", "--to", folder.path, "--files", "json")
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".json") })
    let text = String(decoding: FileManager.default.contents(atPath: "\(folder.path)/\(name)")!, as: UTF8.self)
    #expect(text.contains("withholding of sales in US") && text.contains("\"withholding\":\"9.500000000000\""))
    let problems = try SchemaValidation.problems(
      "\(Project.root)/Reports/statement.schema.json", ["\(folder.path)/\(name)"])
    #expect(problems.isEmpty, "\(problems)")
    // Agreed to, September's tax is due with the next settlement; what is settled stays proven.
    try await run.tool.run("import", "withholding", "\(folder.path)/reaching.csv", "--corrects-closed")
    #expect(try await run.balance("art-mira", "2026-11", "withholding") == "9.500000000000")
    #expect(try await run.holds())
  }

  @Test("Over the API: taken, shown by a dry run, and refused with file and line")
  func overTheAPI() async throws {
    let run = try await CaseWorld()
    let api = try await CaseAPI(run)
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
    func send(_ query: String, _ text: String) async throws -> Client.Answer {
      try await api.client.get("/v1/imports/withholding\(query)", method: "POST", bytes: Data(text.utf8))
    }
    let trial = try await send("?dry_run=true", Self.rows)
    #expect(trial.status == 200 && trial.body["dry_run"] as? Bool == true, "\(trial)")
    #expect(try await send("", Self.rows).status == 200)
    let bad = try await send("?file=w.csv", Self.rows.replacing("US|PR", with: "Atlantis"))
    #expect(bad.status == 422 && bad.text.contains("w.csv:2"), "\(bad)")
    let unknown = try await send("", Self.rows.replacing("art-mira", with: "nobody"))
    #expect(unknown.status == 422 && unknown.text.contains("not known"), "\(unknown)")
    // Live, before anything is posted.
    let answer = try await api.client.get("/v1/artists/art-mira/balance?period=2026-10")
    let balance = try #require((answer.body["balances"] as? [[String: Any]])?.first)
    #expect(balance["withholding"] as? String == "9.500000000000", "\(answer)")
  }
}
