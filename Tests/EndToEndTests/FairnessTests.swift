import Answers
import Foundation
import Plays
import Posting
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

/// What one caller does to the others.
@Suite("Fairness", .serialized)
struct FairnessTests {
  /// A server on a database whose October is closed.
  private struct Server {
    let url: String
    let tool: CommandLineTool
    let command: Command
    let port: Int

    init() async throws {
      url = try await ScratchServer.shared.database()
      try Month.loadReference(url)
      try Month.loadPlays(url)
      let db = try Connection(url: url)
      _ = try PostingRun(db, today: .today).run()
      while let period = try PeriodStore(db).firstOpen(), period <= Period("2026-10")! {
        _ = try PeriodClose(db, today: .today).close(period, reason: "test")
      }
      tool = CommandLineTool(database: url)
      port = try freePort()
      command = try tool.start("serve", "--port", "\(port)", "--post-every", "0")
      let told = try await command.line { $0.contains("listening on") }
      #expect(told != nil)
    }

    func token(_ arguments: [String]) async throws -> String {
      let command = try Command(
        ["tokens", "create", "t", "--rate-limit", "10000", "--format", "json"]
          + (arguments.contains("--subject") ? arguments : arguments + ["--all"]),
        environment: tool.environment)
      try await command.wait()
      let made = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
      return try #require(made?["token"] as? String)
    }

    func client(_ arguments: String...) async throws -> Client { Client(port: port, token: try await token(arguments)) }

    /// The status of a request that comes from one of this machine's addresses.
    func status(_ path: String, token: String, from address: String) async throws -> Int? {
      let command = try Command(
        "/usr/bin/curl",
        [
          "-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "90", "--interface", address, "-H",
          "Authorization: Bearer \(token)", "http://127.0.0.1:\(port)\(path)",
        ])
      try await command.wait()
      return Int(command.standardOutput)
    }
  }

