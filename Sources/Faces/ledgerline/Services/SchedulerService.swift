import CoreMetrics
import Foundation
import Ledger
import Logging
import Plays
import Posting
import Postgres
import ServiceLifecycle
import Schedules
import Statements
import Store
import Synchronization
import Telemetry

/// Issues statements when schedules say so. Any number of servers may run it: each run is done by one of them.
struct SchedulerService: Service {
  let databaseURL: String
  let deliverTo: String?
  let logger: Logger

  /// Seconds: what was closed or changed meanwhile is seen within it.
  private static let longestWait: Int64 = 60

  func run() async throws {
    for outcome in ["done", "incomplete", "failed"] { MetricFamily.scheduleRuns.counter(outcome).increment(by: 0) }
    let pool = ConnectionPool(
      url: databaseURL, options: Connection.Options(applicationName: "ledgerline-schedules"), size: 1,
      waitLimit: .seconds(3_600))
    defer { pool.close() }
    let stop = Stop()
    try? await cancelWhenGracefulShutdown {
      try await withTaskCancellationHandler {
        var told = Told()
        while !Task.isCancelled {
          try await Task.sleep(for: .seconds(await round(pool, stop, &told)))
        }
      } onCancel: {
        stop.isAsked.store(true, ordering: .relaxed)
      }
    }
  }

  /// Does what is due.
  ///
  /// - Returns: seconds until the next look.
  private func round(_ pool: ConnectionPool, _ stop: Stop, _ told: inout Told) async -> Int64 {
    let agenda: ScheduleAgenda
    do {
      agenda = try await pool.withConnection { try ScheduleAgenda($0, now: now()) }
    } catch {
      if !Task.isCancelled { logger.warning("schedules were not looked at: \(error)") }
      return Self.longestWait
    }
    for item in agenda.due where !Task.isCancelled {
      let (schedule, period) = (item.record.schedule, item.period)
      guard schedule.folder.path(under: deliverTo) != nil else {
        if told.first("folder \(schedule.name)") {
          logger.warning(
            "schedule \(schedule.name) is due, and it delivers below a folder that --deliver-to is to name")
        }
        continue
      }
      guard !item.waits else {
        if told.first("close \(schedule.name) \(period)") {
          logger.info("schedule \(schedule.name) is due for \(period), and waits until it is closed")
        }
        continue
      }
      await run(schedule.name, period, pool, stop)
    }
    return agenda.next.map { min(max($0 - now(), 1), Self.longestWait) } ?? Self.longestWait
  }

  private func run(_ name: String, _ period: Period, _ pool: ConnectionPool, _ stop: Stop) async {
    let folder = deliverTo
    do {
      let outcome = try await pool.withConnection { db in
        db.act(Deed(.runSchedule, by: .schedule, to: "\(name) \(period)"))
        return try ScheduledRun(db, today: .today, deliverTo: folder) { stop.isAsked.load(ordering: .relaxed) }
          .run(name, period)
      }
      guard let outcome else { return }
      MetricFamily.scheduleRuns.counter(outcome.failed.isEmpty ? "done" : "incomplete").increment()
      let delivered = outcome.results.count - outcome.failed.count
      logger.info("schedule \(name) delivered \(delivered) statements of \(period)")
      for failure in outcome.failed {
        logger.warning(
          "schedule \(name): no statement of \(period) for \(failure.place.payee) in \(failure.place.currency): \(failure.reason ?? "")"
        )
      }
    } catch {
      // Whoever looks next goes on with it.
      if !Task.isCancelled {
        MetricFamily.scheduleRuns.counter("failed").increment()
        logger.warning("schedule \(name) was cut off in \(period): \(error)")
      }
    }
  }

  private func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

  /// Asked by the thread that issues, between two statements.
  private final class Stop: Sendable {
    let isAsked = Atomic(false)
  }

  /// Failures that the log has told already.
  private struct Told {
    private var all: Set<String> = []

    mutating func first(_ text: String) -> Bool { all.insert(text).inserted }
  }
}
