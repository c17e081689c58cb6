import Answers
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Formats of reports over the API and from the command line: the same answers, and a label's own.
@Suite("Formats over both faces")
struct FormatsTests {
  private static let fixtures = "\(Project.root)/Tests/Fixtures/formats"
  private static let mine = """
    name: stem
    like: stem
    month_is_statement: true
    constants: {country: WW, currency: USD}

    """

  private static func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/\(name)"))
  }

  @Test("A file is recognised, tried and taken by a label's own format, which is kept with who wrote it")
  func whole() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    let made = try TokenStore(Connection(url: url)).create(
      name: "Anna", scopes: ["ledger:read", "reports:write"], subjects: [], rateLimit: 10_000, expiresAt: nil)
    let port = try freePort()
    let server = try tool.start("serve", "--port", "\(port)", "--post-every", "0")
    defer { server.send(SIGTERM) }
    _ = try #require(try await server.line { $0.contains("listening on") })
    let anna = Client(port: port, token: made.token)
    let stem = try Self.bytes("stem.csv")

    // Known, and not complete: refused with what to write, over both faces alike.
    let checked = try await anna.get("/v1/formats/check?file=stem.csv", method: "POST", bytes: stem)
    #expect(checked.status == 200, "\(checked.text)")
    #expect(checked.body["format"] as? String == "stem")
    #expect((checked.body["refusal"] as? String)?.contains("like: stem") == true)
    #expect((checked.body["others"] as? [Any])?.isEmpty == false)
    let command = try Command(
      ["formats", "check", "\(Self.fixtures)/stem.csv", "--format", "json"], environment: tool.environment)
    #expect(try await command.wait() == 1)
    #expect(command.standardOutput.split(separator: "\n").first.map(String.init) == checked.text)
    let refused = try await anna.get("/v1/reconciliations?file=stem.csv&reason=a%20test", method: "POST", bytes: stem)
    #expect(refused.status == 422 && refused.text.contains("like: stem"), "\(refused.text)")

    // One that is wrong is refused with line and remedy, and nothing of it is kept.
    let wrong = try await anna.get(
      "/v1/formats/stem", method: "PUT", body: Self.mine.replacing("like: stem", with: "like: stm"))
    #expect(
      wrong.status == 422 && wrong.text.contains("stem.yaml:2") && wrong.text.contains("there are"), "\(wrong.text)")
    let misnamed = try await anna.get("/v1/formats/stem-eu", method: "PUT", body: Self.mine)
    #expect(misnamed.status == 422, "\(misnamed.text)")
    let records = try await anna.get("/v1/formats/dsr", method: "PUT", body: "name: dsr\nlike: stem\n")
    #expect(records.status == 409, "\(records.text)")
    #expect(try LabelFormatStore(Connection(url: url)).all().isEmpty)

    // Twice is once, and it is on record with who and when.
    for _ in 0..<2 {
      let written = try await anna.get("/v1/formats/stem", method: "PUT", body: Self.mine)
      #expect(written.status == 200, "\(written.text)")
      #expect(written.body["from"] as? String == "label" && written.body["asks"] as? Bool == false)
      #expect(written.body["yaml"] as? String == Self.mine)
      let versions = try #require(written.body["versions"] as? [[String: Any]])
      #expect(versions.count == 1 && versions[0]["recorded_by"] as? String == "Anna")
    }
    let listed = try await anna.get("/v1/formats")
    let formats = try #require(listed.body["formats"] as? [[String: Any]])
    #expect(formats.filter { $0["from"] as? String == "label" }.map { $0["name"] as? String } == ["stem"])
    #expect(try await tool.run("formats", "list", "--format", "json").split(separator: "\n")[0] == listed.text)

    // Tried: with the same bytes from the command line.
    let tried = try await anna.get("/v1/formats/stem/try?file=stem.csv&rows=2", method: "POST", bytes: stem)
    #expect((tried.body["rows"] as? [Any])?.count == 2)
    #expect((tried.body["reading"] as? [String: Any])?["rows"] as? Int == 9)
    #expect(
      try await tool.run(
        "formats", "try", "stem", "\(Self.fixtures)/stem.csv", "--rows", "2", "--format", "json"
      ).split(separator: "\n")[0] == tried.text)
    #expect(try await anna.get("/v1/formats/nobody/try", method: "POST", bytes: stem).status == 404)
    #expect(try await anna.get("/v1/formats/nobody").status == 404)

    // A spreadsheet over the API, and taken in; a folder of whoever stands there has the last word.
    let book = try await anna.get(
      "/v1/formats/check?file=2026-03-31%2000_00_00-details.xlsx", method: "POST",
      bytes: Self.bytes("2026-03-31 00_00_00-details.xlsx"))
    #expect(book.body["format"] as? String == "onerpm", "\(book.text)")
    #expect((book.body["reading"] as? [String: Any])?["kept_apart"] as? Int == 3)
    let folder = try TemporaryFolder()
    try folder.write("stem.yaml", Self.mine.replacing("currency: USD", with: "currency: EUR"))
    let own = try await tool.run("formats", "try", "stem", "\(Self.fixtures)/stem.csv", "--formats", folder.path)
    #expect(own.contains("EUR") && !own.contains("USD"))

    // Taken away, that which came with the program counts again.
    let removed = try await anna.get("/v1/formats/stem", method: "DELETE")
    #expect(removed.text == #"{"removed":"stem"}"#)
    #expect(try await anna.get("/v1/formats/stem", method: "DELETE").status == 404)
    let one = try await anna.get("/v1/formats/stem")
    #expect(one.body["from"] as? String == "program" && one.body["asks"] as? Bool == true)
    #expect((one.body["versions"] as? [[String: Any]])?.map { $0["removed"] as? Bool } == [true, false])
    let reader = try TokenStore(Connection(url: url)).create(
      name: "Ben", scopes: ["ledger:read"], subjects: [], rateLimit: 100, expiresAt: nil)
    let ben = Client(port: port, token: reader.token)
    #expect(try await ben.get("/v1/formats/stem", method: "PUT", body: Self.mine).status == 403)
    #expect(try await ben.get("/v1/formats").status == 200)
  }

  @Test("The same report as text and as a spreadsheet is one report")
  func sameReport() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    func take(_ file: String) async throws -> [String: Any] {
      try await tool.json("reconcile", "import", "\(Self.fixtures)/\(file)", "--reason", "a test", "--format", "json")
    }
    #expect(try await take("own.csv")["already_known"] as? Bool == false)
    let again = try await take("own-saved.xlsx")
    #expect(again["already_known"] as? Bool == true && again["reconciliation"] as? Int == 1, "\(again)")
  }
}
