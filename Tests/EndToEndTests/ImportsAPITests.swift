import Foundation
import Postgres
import TestSupport
import Testing

/// Catalogs, exchange rates, payees, contracts and advances over the API, and what they say of closed periods.
@Suite("Imports over the API", .serialized)
struct ImportsAPITests {
  private static let base = "\(CaseWorld.files)/base"

  /// A server on a database, and somebody who may record terms.
  private struct Desk {
    let db: Connection
    let tool: CommandLineTool
    let client: Client
    private let server: Command

    init() async throws {
      let url = try await ScratchServer.shared.database()
      (db, tool) = (try Connection(url: url), CommandLineTool(database: url))
      let port = try freePort()
      server = try tool.start("serve", "--port", "\(port)", "--post-every", "0")
      guard try await server.line({ $0.contains("listening on") }) != nil else {
        throw CommandLineTool.Failed(description: "the server did not start: \(server.standardError)")
      }
      let made = try await tool.json(
        "tokens", "create", "Anna", "--scope", "terms:write", "--scope", "terms:read", "--scope", "ledger:read", "--all"
      )
      client = Client(port: port, token: made["token"] as? String)
    }

    func stop() { server.send(SIGTERM) }

    func send(_ path: String, _ text: String) async throws -> Client.Answer {
      try await client.get(path, method: "POST", body: text)
    }

    func send(_ kind: String, file: String) async throws -> Client.Answer {
      try await send("/v1/imports/\(kind)", String(contentsOfFile: file, encoding: .utf8))
    }

    /// The files that each case begins with.
    func begin() async throws {
      for kind in ["catalog", "fx", "payees"] {
        let answer = try await send(kind, file: "\(ImportsAPITests.base)/\(kind).csv")
        #expect(answer.status == 200 && answer.body["changes"] as? Int ?? 0 > 0, "\(answer.text)")
      }
      let contract = try await send("/v1/contracts", ImportsAPITests.contract())
      #expect(contract.body["published"] as? [String] == ["K-1"], "\(contract.text)")
      try await tool.run("rates", "publish", "\(ImportsAPITests.base)/RateTables")
    }
  }

  /// The contract of the cases.
  private static func contract(
    _ id: String = "K-1", from: String = "2025-01-01", label: String = "50", artist: String = "50", more: String = ""
  ) -> String {
    #"{"contract":"\#(id)","currency":"USD","effective_from":"\#(from)","covers":{"label":"lab-vale"},"fee_percent":"20","#
      + #""shares":[{"payee":"lab-vale","percent":"\#(label)"},{"payee":"@artist","percent":"\#(artist)"}]\#(more)}"#
  }

  @Test("Each is taken whole or not at all, with file and line of what is wrong, and the same again changes nothing")
  func files() async throws {
    let desk = try await Desk()
    defer { desk.stop() }
    try await desk.begin()
    let again = try await desk.send("catalog", file: "\(Self.base)/catalog.csv")
    #expect(again.body["changes"] as? Int == 0 && again.body["tracks"] as? Int == 3)
    let catalog = try String(contentsOfFile: "\(Self.base)/catalog.csv", encoding: .utf8)
    for (path, text, words) in [
      ("catalog?file=new.csv", catalog.replacing("QZTST2600003", with: "QZTST"), "new.csv:4: \"QZTST\" is not an ISRC"),
      ("fx", "period,from,to,rate\n2026-13,EUR,USD,1\n", "fx.csv:2: "),
      ("fx", "period,from,to,rate\nOct-26,EUR,USD,1\n", "fx.csv:2: "),
      ("fx", "period,from,to,rate\n2026-10,EUR,EUR,1.5\n", "one EUR is one EUR"),
      ("payees", "payee,name\nx,X\n", "payees.csv:1: column"),
      (
        "advances", "payee,date,kind,currency,amount,reference\nnobody,2026-10-01,advance,USD,1,A\n", "advances.csv:2: "
      ),
    ] {
      let refused = try await desk.send("/v1/imports/\(path)", text)
      #expect(refused.status == 422 && refused.detail.contains(words), "\(path): \(refused.text)")
    }
    #expect(try await desk.send("/v1/imports/fx?surprising=true", "x").status == 400)
    #expect(try await desk.send("/v1/imports/fx?dry_run=yes", "x").status == 400)
    let files = "\(CaseWorld.files)/fx-contradicts"
    let both = try await desk.send("fx", file: "\(files)/fx.csv")
    #expect(both.status == 422 && both.detail.contains("(line 2)") && both.detail.contains("(line 3)"), "\(both.text)")
    let unusual = try await desk.send(
      "/v1/imports/fx?unusual=true", String(contentsOfFile: "\(files)/fx.csv", encoding: .utf8))
    #expect(unusual.status == 200 && unusual.body["changes"] as? Int == 2, "\(unusual.text)")
    let advance = "payee,date,kind,currency,amount,reference\nart-mira,2026-10-05,advance,USD,5,ADV-1\n"
    let trial = try await desk.send("/v1/imports/advances?dry_run=true", advance)
    #expect(trial.body["changes"] as? Int == 1 && trial.body["dry_run"] as? Bool == true, "\(trial.text)")
    #expect(try desk.db.query("SELECT FROM advances").isEmpty)
    #expect(try await desk.send("/v1/imports/advances", advance).body["changes"] as? Int == 1)
    // On record, in the transaction of the import.
    let acts = try desk.db.query("SELECT act, reference FROM audit_log WHERE actor_name = 'Anna' AND reference <> ''")
      .map { "\($0.text(0)) \($0.text(1))" }
    #expect(acts.contains("import.advances 1 advances") && acts.contains("import.fx 2 exchange rates"), "\(acts)")
  }

