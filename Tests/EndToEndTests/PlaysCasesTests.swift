import Foundation
import Ingest
import Money
import Postgres
import Store
import TestSupport
import Testing

/// Plays that would be counted twice, and plays that should not have been counted at all.
@Suite("Mistakes with files of plays")
struct PlaysCasesTests {
  private static let files = "\(CaseWorld.files)/plays-overlap"

  private func plays(_ db: Connection) throws -> Int64 {
    try db.query("SELECT coalesce(sum(plays), 0)::bigint FROM plays_daily")[0].int(0)
  }

  @Test("A file whose lines stand in another is refused, with its name and their share, and so is one saved again")
  func overlap() async throws {
    let run = try await CaseWorld()
    try await run.tool.run("import", "plays", "\(Self.files)/part1.ndjson")
    let half = try await run.tool.refusal("import", "plays", "\(Self.files)/part2.ndjson")
    #expect(half.code == 1 && half.said.contains("part1.ndjson") && half.said.contains("50 %"), "\(half.said)")
    #expect(half.said.contains("--overlaps") && half.said.contains("Nothing was counted"))
    for again in ["part1-crlf", "part1-sorted"] {
      let refused = try await run.tool.refusal("import", "plays", "\(Self.files)/\(again).ndjson")
      #expect(refused.code == 1 && refused.said.contains("all in the file \"part1.ndjson\""), "\(refused.said)")
    }
    #expect(try plays(run.db) == 30)
    #expect(try FileStore(run.db).all().map(\.name) == ["part1.ndjson"], "what is refused leaves nothing")
    try await run.tool.run("import", "plays", "--overlaps", "\(Self.files)/part2.ndjson")
    #expect(try plays(run.db) == 50)
    #expect(try await run.holds())
  }

  @Test("Lines of many files, some of each, are found in the month in which they were counted")
  func month() async throws {
    let run = try await CaseWorld()
    let folder = try TemporaryFolder()
    func line(_ number: Int) -> String {
      #"{"event_id":"m\#(number)","isrc":"QZTST2600001","played_at":"2026-10-10T12:00:00Z","platform":"spotify","country":"US"}"#
    }
    for file in 0..<40 {
      try folder.write("\(file).ndjson", (0..<50).map { line(file * 50 + $0) + "\n" }.joined())
      _ = try PlayImport(databaseURL: run.url).run(path: "\(folder.path)/\(file).ndjson")
    }
    // One line of each: of none it has 5 %.
    try folder.write("all.ndjson", (0..<40).map { line($0 * 50) + "\n" }.joined())
    let refused = try await run.tool.refusal("import", "plays", "\(folder.path)/all.ndjson")
    #expect(refused.code == 1 && refused.said.contains("together"), "\(refused.said)")
    #expect(try plays(run.db) == 2_000)
  }

  @Test("Of two imports that overlap and run at once, one is counted and the other refused")
  func atOnce() async throws {
    let run = try await CaseWorld()
    let db = run.db
    // Both have looked before either counts: what each would commit first waits behind the gate.
    let gate = try Connection(url: run.url)
    try gate.run(script: "BEGIN; SELECT pg_advisory_xact_lock(hashtext('ledgerline ingest'))")
    let both = try ["part1", "part1-sorted"].map { try run.tool.start("import", "plays", "\(Self.files)/\($0).ndjson") }
    let waiting: SQL = """
      SELECT FROM pg_stat_activity WHERE application_name = 'ledgerline-ingest' AND wait_event_type = 'Lock'
        AND datname = current_database()
      """
    _ = try await eventually(within: 300) { try db.query(waiting).count == 2 }
    try gate.run(script: "ROLLBACK")
    let codes = try await [both[0].wait(), both[1].wait()]
    #expect(codes.sorted { $0 ?? 0 < $1 ?? 0 } == [0, 1], "\(both.map(\.standardError))")
    #expect(try plays(db) == 30)
    #expect(try FileStore(db).all().count == 1, "what is refused leaves nothing")
  }

  @Test("A file taken out leaves nothing, in a closed month neither, and can be counted again")
  func withdrawn() async throws {
    let run = try await CaseWorld()
    let file = "\(Self.files)/part1.ndjson"
    let nothing = try await run.tool.refusal("import", "plays", "--withdraw", file)
    #expect(nothing.code == 1 && nothing.said.contains("nothing of this file is counted"), "\(nothing.said)")
    try await run.tool.run("import", "plays", file)
    try await run.tool.run("import", "plays", "--overlaps", "\(Self.files)/part2.ndjson")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("ledger", "close", "2026-10")
    let taken = try await run.tool.json("import", "plays", "--withdraw", "\(Self.files)/part2.ndjson")
    #expect(taken["withdrawn_events"] as? Int == 20 && taken["withdrawn_plays"] as? Int == 20)
    #expect(try plays(run.db) == 30)
    try await run.tool.run("ledger", "post")
    #expect(try await run.holds())
    // 30 plays at 0.004, less 20 %, in halves: what 20 more had come to is taken back in the open month.
    func sum(_ prefix: String) throws -> Int128 {
      try AccountStore(run.db).balances(prefix: prefix).reduce(0) { $0 + $1.balance.pico }
    }
    let (artist, fee) = (try sum("payee:art-mira:"), try sum("fee:"))
    try await run.tool.run("import", "plays", "--withdraw", file)
    try await run.tool.run("ledger", "post")
    #expect(try plays(run.db) == 0)
    #expect(try sum("payee:art-mira:") == 0 && sum("fee:") == 0)
    #expect(try await run.holds())
    let record = try run.db.query("SELECT name, accepted_events, plays FROM ingest_withdrawals ORDER BY withdrawal_id")
    #expect(record.map { "\($0.text(0)) \($0.int(1)) \($0.int(2))" } == ["part2.ndjson 20 20", "part1.ndjson 30 30"])
    // And so it is as if it had never been there.
    try await run.tool.run("import", "plays", file)
    try await run.tool.run("ledger", "post")
    #expect(try sum("payee:art-mira:") == artist && sum("fee:") == fee && artist != 0)
    #expect(try await run.holds())
  }

