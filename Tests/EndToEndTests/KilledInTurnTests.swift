import Foundation
import Postgres
import Seeded
import Store
import Synchronization
import TestSupport
import Testing

/// Three workers that share a topic and two servers that share a database, one of each killed and started at a time.
@Suite("Workers and servers killed in turn", .serialized)
struct KilledInTurnTests {
  /// Seconds that it goes on. Before a release 600.
  private static let seconds =
    ProcessInfo.processInfo.environment["LEDGERLINE_TEST_KILL_SECONDS"].flatMap(Int.init) ?? 25

  /// Servers by where they can be asked now.
  private final class Ports: Sendable {
    private let ports: Mutex<[Int]>
    /// True when nobody needs to ask any longer.
    let areOver = Atomic(false)

    init(_ ports: [Int]) { self.ports = Mutex(ports) }

    subscript(index: Int) -> Int {
      get { ports.withLock { $0[index] } }
      set { ports.withLock { $0[index] = newValue } }
    }
  }

  private struct Asked: Sendable {
    var answered = 0
    var again = 0
    var lost: [String] = []
  }

  @Test("Every play is counted once, and no request fails that asking again does not heal")
  func inTurn() async throws {
    var random = Seeded.printed("workers and servers killed in turn")
    let stand = try await Stand(.sample, partitions: 6)
    defer { stand.stop() }
    let token = try await stand.token()
    let sender = try stand.tool.start("simulate", "--rate", "400", "--seed", "\(random.next() % 1_000_000)")
    func worker() throws -> Command {
      // A member of the group that is killed is missed after this.
      try Command(
        ["ingest"],
        environment: stand.tool.environment.merging(
          ["LEDGERLINE_KAFKA_OPTIONS": "session.timeout.ms=6000"], uniquingKeysWith: { _, new in new }))
    }
    var workers = [try worker(), try worker(), try worker()]
    // One keeps all totals, one a share of them and asks the database for the rest.
    let kinds = [["--access-log", "off"], ["--share", "1/2"]]
    func server(_ kind: Int) async throws -> (command: Command, port: Int) {
      try await stand.serve(kinds[kind][0], kinds[kind][1])
    }
    var servers = [try await server(0), try await server(1)]
    let ports = Ports(servers.map(\.port))
    let clients = Task {
      try await withThrowingTaskGroup(of: Asked.self) { group in
        for number in 0..<4 {
          group.addTask { try await Self.ask(number, ports, token) }
        }
        var all = Asked()
        for try await asked in group {
          all.answered += asked.answered
          all.again += asked.again
          all.lost += asked.lost
        }
        return all
      }
    }
    let end = ContinuousClock.now + .seconds(Self.seconds)
    var kills = 0
    while ContinuousClock.now < end {
      // The group settles in between, and the embedded broker keeps some thousand messages of a partition: what was
      // not counted must not leave it.
      try await randomMoment(500...5_000, using: &random)
      let chosen = Int.random(in: 0..<5, using: &random)
      if chosen < 3 {
        workers[chosen].send(SIGKILL)
        try await workers[chosen].wait()
        workers[chosen] = try worker()
      } else {
        servers[chosen - 3].command.send(SIGKILL)
        try await servers[chosen - 3].command.wait()
        servers[chosen - 3] = try await server(chosen - 3)
        ports[chosen - 3] = servers[chosen - 3].port
      }
      kills += 1
    }
    sender.send(SIGINT)
    #expect(try await sender.wait() == 0)
    let sent = try #require(Int64(sender.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(try await eventually(within: 120) { try stand.taken() >= sent })
    #expect(try stand.taken() == sent && stand.plays() == sent)
    ports.areOver.store(true, ordering: .relaxed)
    let asked = try await clients.value
    #expect(asked.lost.isEmpty, "\(asked.lost.prefix(3))")
    #expect(asked.answered > 0)
    for server in servers {
      let client = Client(port: server.port, token: token)
      #expect(
        try await eventually(within: 30) {
          let answer = try await client.get("/v1/earnings").body["total"] as? [String: Any]
          return answer?["plays"] as? Int64 == sent
        })
      server.command.send(SIGTERM)
      #expect(try await server.command.wait() == 0)
    }
    for worker in workers {
      worker.send(SIGTERM)
      #expect(try await worker.wait() == 0)
    }
    print("killed \(kills) times; \(sent) plays, \(asked.answered) answers, \(asked.again) asked again")
  }

  /// Asks one after the other, and where that fails the other server, until it is over.
  private static func ask(_ number: Int, _ ports: Ports, _ token: String) async throws -> Asked {
    var asked = Asked()
    let paths = [
      "/v1/earnings?group_by=platform", "/v1/rankings?by=artist&limit=10", "/v1/artists/art-0001/earnings?group_by=day",
      "/v1/evolution?granularity=minute",
    ]
    var turn = number
    while !ports.areOver.load(ordering: .relaxed) {
      let path = paths[turn % paths.count]
      var said = ""
      let healed = try await eventually(within: 30, every: 50) {
        turn += 1
        do {
          let answer = try await Client(port: ports[turn % 2], token: token).get(path)
          said = "\(path): \(answer.status) \(answer.detail)"
          if answer.status != 200 { asked.again += 1 }
          return answer.status == 200
        } catch {
          said = "\(path): \(error)"
          asked.again += 1
          return false
        }
      }
      if healed { asked.answered += 1 } else { asked.lost.append(said) }
    }
    return asked
  }
}
