import Answers
import Foundation
import Ledger
import Plays
import Postgres
import Posting
import Seeded
import StatementExport
import Store
import TestSupport
import Testing

/// `statements` of the real binary, killed, and asked for over HTTP.
@Suite("Statements of the binary", .serialized)
struct StatementRunTests {
  private func closed() async throws -> (url: String, tool: CommandLineTool) {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let db = try Connection(url: url)
    _ = try PostingRun(db, today: .today).run()
    while let period = try PeriodStore(db).firstOpen(), period <= Period("2026-10")! {
      _ = try PeriodClose(db, today: .today).close(period, reason: "test")
    }
    return (url, CommandLineTool(database: url))
  }

  @Test("Killed at random moments, no file is half; the next run completes what is missing and writes nothing again")
  func killed() async throws {
    let (url, tool) = try await closed()
    let folder = try TemporaryFolder()
    func files() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
    }
    var random = Seeded.printed("statements killed at random moments")
    for _ in 0..<12 {
      let command = try tool.start("statements", "generate", "--period", "2026-10", "--to", folder.path)
      try await randomMoment(20...700, using: &random)
      command.send(SIGKILL)
      try await command.wait()
      for file in try files() where file.hasSuffix(".xlsx") {
        #expect(throws: Never.self) { try Spreadsheet("\(folder.path)/\(file)") }
      }
    }
    let report = try await tool.json("statements", "generate", "--period", "2026-10", "--to", folder.path)
    #expect((report["issued"] as? [Any])?.count == 10 && (report["failed"] as? [Any])?.isEmpty == true)
    // A kill between opening a temporary file and unlinking it leaves that one behind; it is no statement.
    let complete = try files().filter { $0.hasSuffix(".xlsx") || $0.hasSuffix(".json") }
    #expect(complete.count == 20, "\(complete)")
    let dates = try complete.map {
      try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\($0)")[.modificationDate] as? Date
    }
    try await tool.run("statements", "generate", "--period", "2026-10", "--to", folder.path)
    #expect(
      try complete.map {
        try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\($0)")[.modificationDate] as? Date
      } == dates)
    let issued = try StatementStore(Connection(url: url)).list()
    #expect(
      issued.count == 10 && issued.allSatisfy { $0.revision == 1 }, "each is issued once, however often it was begun")
    #expect(try await tool.json("ledger", "verify")["ok"] as? Bool == true)
  }

  @Test("Over HTTP each token sees its own statements, as JSON and as a workbook; another's does not exist")
  func api() async throws {
    let (url, tool) = try await closed()
    let port = try freePort()
    let server = try tool.start("serve", "--port", "\(port)", "--post-every", "0")
    defer { server.send(SIGTERM) }
    #expect(try await server.line { $0.contains("listening on") } != nil)
    func client(_ arguments: String...) async throws -> Client {
      let command = try Command(
        ["tokens", "create", "t", "--format", "json"] + Stand.narrowed(arguments), environment: tool.environment)
      try await command.wait()
      let made = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
      return Client(port: port, token: made?["token"] as? String)
    }
    let finance = try await client("--scope", "earnings:read", "--scope", "statements:issue")
    let artist = try await client("--subject", "artist:art-001")
    let made = try await finance.get("/v1/statements", method: "POST", body: #"{"period":"2026-10"}"#)
    #expect((made.body["issued"] as? [Any])?.count == 10, "\(made.text)")
    let mine = try #require(try await artist.get("/v1/statements").body["statements"] as? [[String: Any]])
    #expect(mine.map { $0["payee"] as! String } == ["art-001"])
    let id = mine[0]["id"] as! Int
    let document = try await artist.get("/v1/statements/\(id)")
    #expect(document.status == 200 && document.body["digest"] as? String == mine[0]["digest"] as? String)
    #expect(document.headers["content-disposition"]?.hasPrefix("attachment; filename=") == true)
    let workbook = try await artist.get("/v1/statements/\(id).xlsx")
    #expect(workbook.status == 200 && workbook.headers["content-type"]?.contains("spreadsheetml") == true)
    let all = try #require(try await finance.get("/v1/statements?limit=1000").body["statements"] as? [[String: Any]])
    let other = all.first { $0["payee"] as? String == "art-000" }!["id"] as! Int
    let foreign = try await artist.get("/v1/statements/\(other)")
    let unknown = try await artist.get("/v1/statements/4711")
    #expect(foreign.status == 404 && foreign.text.replacing("\(other)", with: "4711") == unknown.text)
    #expect(try await artist.get("/v1/statements?payee=art-000").status == 404)
    #expect(try await artist.get("/v1/statement-drafts/art-000?currency=USD").status == 404)
    let draft = try await artist.get("/v1/statement-drafts/art-001?currency=EUR&period=2026-11")
    #expect(draft.body["status"] as? String == "draft", "\(draft.text.prefix(200))")
    #expect(try await artist.get("/v1/statements", method: "POST", body: #"{"period":"2026-10"}"#).status == 403)
    #expect(try StatementStore(Connection(url: url)).list().count == 10)
    // Over all artists: for the label, and nobody whose share is in it.
    let label = try await client("--subject", "label:lab-quay")
    let path = "/v1/label-statement-drafts/lab-quay?currency=EUR&period=2026-10"
    let roster = try await label.get(path)
    #expect(roster.status == 200 && roster.text.contains("ledgerline-label-statement-1"), "\(roster.text.prefix(200))")
    #expect(try await artist.get(path).status == 404)
    #expect(try await label.get("/v1/label-statement-drafts/lab-north?currency=USD").status == 404)
    let both = #"{"period":"2026-10","label":"lab-quay","payee":"lab-quay"}"#
    #expect(try await finance.get("/v1/statements", method: "POST", body: both).status == 422)
    let issued = try await finance.get(
      "/v1/statements", method: "POST", body: #"{"period":"2026-10","label":"lab-quay"}"#)
    let one = try #require((issued.body["issued"] as? [[String: Any]])?.first)
    #expect(one["kind"] as? String == "label" && one["payable"] == nil)
    let number = one["id"] as! Int
    #expect(try await label.get("/v1/statements/\(number)").status == 200)
    #expect(try await artist.get("/v1/statements/\(number)").status == 404)
    func kinds(_ client: Client) async throws -> [String] {
      let list = try #require(try await client.get("/v1/statements").body["statements"] as? [[String: Any]])
      return list.map { "\($0["kind"]!) \($0["payee"]!)" }
    }
    #expect(try await kinds(label) == ["label lab-quay", "payee lab-quay"])
    #expect(try await kinds(artist) == ["payee art-001"])
  }
}
