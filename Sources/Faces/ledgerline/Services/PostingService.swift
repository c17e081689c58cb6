import Answers
import CoreMetrics
import Diagnosis
import Foundation
import Ledger
import Logging
import Plays
import Posting
import Postgres
import ServiceLifecycle
import Store
import Telemetry

/// Posts to the books every so often. Any number of servers may run it: they take turns, and the second finds nothing.
struct PostingService: Service {
  /// The longest pause after a posting that failed: what kept it is often over soon, and the next may be a day away.
  private static let patience = Duration.seconds(600)

  let databaseURL: String
  let interval: Duration
  let record: ServiceRecord
  let logger: Logger

  func run() async throws {
    for outcome in ["done", "failed"] { MetricFamily.postingRuns.counter(outcome).increment(by: 0) }
    MetricFamily.postingTransactions.counter().increment(by: 0)
    let pool = ConnectionPool(
      url: databaseURL, options: Connection.Options(applicationName: "ledgerline-posting"), size: 1,
      waitLimit: .seconds(3_600))
    defer { pool.close() }
    try? await cancelWhenGracefulShutdown {
      var hasSaidSo = false
      while !Task.isCancelled {
        let started = ContinuousClock.now
        var pause = interval
        do {
          let posted: Int? = try await pool.withConnection { db in
            guard try BeginningStore(db).hasBegun() else { return nil }
            db.act(Deed(.post, by: .posting, to: ""))
            return try PostingRun(db, today: .today).run().transactions.count
          }
          guard let posted else {
            if !hasSaidSo {
              logger.notice(
                "nothing is posted until the books begin: `ledgerline ledger begin 2026-07` names their first month")
            }
            (hasSaidSo, pause) = (true, min(interval, Self.patience))
            try await Task.sleep(for: pause)
            continue
          }
          record.posted()
          MetricFamily.postingRuns.counter("done").increment()
          MetricFamily.postingTransactions.counter().increment(by: posted)
          MetricFamily.postingDuration.histogram().record(since: started)
          MetricFamily.postingLastSuccess.gauge().set(Date().timeIntervalSince1970)
          if posted > 0 { logger.info("posted \(posted) transactions") }
        } catch {
          // What was not posted is posted the next time.
          if !Task.isCancelled {
            record.postingFailed()
            MetricFamily.postingRuns.counter("failed").increment()
            logger.warning("nothing was posted: \(error)")
          }
          pause = min(interval, Self.patience)
        }
        try await Task.sleep(for: pause)
      }
    }
  }
}
