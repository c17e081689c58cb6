import CoreMetrics
import Diagnosis
import Foundation
import Logging
import Posting
import Postgres
import ServiceLifecycle
import Telemetry

/// Proves the books every so often, and says in log and metrics what came of it.
struct VerificationService: Service {
  let databaseURL: String
  let interval: Duration
  let record: ServiceRecord
  let logger: Logger

  func run() async throws {
    for outcome in ["proven", "refuted", "failed"] {
      MetricFamily.booksVerifications.counter(outcome).increment(by: 0)
    }
    let pool = ConnectionPool(
      url: databaseURL, options: Connection.Options(applicationName: "ledgerline-verify"), size: 1,
      waitLimit: .seconds(3_600))
    defer { pool.close() }
    try? await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          let outcome = try await pool.withConnection { try Verification($0).run() }
          record.verified(differences: outcome.differences.count)
          MetricFamily.booksVerifications.counter(outcome.isProven ? "proven" : "refuted").increment()
          MetricFamily.booksDifferences.gauge().set(outcome.differences.count)
          MetricFamily.booksLastVerified.gauge().set(Date().timeIntervalSince1970)
          for difference in outcome.differences { logger.error("the books do not hold: \(difference)") }
        } catch {
          if !Task.isCancelled {
            MetricFamily.booksVerifications.counter("failed").increment()
            logger.warning("the books were not verified: \(error)")
          }
        }
        try await Task.sleep(for: interval)
      }
    }
  }
}
