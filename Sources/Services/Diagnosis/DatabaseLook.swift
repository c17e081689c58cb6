import Foundation
import Plays
import Postgres
import Schedules
import Statements
import Store

/// One look at the database: what it said, and what follows from it.
package struct DatabaseLook: Sendable {
  package let findings: [Finding]
  /// `nil` where the schema is not this build's, so that nothing can be asked of it.
  package let figures: ConditionStore.Figures?
  package let partitions: [ConditionStore.Partition]
  /// Runs of schedules that are due, do not wait for a close, and are not done.
  package let overdue: Int

  /// - Throws: `PostgresError` where the database does not answer.
  package init(_ db: Connection, _ migrator: Migrator) throws {
    var findings = [DatabaseChecks.version(db.serverVersion)]
    do {
      try migrator.requireCurrent(db)
      findings.append(.ok(.schema, "the schema is this build's"))
    } catch let refusal as Migrator.Refusal {
      findings.append(Self.finding(refusal))
      (self.findings, figures, partitions, overdue) = (findings, nil, [], 0)
      return
    }
    let store = ConditionStore(db)
    let before = Self.now
    let figures = try store.figures()
    let localTime = before + (Self.now - before) / 2
    let partitions = try store.partitions()
    let seconds = figures.asOf / 1_000_000
    let due = try ScheduleAgenda(db, now: seconds).due.filter { !$0.waits }
      .map { (schedule: $0.record.schedule.name, period: $0.period, since: $0.dueAt) }
    let more = [
      DatabaseChecks.writability(figures), DatabaseChecks.messageClock(partitions, now: figures.asOf),
    ]
    findings += more.compactMap(\.self) + NodeChecks.findings(try NodeStore(db).cluster())
    findings += [
      DatabaseChecks.connections(figures), DatabaseChecks.clock(figures, localTime: localTime),
      DatabaseChecks.ingest(partitions, now: figures.asOf), DatabaseChecks.schedules(due, now: seconds),
      DatabaseChecks.posting(figures, today: Day(number: Int32(clamping: seconds / 86_400))),
    ]
    (self.findings, self.figures, self.partitions) = (findings, figures, partitions)
    overdue = due.count
  }

  /// Microseconds since 1970, by this machine's clock.
  private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1e6) }

  /// A refusal says what is wrong and, behind the colon, what to do.
  private static func finding(_ refusal: Migrator.Refusal) -> Finding {
    let parts = refusal.description.split(separator: ": ", maxSplits: 1).map(String.init)
    return .failure(.schema, parts[0], do: parts.count > 1 ? parts[1] : "see docs/operations.md, Upgrade")
  }
}
