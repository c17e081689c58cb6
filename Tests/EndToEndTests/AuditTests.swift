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

/// Who did what, as the real binary records it.
@Suite("Audit of the binary", .serialized)
struct AuditTests {
  private typealias Record = [String: Any]

  private func records(_ tool: CommandLineTool, _ more: String...) async throws -> [Record] {
    let command = try Command(["audit", "--limit", "1000", "--format", "json"] + more, environment: tool.environment)
    #expect(try await command.wait() == 0, "\(command.standardError)")
    let body = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? Record
    return try #require(body?["records"] as? [Record])
  }

  private func token(_ tool: CommandLineTool, _ name: String, _ scopes: [Scope]) async throws -> String {
    let made = try await tool.json(
      arguments: ["tokens", "create", name, "--all"] + scopes.flatMap { ["--scope", $0.rawValue] })
    return try #require(made["token"] as? String)
  }

  @Test("Every subcommand that writes, decides or exports leaves a record of who did it, also where nothing changed")
  func commands() async throws {
    let tool = CommandLineTool(database: try await ScratchServer.shared.database())
    let folder = try TemporaryFolder()
    try folder.write(
      "s.yaml",
      "schedule: north\nday: 5\ntime: \"08:00\"\ntime_zone: UTC\nlabel: lab-north\nformats: [json]\nfolder: north\n")
    try folder.write(
      "report.csv",
      "period,platform,country,tier,isrc,units,amount,currency\n2026-10,spotify,US,premium,QZLL22600001,10,0.05,USD\n")
    try folder.write(
      "other.csv",
      "period,platform,country,tier,isrc,units,amount,currency\n2026-10,tidal,US,premium,QZLL22600001,10,0.05,USD\n")
    try folder.write(
      "mistake.ndjson",
      #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US","plays":7}"#
        + "\n")
    try folder.write("mine.yaml", "name: mine\nlike: stem\nmonth_is_statement: true\n")
    try folder.write("withholding.csv", "payee,effective_from,countries,percent\nart-000,2026-10-01,US,0\n")
    let inputs = Month.inputs
    let steps: [(Act, [String])] = [
      (.importCatalog, ["import", "catalog", "\(inputs)/catalog.csv"]),
      (.importFX, ["import", "fx", "\(inputs)/fx.csv"]),
      (.importPayees, ["import", "payees", "\(inputs)/payees.csv"]),
      (.importWithholding, ["import", "withholding", "\(folder.path)/withholding.csv"]),
      (.importContracts, ["import", "contracts", "\(inputs)/contracts"]),
      (.importAdvances, ["import", "advances", "\(inputs)/advances.csv"]),
      (.withdrawAdvance, ["import", "advances", "--withdraw", "ADV-3", "--reason", "a test"]),
      (.publishRates, ["rates", "publish", "\(inputs)/RateTables"]),
      (.importPlays, ["import", "plays", "\(inputs)/plays.ndjson"]),
      (.replayQuarantine, ["quarantine", "replay"]),
      (.importPlays, ["import", "plays", "\(folder.path)/mistake.ndjson"]),
      (.withdrawPlays, ["import", "plays", "--withdraw", "\(folder.path)/mistake.ndjson"]),
      (.begin, ["ledger", "begin", "2026-08"]), (.post, ["ledger", "post"]),
      (.post, ["ledger", "post"]),
      (
        .record,
        [
          "ledger", "record", "--reason", "goodwill", "--debit", "fee:distribution 1 USD", "--credit",
          "payee:art-000:payable 1 USD",
        ]
      ),
      (.reverse, ["ledger", "reverse", "2", "--reason", "a test"]),
      (.receipt, ["ledger", "receipt", "spotify", "5 USD", "--reference", "B-1"]),
      (.takeReport, ["reconcile", "import", "\(folder.path)/report.csv"]), (.matchReport, ["reconcile", "match", "1"]),
      (.acceptReport, ["reconcile", "accept", "1"]),
      (.takeReport, ["reconcile", "import", "\(folder.path)/other.csv", "--reason", "a test"]),
      (.writeFormat, ["formats", "add", "\(folder.path)/mine.yaml"]), (.removeFormat, ["formats", "remove", "mine"]),
      (.expectStatements, ["reconcile", "expect", "distrokid-main", "--first", "2026-07"]),
      (
        .decideName,
        ["reconcile", "assign", "--external-id", "spotify:x", "--to", "QZLL22600001", "--reason", "a test"]
      ),
      (.relateReport, ["reconcile", "relate", "2"]), (.rejectReport, ["reconcile", "reject", "2", "--reason", "no"]),
      (.withdrawReport, ["reconcile", "withdraw", "1", "--reason", "a test"]), (.post, ["ledger", "post"]),
      (.export, ["reconcile", "export", "1", "--to", "\(folder.path)/lines.csv"]),
      (.close, ["ledger", "close", "2026-08", "--reason", "x"]),
      (.close, ["ledger", "close", "2026-09", "--reason", "x"]),
      (.close, ["ledger", "close", "2026-10", "--reason", "x"]),
      (.reopen, ["ledger", "reopen", "2026-10", "--reason", "an accident", "--as", "Second"]),
      (.close, ["ledger", "close", "2026-10", "--reason", "x"]),
      (.payment, ["ledger", "payment", "art-000", "1 USD", "--reference", "P-1", "--reason", "test"]),
      (.issue, ["statements", "generate", "--period", "2026-10", "--payee", "art-000", "--to", folder.path]),
      (.export, ["statements", "export", "1", "--to", "\(folder.path)/one.xlsx"]),
      (.writeSchedule, ["schedules", "import", "\(folder.path)/s.yaml"]),
      (.pauseSchedule, ["schedules", "pause", "north"]),
      (.resumeSchedule, ["schedules", "resume", "north"]),
      (.runSchedule, ["schedules", "run", "north", "--period", "2026-10", "--deliver-to", folder.path]),
      (.removeSchedule, ["schedules", "remove", "north"]), (.makeToken, ["tokens", "create", "x", "--all"]),
      (.revokeToken, ["tokens", "revoke", "1"]), (.migrate, ["migrate"]),
    ]
    // Another than who closed it opens a period again.
    let second = try await token(tool, "Second", [.ledgerClose])
    var done = 0
    for (act, arguments) in steps {
      let person = arguments.last == "Second" ? ["LEDGERLINE_TOKEN": second] : [:]
      let command = try Command(arguments, environment: tool.environment.merging(person) { $1 })
      #expect(try await command.wait() == 0, "\(arguments): \(command.standardError)")
      let all = try await records(tool)
      #expect(all.count > done, "\(arguments) left no record")
      #expect(all[0]["act"] as? String == act.rawValue, "\(arguments): \(all[0])")
      #expect(
        (all[0]["actor"] as? String)?.hasPrefix(person.isEmpty ? "os:" : "token:") == true && all[0]["position"] != nil)
      done = all.count
    }
    // What came of it stands there, and an act that changed nothing too.
    let posted = try await records(tool, "--act", "ledger.post").map { $0["reference"] as? String ?? "" }
    #expect(posted.count == 3 && posted[2].hasPrefix("transaction") && posted[1] == "", "\(posted)")
    let proof = try await tool.json("ledger", "verify")
    #expect(proof["ok"] as? Bool == true && proof["records"] as? Int == done, "\(proof)")
    let left = Set(Act.allCases).subtracting(steps.map(\.0))
    #expect(left == [.signIn, .failedSignIns], "an act that no command was tried for: \(left)")
  }

  @Test("A person at the command line is named by a token, may do what it may, and stands in the books")
  func person() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    let anna = try await token(tool, "Anna", [.ledgerPay])
    func pay(_ reference: String, _ environment: [String: String], _ more: String...) async throws -> Command {
      let command = try Command(
        ["ledger", "payment", "art-000", "1 USD", "--reference", reference, "--reason", "test", "--format", "json"]
          + more,
        environment: tool.environment.merging(environment) { $1 })
      try await command.wait()
      return command
    }
    let paid = try await pay("P-1", ["LEDGERLINE_TOKEN": anna], "--as", "Anna")
    #expect(
      try LedgerStore(Connection(url: url)).latest(before: nil, limit: 1)[0].actor == .token(1, name: "Anna"),
      "\(paid.standardError)")
    let plain = try await pay("P-2", [:])
    #expect(
      try LedgerStore(Connection(url: url)).latest(before: nil, limit: 1)[0].actor == .process, "\(plain.standardError)"
    )
    let head = try LedgerStore(Connection(url: url)).head()
    for (command, said) in [
      (try await pay("P-3", [:], "--as", "Anna"), "put it into LEDGERLINE_TOKEN"),
      (try await pay("P-3", ["LEDGERLINE_TOKEN": anna], "--as", "Ben"), "is that of Anna, and not of Ben"),
      (try await pay("P-3", ["LEDGERLINE_TOKEN": anna + "x"], "--as", "Anna"), "unknown, expired or revoked"),
      (try await pay("P-3", ["LEDGERLINE_REQUIRE_PERSON": "true"]), "known people only"),
    ] { #expect(command.standardError.contains(said), "\(command.standardError)") }
    // A token may do at the command line what it may over HTTP.
    let posting = try Command(
      ["ledger", "post", "--as", "Anna"], environment: tool.environment.merging(["LEDGERLINE_TOKEN": anna]) { $1 })
    #expect(try await posting.wait() == 1 && posting.standardError.contains("lacks the scope ledger:post"))
    #expect(try LedgerStore(Connection(url: url)).head() == head)
    let refused = try await records(tool, "--who", "Anna")[0]
    #expect(refused["outcome"] as? String == "refused" && refused["act"] as? String == "ledger.post")
    // Where people are asked for, the first token is made by whoever stands there, and no other.
    let empty = CommandLineTool(
      database: try await ScratchServer.shared.database(), ["LEDGERLINE_REQUIRE_PERSON": "true"])
    try await empty.run("tokens", "create", "first", "--all")
    #expect(try await empty.refusal("tokens", "create", "second", "--all").said.contains("known people only"))
    try await empty.run("ledger", "periods")
  }

  @Test(
    "Over HTTP: who, from where and what, refusals and sign-ins, for who may read it; every writing endpoint says its act"
  )
  func api() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    let all = try await token(tool, "boss", Scope.allCases)
    let reader = try await token(tool, "reader", [.ledgerRead, .earningsRead])
    let port = try freePort()
    let server = try tool.start("serve", "--port", "\(port)", "--post-every", "0")
    defer { server.send(SIGTERM) }
    _ = try #require(try await server.line { $0.contains("listening on") })
    let boss = Client(port: port, token: all)
    let paid = try await boss.get(
      "/v1/payments", method: "POST",
      body:
        #"{"payee":"art-000","amount":"1.00","currency":"USD","date":"\#(Day.today)","reference":"P-1","reason":"test"}"#
    )
    #expect(paid.status == 200, "\(paid.text)")
    let posted = try await boss.get("/v1/ledger/post", method: "POST", body: "{}")
    #expect(posted.status == 200)
    #expect(try await boss.get("/v1/earnings?from=2026-10-01&to=2026-10-31&group_by=artist&format=csv").status == 200)
    #expect(
      try await Client(port: port, token: reader).get("/v1/ledger/post", method: "POST", body: "{}").status == 403)
    #expect(try await Client(port: port, token: "llt_guess").get("/v1/me").status == 401)
    #expect(try await Client(port: port, token: reader).get("/v1/audit").status == 403)

    #expect(
      try await eventually {
        (try await boss.get("/v1/audit?act=sign_in.failed").body["records"] as? [Record])?.count == 1
      })
    let whole = try await boss.get("/v1/audit")
    #expect(!whole.text.contains("llt_"), "no token stands in it")
    let log = try #require(whole.body["records"] as? [Record])
    func one(_ act: Act, _ who: String) -> Record? {
      log.first { $0["act"] as? String == act.rawValue && $0["actor_name"] as? String == who }
    }
    let payment = try #require(one(.payment, "boss"))
    let transaction = try #require((paid.body["transaction"] as? Record)?["id"] as? Int)
    #expect(
      payment["reference"] as? String == "transaction \(transaction)" && payment["origin"] as? String == "127.0.0.1")
    #expect(
      (payment["detail"] as? String)?.contains(#""payee":"art-000""#) == true
        && payment["subject"] as? String == "art-000")
    #expect(one(.post, "reader")?["outcome"] as? String == "refused")
    #expect(one(.export, "boss")?["subject"] as? String == "/v1/earnings")
    #expect(one(.signIn, "boss") != nil && one(.signIn, "reader") != nil)
    #expect(log.filter { $0["act"] as? String == "sign_in" }.count == 2, "each once, however many requests")
    let page = try await boss.get("/v1/audit?limit=2")
    let next = try #require(page.body["next"] as? Int)
    #expect((try await boss.get("/v1/audit?before=\(next)").body["records"] as? [Record])?.count == log.count - 2)
    #expect(try await boss.get("/v1/audit?since=2099-01-01T00:00:00Z").text == #"{"records":[]}"#)

    let paths = try #require(try await boss.get("/openapi.json").body["paths"] as? [String: [String: Record]])
    // They have a body, and change nothing.
    let reading: Set = ["/v1/rate-tables/dry-run", "/v1/formats/check", "/v1/formats/{name}/try"]
    for (path, operations) in paths {
      for (method, operation) in operations where method != "get" && !reading.contains(path) {
        #expect((operation["x-act"] as? String).flatMap(Act.init) != nil, "\(method) \(path) says no act")
      }
    }
  }

  @Test(
    "Each commit is signed with the key in a file, serve signs what was left, and verify says since when it is covered")
  func signed() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    let folder = try TemporaryFolder()
    let (key, publicKey) = ("\(folder.path)/signing.key", "\(folder.path)/public")
    let plain = CommandLineTool(database: url)
    let made = try await plain.run("keys", "create", key)
    try folder.write("public", made)
    let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
    #expect(mode == 0o600 && made.hasPrefix("ledgerline-public-key-1 "))
    #expect(try await plain.refusal("keys", "create", key).said.contains("never written over"))
    #expect(try await plain.run("keys", "show", key) == made)
    // Somebody without the key posts; a server with it signs that.
    try await plain.run("ledger", "post")
    let tool = CommandLineTool(database: url, ["LEDGERLINE_SIGNING_KEY": key])
    let port = try freePort()
    let server = try tool.start("serve", "--port", "\(port)", "--post-every", "0", "--no-schedules")
    defer { server.send(SIGTERM) }
    _ = try #require(try await server.line { $0.contains("listening on") })
    let db = try Connection(url: url)
    #expect(try await eventually { try SignatureStore(db).last(.ledger) != nil })
    try await tool.run("ledger", "payment", "art-000", "1 USD", "--reference", "P-1", "--reason", "test")
    let head = try LedgerStore(db).head()
    #expect(try SignatureStore(db).last(.ledger)?.digest == head.digest, "with the commit, and not some time later")
    // Whoever verifies needs the public key alone.
    let verifier = CommandLineTool(database: url, ["LEDGERLINE_PUBLIC_KEYS": publicKey])
    let proof = try await verifier.json("ledger", "verify")
    let signed = try #require(proof["signed"] as? [String: Record])
    #expect(proof["ok"] as? Bool == true && signed["ledger"]?["until"] as? Int == Int(head.number), "\(proof)")
    #expect(signed["ledger"]?["since"] as? Int == Int(head.number) - 1 && signed["audit"] != nil)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
    #expect(try await tool.refusal("ledger", "post").said.contains("chmod 600"))
  }
}
