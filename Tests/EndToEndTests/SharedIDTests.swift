import Answers
import Foundation
import Ingest
import Ledger
import Plays
import Posting
import Postgres
import StatementExport
import Statements
import Store
import TestSupport
import Testing

/// An artist and a label with one id, a producer besides, over HTTP: each sees its own and nothing else.
@Suite("An artist and a label with one id", .serialized)
struct SharedIDTests {
  private static let september = Period("2026-09")!

  private struct Running {
    let server: Command
    let tool: CommandLineTool
    let port: Int
    let db: Connection

    func token(_ subjects: String..., scopes: [String] = ["earnings:read"]) async throws -> Client {
      let command = try Command(
        ["tokens", "create", "test", "--rate-limit", "10000", "--format", "json"]
          + (subjects.isEmpty ? ["--all"] : subjects.flatMap { ["--subject", $0] })
          + scopes.flatMap { ["--scope", $0] }, environment: tool.environment)
      try await command.wait()
      let made = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
      return Client(port: port, token: try #require(made?["token"] as? String, "\(command.standardError)"))
    }

    func stop() { server.send(SIGTERM) }
  }

  /// Artist x was there first. September is closed and its statements are issued; October is open.
  private func running() async throws -> Running {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    let folder = try TemporaryFolder()
    let reference = ReferenceImport(db)
    func file(_ name: String, _ text: String) throws -> String {
      try folder.write(name, text)
      return "\(folder.path)/\(name)"
    }
    let header = "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids\n"
    let terms = "payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent\n"
    _ = try reference.catalog(
      path: file("a.csv", header + "QZLL22600001,One,x,Ex the artist,011000000075,Album,lab-1,First,\n"))
    _ = try reference.payees(path: file("a-payees.csv", terms + "x,Ex the artist,0,0,0,0\nprod,Producer,0,0,0,0\n"))
    let outcome = try reference.catalog(
      path: file("b.csv", header + "QZLL22600002,Two,art-2,Two,011000001072,Other,x,Ex the label,\n"))
    #expect(outcome.toldApart == ["label:x"])
    _ = try reference.payees(path: file("b-payees.csv", terms + "label:x,Ex the label,0,0,0,0\n"))
    _ = try reference.contracts(
      path: file(
        "K.yaml",
        """
        {contract: K, currency: USD, effective_from: 2026-01-01, covers: {label: x}, fee_percent: 0,
         shares: [{payee: "label:x", percent: 40}, {payee: prod, percent: 10}, {payee: "@artist", percent: 50}]}
        """))
    let rates = "\(folder.path)/rates/spotify"
    try FileManager.default.createDirectory(atPath: rates, withIntermediateDirectories: true)
    try "country,tier,currency,rate\n*,*,USD,0.004\n".write(
      toFile: "\(rates)/2026-01-01.csv", atomically: true, encoding: .utf8)
    _ = try reference.rateTables(path: "\(folder.path)/rates")
    func play(_ isrc: String, _ month: String, _ plays: Int) -> String {
      #"{"isrc":"\#(isrc)","played_at":"\#(month)-10T00:00:00Z","platform":"spotify","country":"US","plays":\#(plays)}"#
        + "\n"
    }
    let plays = ["2026-09", "2026-10"].map { play("QZLL22600001", $0, 1_000) + play("QZLL22600002", $0, 10_000) }
    _ = try PlayImport(databaseURL: url).run(path: file("plays.ndjson", plays.joined()))
    _ = try PostingRun(db, today: .today).run()
    _ = try PeriodClose(db, today: .today).close(Self.september)
    let payees = try StatementRun(db, .payee, Self.september, today: .today)
      .issue(SettlementStore(db).places(Self.september), over: db)
    let labels = try StatementRun(db, .label, Self.september, today: .today)
      .issue(StatementLineStore(db).labels(Self.september), over: db)
    #expect(payees.failed.isEmpty && labels.failed.isEmpty)
    #expect(Set(payees.issued.map(\.payee)) == ["x", "label:x", "prod", "art-2"])
    let tool = CommandLineTool(database: url)
    let port = try freePort()
    let server = try tool.start("serve", "--port", "\(port)", "--post-every", "0")
    guard try await server.line({ $0.contains("listening on") }) != nil else {
      throw CommandLineTool.Failed(description: "the server did not start: \(server.standardError)")
    }
    return Running(server: server, tool: tool, port: port, db: db)
  }

  private func share(_ client: Client, _ path: String) async throws -> String? {
    let answer = try await client.get("\(path)/balance?period=2026-10")
    return (answer.body["balances"] as? [[String: Any]])?.first?["share"] as? String
  }