  @Test("Events that two replay at once, of which one is killed, are each counted once")
  func replayedAtOnce() async throws {
    let run = try await CaseWorld()
    let folder = try TemporaryFolder()
    let count = 30_000
    let lines = (0..<count).map {
      #"{"event_id":"r\#($0)","isrc":"QZTST2600001","played_at":"2026-10-10T12:00:00Z","platform":"tidal","country":"US"}"#
        + "\n"
    }
    try folder.write("plays.ndjson", lines.joined())
    _ = try PlayImport(databaseURL: run.url).run(path: "\(folder.path)/plays.ndjson")
    #expect(try StatusStore(run.db).counts().quarantinedEvents == count)
    try folder.write("RateTables/tidal/2025-01-01.csv", "country,tier,currency,rate\n*,*,USD,0.004\n")
    try await run.tool.run("rates", "publish", "\(folder.path)/RateTables")
    let killed = try run.tool.start("quarantine", "replay")
    let other = try run.tool.start("quarantine", "replay")
    _ = try await eventually(within: 300) {
      try !killed.isRunning || run.db.query("SELECT FROM quarantine_replays LIMIT 1").count == 1
    }
    killed.send(SIGKILL)
    try await killed.wait()
    #expect(try await other.wait() == 0, "\(other.standardError)")
    try await run.tool.run("quarantine", "replay")
    #expect(try plays(run.db) == count)
    let counts = try StatusStore(run.db).counts()
    #expect(counts.acceptedEvents == count && counts.quarantinedEvents == 0 && counts.quarantinedByReason.isEmpty)
    try await run.tool.run("ledger", "post")
    #expect(try await run.holds())
  }

  @Test("Plays quarantined for want of rates are counted once there are some, over the command line and the API")
  func replayed() async throws {
    let run = try await CaseWorld()
    let folder = try TemporaryFolder()
    func line(_ number: Int, _ platform: String, _ country: String = "US") -> String {
      #"{"event_id":"q\#(number)","isrc":"QZTST2600001","played_at":"2026-10-10T12:00:00Z","platform":"\#(platform)","country":"\#(country)"}"#
        + "\n"
    }
    try folder.write(
      "plays.ndjson",
      line(1, "spotify") + line(2, "tidal") + line(3, "tidal") + line(4, "tidal", "Nowhere") + line(5, "napster"))
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
    let before = try await run.tool.json("quarantine", "replay")
    #expect(before["replayed_events"] as? Int == 0 && before["waiting_events"] as? Int == 4)
    try folder.write("RateTables/tidal/2025-01-01.csv", "country,tier,currency,rate\n*,*,USD,0.004\n")
    try await run.tool.run("rates", "publish", "\(folder.path)/RateTables")
    let replayed = try await run.tool.json("quarantine", "replay")
    #expect(replayed["replayed_events"] as? Int == 2 && replayed["waiting_events"] as? Int == 1)
    let status = try await run.tool.json("status")
    #expect(status["accepted_events"] as? Int == 3 && status["quarantined_events"] as? Int == 2)
    #expect(
      status["quarantined_by_reason"] as? [String: Int] == ["unknown_country": 1, "unknown_platform": 1],
      "what is still not accepted stays, under the reason of now")
    #expect(try plays(run.db) == 3)

    try folder.write("RateTables/napster/2025-01-01.csv", "country,tier,currency,rate\n*,*,USD,0.004\n")
    try await run.tool.run("rates", "publish", "\(folder.path)/RateTables")
    let port = try freePort()
    let server = try run.tool.start("serve", "--port", "\(port)", "--post-every", "0")
    defer { server.send(SIGTERM) }
    _ = try #require(try await server.line { $0.contains("listening on") })
    let made = try await run.tool.json("tokens", "create", "replays", "--all", "--scope", "terms:write")
    let client = Client(port: port, token: made["token"] as? String)
    let answer = try await client.get("/v1/quarantine/replay", method: "POST")
    #expect(answer.status == 200 && answer.body["replayed_events"] as? Int == 1, "\(answer.text)")
    #expect(try await client.get("/v1/quarantine/replay", method: "POST").body["replayed_events"] as? Int == 0)
    #expect(try plays(run.db) == 4)
    // Taken out with its file, too.
    try await run.tool.run("import", "plays", "--withdraw", "\(folder.path)/plays.ndjson")
    let after = try await run.tool.json("status")
    #expect(after["accepted_events"] as? Int == 0 && after["quarantined_events"] as? Int == 0, "\(after)")
    #expect(try plays(run.db) == 0)
  }
}
