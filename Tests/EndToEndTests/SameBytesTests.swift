import Answers
import Foundation
import Store
import TestSupport
import Testing

/// Questions that both faces have, asked over both about the worked month after its report and its statements.
@Suite("The API and the command line answer the same question with the same bytes")
struct SameBytesTests {
  private struct Pair: CustomTestStringConvertible {
    let path: String
    let command: String

    init(_ path: String, _ command: String) {
      self.path = path
      self.command = command
    }

    var testDescription: String { "\(path) and \(command)" }
  }

  /// Every question with an endpoint and a command. `{report}` and `{statement}` are the ones of the worked month.
  private static let pairs = [
    Pair("/v1/status", "status"),
    Pair("/v1/earnings", "earnings --total"),
    Pair("/v1/earnings?group_by=artist", "earnings"),
    Pair("/v1/earnings?group_by=month&currency=EUR", "earnings --by month --currency EUR"),
    Pair(
      "/v1/earnings?group_by=platform&country=Spain&from=2026-10-01&to=2026-10-31&tier=premium",
      "earnings --by platform --country Spain --from 2026-10-01 --to 2026-10-31 --tier premium"),
    Pair("/v1/artists/art-000/earnings?group_by=album", "earnings --artist art-000 --by album"),
    Pair("/v1/albums/011000001089/earnings?group_by=day", "earnings --album 011000001089 --by day"),
    Pair("/v1/tracks/QZ-LL2-26-00002/earnings", "earnings --track qzll22600002 --total"),
    Pair("/v1/rankings?by=track&limit=3", "rankings --by track --limit 3"),
    Pair(
      "/v1/rankings?by=artist&metric=earnings&currency=EUR&platform=spotify",
      "rankings --by artist --metric earnings --currency EUR --platform spotify"),
    Pair(
      "/v1/evolution?granularity=day&from=2026-10-10&to=2026-10-20&label=lab-north&currency=USD",
      "evolution --from 2026-10-10 --to 2026-10-20 --label lab-north --currency USD"),
    Pair(
      "/v1/evolution?granularity=hour&from=2026-10-16&to=2026-10-17T12:00:00Z",
      "evolution --granularity hour --from 2026-10-16 --to 2026-10-17T12:00:00Z"),
    Pair("/v1/week-on-week?platform=spotify&currency=EUR", "week-on-week --platform spotify --currency EUR"),
    Pair("/v1/tokens", "tokens list"),
    Pair("/v1/audit?limit=1000", "audit --limit 1000"),
    Pair(
      "/v1/audit?act=ledger&since=2026-01-01T00:00:00Z&limit=2",
      "audit --act ledger --since 2026-01-01T00:00:00Z --limit 2"),
    Pair("/v1/proposals", "proposals"),
    Pair("/v1/ledger/trial-balance", "ledger trial-balance"),
    Pair("/v1/ledger/trial-balance?as_of=2026-10-31", "ledger trial-balance --as-of 2026-10-31"),
    Pair("/v1/ledger/transactions/1", "ledger show 1"),
    Pair("/v1/ledger/accounts/fee%3Adistribution/entries?limit=1000", "ledger account fee:distribution"),
    Pair("/v1/ledger/verify", "ledger verify"),
    Pair("/v1/periods", "ledger periods"), Pair("/v1/ledger/beginning", "ledger begin"),
    Pair("/v1/ledger/corrections", "ledger corrections"),
    Pair("/v1/suspense", "ledger suspense"),
    Pair("/v1/payees/art-001/balance?period=2026-11", "ledger balance art-001 --period 2026-11"),
    Pair("/v1/statements?limit=1000", "statements list"),
    Pair("/v1/statements?period=2026-10&payee=art-001", "statements list --period 2026-10 --payee art-001"),
    Pair("/v1/statements/{statement}", "statements show {statement}"),
    Pair("/v1/statement-previews?period=2026-11", "statements preview --period 2026-11"),
    Pair("/v1/statement-schedules", "schedules list"),
    Pair("/v1/statement-schedules/north", "schedules show north"),
    Pair("/v1/rate-tables", "rates list"),
    Pair("/v1/contracts", "contracts"),
    Pair("/v1/reconciliations", "reconcile list"),
    Pair(
      "/v1/reconciliations?platform=Spotify&status=accepted&limit=1",
      "reconcile list --platform Spotify --status accepted --limit 1"),
    Pair("/v1/reconciliations/{report}", "reconcile show {report}"),
    Pair("/v1/reconciliations/{report}?by=status&limit=2", "reconcile show {report} --by status --limit 2"),
    Pair("/v1/reconciliations/{report}/lines", "reconcile lines {report}"),
    Pair(
      "/v1/reconciliations/{report}/lines?status=over&country=DE&limit=3",
      "reconcile lines {report} --status over --country DE --limit 3"),
    Pair("/v1/reconciliations/{report}/lines/1", "reconcile line {report} 1"),
    Pair("/v1/formats", "formats list"), Pair("/v1/formats/tunecore", "formats show tunecore"),
    Pair("/v1/receivables", "reconcile receivables"),
    Pair("/v1/unmatched?limit=10", "reconcile unmatched --limit 10"),
    Pair(
      "/v1/unmatched?platform=Spotify&currency=EUR&all=true",
      "reconcile unmatched --platform Spotify --currency EUR --all"),
    Pair("/v1/unmatched/decisions", "reconcile decisions"),
    Pair(
      "/v1/receivables?platform=spotify&as_of=2026-12-31", "reconcile receivables --platform spotify --as-of 2026-12-31"
    ),
    Pair("/v1/accuracy", "reconcile accuracy"),
    Pair("/v1/accuracy?platform=spotify&from=2026-10", "reconcile accuracy --platform spotify --from 2026-10"),
  ]

