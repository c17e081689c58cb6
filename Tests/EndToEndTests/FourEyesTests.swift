import Answers
import Foundation
import Ledger
import Plays
import Posting
import Postgres
import Server
import Store
import TestSupport
import Testing

/// Acts that take two persons, over HTTP and at the command line.
@Suite("Four eyes", .serialized)
struct FourEyesTests {
  @Test(
    "What one proposes another confirms, once and exactly; the same person is refused, and unless told nobody is asked")
  func twoPersons() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let db = try Connection(url: url)
    _ = try PostingRun(db, today: .today).run()
    let plain = CommandLineTool(database: url)
    let tool = CommandLineTool(database: url, ["LEDGERLINE_FOUR_EYES": "payment,close"])
    func token(_ name: String) async throws -> String {
      let scopes = Scope.allCases.flatMap { ["--scope", $0.rawValue] }
      return try #require(
        try await plain.json(arguments: ["tokens", "create", name, "--all"] + scopes)["token"] as? String)
    }
    let (anna, ben) = (try await token("Anna"), try await token("Ben"))
    let port = try freePort()
    let server = try tool.start("serve", "--port", "\(port)", "--post-every", "0", "--no-schedules")
    defer { server.send(SIGTERM) }
    _ = try #require(try await server.line { $0.contains("listening on") })
    func pay(_ token: String, _ amount: String = "1.00", _ reference: String = "P-1") async throws -> Client.Answer {
      try await Client(port: port, token: token).get(
        "/v1/payments", method: "POST",
        body:
          #"{"reference":"\#(reference)","reason":"test","payee":"art-000","amount":"\#(amount)","currency":"USD","date":"\#(Day.today)"}"#
      )
    }
    func head() throws -> Int64 { try LedgerStore(db).head().number }
    let before = try head()
    let proposed = try await pay(anna)
    #expect(proposed.status == 202 && proposed.body["proposed_by_name"] as? String == "Anna", "\(proposed.text)")
    let again = try await pay(anna)
    #expect(again.status == 409 && again.text.contains("another person has to"), "\(again.text)")
    #expect(try await pay(ben, "2.00").status == 202, "another amount is another proposal")
    // A second token that one of them made is no second person.
    let made = try await Client(port: port, token: anna).get(
      "/v1/tokens", method: "POST", body: #"{"name":"Carl","scopes":["ledger:pay"],"subjects":"all"}"#)
    let carl = try #require(made.body["token"] as? String, "\(made.text)")
    #expect(try await pay(carl).status == 409)
    #expect(try head() == before, "nothing was done so far")
    let confirmed = try await pay(ben, "1")
    #expect(
      confirmed.status == 200 && (confirmed.body["transaction"] as? [String: Any])?["actor_name"] as? String == "Ben",
      "\(confirmed.text)")
    #expect(try head() == before + 1)
    // Confirmed once: the same again is a new proposal.
    #expect(try await pay(ben).status == 202)
    let waiting = try await Client(port: port, token: anna).get("/v1/proposals").body["proposals"] as? [[String: Any]]
    #expect(waiting?.map { $0["proposed_by_name"] as? String } == ["Ben", "Ben"])
    let log = try AuditStore(db).page(.init(act: "ledger.payment"), before: nil, limit: 10).map(\.record)
    #expect(log.map(\.outcome) == [.proposed, .done, .proposed, .proposed], "\(log)")

    // At the command line, and across: proposed there, confirmed here.
    func close(_ environment: [String: String], _ more: String...) async throws -> Command {
      let command = try Command(
        ["ledger", "close", "2026-08", "--reason", "x"] + more,
        environment: tool.environment.merging(environment) { $1 })
      try await command.wait()
      return command
    }
    let first = try await close(["LEDGERLINE_TOKEN": anna], "--as", "Anna")
    #expect(first.standardError.contains("another person gives the same command") && !first.isRunning)
    #expect(
      try await close(["LEDGERLINE_TOKEN": anna], "--as", "Anna").standardError.contains("does not confirm it too"))
    let closed = try await Client(port: port, token: ben).get(
      "/v1/periods/2026-08/close", method: "POST", body: #"{"allow_unrated":0,"reason":"x"}"#)
    #expect(closed.status == 200, "\(closed.text)")
    #expect(try PeriodStore(db).lastSettled() == Period("2026-08")!)
    // The other way round: a payment that names no day is of this day, over both.
    let undated = try await Client(port: port, token: anna).get(
      "/v1/payments", method: "POST",
      body: #"{"reference":"P-3","reason":"test","payee":"art-000","amount":"4.00","currency":"USD"}"#)
    #expect(undated.status == 202, "\(undated.text)")
    let paid = try Command(
      ["ledger", "payment", "art-000", "4 USD", "--reference", "P-3", "--reason", "test"],
      environment: tool.environment.merging(["LEDGERLINE_TOKEN": ben]) { $1 })
    #expect(try await paid.wait() == 0, "\(paid.standardError)")
    // Neither does SQL confirm for who proposed.
    #expect(throws: PostgresError.self) {
      try db.run(
        script: "INSERT INTO proposal_confirmations SELECT id, proposed_by, 'x' FROM proposals ORDER BY id DESC LIMIT 1"
      )
    }
    #expect(try await tool.json("proposals")["proposals"] as? [[String: Any]] != nil)
    // Off unless told.
    try await plain.run("ledger", "payment", "art-000", "3 USD", "--reference", "P-9", "--reason", "test")
  }

  @Test("What is listed and is no act of the kind is refused at the start")
  func misspelt() async throws {
    let tool = CommandLineTool(
      database: try await ScratchServer.shared.database(), ["LEDGERLINE_FOUR_EYES": "close,payments"])
    #expect(try await tool.refusal("ledger", "periods").said.contains("\"payments\" is none of them"))
  }
}