  @Test("A contract's new dates that would move what is closed are refused; as a contract of their own they are taken")
  func contractFrom() async throws {
    let desk = try await Desk()
    defer { desk.stop() }
    try await desk.begin()
    try await desk.tool.run("import", "plays", "\(CaseWorld.files)/contract-from/plays.ndjson")
    try await desk.tool.run("ledger", "post")
    try await desk.tool.run("ledger", "close", "2026-10")
    let edited = Self.contract(from: "2026-11-01", label: "40", artist: "60")
    let refused = try await desk.send("/v1/contracts", edited)
    #expect(
      refused.status == 409 && refused.detail.contains("continues: K-1")
        && refused.detail.contains("corrects_closed=true"), "\(refused.text)")
    let trial = try await desk.send("/v1/contracts?dry_run=true", edited)
    #expect(trial.status == 200 && trial.body["needs_corrects_closed"] as? Bool == true, "\(trial.text)")
    #expect((trial.body["closed"] as? [[String: Any]])?.count == 3)
    #expect(try desk.db.query("SELECT count(*) FROM contracts")[0].int(0) == 1)

    let ended = try await desk.send("/v1/contracts", Self.contract(more: #","effective_to":"2026-10-31""#))
    #expect(ended.status == 200 && ended.body["closed"] == nil, "\(ended.text)")
    let next = Self.contract("K-1b", from: "2026-11-01", label: "40", artist: "60", more: #","continues":"K-1""#)
    #expect(try await desk.send("/v1/contracts", next).body["published"] as? [String] == ["K-1b"])
    let answer = try await desk.tool.json("ledger", "balance", "lab-vale", "--period", "2026-11")
    let balance = (answer["balances"] as? [[String: Any]])?.first { $0["currency"] as? String == "USD" }
    #expect(balance?["share"] as? String == "32.000000000000")
    #expect(balance?["adjustments"] as? String == "0.000000000000")
  }

  @Test("A track that goes to another label takes what is closed along: refused, unless somebody agrees to it")
  func trackMoves() async throws {
    let desk = try await Desk()
    defer { desk.stop() }
    try await desk.begin()
    try await desk.tool.run("import", "plays", "\(CaseWorld.files)/contract-from/plays.ndjson")
    try await desk.tool.run("ledger", "post")
    try await desk.tool.run("ledger", "close", "2026-10")
    let file = "\(CaseWorld.files)/track-moves/catalog-nov.csv"
    let refused = try await desk.send("catalog", file: file)
    #expect(refused.status == 409, "\(refused.text)")
    for words in ["payee art-mira: +60.000000000000 USD", "payee lab-vale: -40.000000000000 USD", "fee distribution"] {
      #expect(refused.detail.contains(words), "\(words): \(refused.text)")
    }
    #expect(try await desk.tool.refusal("import", "catalog", file).code == 1)
    #expect(try desk.db.query("SELECT FROM labels WHERE id = 'lab-nova'").isEmpty, "nothing was written")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let agreed = try await desk.send("/v1/imports/catalog?corrects_closed=true&file=nov.csv", text)
    #expect(agreed.status == 200 && (agreed.body["closed"] as? [Any])?.count == 3, "\(agreed.text)")
    let record = try await desk.client.get("/v1/ledger/corrections").body["corrections"] as? [[String: Any]]
    #expect(record?.first?["agreed_by_name"] as? String == "Anna" && record?.first?["source"] as? String == "nov.csv")
    try await desk.tool.run("ledger", "post")
    #expect(try await desk.tool.json("ledger", "verify")["ok"] as? Bool == true)
  }
}
