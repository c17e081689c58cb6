import Foundation
import Postgres
import Seeded
import Store
import TestSupport
import Testing

/// The real binary against PostgreSQL and a broker of its own process, killed and stopped at bad moments.
@Suite("Exactly once", .serialized)
struct CrashTests {
  @Test("Killed at 50 random moments under load, no play is lost and none counted twice")
  func killed() async throws {
    let stand = try await Stand(.sample, partitions: 4)
    defer { stand.stop() }
    var random = Seeded.printed("workers killed at random moments")
    let events: Int64 = 120_000
    let sender = try stand.tool.start(
      "simulate", "--events", "\(events)", "--rate", "2500", "--seed", "\(random.next() % 1_000_000)")
    var kills = 0
    while kills < 50 {
      let worker = try stand.tool.start("ingest", "--partitions", "0,1,2,3")
      try await randomMoment(50...1_500, using: &random)
      #expect(worker.isRunning, "\(worker.standardError)")
      worker.send(SIGKILL)
      try await worker.wait()
      kills += 1
    }
    #expect(try await sender.wait() == 0)
    #expect(sender.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines) == "\(events)")
    let last = try stand.tool.start("ingest", "--partitions", "0,1,2,3", "--verbose")
    #expect(try await last.line { $0.contains("counting 4 partitions") } != nil)
    #expect(try await eventually(within: 60) { try stand.taken() >= events })
    last.send(SIGTERM)
    #expect(try await last.wait() == 0)
    #expect(try stand.taken() == events)
    #expect(try stand.plays() == events)
  }

  @Test("A worker that was stopped past its session's end and goes on is fenced; nothing is counted twice")
  func fenced() async throws {
    let stand = try await Stand(.sample, partitions: 4)
    defer { stand.stop() }
    let options = ["LEDGERLINE_KAFKA_OPTIONS": "session.timeout.ms=6000"]
    func worker() throws -> Command {
      try Command(["ingest", "--verbose"], environment: stand.tool.environment.merging(options) { a, _ in a })
    }
    let events: Int64 = 60_000
    let sender = try stand.tool.start("simulate", "--events", "\(events)", "--rate", "2000")
    let first = try worker()
    #expect(try await eventually(within: 30) { try stand.taken() > 0 })
    let second = try worker()
    #expect(try await second.line({ $0.contains("counting") }) != nil)
    // Stopped with work in its hands; the other takes its partitions over.
    first.send(SIGSTOP)
    let before = try stand.taken()
    #expect(try await second.line({ $0.contains("counting 4 partitions") }, seconds: 60) != nil)
    #expect(try await eventually(within: 60) { try stand.taken() > before })
    first.send(SIGCONT)
    #expect(try await sender.wait() == 0)
    #expect(try await eventually(within: 90) { try stand.taken() >= events })
    for command in [first, second] { command.send(SIGTERM) }
    #expect(try await first.wait() == 0, "\(first.standardError)")
    #expect(try await second.wait() == 0, "\(second.standardError)")
    #expect(try stand.taken() == events)
    #expect(try stand.plays() == events)
  }

  @Test("Without a group to warn it, a worker that was overtaken is refused by the database")
  func overtaken() async throws {
    let stand = try await Stand(.sample, partitions: 2)
    defer { stand.stop() }
    let events: Int64 = 30_000
    let sender = try stand.tool.start("simulate", "--events", "\(events)", "--rate", "3000")
    let stale = try stand.tool.start("ingest", "--partitions", "0,1")
    #expect(try await eventually(within: 30) { try stand.taken() > 0 })
    stale.send(SIGSTOP)
    let before = try stand.taken()
    let owner = try stand.tool.start("ingest", "--partitions", "0,1")
    #expect(try await eventually(within: 30) { try stand.taken() > before })
    stale.send(SIGCONT)
    #expect(try await stale.line({ $0.contains("another worker has taken over") }) != nil)
    stale.send(SIGTERM)
    #expect(try await stale.wait() == 0)
    #expect(try await sender.wait() == 0)
    #expect(try await eventually(within: 60) { try stand.taken() >= events })
    owner.send(SIGTERM)
    #expect(try await owner.wait() == 0)
    #expect(try stand.taken() == events)
    #expect(try stand.plays() == events)
  }

  @Test("The database going away in the middle loses nothing and counts nothing twice")
  func databaseLost() async throws {
    let stand = try await Stand(.sample, partitions: 2)
    defer { stand.stop() }
    let events: Int64 = 20_000
    let sender = try stand.tool.start("simulate", "--events", "\(events)", "--rate", "4000")
    let worker = try stand.tool.start("ingest", "--partitions", "0,1")
    let db = try Connection(url: stand.url)
    var random = Seeded.printed("sessions ended at random moments")
    for _ in 0..<8 {
      try await randomMoment(200...700, using: &random)
      try db.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ledgerline-ingest' AND datname = current_database()"
      )
    }
    #expect(try await sender.wait() == 0)
    #expect(try await eventually(within: 60) { try stand.taken() >= events })
    worker.send(SIGTERM)
    #expect(try await worker.wait() == 0)
    #expect(try stand.taken() == events)
    #expect(try stand.plays() == events)
  }

  @Test("A topic that was made anew halts the worker in words, and skips nothing")
  func recreated() async throws {
    let stand = try await Stand(partitions: 1)
    defer { stand.stop() }
    try await stand.kcat(
      "{\"isrc\":\"QZLL22600001\",\"played_at\":\"2026-10-01T00:00:00Z\",\"platform\":\"spotify\",\"country\":\"US\"}\n"
    )
    try Connection(url: stand.url).query(
      "INSERT INTO ingest_partitions (topic, partition, incarnation, epoch, next_offset) VALUES ('plays', 0, 'mine', 1, 900)"
    )
    let worker = try stand.tool.start("ingest", "--partitions", "0", "--incarnation", "mine")
    #expect(try await worker.wait(seconds: 30) == 1)
    #expect(worker.standardError.contains("Nothing was skipped"))
    #expect(worker.standardError.contains("--incarnation"))
    #expect(try stand.taken() == 0)
  }
}
