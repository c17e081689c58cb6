import Foundation
import Ingest
import Live
import Postgres
import Server
import Store
import Synchronization
import TestSupport
import Testing

@Suite("Answers of live totals: their tags, and what is long beside what is short")
struct KeptAnswerTests {
  private static let freshness = ["ledgerline-as-of", "ledgerline-generation", "ledgerline-lag-events"]

  @Test("Whoever has the figures gets 304 with their freshness; new plays of others leave the tag, own ones change it")
  func notModified() async throws {
    let server = try await InProcessServer()
    let client = try server.client("artist:art-001")
    let path = "/v1/artists/art-001/earnings?group_by=day&currency=EUR"
    let first = try await client.get(path)
    let tag = try #require(first.headers["etag"])
    #expect(first.status == 200 && tag.hasPrefix("W/\"") && first.headers["cache-control"] == "private, no-cache")
    for name in Self.freshness { #expect(first.headers[name]?.isEmpty == false, "\(name)") }
    #expect(first.headers["ledgerline-as-of"] == first.body["as_of"] as? String)
    for list in [tag, "*", "\"x\", \(tag)", String(tag.dropFirst(2)), "W/\"y\",\t\(tag) "] {
      let again = try await client.get(path, headers: ["If-None-Match": list])
      #expect(again.status == 304 && again.text.isEmpty && again.headers["etag"] == tag, "\(list)")
      for name in Self.freshness { #expect(again.headers[name]?.isEmpty == false, "\(name)") }
    }
    for list in ["W/\"x\"", "x", ""] {
      #expect(try await client.get(path, headers: ["If-None-Match": list]).status == 200, "\(list)")
    }
    // Another spelling of the question has the figures' own tag.
    #expect(try await client.get(path.replacing("currency=EUR", with: "currency=%45UR")).headers["etag"] == tag)

    func play(_ isrc: String) throws {
      let folder = try TemporaryFolder()
      try folder.write(
        "plays.ndjson",
        #"{"isrc":"\#(isrc)","played_at":"2026-10-16T10:00:00Z","platform":"spotify","country":"US","plays":5}"# + "\n")
      _ = try PlayImport(databaseURL: server.url).run(path: "\(folder.path)/plays.ndjson")
    }
    let db = try Connection(url: server.url)
    let own = try db.query(
      "SELECT isrc FROM tracks JOIN artists a USING (artist_id) WHERE a.id = 'art-001' ORDER BY isrc LIMIT 1")[0].text(
        0)
    let other = try db.query(
      "SELECT isrc FROM tracks JOIN artists a USING (artist_id) WHERE a.id <> 'art-001' ORDER BY isrc LIMIT 1")[0].text(
        0)
    let before = try await client.get(path)
    try play(other)
    var generation = try LiveStore(db).generation()
    #expect(try await eventually { server.book.state.generation == generation })
    let unmoved = try await client.get(path, headers: ["If-None-Match": tag])
    #expect(unmoved.status == 304 && unmoved.headers["ledgerline-generation"] == "\(generation)")
    let whole = try await client.get(path)
    #expect(whole.body["generation"] as? Int == Int(generation))
    #expect((whole.body["rows"] as? NSArray) == (before.body["rows"] as? NSArray))
    try play(own)
    generation = try LiveStore(db).generation()
    #expect(try await eventually { server.book.state.generation == generation })
    let changed = try await client.get(path, headers: ["If-None-Match": tag])
    #expect(changed.status == 200 && changed.headers["etag"] != tag)
    #expect((changed.body["rows"] as? NSArray) != (before.body["rows"] as? NSArray))
    await server.stop()
  }

  @Test("A tag gives nobody a right: the answer is kept for those of one view, and 401, 403 and 404 go before 304")
  func rights() async throws {
    let server = try await InProcessServer()
    let (mine, others, all) = (
      try server.client("artist:art-001"), try server.client("artist:art-000"), try server.client()
    )
    let path = "/v1/artists/art-001/earnings"
    let tag = try #require(try await mine.get(path).headers["etag"])
    // The same figures, and so the same tag.
    #expect(try await all.get(path, headers: ["If-None-Match": tag]).status == 304)
    for asked in [tag, "*"] {
      #expect(try await others.get(path, headers: ["If-None-Match": asked]).status == 404)
      let unknown = Client(port: server.port, token: "llt_" + String(repeating: "x", count: 43))
      #expect(try await unknown.get(path, headers: ["If-None-Match": asked]).status == 401)
    }
    let everything = try await all.get("/v1/earnings")
    #expect(everything.status == 200)
    #expect(try await mine.get("/v1/earnings", headers: ["If-None-Match": "*"]).status == 403)
    // A ranking is of what one may see.
    let ranking = "/v1/rankings?by=artist"
    let wide = try await all.get(ranking)
    let narrow = try await mine.get(ranking)
    #expect((wide.body["rows"] as? [Any])?.count ?? 0 > 1 && (narrow.body["rows"] as? [Any])?.count == 1)
    #expect(wide.headers["etag"] != narrow.headers["etag"])
    await server.stop()
  }

  @Test("While what is long is held, an artist is answered; equal questions are one; who leaves is not computed for")
  func held() async throws {
    let cells = try await InProcessServer.cells()
    let server = try await InProcessServer(longCost: cells - 1)
    let (artist, all) = (try server.client("artist:art-001"), try server.client())
    let letGo = Atomic(false)
    let holding = Task {
      try await server.longWork.run(turn: "test", cost: 1) { isWanted in
        while isWanted(), !letGo.load(ordering: .acquiring) {}
      }
    }
    #expect(try await eventually { server.longWork.statistics.busy == 1 })
    let rankings = (1...3).map { _ in Task { try await all.get("/v1/rankings?by=track&limit=1000") } }
    let left = Task { try await all.get("/v1/earnings?group_by=country") }
    let status = Task { try await all.get("/v1/status") }
    #expect(try await eventually { server.longWork.statistics.waiting == 3 })
    for path in ["/healthz", "/v1/artists/art-001/earnings?group_by=day", "/v1/rankings?by=track"] {
      #expect(try await artist.get(path).status == 200, "\(path)")
    }
    left.cancel()
    #expect(try await eventually { server.longWork.statistics.waiting == 2 })
    letGo.store(true, ordering: .releasing)
    try await holding.value
    var texts: Set<String> = []
    for ranking in rankings {
      let answer = try await ranking.value
      #expect(answer.status == 200)
      texts.insert(answer.headers["etag"] ?? "")
    }
    #expect(texts.count == 1)
    #expect(try await status.value.status == 200)
    // That of all three, that of the status, and the test's own.
    #expect(server.longWork.statistics.served == 3)
    await server.stop()
  }
}