  @Test("Each token sees its own in balance, statements, drafts, earnings, live, rankings and directory, and no more")
  func apart() async throws {
    let run = try await running()
    defer { run.stop() }
    let (artist, label, producer) = (
      try await run.token("artist:x"), try await run.token("label:x"), try await run.token("payee:prod")
    )
    let finance = try await run.token(scopes: ["earnings:read", "ledger:read"])
    let all = try StatementStore(run.db).list()

    /// What one of them may see: paths that answer, all others of the list do not; and statements.
    let paths = [
      "/v1/artists/x/balance?period=2026-10", "/v1/labels/x/balance?period=2026-10",
      "/v1/payees/artist:x/balance?period=2026-10", "/v1/payees/label:x/balance?period=2026-10",
      "/v1/payees/prod/balance?period=2026-10", "/v1/artists/art-2/balance?period=2026-10",
      "/v1/statement-drafts/artist:x?period=2026-10&currency=USD",
      "/v1/statement-drafts/label:x?period=2026-10&currency=USD",
      "/v1/statement-drafts/prod?period=2026-10&currency=USD",
      "/v1/label-statement-drafts/x?period=2026-10&currency=USD", "/v1/artists/x/earnings", "/v1/labels/x/earnings",
      "/v1/artists/art-2/earnings", "/v1/tracks/QZLL22600001/earnings", "/v1/tracks/QZLL22600002/earnings",
      "/v1/artists/x", "/v1/labels/x", "/v1/artists/art-2",
    ]
    func expect(
      _ client: Client, _ name: String, sees visible: [String], statements: Set<String>, artists: [String],
      labels: [String]
    ) async throws {
      for path in paths {
        let status = try await client.get(path).status
        #expect(status == (visible.contains { path.split(separator: "?")[0] == $0 } ? 200 : 404), "\(name) \(path)")
      }
      let listed = try await client.get("/v1/statements").body["statements"] as? [[String: Any]] ?? []
      #expect(Set(listed.compactMap { $0["number"] as? String }) == statements, "\(name)")
      for issued in all {
        let status = try await client.get("/v1/statements/\(issued.id)").status
        #expect(status == (statements.contains(issued.number) ? 200 : 404), "\(name) \(issued.number)")
      }
      for (kind, ids) in [("artist", artists), ("label", labels)] {
        let found = try await client.get("/v1/\(kind)s").body["\(kind)s"] as? [[String: Any]] ?? []
        #expect(found.compactMap { $0["id"] as? String } == ids, "\(name) \(kind)s")
        let ranked = try await client.get("/v1/rankings?by=\(kind)").body["rows"] as? [[String: Any]] ?? []
        #expect(Set(ranked.compactMap { $0["key"] as? String }) == Set(ids), "\(name) ranking of \(kind)s")
      }
    }
    try await expect(
      artist, "the artist",
      sees: [
        "/v1/artists/x/balance", "/v1/payees/artist:x/balance", "/v1/statement-drafts/artist:x",
        "/v1/artists/x/earnings", "/v1/tracks/QZLL22600001/earnings", "/v1/artists/x",
      ], statements: ["2026-09/x/USD"], artists: ["x"], labels: ["lab-1"])
    try await expect(
      label, "the label",
      sees: [
        "/v1/labels/x/balance", "/v1/payees/label:x/balance", "/v1/statement-drafts/label:x",
        "/v1/label-statement-drafts/x", "/v1/labels/x/earnings", "/v1/artists/art-2/earnings",
        "/v1/tracks/QZLL22600002/earnings", "/v1/labels/x", "/v1/artists/art-2",
      ], statements: ["2026-09/label:x/USD", "2026-09/label/x/USD"], artists: ["art-2"], labels: ["x"])
    try await expect(
      producer, "the producer", sees: ["/v1/payees/prod/balance", "/v1/statement-drafts/prod"],
      statements: ["2026-09/prod/USD"], artists: [], labels: [])
    for (client, own, foreign) in [(artist, "artist", "label"), (label, "label", "artist")] {
      #expect(try await client.get("/v1/\(foreign)s/x/earnings/live").status == 404, "\(own)")
    }
    // The plain id is whose token it is.
    #expect(try await share(artist, "/v1/payees/x") == "4.000000000000")
    #expect(try await share(label, "/v1/payees/x") == "16.000000000000")
    #expect(try await share(producer, "/v1/payees/x") == nil)
    #expect(try await share(finance, "/v1/artists/x") == "4.000000000000")
    #expect(try await share(finance, "/v1/labels/x") == "16.000000000000")
    #expect(try await share(finance, "/v1/payees/prod") == "4.000000000000")
    // Who sees everything has to say which.
    let asked = try await finance.get("/v1/payees/x/balance?period=2026-10")
    #expect(asked.status == 409)
    #expect(asked.body["detail"] as? String == "\"x\" is an artist and a label: write artist:x or label:x")
    let listed = try await finance.get("/v1/statements?payee=label:x").body["statements"] as? [[String: Any]] ?? []
    #expect(
      Set(listed.compactMap { $0["number"] as? String }) == ["2026-09/label:x/USD", "2026-09/label/x/USD"])
    let refused = try await run.tool.refusal("tokens", "create", "test", "--subject", "payee:x")
    #expect(refused.code != 0 && refused.said.contains("write artist:x or label:x"))
    #expect(try Verification(run.db).run().isProven)
  }

  @Test("On the command line a shared id asks for its kind")
  func commandLine() async throws {
    let run = try await running()
    defer { run.stop() }
    let refused = try await run.tool.refusal("ledger", "balance", "x", "--period", "2026-10")
    #expect(refused.code != 0 && refused.said.contains("write artist:x or label:x"))
    let balance = try await run.tool.json("ledger", "balance", "label:x", "--period", "2026-10")
    #expect(balance["payee"] as? String == "label:x")
    let payment = try await run.tool.refusal("ledger", "payment", "x", "1.00 USD", "--reference", "P")
    #expect(payment.code != 0 && payment.said.contains("write artist:x or label:x"))
    try await run.tool.run("ledger", "payment", "label:x", "1.00 USD", "--reference", "P", "--reason", "test")
    try await run.tool.run("ledger", "payment", "artist:x", "2.00 USD", "--reference", "Q", "--reason", "test")
    let accounts = try AccountStore(run.db).balances(prefix: "payee:").filter { $0.account.hasSuffix(":payable") }
    let paid = Dictionary(uniqueKeysWithValues: accounts.map { ($0.account, "\($0.debits)") })
    #expect(paid == ["payee:label:x:payable": "1.000000000000", "payee:x:payable": "2.000000000000"])
  }
}
