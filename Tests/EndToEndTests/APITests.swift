import Foundation
import Ingest
import Postgres
import Store
import TestSupport
import Testing

/// The API of the real binary, asked as its users ask it.
@Suite("The API", .serialized)
struct APITests {
  private struct Running {
    let stand: Stand
    let server: Command
    let port: Int
    let everything, artist, label: Client
    func stop() {
      server.send(SIGTERM)
      stand.stop()
    }
  }

  private func running() async throws -> Running {
    let stand = try await Stand()
    try Month.loadPlays(stand.url)
    let (server, port) = try await stand.serve()
    let all = ["--scope", "earnings:read", "--scope", "status:read", "--scope", "tokens:write"]
    return Running(
      stand: stand, server: server, port: port,
      everything: Client(port: port, token: try await stand.token(all[0], all[1], all[2], all[3], all[4], all[5])),
      artist: Client(port: port, token: try await stand.token("--subject", "artist:art-001")),
      label: Client(port: port, token: try await stand.token("--subject", "label:lab-quay")))
  }

  @Test("Endpoints agree with each other and with the expected figures, whatever the grouping")
  func agreement() async throws {
    let run = try await running()
    defer { run.stop() }
    let expected =
      try JSONSerialization.jsonObject(
        with: FileManager.default.contents(atPath: "\(Project.month)/expected.json")!) as! [String: Any]
    let artists = (expected["gross_october"] as! [String: Any])["artist"] as! [String: [String: Any]]
    let period = "from=2026-10-01&to=2026-10-31"
    for (id, want) in artists {
      let total = try await run.everything.get("/v1/artists/\(id)/earnings?\(period)").body["total"] as! [String: Any]
      #expect(total["plays"] as? Int == want["plays"] as? Int)
      #expect(total["gross"] as? [String: String] == want["gross"] as? [String: String])
      for dimension in ["platform", "country", "tier", "album", "track", "label", "day", "month"] {
        let body = try await run.everything.get("/v1/artists/\(id)/earnings?\(period)&group_by=\(dimension)").body
        let rows = body["rows"] as! [[String: Any]]
        #expect(rows.reduce(0) { $0 + ($1["plays"] as! Int) } == want["plays"] as? Int, "\(dimension)")
        #expect(body["status"] as? String == "estimated")
      }
    }
    let csv = try await run.everything.get("/v1/artists/art-000/earnings?\(period)&group_by=track&format=csv")
    #expect(csv.headers["content-type"] == "text/csv; charset=utf-8")
    #expect(csv.text.hasPrefix("key,name,plays,unrated_plays,gross_EUR,"))
    #expect(csv.text.contains(#"QZLL22600001,"'=HYPERLINK(""x"") 1",57528,"#), "no spreadsheet runs a title")
    let raw = try await run.everything.get("/v1/artists/art-000/earnings?\(period)&group_by=track&format=csv-raw")
    #expect(raw.headers["content-type"] == "text/csv; charset=utf-8")
    #expect(raw.text.contains(#"QZLL22600001,"=HYPERLINK(""x"") 1",57528,"#))
    for (format, title) in [("csv", #""'=HYPERLINK(""x"") 1""#), ("csv-raw", #""=HYPERLINK(""x"") 1""#)] {
      let table = try await run.stand.tool.run(
        "earnings", "--by", "track", "--from", "2026-10-01", "--to", "2026-10-31", "--format", format)
      #expect(table.contains("QZLL22600001,\(title),57528,"), "\(table)")
    }
    let lines = try await run.everything.get("/v1/rankings?by=artist&format=ndjson&limit=2").text.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("{") })
    let ranking =
      try await run.everything.get("/v1/rankings?by=artist&metric=plays&\(period)").body["rows"] as! [[String: Any]]
    #expect(
      ranking.map { $0["key"] as! String }
        == artists.sorted { ($0.value["plays"] as! Int) > ($1.value["plays"] as! Int) }.map(\.key))
    let days =
      try await run.everything.get("/v1/evolution?granularity=day&\(period)").body["points"] as! [[String: Any]]
    #expect(days.reduce(0) { $0 + ($1["plays"] as! Int) } == expected["october_plays"] as? Int)
    let album = try await run.everything.get("/v1/albums/11000001089/earnings").status
    #expect(album == 404, "a barcode needs its zeros or its check digit fails")
    #expect(try await run.everything.get("/v1/albums/011000001089/earnings?\(period)").status == 200)
    #expect(try await run.everything.get("/v1/tracks/qz-ll2-26-00002/earnings?\(period)").status == 200)
    let status = try await run.everything.get("/v1/status").body
    #expect(status["accepted_events"] as? Int == 5184 && status["unrated_plays"] as? Int == 28122)
    for name in ["as_of", "complete_through", "lag_events", "generation"] { #expect(status.keys.contains(name)) }
  }

  @Test("A missing, a wrong, a foreign and a narrow token get the documented answers")
  func tokens() async throws {
    let run = try await running()
    defer { run.stop() }
    let path = "/v1/artists/art-000/earnings"
    let missing = try await Client(port: run.port).get(path)
    #expect(missing.status == 401 && missing.headers["www-authenticate"] == "Bearer")
    #expect(missing.headers["content-type"] == "application/problem+json")
    #expect(try await Client(port: run.port, token: "llt_wrong").get(path).status == 401)
    // Another's artist answers exactly as one that does not exist.
    let foreign = try await run.artist.get(path)
    let unknown = try await run.artist.get("/v1/artists/nobody/earnings")
    #expect(foreign.status == 404 && unknown.status == 404)
    #expect(foreign.text.replacing("art-000", with: "nobody") == unknown.text)
    for other in [
      "/v1/albums/011000000075/earnings", "/v1/tracks/QZLL22600001/earnings", "/v1/labels/lab-self/earnings",
      "/v1/artists/art-000", "/v1/artists/art-000/earnings/live",
    ] {
      #expect(try await run.artist.get(other).status == 404, "\(other)")
    }
    #expect(try await run.artist.get("/v1/artists/art-001/earnings").status == 200)
    #expect(try await run.label.get("/v1/artists/art-001/earnings").status == 200)
    #expect(try await run.label.get("/v1/artists/art-003/earnings").status == 404)
    // Lists and rankings hold only what is visible.
    let list = try await run.artist.get("/v1/artists").body["artists"] as! [[String: Any]]
    #expect(list.map { $0["id"] as! String } == ["art-001"])
    for by in ["artist", "album", "track", "label"] {
      let rows = try await run.artist.get("/v1/rankings?by=\(by)").body["rows"] as! [[String: Any]]
      let all = try await run.everything.get("/v1/rankings?by=\(by)&artist=art-001").body["rows"] as! [[String: Any]]
      #expect(rows.map { $0["plays"] as! Int } == all.map { $0["plays"] as! Int })
      #expect(!rows.isEmpty)
    }
    let sneaky = try await run.artist.get("/v1/evolution?granularity=day&from=2026-10-01&to=2026-10-31&artist=art-000")
      .body
    #expect((sneaky["points"] as! [Any]).isEmpty)
    #expect(try await run.artist.get("/v1/earnings").status == 403)
    #expect(try await run.artist.get("/v1/status").status == 403)
    #expect(try await run.artist.get("/v1/tokens").status == 403)
    // What a token may not call is not in its documentation.
    let mine = try await run.artist.get("/openapi.json").body["paths"] as! [String: Any]
    let all = try await run.everything.get("/openapi.json").body["paths"] as! [String: Any]
    #expect(mine["/v1/tokens"] == nil && mine["/v1/status"] == nil && mine["/v1/rankings"] != nil)
    #expect(Set(mine.keys).isStrictSubset(of: all.keys))
  }

  @Test(
    "Wrong input is refused with the parameter's name and what to write",
    arguments: [
      ("/v1/artists/nobody/earnings", 404, "no artist"), ("/v1/albums/123/earnings", 404, "no album"),
      ("/v1/artists/art-001/earnings?from=yesterday", 400, "2026-10-01"),
      ("/v1/artists/art-001/earnings?from=2026-02-30", 400, "from is a day"),
      ("/v1/artists/art-001/earnings?from=2026-10-02&to=2026-10-01", 422, "to is before from"),
      ("/v1/artists/art-001/earnings?platfrom=spotify", 400, "the nearest is \\\"platform\\\""),
      ("/v1/artists/art-001/earnings?group_by=planet", 400, "group_by is one of"),
      ("/v1/artists/art-001/earnings?platform=winamp", 422, "there are apple_music"),
      ("/v1/artists/art-001/earnings?country=Atlantis", 400, "alpha-2"),
      ("/v1/artists/art-001/earnings?currency=XXX", 400, "ISO 4217"),
      ("/v1/artists/art-001/earnings?tier=a&tier=b", 400, "more than once"),
      ("/v1/artists/art-001/earnings?album=1", 400, "check digit"),
      ("/v1/rankings", 400, "by is missing"), ("/v1/rankings?by=artist&limit=0", 400, "1 to 1000"),
      ("/v1/evolution?granularity=week", 400, "granularity is one of"),
      ("/v1/evolution?granularity=hour&track=QZLL22600001", 422, "kept by artist"),
      ("/v1/evolution?granularity=hour&to=300000-01-01T00:00:00Z", 400, "from 1970 to 9999"),
      ("/v1/evolution?granularity=second&from=300000-01-01T00:00:00Z", 400, "from 1970 to 9999"),
      ("/v1/evolution?granularity=day&to=10000-01-01", 400, "from 1970 to 9999"),
      ("/v1/artists/art-001/earnings?from=0000-01-01", 400, "from is a day"),
      ("/v1/rankings?by=track&artist=%E2%84%AA", 400, "normal form C"),
      ("/v1/artists/%E2%84%AA/earnings", 404, "no such thing"),
      ("/v1/artists?cursor=zzz", 422, "cursor"), ("/v1/nothing", 404, "/docs"),
      ("/v1/artists/art-001/earnings?from=%ff", 400, "percent-encoded"),
    ])
  func wrongInput(path: String, status: Int, said: String) async throws {
    let (client, _) = try await Shared.server.value
    let answer = try await client.get(path)
    #expect(answer.status == status, "\(answer.text)")
    #expect(answer.text.contains(said), "\(answer.text)")
    #expect(answer.body["status"] as? Int == status)
  }

  /// One server for the many small questions; it goes with the test process's broker and database.
  private enum Shared {
    static let server = Task { () -> (Client, Command) in
      let stand = try await Stand()
      try Month.loadPlays(stand.url)
      let (server, port) = try await stand.serve()
      stand.stop()
      atexit_kill(server.id)
      return (Client(port: port, token: try await stand.token("--scope", "earnings:read")), server)
    }
  }

  @Test("A token can be made, used, listed without its secret, and revoked")
  func tokenLife() async throws {
    let run = try await running()
    defer { run.stop() }
    let made = try await run.everything.get(
      "/v1/tokens", method: "POST", body: #"{"name":"n","scopes":["earnings:read"],"subjects":["artist:art-002"]}"#)
    let token = try #require(made.body["token"] as? String)
    let client = Client(port: run.port, token: token)
    #expect(try await client.get("/v1/me").body["subjects"] as? [String] == ["artist:art-002"])
    #expect(try await !run.everything.get("/v1/tokens").text.contains(token))
    #expect(try await run.everything.get("/v1/tokens/\(made.body["id"] as! Int)", method: "DELETE").status == 200)
    #expect(try await eventually(within: 60, every: 200) { try await client.get("/v1/me").status == 401 })
    let refused = try await run.everything.get(
      "/v1/tokens", method: "POST", body: #"{"name":"n","scopes":["root"],"subjects":"all"}"#)
    #expect(refused.status == 400 && refused.text.contains("earnings:read"))
    for (body, said) in [
      (
        #"{"name":"n","scopes":["earnings:read"],"subjects":"all","expires_at":"300000-01-01T00:00:00Z"}"#,
        "1970 to 9999"
      ),
      (#"{"name":"n","scopes":["earnings:read"],"subjects":["artist:\#u{212A}"]}"#, "normal form C"),
      (#"{"name":"n","scopes":["earnings:read"],"subjects":["artist:"]}"#, "artist:ID, label:ID or payee:ID"),
    ] {
      let refused = try await run.everything.get("/v1/tokens", method: "POST", body: body)
      #expect(refused.status == 400 && refused.text.contains(said), "\(refused.text)")
    }
    #expect(!run.server.standardError.contains(token))
  }

  @Test("Health and readiness need no token; pages carry the policy that keeps strangers out")
  func pages() async throws {
    let run = try await running()
    defer { run.stop() }
    let client = Client(port: run.port)
    #expect(try await client.get("/healthz").status == 200)
    #expect(try await client.get("/readyz").status == 200)
    for path in [
      "/", "/artists/art-001", "/labels/lab-quay", "/finance", "/docs", "/assets/js/app.js",
      "/assets/js/finance/books/booksPanel.js", "/assets/chart.js",
    ] {
      let answer = try await client.get(path)
      #expect(answer.status == 200, "\(path)")
      #expect(answer.headers["content-security-policy"]?.contains("default-src 'none'") == true)
      #expect(!answer.text.contains("https://cdn") && !answer.text.contains("http://cdn"))
      #expect(path.hasSuffix(".js") == answer.headers["content-type"]?.hasPrefix("text/javascript"))
    }
    for path in [
      "../../Package.swift", "js/finance/../../../DashboardFiles.swift", "js/%2e%2e/index.html", "js/finance",
    ] {
      #expect(try await client.get("/assets/\(path)").status != 200, "\(path)")
    }
    for (path, method, status) in [
      ("/nowhere", "GET", 404), ("/v1/artists", "PUT", 405), ("/healthz", "POST", 405),
    ] {
      let answer = try await client.get(path, method: method)
      #expect(answer.status == status && answer.body["status"] as? Int == status, "\(method) \(path)")
      #expect(answer.headers["x-content-type-options"] == "nosniff")
    }
    let head = try await client.get("/healthz", method: "HEAD")
    #expect(head.status == 200 && head.text.isEmpty)
  }

  @Test("A token's rate limit answers 429")
  func rateLimit() async throws {
    let run = try await running()
    defer { run.stop() }
    let made = try await run.everything.get(
      "/v1/tokens", method: "POST", body: #"{"name":"slow","scopes":["earnings:read"],"subjects":"all","rate_limit":1}"#
    )
    let client = Client(port: run.port, token: made.body["token"] as? String)
    var statuses: [Int] = []
    for _ in 0..<20 { statuses.append(try await client.get("/v1/me").status) }
    #expect(statuses.contains(200) && statuses.contains(429))
  }
}

/// Kills a process when this one ends.
private func atexit_kill(_ id: Int32) {
  Killed.ids.append(id)
  if Killed.ids.count == 1 { atexit { for id in Killed.ids { kill(id, SIGKILL) } } }
}

private enum Killed {
  nonisolated(unsafe) static var ids: [Int32] = []
}
