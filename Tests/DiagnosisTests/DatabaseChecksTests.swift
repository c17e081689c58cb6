import Diagnosis
import Plays
import Store
import Testing

@Suite("What the database says")
struct DatabaseChecksTests {
  private static let second: Int64 = 1_000_000
  private static let now: Int64 = 1_800_000_000 * second

  private func figures(_ change: (inout ConditionStore.Figures) -> Void = { _ in }) -> ConditionStore.Figures {
    var figures = ConditionStore.Figures(asOf: Self.now)
    change(&figures)
    return figures
  }

  private func partition(
    _ number: Int32, seen secondsAgo: Int64 = 0, lag: Int64 = 0, lastMessage: Int64? = nil
  ) -> ConditionStore.Partition {
    ConditionStore.Partition(
      topic: "plays", partition: number, incarnation: "c", nextOffset: 100, highWatermark: 100 + lag,
      seenAt: Self.now - secondsAgo * Self.second, lastMessageAt: lastMessage)
  }

  @Test("A clock that differs is a warning from 5 seconds and a failure from 5 minutes on, either way")
  func clock() {
    for (skew, severity) in [
      (0, Finding.Severity.ok), (4, .ok), (5, .warning), (-5, .warning), (299, .warning), (300, .failure),
      (-300, .failure),
    ] as [(Int64, Finding.Severity)] {
      let finding = DatabaseChecks.clock(figures(), localTime: Self.now + skew * Self.second)
      #expect(finding.severity == severity, "\(skew)")
      #expect((finding.remedy == nil) == (severity == .ok))
    }
    let ahead = DatabaseChecks.clock(figures(), localTime: Self.now + 60 * Self.second)
    #expect(ahead.what == "this machine's clock is 60 s ahead of the database's")
    #expect(DatabaseChecks.messageClock([partition(0, lastMessage: Self.now + 60 * Self.second)], now: Self.now) == nil)
    #expect(
      DatabaseChecks.messageClock([partition(0, lastMessage: Self.now + 61 * Self.second)], now: Self.now)?.severity
        == .warning)
  }

  @Test("Partitions that nobody looks at are a warning after 30 seconds and a failure after 5 minutes")
  func ingest() {
    #expect(DatabaseChecks.ingest([], now: Self.now).severity == .ok)
    let well = DatabaseChecks.ingest([partition(0, seen: 30), partition(1, lag: 7)], now: Self.now)
    #expect(well == .ok(.ingest, "2 partitions are looked at, 7 messages wait"))
    let silent = DatabaseChecks.ingest([partition(0, seen: 31), partition(1)], now: Self.now)
    #expect(silent.severity == .warning && silent.what == "nobody has looked at 1 of 2 partitions for 31 s")
    #expect(DatabaseChecks.ingest([partition(0), partition(1, seen: 301)], now: Self.now).severity == .failure)
  }

  @Test("What waits for a posting for more than two days is a warning; without anything that waits none is")
  func posting() {
    let today = Day(number: 20_000)
    func severity(pending: Bool, _ daysAgo: Int32?) -> Finding.Severity {
      DatabaseChecks.posting(
        figures {
          $0.hasPending = pending
          $0.lastPostedOn = daysAgo.map { Day(number: today.number - $0) }
        }, today: today
      ).severity
    }
    #expect(severity(pending: false, nil) == .ok && severity(pending: false, 90) == .ok)
    #expect(severity(pending: true, 2) == .ok && severity(pending: true, 0) == .ok)
    #expect(severity(pending: true, 3) == .warning && severity(pending: true, nil) == .warning)
  }

  @Test("Schedules, connections, versions and followers say what is wrong from their limits on")
  func limits() {
    let october = Period("2026-10")!
    let late = [(schedule: "lab-north", period: october, since: Int64(1_000))]
    #expect(
      DatabaseChecks.schedules(late, now: 1_300).severity == .ok, "a server has a minute to begin, and some to work")
    #expect(DatabaseChecks.schedules(late, now: 1_301).severity == .warning)
    #expect(DatabaseChecks.schedules(late, now: 1_301).detail == "lab-north 2026-10")
    #expect(DatabaseChecks.connections(figures { $0.connections = 90 }).severity == .ok)
    #expect(DatabaseChecks.connections(figures { $0.connections = 91 }).severity == .warning)
    #expect(DatabaseChecks.version(150_000).severity == .ok && DatabaseChecks.version(140_012).severity == .failure)
    #expect(DatabaseChecks.version(140_012).what == "PostgreSQL 14.12 is too old")
    #expect(DatabaseChecks.writability(figures()) == nil)
    #expect(DatabaseChecks.writability(figures { $0.isReadOnly = true })?.severity == .failure)
    let behind = figures { $0.generation = 10 }
    for (generation, seconds, severity) in [
      (10, 100, Finding.Severity.ok), (9, 9, .ok), (9, 10, .warning), (9, 60, .failure),
    ] as [(Int64, Int64, Finding.Severity)] {
      #expect(DatabaseChecks.follower(behind, generation: generation, behindFor: seconds).severity == severity)
    }
  }

  @Test("Of several findings of a check the worst is told, and only some failures keep a server from being asked")
  func worst() {
    let findings = Watch.worst([
      .ok(.posting, "a"), .failure(.ingest, "b", do: "c"), .warning(.posting, "d", do: "e"), .ok(.database, "f"),
    ])
    #expect(findings.map(\.check) == [.database, .ingest, .posting])
    #expect(findings.map(\.severity) == [.ok, .failure, .warning])
    #expect(findings.allSatisfy { !$0.isObstacle })
    #expect(DatabaseChecks.unreachable("").isObstacle)
    let record = ServiceRecord()
    record.postingFailed()
    #expect(record.findings.map(\.severity) == [.warning])
    for _ in 0..<2 { record.postingFailed() }
    record.verified(differences: 2)
    #expect(record.findings.map(\.severity) == [.failure, .failure])
    record.posted()
    record.verified(differences: 0)
    #expect(record.findings.isEmpty)
  }
}
