import Foundation
import Plays
import Postgres
import Store
import TestSupport
import Testing

/// What a server and a worker tell of themselves while they run.
@Suite("Watched", .serialized)
struct WatchedTests {
  @Test("Server and worker show what they did as Prometheus reads it, in a bounded number of series")
  func metrics() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    let (serverMetrics, workerMetrics) = (try freePort(), try freePort())
    let (server, port) = try await stand.serve("--metrics-port", "\(serverMetrics)", "--verify-every", "60")
    let worker = try stand.tool.start("ingest", "--partitions", "0,1,2,3", "--metrics-port", "\(workerMetrics)")
    defer { for command in [server, worker] { command.send(SIGTERM) } }
    #expect(try await worker.line { $0.contains("metrics on http://127.0.0.1:\(workerMetrics)/metrics") } != nil)
    let good = #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US"}"#
    try await stand.kcat(String(repeating: good + "\n", count: 7) + "not json\n[]\n")
    #expect(
      try await eventually(within: 30) {
        try await Metrics.read(port: workerMetrics).value("ledgerline_ingest_events_total", ["outcome": "accepted"])
          == 7
      })
    let counted = try await Metrics.read(port: workerMetrics)
    #expect(counted.value("ledgerline_ingest_events_total", ["outcome": "malformed_json"]) == 2)
    for reason in QuarantineReason.allCases where reason != .malformedJSON {
      #expect(counted.value("ledgerline_ingest_events_total", ["outcome": reason.rawValue]) == 0)
    }
    #expect(counted.value("ledgerline_ingest_partitions") == 4)
    for partition in 0..<4 {
      #expect(counted.value("ledgerline_ingest_lag_events", ["partition": "\(partition)"]) == 0)
    }
    #expect(try #require(counted.value("ledgerline_ingest_commit_duration_seconds_count")) >= 1)
    #expect(try #require(counted.value("ledgerline_ingest_commit_moments_sum")) >= 1)
    #expect(try #require(counted.value("process_resident_memory_bytes")) > 1_000_000)
    #expect(try #require(counted.value("process_open_fds")) < #require(counted.value("process_max_fds")))

    // Paths that vary are one series; what no route takes is one too.
    let client = Client(port: port, token: try await stand.token())
    for artist in ["art-000", "art-001", "nobody"] { _ = try await client.get("/v1/artists/\(artist)/earnings") }
    for path in ["/v1/nothing", "/v1/no/thing", "/nothing", "/no/thing"] { _ = try await client.get(path) }
    let shown = try await Metrics.read(port: serverMetrics)
    let duration = "ledgerline_http_request_duration_seconds_count"
    let route = "/v1/artists/{id}/earnings"
    #expect(shown.value(duration, ["method": "GET", "route": route, "status": "2xx"]) == 2)
    #expect(shown.value(duration, ["method": "GET", "route": route, "status": "4xx"]) == 1)
    #expect(shown.value(duration, ["method": "GET", "route": "unmatched", "status": "4xx"]) == 4)
    let labels = shown.samples.flatMap(\.labels.values)
    #expect(!labels.contains { $0.contains("art-000") || $0.contains("nobody") || $0.contains("thing") })
    #expect(
      try await eventually {
        try await Metrics.read(port: serverMetrics).value("ledgerline_books_verifications_total", ["outcome": "proven"])
          == 1
      })
    #expect(
      try await eventually {
        let now = try await Metrics.read(port: serverMetrics)
        return now.value("ledgerline_accepted_events") == 7
          && now.value("ledgerline_quarantined_events", ["reason": "malformed_json"]) == 2
      })
    for metrics in [counted, try await Metrics.read(port: serverMetrics)] { #expect(try await metrics.lint() == "") }
  }

  @Test("On the API's own port metrics need a token that may read them")
  func authorised() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    let (server, port) = try await stand.serve()
    defer { server.send(SIGTERM) }
    #expect(try await Client(port: port).get("/metrics").status == 401)
    #expect(try await Client(port: port, token: try await stand.token()).get("/metrics").status == 403)
    let narrow = try await stand.token("--scope", "metrics:read", "--subject", "artist:art-000")
    #expect(try await Client(port: port, token: narrow).get("/metrics").status == 403)
    let answer = try await Client(port: port, token: try await stand.token("--scope", "metrics:read")).get("/metrics")
    #expect(answer.status == 200)
    #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(Metrics(answer.text).value("ledgerline_follower_generation") != nil)
  }

  @Test("Streams that are open are counted while they are")
  func streams() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    let metricsPort = try freePort()
    let (server, port) = try await stand.serve("--metrics-port", "\(metricsPort)")
    defer { server.send(SIGTERM) }
    let token = try await stand.token()
    let stream = try Command(
      "/usr/bin/curl", ["-sN", "-H", "Authorization: Bearer \(token)", "http://127.0.0.1:\(port)/v1/earnings/live"])
    #expect(try await stream.line { $0.hasPrefix("data:") } != nil)
    #expect(try await Metrics.read(port: metricsPort).value("ledgerline_http_streams") == 1)
    stream.send(SIGKILL)
    #expect(
      try await eventually(within: 60) {
        try await Metrics.read(port: metricsPort).value("ledgerline_http_streams") == 0
      }, "the server sees that the reader left when it writes, every 15 seconds at least")
  }

  @Test("Of a slow log only what took long or failed here is part, with the status that it had")
  func slow() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    let (server, port) = try await stand.serve("--log-format", "json", "--access-log", "slow")
    let client = Client(port: port)
    try Connection(url: stand.url)
      .query("INSERT INTO schema_migrations (version, name, digest) VALUES (9999, '9999_later.sql', '')")
    let well = ["X-Request-Id": "well"]
    #expect(try await client.get("/healthz", headers: well).status == 200)
    #expect(try await client.get("/v1/me", headers: well).status == 401)
    #expect(
      try await eventually(within: 30) {
        try await client.get("/readyz", headers: ["X-Request-Id": "ill"]).status == 503
      }
    )
    server.send(SIGTERM)
    #expect(try await server.wait(seconds: 30) == 0)
    let lines = try server.standardError.split(separator: "\n")
      .compactMap { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
      .filter { $0["logger"] as? String == "access" }
    #expect(lines.contains { $0["request_id"] as? String == "ill" && $0["status"] as? Int == 503 })
    let isSlow = { (line: [String: Any]) in (line["duration_ms"] as? Int ?? 0) >= 1_000 }
    #expect(lines.allSatisfy { $0["status"] as? Int == 503 || isSlow($0) })
  }

  @Test("The log is JSON, has every request with its id, and neither a token nor a value of a query in it")
  func log() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    let (server, port) = try await stand.serve("--log-format", "json", "--access-log", "on", "--verbose")
    let token = try await stand.token()
    let client = Client(port: port, token: token)
    let path = "/v1/artists/art-000/earnings?from=2026-10-01&to=2026-10-31&surname=Somebody"
    let given = try await client.get(path, headers: ["X-Request-Id": "trace-1.A_b"])
    #expect(given.headers["x-request-id"] == "trace-1.A_b")
    var made: Set<String> = []
    for unfit in ["", "two words", String(repeating: "x", count: 65), #"{"level":"error"}"#] {
      let id = try #require(try await client.get("/healthz", headers: ["X-Request-Id": unfit]).headers["x-request-id"])
      #expect(id.wholeMatch(of: #/[0-9a-f]{32}/#) != nil)
      made.insert(id)
    }
    #expect(made.count == 4)
    #expect(
      try await eventually { made.allSatisfy { server.standardError.contains($0) } })
    server.send(SIGTERM)
    #expect(try await server.wait(seconds: 30) == 0)
    let lines = try server.standardError.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
    for line in lines {
      for key in ["time", "level", "logger", "message"] { #expect(line[key] is String) }
    }
    let request = try #require(lines.first { $0["request_id"] as? String == "trace-1.A_b" })
    #expect(request["method"] as? String == "GET" && request["route"] as? String == "/v1/artists/{id}/earnings")
    #expect(request["status"] as? Int == 400, "surname is not a parameter")
    #expect(request["parameters"] as? String == "from,other,to")
    #expect(request["address"] as? String == "127.0.0.1")
    #expect(request["bytes"] as? Int == given.text.utf8.count && request["duration_ms"] is Int)
    let id = try #require(try TokenStore(Connection(url: stand.url)).all().first).id
    #expect(request["token_id"] as? Int == Int(id))
    for secret in [token, "Somebody", "2026-10-31", "art-000"] { #expect(!server.standardError.contains(secret)) }
  }
}
