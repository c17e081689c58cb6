import Foundation
import Plays
import Postgres
import Store
import TestSupport
import Testing

/// What a server says of itself when something is wrong with what it stands on, and the command that looks for it.
@Suite("What is wrong, and what to do", .serialized)
struct ReadinessTests {
  private struct Entry {
    let check, severity, what: String
    let remedy, detail: String?

    init(_ object: [String: Any]) {
      check = object["check"] as? String ?? ""
      severity = object["severity"] as? String ?? ""
      what = object["what"] as? String ?? ""
      remedy = object["remedy"] as? String
      detail = object["detail"] as? String
    }
  }

  private func ready(_ port: Int) async throws -> (status: Int, body: [String: Any], findings: [Entry]) {
    let answer = try await Client(port: port).get("/readyz")
    return (answer.status, answer.body, (answer.body["findings"] as? [[String: Any]] ?? []).map(Entry.init))
  }

  private func doctor(
    _ environment: [String: String], _ arguments: String...
  ) async throws -> (code: Int32?, findings: [String: Entry]) {
    let command = try Command(["doctor", "--format", "json"] + arguments, environment: environment)
    let code = try await command.wait()
    let body = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
    let findings = (body?["findings"] as? [[String: Any]] ?? []).map(Entry.init)
    #expect(body?["ok"] as? Bool == (code == 0))
    return (code, Dictionary(uniqueKeysWithValues: findings.map { ($0.check, $0) }))
  }

  @Test("A server whose database is of another schema, or gone, says so and is ready again when it is back")
  func database() async throws {
    let url = try await ScratchServer.shared.database()
    let port = try freePort()
    let server = try CommandLineTool(database: url).start("serve", "--port", "\(port)", "--post-every", "0")
    defer { server.send(SIGTERM) }
    #expect(try await server.line { $0.contains("listening on") } != nil)
    let well = try await ready(port)
    #expect(well.status == 200 && well.body["ready"] as? Bool == true)
    #expect(well.findings.allSatisfy { $0.severity == "warning" }, "\(well.findings)")

    let db = try Connection(url: url)
    try db.query("INSERT INTO schema_migrations (version, name, digest) VALUES (9999, '9999_later.sql', '')")
    #expect(try await eventually(within: 30) { try await ready(port).status == 503 })
    let newer = try await ready(port)
    let schema = try #require(newer.findings.first { $0.check == "schema" })
    #expect(schema.severity == "failure" && schema.what.contains("schema version 9999"))
    #expect(schema.remedy?.contains("run the newer ledgerline") == true)
    #expect(newer.body["type"] as? String == "/docs#problem-not-ready")
    #expect((newer.body["detail"] as? String)?.contains("schema version 9999") == true)
    try db.query("DELETE FROM schema_migrations WHERE version = 9999")
    #expect(try await eventually(within: 30) { try await ready(port).status == 200 })

    // The database lets nobody in; every connection of the server is gone, and it still says what is wrong.
    let name = try db.query("SELECT current_database()::text")[0].text(0)
    let other = try Connection(url: try await ScratchServer.shared.database(empty: true))
    try other.run(script: "ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
    try other.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = \(name)")
    #expect(try await eventually(within: 30) { try await ready(port).status == 503 })
    let gone = try await ready(port)
    let database = try #require(gone.findings.first { $0.check == "database" })
    #expect(database.what == "the database does not answer" && database.remedy != nil)
    #expect(!(gone.body.description).contains(name), "names and addresses are for the operator alone")
    try other.run(script: "ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
    #expect(try await eventually(within: 30) { try await ready(port).status == 200 })
  }

  @Test("What needs somebody and does not keep the server from answering stands in its answer, and in its metrics")
  func warnings() async throws {
    let url = try await ScratchServer.shared.database()
    let (port, metricsPort) = (try freePort(), try freePort())
    let server = try CommandLineTool(database: url).start(
      "serve", "--port", "\(port)", "--metrics-port", "\(metricsPort)", "--post-every", "0", "--no-schedules")
    defer { server.send(SIGTERM) }
    #expect(try await server.line { $0.contains("listening on") } != nil)
    let db = try Connection(url: url)
    try db.query(
      """
      INSERT INTO ingest_partitions (topic, partition, incarnation, next_offset, high_watermark, seen_at)
      VALUES ('plays', 0, 'c', 10, 12, clock_timestamp() - interval '1 hour')
      """)
    try db.query(
      """
      INSERT INTO schedule_versions (schedule, version, day, minute, time_zone, recipients, ids, formats, folder,
        first_period, enabled, removed)
      VALUES ('monthly', 1, 5, 480, 'UTC', 'everyone', '{}', '{xlsx}', 'all', '2026-01-01', true, false)
      """)
    try PeriodStore(db).beginClosing(Period("2026-02")!, reason: nil, blockers: [])
    try PeriodStore(db).close(Period("2026-02")!)
    #expect(try await eventually(within: 30) { try await ready(port).findings.contains { $0.check == "schedules" } })
    let answer = try await ready(port)
    #expect(answer.status == 200 && answer.body["ready"] as? Bool == true)
    let ingest = try #require(answer.findings.first { $0.check == "ingest" })
    #expect(ingest.severity == "failure" && ingest.what.hasPrefix("nobody has looked at 1 of 1 partitions"))
    let schedules = try #require(answer.findings.first { $0.check == "schedules" })
    #expect(schedules.severity == "warning" && schedules.what.hasPrefix("2 runs of schedules are overdue"))
    // Findings are measured last of a look.
    let failing = ["check": "ingest", "severity": "failure"]
    #expect(
      try await eventually { try await Metrics.read(port: metricsPort).value("ledgerline_findings", failing) == 1 })
    let metrics = try await Metrics.read(port: metricsPort)
    #expect(metrics.value("ledgerline_findings", ["check": "database", "severity": "failure"]) == 0)
    #expect(metrics.value("ledgerline_partition_lag_events", ["topic": "plays", "partition": "0"]) == 2)
    #expect(metrics.value("ledgerline_schedules_overdue") == 2)
    #expect(try await metrics.lint() == "")
  }

  @Test("The doctor finds messages that expired before they were counted, and a topic that was made anew")
  func topic() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    let first = try stand.tool.start("ingest", "--partitions", "0,1,2,3")
    let good = #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US"}"#
    try await stand.kcat(good + "\n", partition: 2)
    #expect(try await eventually(within: 30) { try stand.taken() == 1 })
    first.send(SIGTERM)
    #expect(try await first.wait() == 0)
    let well = try await doctor(stand.tool.environment)
    #expect(well.code == 0)
    for check in ["configuration", "database", "schema", "clock", "descriptors", "disk", "topic", "schedules"] {
      #expect(well.findings[check] != nil, "\(check)")
    }
    #expect(well.findings["topic"]?.severity == "ok", "\(String(describing: well.findings["topic"]))")

    // The broker keeps 5 MiB a partition: more than that, and the oldest are gone.
    try await stand.kcat(String(repeating: String(repeating: "x", count: 60_000) + "\n", count: 160), partition: 2)
    let lost = try await doctor(stand.tool.environment)
    #expect(lost.code == 1 && lost.findings["topic"]?.severity == "failure")
    #expect(lost.findings["topic"]?.what.contains("partition 2 expired before they were counted") == true)
    #expect(lost.findings["topic"]?.remedy?.contains("docs/operations.md") == true)

    try Connection(url: stand.url).query("UPDATE ingest_partitions SET next_offset = 100000 WHERE partition = 1")
    let anew = try await doctor(stand.tool.environment)
    #expect(anew.code == 1 && anew.findings["topic"]?.what.contains("partition 1: it was made anew") == true)
    let table = try await stand.tool.refusal("doctor")
    #expect(table.code == 1)
  }