  @Test("While documents are all taken, statements are issued and an artist is answered; too many at once is said")
  func documents() async throws {
    let server = try await Server()
    defer { server.command.send(SIGTERM) }
    let greedy = try await server.client("--subject", "label:lab-quay")
    let finance = try await server.client("--scope", "earnings:read", "--scope", "statements:issue")
    let artist = try await server.client("--subject", "artist:art-001")
    let path = "/v1/label-statement-drafts/lab-quay?currency=EUR&period=2026-10"
    let watcher = try Connection(url: server.url)
    func sessions() throws -> [Int32] {
      try watcher.query(
        """
        SELECT pid FROM pg_stat_activity
        WHERE application_name = 'ledgerline-document' AND datname = current_database()
        """
      ).map { $0.int32(0) }
    }
    // Both connections of documents are open, and then neither goes on.
    let areOpen = try await eventually(every: 1) {
      async let one = greedy.get(path).status
      async let other = artist.get("/v1/statement-drafts/art-001?currency=EUR&period=2026-11").status
      _ = try await (one, other)
      return try sessions().count == 2
    }
    #expect(areOpen)
    let stopped = try sessions()
    for session in stopped { kill(session, SIGSTOP) }
    defer { for session in stopped { kill(session, SIGCONT) } }
    let statuses = Statuses()
    let drafts = Task {
      await withTaskGroup(of: Void.self) { group in
        for _ in 1...14 {
          group.addTask {
            let status = try? await server.status(path, token: greedy.token ?? "", from: "127.0.0.2")
            statuses.counts.withLock { $0[status, default: 0] += 1 }
          }
        }
      }
    }
    // One is under way, eight wait, and others are not taken.
    #expect(try await eventually(within: 60) { statuses.counts.withLock { $0[429] ?? 0 > 0 } })
    let issued = try await finance.get("/v1/statements", method: "POST", body: #"{"period":"2026-10"}"#)
    #expect(issued.status == 200, "\(issued.text)")
    #expect(try await artist.get("/v1/artists/art-001/earnings").status == 200)
    #expect(try await artist.get("/v1/statements").status == 200)
    #expect(try await finance.get("/readyz").status == 200)
    for session in stopped { kill(session, SIGCONT) }
    await drafts.value
    let all = statuses.counts.withLock { $0 }
    // On a busy machine some have waited as long as one may.
    #expect(Set(all.keys).isSubset(of: [200, 429, 503]) && all.values.reduce(0, +) == 14, "\(all)")
    #expect(all[200] ?? 0 > 0 && (1...5).contains(all[429] ?? 0), "\(all)")
    #expect(try await greedy.get(path).status == 200, "as before")
  }

  @Test("Guesses from one address keep out neither whoever is known nor another address")
  func guesses() async throws {
    let server = try await Server()
    defer { server.command.send(SIGTERM) }
    let known = try await server.token(["--subject", "artist:art-001"])
    #expect(try await server.status("/v1/me", token: known, from: "127.0.0.2") == 200)
    // More than a bucket of guesses, however fast the bucket fills.
    let guesses = await withTaskGroup(of: Int?.self) { group in
      for number in 1...100 {
        group.addTask { try? await server.status("/v1/me", token: "llt_guess\(number)", from: "127.0.0.2") }
      }
      return await group.reduce(into: [Int?: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(guesses[429, default: 0] > 0 && guesses[401, default: 0] > 0, "\(guesses)")
    #expect(try await server.status("/v1/me", token: known, from: "127.0.0.2") == 200)
    let fresh = try await server.token(["--subject", "artist:art-000"])
    #expect(try await server.status("/v1/me", token: fresh, from: "127.0.0.9") == 200)
    // A token that was seen is asked about again and is no guess, also from there: that it is revoked is noticed.
    let store = TokenStore(try Connection(url: server.url))
    let first = try #require(try store.all().first)
    #expect(try store.revoke(id: first.id))
    let isNoticed = try await eventually {
      _ = try await server.status("/v1/me", token: "llt_\(UUID().uuidString)", from: "127.0.0.2")
      return try await server.status("/v1/me", token: known, from: "127.0.0.2") == 401
    }
    #expect(isNoticed)
  }

  @Test("A document whose caller has left is not drawn up any further")
  func leaving() async throws {
    let server = try await Server()
    defer { server.command.send(SIGTERM) }
    let token = try await server.token(["--subject", "label:lab-quay"])
    let holder = try Connection(url: server.url)
    try holder.run(script: "BEGIN; LOCK TABLE tracks IN ACCESS EXCLUSIVE MODE")
    let watcher = try Connection(url: server.url)
    func waiting() throws -> Int64 {
      try watcher.query(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE application_name = 'ledgerline-document' AND wait_event_type = 'Lock' AND datname = current_database()
        """)[0].int(0)
    }
    let caller = try Command(
      "/usr/bin/curl",
      [
        "-s", "-H", "Authorization: Bearer \(token)",
        "http://127.0.0.1:\(server.port)/v1/label-statement-drafts/lab-quay?currency=EUR&period=2026-10",
      ])
    #expect(try await eventually { try waiting() == 1 })
    caller.send(SIGKILL)
    // Long before the lock is given up, after 10 seconds.
    #expect(try await eventually(within: 6) { try waiting() == 0 })
    try holder.run(script: "ROLLBACK")
  }

  @Test("A revoked token's stream ends also under a flood of guesses")
  func revokedStream() async throws {
    let server = try await Server()
    defer { server.command.send(SIGTERM) }
    let token = try await server.token(["--subject", "artist:art-001"])
    let stream = try Command(
      "/usr/bin/curl",
      [
        "-sN", "-H", "Authorization: Bearer \(token)",
        "http://127.0.0.1:\(server.port)/v1/artists/art-001/earnings/live",
      ])
    defer { stream.send(SIGKILL) }
    #expect(try await stream.line { $0.hasPrefix("data:") } != nil)
    // Told to end, and not cancelled: a URLSession on Linux may wait for itself where a request of its is.
    let flood = Flood()
    defer { flood.isOver.store(true, ordering: .relaxed) }
    Task {
      await withTaskGroup(of: Void.self) { group in
        for _ in 1...6 {
          group.addTask {
            while !flood.isOver.load(ordering: .relaxed) {
              let guess = Client(port: server.port, token: "llt_\(UUID().uuidString)")
              _ = try? await guess.get("/v1/me")
            }
          }
        }
      }
    }
    // The flood is on: its bucket is empty.
    #expect(
      try await eventually {
        try await Client(port: server.port, token: "llt_\(UUID().uuidString)").get("/v1/me").status == 429
      })
    let newest = try #require(try TokenStore(Connection(url: server.url)).all().last)
    #expect(try TokenStore(Connection(url: server.url)).revoke(id: newest.id))
    #expect(try await stream.wait(seconds: 10) == 0)
  }
}

/// Requests that go on until they are told to end.
private final class Flood: Sendable {
  let isOver = Atomic<Bool>(false)
}

/// How often each status was answered, counted by many tasks.
private final class Statuses: Sendable {
  let counts = Mutex<[Int?: Int]>([:])
}