  /// Moments of asking, which are no part of the answer.
  private static func withoutMoments(_ body: String) -> String {
    body.replacing(#/"as_of":"[^"]*T[^"]*",|"complete_through":(?:"[^"]*"|null),/#, with: "")
  }

  @Test("A dry run of rate tables is the same from a folder and from a body")
  func dryRun() async throws {
    let month = try await SettledMonth()
    defer { month.server.send(SIGTERM) }
    let folder = try TemporaryFolder()
    let table = "country,tier,currency,rate\nUS,*,USD,0.003\n"
    try folder.write("spotify/2026-10-16.v2.csv", table)
    let new = ["rate_tables": [["path": "spotify/2026-10-16.v2.csv", "csv": table]]]
    let body = String(decoding: try JSONSerialization.data(withJSONObject: new), as: UTF8.self)
    let answer = try await month.client.get("/v1/rate-tables/dry-run", method: "POST", body: body)
    #expect(answer.status == 200 && answer.body["rows"] as? [Any] != nil, "\(answer.text)")
    #expect(try await month.tool.run("rates", "dry-run", folder.path, "--format", "json") == answer.text + "\n")
  }

  @Test("Each body is the other, but for the moment of asking")
  func everyQuestion() async throws {
    let month = try await SettledMonth()
    defer { month.server.send(SIGTERM) }
    for pair in Self.pairs {
      let answer = try await month.client.get(month.named(pair.path))
      #expect(answer.status == 200, "\(pair.path): \(answer.text)")
      let words = month.named(pair.command).split(separator: " ").map(String.init) + ["--format", "json"]
      let command = try Command(words, environment: month.tool.environment)
      #expect(try await command.wait() == 0, "\(pair.command): \(command.standardError)")
      // What is printed ends its line, and a document does so over HTTP too.
      let bodies = [answer.text, command.standardOutput].map {
        Self.withoutMoments($0.trimmingCharacters(in: .newlines))
      }
      #expect(bodies[0] == bodies[1], "\(pair.path) and \(pair.command) differ")
    }
  }
}

@Suite("The API and the command line refuse the same question in the same words")
struct SameWordsTests {
  @Test("Values that mean nothing are wrong usage at the command line, and 422 over HTTP")
  func unusable() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    let (server, port) = try await stand.serve()
    defer { server.send(SIGTERM) }
    let client = Client(port: port, token: try await stand.token("--scope", "earnings:read"))
    for (path, command) in [
      ("/v1/earnings?platform=winamp", ["earnings", "--platform", "winamp"]),
      ("/v1/rankings?by=label&platform=winamp", ["rankings", "--by", "label", "--platform", "winamp"]),
      (
        "/v1/evolution?granularity=hour&track=QZLL22600001",
        ["evolution", "--granularity", "hour", "--track", "QZLL22600001"]
      ),
      (
        "/v1/evolution?granularity=day&from=2026-10-02&to=2026-10-01",
        ["evolution", "--from", "2026-10-02", "--to", "2026-10-01"]
      ),
    ] {
      let answer = try await client.get(path)
      let sentence = try #require(answer.body["detail"] as? String, "\(answer.text)")
      let refused = try Command(command, environment: stand.tool.environment)
      #expect(answer.status == 422, "\(path)")
      #expect(try await refused.wait() == 64, "\(command)")
      #expect(refused.standardError.contains(sentence), "\(refused.standardError)")
    }
  }

  @Test("Seconds and minutes live in the memory of a server, and the command line says so")
  func memory() async throws {
    let tool = CommandLineTool(database: try await ScratchServer.shared.database())
    let refused = try await tool.refusal("evolution", "--granularity", "second")
    #expect(refused.code == 64 && refused.said.contains("ask a server at /v1/evolution"), "\(refused.said)")
  }
}

/// The worked month with its report accepted, posted and closed, and its statements issued; served, with a token that may
/// ask everything.
private struct SettledMonth {
  let tool: CommandLineTool
  let server: Command
  let client: Client
  private let names: [String: String]

  init() async throws {
    let month = try await ReportedMonth()
    try month.post()
    tool = month.tool
    for period in ["2026-08", "2026-09", "2026-10"] {
      try await tool.run("ledger", "close", period, "--reason", "plays without a rate")
    }
    let folder = try TemporaryFolder()
    try await tool.run("statements", "generate", "--period", "2026-10", "--to", folder.path, "--files", "json")
    try folder.write(
      "north.yaml",
      """
      schedule: north
      day: last
      time: "08:00"
      time_zone: UTC
      everyone: true
      formats: [json]
      folder: north
      """)
    try await tool.run("schedules", "import", "\(folder.path)/north.yaml")
    let statements = try StatementStore(month.db).list(period: nil, payee: nil)
    names = ["report": "\(month.report)", "statement": "\(statements.first?.id ?? 0)"]
    let port = try freePort()
    server = try tool.start("serve", "--port", "\(port)", "--post-every", "0")
    guard try await server.line({ $0.contains("listening on") }) != nil else {
      throw CommandLineTool.Failed(description: "the server did not start: \(server.standardError)")
    }
    let scopes = Scope.allCases.flatMap { ["--scope", $0.rawValue] }
    let made = try await tool.json(
      arguments: ["tokens", "create", "finance", "--all", "--rate-limit", "10000"] + scopes)
    client = Client(port: port, token: made["token"] as? String)
  }

  /// A path or a command with the month's own ids in it.
  func named(_ text: String) -> String {
    names.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
  }
}