  @Test("The doctor finds settings that do not fit, a database that is not there, and one that is behind")
  func settings() async throws {
    let url = try await ScratchServer.shared.database()
    let misspelt = try await doctor(["LEDGERLINE_DATABASE_URL": url, "LEDGERLINE_KAFKA_TOPICS": "plays"])
    #expect(misspelt.code == 0 && misspelt.findings["configuration"]?.severity == "warning")
    #expect(misspelt.findings["configuration"]?.detail == "LEDGERLINE_KAFKA_TOPICS")
    let unsafe = try await doctor([
      "LEDGERLINE_DATABASE_URL": url, "LEDGERLINE_KAFKA_OPTIONS": "auto.offset.reset=latest;sasl.password=hunter2",
    ])
    #expect(unsafe.code == 1 && unsafe.findings["configuration"]?.remedy?.contains("auto.offset.reset") == true)
    #expect(!unsafe.findings.values.contains { "\($0)".contains("hunter2") })
    let nobody = try await doctor([
      "LEDGERLINE_DATABASE_URL": "postgresql://x@127.0.0.1:\(try freePort())/x",
      "LEDGERLINE_KAFKA_BROKERS": "127.0.0.1:\(try freePort())",
    ])
    #expect(nobody.findings["topic"]?.what == "the broker does not answer")
    #expect(nobody.code == 1 && nobody.findings["database"]?.what == "the database does not answer")
    let empty = try await doctor(["LEDGERLINE_DATABASE_URL": try await ScratchServer.shared.database(empty: true)])
    #expect(empty.code == 1 && empty.findings["schema"]?.remedy == "run `ledgerline migrate`")
    let none = try await doctor(["LEDGERLINE_DATA": "/tmp/ledgerline-none-\(UUID().uuidString)"])
    #expect(none.code == 0 && none.findings["database"]?.what.hasPrefix("there is no private database yet") == true)
    let wrong = try await doctor(["LEDGERLINE_DATABASE_URL": url, "LEDGERLINE_LOG_FORMAT": "xml"])
    #expect(wrong.code == 1 && wrong.findings["configuration"]?.what == #"log.format is text, json, not "xml""#)
  }
}
