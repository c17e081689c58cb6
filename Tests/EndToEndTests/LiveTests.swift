import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// From another client's message to the figures on the page.
@Suite("Live", .serialized)
struct LiveTests {
  @Test(
    "Events of another client are in the API within a second, the four-field one too; each bad one is in quarantine")
  func kcat() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    let (server, port) = try await stand.serve()
    let worker = try stand.tool.start("ingest", "--partitions", "0,1,2,3")
    defer { for command in [server, worker] { command.send(SIGTERM) } }
    let client = Client(port: port, token: try await stand.token())
    func plays(_ isrc: String) async throws -> Int {
      let total = try await client.get("/v1/tracks/\(isrc)/earnings").body["total"] as? [String: Any]
      return total?["plays"] as? Int ?? -1
    }
    try await stand.kcat(
      #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US"}"# + "\n")
    #expect(try await eventually(within: 30) { try await plays("QZLL22600001") == 1 })

    try await stand.kcat(
      #"{"external_id":"sp000007","play_time":"2026-10-17 15:39:28","country":"United States","source":"spotify"}"#
        + "\n")
    let sent = ContinuousClock.now
    #expect(try await eventually(every: 5) { try await plays("QZLL22600007") == 1 })
    print("visible in the API after \(ContinuousClock.now - sent)")

    let bad = [
      ("malformed_json", "not json"), ("malformed_json", "[]"), ("missing_field", #"{"isrc":"QZLL22600001"}"#),
      ("bad_isrc", #"{"isrc":"NOPE","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US"}"#),
      ("bad_timestamp", #"{"isrc":"QZLL22600001","played_at":"yesterday","platform":"spotify","country":"US"}"#),
      (
        "past_timestamp",
        #"{"isrc":"QZLL22600001","played_at":"1970-01-01T00:00:01Z","platform":"spotify","country":"US"}"#
      ),
      (
        "future_timestamp",
        #"{"isrc":"QZLL22600001","played_at":"2099-10-05T10:00:00Z","platform":"spotify","country":"US"}"#
      ),
      (
        "unknown_platform",
        #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"winamp","country":"US"}"#
      ),
      (
        "unknown_country",
        #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"Atlantis"}"#
      ),
      (
        "bad_plays",
        #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US","plays":0}"#
      ),
      ("too_large", #"{"isrc":"QZLL22600001","x":""# + String(repeating: "x", count: 70_000) + #""}"#),
    ]
    for (_, line) in bad { try await stand.kcat(line + "\n") }
    let db = try Connection(url: stand.url)
    #expect(try await eventually { try StatusStore(db).counts().quarantinedEvents == bad.count })
    var found: [String: [String]] = [:]
    for row in try db.query("SELECT reason, bytes, source, size FROM quarantine") {
      found[row.text(0), default: []].append(String(decoding: row.bytes(1), as: UTF8.self))
      #expect(row.text(2).hasPrefix("kafka:plays/"))
      #expect(row.int(3) == Int64(row.bytes(1).count))
    }
    for (reason, line) in bad { #expect(found[reason]?.contains(line) == true, "\(reason)") }
    #expect(try stand.plays() == 2)
  }

  /// What a stream has told so far: the total of each event, and the plays of its seconds.
  private static func events(_ stream: Command) throws -> [(plays: Int?, bySecond: [Int?])] {
    // The last line may be on its way.
    try stream.standardOutput.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .filter { $0.hasPrefix("data:") }.map { line in
        let event = try JSONSerialization.jsonObject(with: Data(line.dropFirst(5).utf8)) as? [String: Any]
        let seconds = event?["plays_per_second"] as? [[String: Any]]
        return (
          (event?["total"] as? [String: Any])?["plays"] as? Int, seconds?.map { $0["plays"] as? Int } ?? []
        )
      }
  }

  @Test("The event stream tells totals at once and as they change")
  func stream() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    let (server, port) = try await stand.serve()
    let worker = try stand.tool.start("ingest", "--partitions", "0,1,2,3")
    defer { for command in [server, worker] { command.send(SIGTERM) } }
    let token = try await stand.token("--subject", "artist:art-000")
    let stream = try Command(
      "/usr/bin/curl",
      [
        "-sN", "-H", "Authorization: Bearer \(token)",
        "http://127.0.0.1:\(port)/v1/artists/art-000/earnings/live?currency=USD",
      ])
    defer { stream.send(SIGKILL) }
    #expect(try await eventually { try Self.events(stream).first?.plays == 0 })
    let now = ISO8601DateFormatter().string(from: Date())
    try await stand.kcat(
      #"{"isrc":"QZLL22600001","played_at":"\#(now)","platform":"spotify","country":"US","tier":"free","plays":41}"#
        + "\n")
    #expect(try await eventually { try Self.events(stream).contains { $0.plays == 41 && $0.bySecond == [41] } })
    // Another artist's plays are not told: those that come after them arrive alone.
    try await stand.kcat(
      #"{"isrc":"QZLL22600003","played_at":"\#(now)","platform":"spotify","country":"US","plays":977}"# + "\n")
    #expect(try await eventually { try stand.plays() == 41 + 977 })
    try await stand.kcat(
      #"{"isrc":"QZLL22600001","played_at":"\#(now)","platform":"spotify","country":"US","tier":"free","plays":2}"#
        + "\n")
    #expect(try await eventually { try Self.events(stream).last?.plays == 43 })
    let told = try Self.events(stream)
    #expect(Set(told.map(\.plays)) == [0, 41, 43], "\(told)")
    #expect(Set(told.map(\.bySecond)) == [[], [41], [43]], "\(told)")
    // A token that is revoked ends its stream.
    let ended = try Command(
      "/usr/bin/curl",
      ["-sN", "-H", "Authorization: Bearer \(try await stand.token())", "http://127.0.0.1:\(port)/v1/earnings/live"])
    #expect(try await ended.line { $0.hasPrefix("data:") } != nil)
    let newest = try TokenStore(Connection(url: stand.url)).all().last!
    #expect(try TokenStore(Connection(url: stand.url)).revoke(id: newest.id))
    #expect(try await ended.wait(seconds: 60) != nil)
    // The server stops although the stream is open.
    server.send(SIGTERM)
    #expect(try await server.wait(seconds: 60) == 0)
  }

  @Test("The open page shows new plays without a reload, and says that money is estimated")
  func page() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    try Month.loadPlays(stand.url)
    let (server, port) = try await stand.serve()
    let worker = try stand.tool.start("ingest", "--partitions", "0,1,2,3")
    defer { for command in [server, worker] { command.send(SIGTERM) } }
    let token = try await stand.token("--subject", "artist:art-001")
    let total =
      try await Client(port: port, token: token).get("/v1/artists/art-001/earnings?currency=USD").body["total"]
      as! [String: Any]
    let plays = total["plays"] as! Int
    let browser = try await Browser.open("http://127.0.0.1:\(port)/artists/art-001#token=\(token)")
    defer { browser.close() }
    func shown(_ script: String) async throws -> String { try await browser.evaluate(script) }
    #expect(
      try await eventually(within: 30) {
        try await shown("document.querySelector('#total-plays')?.dataset.plays") == "\(plays)"
      })
    #expect(
      try await shown("document.querySelector('#total-earned').dataset.exact")
        == (total["converted"] as? [String: Any])?["amount"] as? String)
    #expect(try await shown("document.body.innerText.toLowerCase().includes('estimated')") == "true")
    #expect(try await shown("location.href").contains("token") == false)
    _ = try await shown("window.opened = 'once'")
    try await stand.kcat(
      #"{"isrc":"QZLL22600003","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US","plays":5}"#
        + "\n")
    #expect(
      try await eventually {
        try await shown("document.querySelector('#total-plays').dataset.plays") == "\(plays + 5)"
      })
    #expect(try await shown("window.opened") == "once", "the page was not loaded again")
    // A filter lives in the address.
    _ = try await shown(
      "(() => { const f = document.querySelector('#filter-platform'); f.value = 'spotify'; f.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )
    #expect(try await eventually { try await shown("location.search").contains("platform=spotify") })
    let spotify =
      try await Client(port: port, token: token).get("/v1/artists/art-001/earnings?platform=spotify").body["total"]
      as! [String: Any]
    #expect(
      try await eventually {
        try await shown("document.querySelector('#total-plays').dataset.plays") == "\(spotify["plays"] as! Int)"
      })
  }
}
