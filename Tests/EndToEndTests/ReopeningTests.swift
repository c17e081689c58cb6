import Answers
import Foundation
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

/// A month closed by mistake, over HTTP and on the command line.
@Suite("A period is opened again", .serialized)
struct ReopeningTests {
  @Test("By another token than the one that closed it, and by nobody who closed it")
  func secondPerson() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let db = try Connection(url: url)
    _ = try PostingRun(db, today: .today).run()
    let tool = CommandLineTool(database: url)
    let port = try freePort()
    let server = try tool.start("serve", "--port", "\(port)", "--post-every", "0")
    defer { server.send(SIGTERM) }
    guard try await server.line({ $0.contains("listening on") }) != nil else {
      throw CommandLineTool.Failed(description: "the server did not start: \(server.standardError)")
    }
    func client(_ name: String) async throws -> Client {
      let command = try Command(
        ["tokens", "create", name, "--scope", "ledger:close", "--scope", "ledger:read", "--all", "--format", "json"],
        environment: tool.environment)
      try await command.wait()
      let made = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
      return Client(port: port, token: made?["token"] as? String)
    }
    let (anna, ben) = (try await client("Anna"), try await client("Ben"))
    func close(_ period: String) async throws -> Client.Answer {
      try await anna.get("/v1/periods/\(period)/close", method: "POST", body: #"{"reason":"all is in"}"#)
    }
    func reopen(_ client: Client, _ body: String = #"{"reason":"it was not"}"#) async throws -> Client.Answer {
      try await client.get("/v1/periods/2026-10/reopen", method: "POST", body: body)
    }
    for period in ["2026-08", "2026-09", "2026-10"] { #expect(try await close(period).status == 200, "\(period)") }
    // The month that runs is not over, whatever the reason.
    let running = try await close("\(Day.today.period)")
    #expect(running.status == 409 && running.text.contains("is not over"), "\(running.text)")

    let own = try await reopen(anna)
    #expect(own.status == 409 && own.text.contains("it takes somebody else"), "\(own.text)")
    #expect(try await reopen(ben, "{}").status == 400)
    #expect(try await [400, 409].contains(reopen(ben, #"{"reason":""}"#).status))
    let opened = try await reopen(ben)
    #expect(opened.status == 200 && opened.body["status"] as? String == "open", "\(opened.text)")
    #expect((opened.body["reversed"] as? Int ?? 0) > 0)
    let periods = try await anna.get("/v1/periods").body["periods"] as? [[String: Any]] ?? []
    let october = try #require(periods.first { $0["period"] as? String == "2026-10" })
    let undone = try #require((october["reopenings"] as? [[String: String]])?.first)
    #expect(october["status"] as? String == "open" && october["closed_by"] == nil)
    #expect(
      undone["closed_by_name"] == "Anna" && undone["reopened_by_name"] == "Ben" && undone["reason"] == "it was not")

    #expect(try await close("2026-10").status == 200)
    // On the command line it is the user of the system, who is a second person too.
    try await tool.run("ledger", "reopen", "2026-10", "--reason", "once more")
    let listed = try await tool.json("ledger", "periods")["periods"] as? [[String: Any]] ?? []
    #expect((listed.first { $0["period"] as? String == "2026-10" }?["reopenings"] as? [Any])?.count == 2)
    try await tool.run("ledger", "close", "2026-10", "--reason", "now")
    let again = try await tool.refusal("ledger", "reopen", "2026-10", "--reason", "mine")
    #expect(again.code != 0 && again.said.contains("it takes somebody else"))
    #expect(try Verification(db).run().isProven)
  }
}
