import Answers
import CoreMetrics
import Foundation
import Ledger
import Logging
import Plays
import Postgres
import ServiceLifecycle
import Schedules
import Statements
import Store
import Telemetry

/// Issues statements when schedules say so: the shell of `DueRuns`. Any number of servers may run it: each run is done by
/// one of them.
struct SchedulerService: Service {
  let databaseURL: String
  let deliverTo: String?
  let logger: Logger

  func run() async throws {
    for outcome in ["done", "incomplete", "failed"] { MetricFamily.scheduleRuns.counter(outcome).increment(by: 0) }
    let pool = ConnectionPool(
      url: databaseURL, options: Connection.Options(applicationName: "ledgerline-schedules"), size: 1,
      waitLimit: .seconds(3_600))
    defer { pool.close() }
    let stop = StopFlag()
    try? await cancelWhenGracefulShutdown {
      try await withTaskCancellationHandler {
        var runs = DueRuns(deliverTo: deliverTo)
        var actions: ArraySlice = [DueRuns.Action.look]
        while !Task.isCancelled, let action = actions.popFirst() {
          if let outcome = try await carryOut(action, pool, stop) { actions += runs.handle(outcome) }
        }
      } onCancel: {
        // Asked by the thread that issues, between two statements.
        stop.set()
      }
    }
  }

  /// - Returns: the outcome of what has one.
  private func carryOut(_ action: DueRuns.Action, _ pool: ConnectionPool, _ stop: StopFlag) async throws
    -> DueRuns.Event?
  {
    switch action {
    case .look:
      do {
        let now = now()
        return .looked(try await pool.withConnection { try ScheduleAgenda($0, now: now) }, now: now)
      } catch {
        if !Task.isCancelled { logger.warning("schedules were not looked at: \(error)") }
        return .notLooked
      }
    case .tell(.noFolder(let schedule)):
      logger.warning("schedule \(schedule) is due, and it delivers below a folder that --deliver-to is to name")
    case .tell(.open(let schedule, let period)):
      logger.info("schedule \(schedule) is due for \(period), and waits until it is closed")
    case .run(let schedule, let period):
      await run(schedule, period, on: pool, until: stop)
      return .ran
    case .wait(let seconds):
      try await Task.sleep(for: .seconds(seconds))
      return .waited
    }
    return nil
  }

  private func run(_ name: String, _ period: Period, on pool: ConnectionPool, until stop: StopFlag) async {
    let folder = deliverTo
    do {
      let outcome = try await pool.withConnection { db in
        db.act(Deed(.runSchedule, by: .schedule, to: "\(name) \(period)"))
        return try ScheduledRun(db, today: .today, deliverTo: folder) { stop.isSet }
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
}
