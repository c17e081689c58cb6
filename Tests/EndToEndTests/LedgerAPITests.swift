import Answers
import Foundation
import Ledger
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

/// The books over HTTP, asked of the real binary.
@Suite("The API of the books", .serialized)
struct LedgerAPITests {
  private struct Running {
    let url: String
    let server: Command
    let port: Int
    let finance, artist, label: Client

    func stop() { server.send(SIGTERM) }
  }

  private func running(posted: Bool = true) async throws -> Running {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    if posted { _ = try PostingRun(Connection(url: url), today: .today).run() }
    let tool = CommandLineTool(database: url)
    let port = try freePort()
    let server = try tool.start("serve", "--port", "\(port)", "--post-every", "0")
    guard try await server.line({ $0.contains("listening on") }) != nil else {
      throw CommandLineTool.Failed(description: "the server did not start: \(server.standardError)")
    }
    func client(_ arguments: [String]) async throws -> Client {
      let command = try Command(
        ["tokens", "create", "test", "--rate-limit", "10000", "--format", "json"] + Stand.narrowed(arguments),
        environment: tool.environment)
      try await command.wait()
      let made = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
      return Client(port: port, token: made?["token"] as? String)
    }
    let scopes = [
      "earnings:read", "ledger:read", "ledger:post", "ledger:record", "ledger:pay", "ledger:close", "terms:read",
      "terms:write",
    ]
    return Running(
      url: url, server: server, port: port, finance: try await client(scopes.flatMap { ["--scope", $0] }),
      artist: try await client(["--subject", "artist:art-001"]),
      label: try await client(["--subject", "label:lab-quay"]))
  }

  @Test("The live balance is what posting and a statement then give, for the payee alone")
  func balance() async throws {
    let run = try await running(posted: false)
    defer { run.stop() }
    let path = "/v1/artists/art-001/balance?period=2026-10"
    let before = try #require(try await run.artist.get(path).body["balances"] as? [[String: Any]])
    #expect(before.count == 1)
    let figures = before[0]
    for (name, value) in [
      "currency": "EUR", "gross": "590.487976518163", "fee": "88.573196477726", "net": "501.914780040437",
      "share": "250.957390020235", "recouped": "12.500000000000", "withholding": "71.540000000000",
      "payable": "166.910000000000", "carried_forward": "0.007390020235",
    ] { #expect(figures[name] as? String == value, "\(name)") }
    _ = try PostingRun(Connection(url: run.url), today: .today).run()
    let after = try #require(try await run.artist.get(path).body["balances"] as? [[String: Any]])
    #expect(NSArray(array: before) == NSArray(array: after))
    let preview = try await CommandLineTool(database: run.url).json(
      "statements", "preview", "--period", "2026-10", "--payee", "art-001")
    let statement = try #require((preview["statements"] as? [[String: String]])?.first)
    for name in ["payable", "withholding", "recouped", "closing"] {
      #expect(figures[name] as? String == statement[name])
    }
    // A label's token sees the label's, and not those of its artists, who may have others.
    #expect(try await run.label.get("/v1/labels/lab-quay/balance").status == 200)
    #expect(try await run.label.get(path).status == 404)
    let foreign = try await run.artist.get("/v1/artists/art-000/balance")
    let unknown = try await run.artist.get("/v1/artists/nobody/balance")
    #expect(foreign.status == 404 && foreign.text.replacing("art-000", with: "nobody") == unknown.text)
    // A payee is whoever is owed money: the artist is one, and asks about itself alone.
    #expect(try await run.artist.get("/v1/payees/art-001/balance?period=2026-10").status == 200)
    #expect(try await run.artist.get("/v1/payees/art-000/balance?period=2026-10").status == 404)
    #expect(try await run.finance.get("/v1/payees/prod-ines/balance?period=2026-10").status == 200)
    #expect(try await run.finance.get("/v1/payees/nobody/balance").status == 404)
    #expect(try await run.artist.get("/v1/artists/art-001/balance?period=October").status == 400)
  }

  @Test("Trial balance, accounts and transactions agree with each other; narrow tokens see none of it")
  func books() async throws {
    let run = try await running()
    defer { run.stop() }
    let trial = try await run.finance.get("/v1/ledger/trial-balance").body
    let totals = try #require(trial["totals"] as? [[String: String]])
    #expect(totals.count == 4 && totals.allSatisfy { $0["balance"] == "0.000000000000" })
    let accounts = try #require(trial["accounts"] as? [[String: Any]])
    let fee = try #require(
      accounts.first { $0["account"] as? String == "fee:distribution" && $0["currency"] as? String == "EUR" })
    let entries = try #require(
      try await run.finance.get("/v1/ledger/accounts/fee:distribution/entries?currency=EUR").body["entries"]
        as? [[String: Any]])
    #expect(entries.last?["balance"] as? String == fee["balance"] as? String)
    let number = try #require(entries.first?["transaction"] as? Int)
    let transaction = try await run.finance.get("/v1/ledger/transactions/\(number)").body
    let sides = try #require(transaction["entries"] as? [[String: String]])
    #expect(sides.contains { $0["account"] == "fee:distribution" && $0["amount"] == entries[0]["amount"] as? String })
    // Pages go on where they ended, and come to the whole.
    var seen: [Int] = []
    var query = "limit=4"
    while true {
      let page = try await run.finance.get("/v1/ledger/transactions?\(query)").body
      seen += (page["transactions"] as! [[String: Any]]).map { $0["id"] as! Int }
      guard let next = page["next"] as? Int else { break }
      query = "limit=4&before=\(next)"
    }
    #expect(seen == Array((1...6).reversed()))
    #expect(try await run.finance.get("/v1/ledger/verify").body["ok"] as? Bool == true)
    let waiting = try #require(try await run.finance.get("/v1/suspense").body["waiting"] as? [[String: String]])
    #expect(waiting.map { "\($0["currency"]!) \($0["amount"]!)" } == ["JPY 20874.378107550000"])
    for path in ["/v1/ledger/trial-balance", "/v1/ledger/transactions", "/v1/periods", "/v1/suspense", "/v1/contracts"]
    {
      #expect(try await run.artist.get(path).status == 403, "\(path)")
    }
    let mine = try await run.artist.get("/openapi.json").text
    #expect(!mine.contains("/v1/ledger") && mine.contains("/v1/artists/{id}/balance"))
    #expect(try await run.finance.get("/v1/ledger/transactions/4711").status == 404)
    #expect(try await run.finance.get("/v1/ledger/accounts/kasse/entries").text.contains("the accounts are"))
  }

  @Test("A POST with an Idempotency-Key is done once; with another body it is refused")
  func idempotency() async throws {
    let run = try await running()
    defer { run.stop() }
    let body =
      #"{"payee":"art-000","amount":"10.00","currency":"USD","date":"\#(Day.today)","reference":"P1","reason":"test"}"#
    func pay(_ body: String, key: String?) async throws -> Client.Answer {
      try await run.finance.get(
        "/v1/payments", method: "POST", body: body, headers: key.map { ["Idempotency-Key": $0] } ?? [:])
    }
    let first = try await pay(body, key: "k1")
    #expect(first.status == 200, "\(first.text)")
    let again = try await pay(body, key: "k1")
    #expect(again.text == first.text && again.headers["idempotent-replayed"] == "true")
    #expect(try await pay(body.replacing("10.00", with: "11.00"), key: "k1").status == 422)
    let without = try await pay(body, key: nil)
    #expect(without.status == 409 && without.text.contains("stands for transaction"))
    // A refusal is an answer too, and is given again.
    let refused = body.replacing("P1", with: "P2").replacing("art-000", with: "nobody")
    #expect(try await pay(refused, key: "k2").status == 409)
    #expect(try await pay(refused, key: "k2").headers["idempotent-replayed"] == "true")
    let count = try Connection(url: run.url).query("SELECT count(*) FROM ledger_transactions WHERE kind = 'payment'")
    #expect(count[0].int(0) == 1)
  }

  @Test("By hand: recorded, reversed once, refused in words")
  func record() async throws {
    let run = try await running()
    defer { run.stop() }
    func post(_ path: String, _ body: String) async throws -> Client.Answer {
      try await run.finance.get(path, method: "POST", body: body)
    }
    func body(_ amount: String, reference: String = "GW-1") -> String {
      #"{"date":"\#(Day.today)","reason":"goodwill","reference":"\#(reference)","entries":[{"account":"fee:distribution","currency":"USD","amount":"10.00"},{"account":"payee:art-000:payable","currency":"USD","amount":"\#(amount)"}]}"#
    }
    let made = try await post("/v1/ledger/transactions", body("-10.00"))
    #expect(made.status == 200, "\(made.text)")
    let transaction = try #require(made.body["transaction"] as? [String: Any])
    let number = transaction["id"] as! Int
    // The token that was made first.
    #expect(transaction["actor"] as? String == "token:1" && transaction["actor_name"] as? String == "test")
    #expect(
      try await post("/v1/ledger/transactions", body("-9.99", reference: "GW-2")).text.contains(
        "0.010000000000 USD remain"))
    #expect(try await post("/v1/ledger/transactions", body("x", reference: "GW-2")).status == 400)
    #expect(try await post("/v1/ledger/transactions", "{}").status == 400)
    let reversed = try await post("/v1/ledger/transactions/\(number)/reverse", #"{"reason":"a mistake"}"#)
    #expect((reversed.body["transaction"] as? [String: Any])?["reverses"] as? Int == number)
    #expect(try await post("/v1/ledger/transactions/\(number)/reverse", #"{"reason":"again"}"#).status == 409)
    #expect(
      try await post(
        "/v1/receipts",
        #"{"platform":"spotify","amount":"5.00","currency":"USD","date":"\#(Day.today)","reference":"B1"}"#
      ).status == 200)
    #expect(try await run.artist.get("/v1/ledger/transactions", method: "POST", body: body("-10.00")).status == 403)
  }

  @Test("What the documentation shows of an answer is there, and nothing as null that an answer leaves out")
  func examples() async throws {
    let run = try await running()
    defer { run.stop() }
    let document = try await run.finance.get("/openapi.json").body
    let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
    func example(_ path: String) -> [String: Any]? {
      let content =
        ((paths[path]?["get"]?["responses"] as? [String: Any])?["200"] as? [String: Any])?["content"]
        as? [String: [String: Any]]
      return content?["application/json"]?["example"] as? [String: Any]
    }
    for (path, query) in [
      ("/v1/ledger/trial-balance", "as_of=2026-10-31"), ("/v1/ledger/accounts", "as_of=2026-10-31"),
      ("/v1/ledger/transactions", "limit=1"), ("/v1/periods", ""), ("/v1/contracts", ""), ("/v1/suspense", ""),
    ] {
      let shown = try #require(example(path), "\(path)")
      let answer = try await run.finance.get("\(path)?\(query)").body
      #expect(Set(shown.keys) == Set(answer.keys), "\(path)")
      for (key, list) in shown {
        guard let item = (list as? [[String: Any]])?.first, let real = (answer[key] as? [[String: Any]])?.first
        else { continue }
        #expect(item.values.allSatisfy { !($0 is NSNull) }, "\(path) \(key)")
        if path == "/v1/periods" { #expect(Set(item.keys) == Set(real.keys), "\(path) \(key)") }
      }
    }
  }

  @Test("Accounts of the command line: with spaces in an id, and none that the chart does not have")
  func commandLine() async throws {
    let run = try await running()
    defer { run.stop() }
    let tool = CommandLineTool(database: run.url)
    let header = "payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent\n"
    let folder = try TemporaryFolder()
    try folder.write("payees.csv", header + "Ines y Co,Ines,0,0,0,0\n")
    try await tool.run("import", "payees", "\(folder.path)/payees.csv")
    try await tool.run(
      "ledger", "record", "--reason", "goodwill", "--debit", "fee:distribution 10 USD", "--credit",
      "payee:Ines y Co:payable 10.00 USD")
    #expect(try await tool.run("ledger", "account", "payee:Ines y Co:payable").contains("-10.000000000000"))
    let nothing = try await tool.refusal("ledger", "account", "NONSENSE")
    #expect(nothing.code == 1 && nothing.said.contains("There is no account \"NONSENSE\": the accounts are cash"))
    for year in ["300000", "10000"] {
      let refused = try await tool.refusal("ledger", "trial-balance", "--recorded-by", "\(year)-01-01T00:00:00Z")
      #expect(refused.code == 64 && refused.said.contains("recorded-by"), "\(refused)")
    }
    for command in [["serve"], ["demo"]] {
      let refused = try Command(command + ["--port", "65536"], environment: tool.environment)
      #expect(try await refused.wait() == 64 && refused.standardError.contains("--port is 0 to 65535, not 65536"))
    }
  }

  @Test("Periods close over the API as on the command line, with their blockers in the answer")
  func close() async throws {
    let run = try await running()
    defer { run.stop() }
    for period in ["2026-08", "2026-09"] {
      let answer = try await run.finance.get("/v1/periods/\(period)/close", method: "POST", body: "{}")
      #expect(answer.status == 200, "\(answer.text)")
    }
    let blocked = try await run.finance.get("/v1/periods/2026-10/close", method: "POST", body: "{}")
    #expect(blocked.status == 409 && (blocked.body["blockers"] as? [String])?.count == 3, "\(blocked.text)")
    let closed = try await run.finance.get(
      "/v1/periods/2026-10/close", method: "POST", body: #"{"reason":"agreed with the auditor"}"#)
    #expect(closed.body["settled"] as? Int == 10)
    let periods = try #require(try await run.finance.get("/v1/periods").body["periods"] as? [[String: Any]])
    #expect(periods.map { $0["status"] as! String } == ["closed", "closed", "closed", "open"])
    let gone = try await run.artist.get("/v1/artists/art-001/balance?period=2026-10")
    #expect(gone.status == 409 && gone.text.contains("2026-10 is closed"))
  }

  @Test("Contracts and rate tables over the API: shown, tried, published, and refused with line and reason")
  func terms() async throws {
    let run = try await running()
    defer { run.stop() }
    func post(_ path: String, _ body: String) async throws -> Client.Answer {
      try await run.finance.get(path, method: "POST", body: body)
    }
    let contract =
      #"{"contract":"C-9","currency":"USD","effective_from":"2026-10-01","covers":{"artist":"art-003"},"fee_percent":"20","shares":[{"payee":"@artist","percent":"100"}]}"#
    #expect(
      try await post("/v1/contracts", contract.replacing(#""100""#, with: #""99.9""#)).text.contains(
        "body:1: the shares sum to 99.9"))
    #expect(
      try await post("/v1/contracts", contract.replacing("@artist", with: "nobody")).text.contains(
        #"payee \"nobody\" is not known"#))
    #expect(
      try await post("/v1/contracts", contract.replacing("art-003", with: "art-999")).text.contains(
        "not in the catalog"))
    #expect(try await post("/v1/contracts", contract.replacing("USD", with: "XXX")).status == 400)
    #expect(
      try await post("/v1/contracts", contract.replacing(#""20""#, with: #""20.0000000000001""#)).text.contains(
        "12 decimals"))
    let rival = contract.replacing("C-9", with: "C-8").replacing("artist\":\"art-003", with: "label\":\"lab-quay")
      .replacing("2026-10-01", with: "2026-01-01")
    #expect(
      try await post("/v1/contracts", rival).text.contains("contract C-2 covers label lab-quay from 2026-01-01 already")
    )
    #expect(try await post("/v1/contracts", contract).body["published"] as? [String] == ["C-9"])
    #expect(try await post("/v1/contracts", contract).body["published"] as? [String] == [])
    let tables =
      #"{"rate_tables":[{"path":"spotify/2026-10-16.v2.csv","csv":"country,tier,currency,rate\nUS,*,USD,0.004\n"}]}"#
    let dry = try await post("/v1/rate-tables/dry-run", tables)
    let rows = try #require(dry.body["rows"] as? [[String: String]])
    #expect(Set(rows.map { $0["by"]! }) == ["platform", "country", "payee"])
    #expect((dry.body["changes"] as? [[String: Any]])?.count == 11, "ten rows are gone, one is new")
    // Nothing was published by trying.
    #expect(try await run.finance.get("/v1/rate-tables").text.contains("2026-10-16.v2.csv") == false)
    let before =
      try await run.finance.get("/v1/ledger/accounts?prefix=platform:spotify").body["accounts"] as! [[String: Any]]
    #expect(try await post("/v1/rate-tables", tables).body["published"] as? [String] == ["spotify/2026-10-16.v2.csv"])
    #expect(try await post("/v1/ledger/post", "{}").body["transactions"] as? [[String: Any]] != nil)
    let after =
      try await run.finance.get("/v1/ledger/accounts?prefix=platform:spotify").body["accounts"] as! [[String: Any]]
    // What the dry run said of the platform is what the books now have more.
    for row in rows where row["by"] == "platform" {
      func balance(_ accounts: [[String: Any]]) -> Decimal {
        Decimal(string: accounts.first { $0["currency"] as? String == row["currency"] }?["balance"] as? String ?? "0")!
      }
      #expect(balance(after) - balance(before) == Decimal(string: row["difference"]!)!, "\(row)")
    }
    #expect(try await post("/v1/rate-tables", tables.replacing("0.004", with: "0.005")).status == 409)
    #expect(
      try await post("/v1/rate-tables", tables.replacing("0.004", with: "free").replacing("v2", with: "v3")).text
        .contains("spotify/2026-10-16.v3.csv:2: rate"))
  }
}
