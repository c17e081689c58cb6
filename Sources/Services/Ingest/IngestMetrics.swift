import CoreMetrics
import Foundation
import Plays
import Telemetry

/// Measurements of a worker's commits. An event that was not committed is not counted here either.
struct IngestMetrics {
  /// Cause for which a commit was tried again.
  enum Retry: String, CaseIterable {
    /// The catalog had changed since the batch was looked up in it.
    case catalog
    /// The database ended the transaction for a passing reason.
    case database
  }

  private let partitions = GaugeSet(.ingestLag)

  /// Every outcome is there from the start, so that its rate is known when it happens first.
  init() {
    for outcome in ["accepted", "repeated"] + QuarantineReason.allCases.map(\.rawValue) {
      MetricFamily.ingestEvents.counter(outcome).increment(by: 0)
    }
    for cause in Retry.allCases { MetricFamily.ingestCommitRetries.counter(cause.rawValue).increment(by: 0) }
    MetricFamily.ingestRestarts.counter().increment(by: 0)
  }

  func committed(accepted: Int64, repeated: Int64, quarantined: [String: Int], moments: Int, in duration: Duration) {
    MetricFamily.ingestEvents.counter("accepted").increment(by: accepted)
    MetricFamily.ingestEvents.counter("repeated").increment(by: repeated)
    for (reason, count) in quarantined { MetricFamily.ingestEvents.counter(reason).increment(by: count) }
    MetricFamily.ingestCommit.histogram().record(duration / .seconds(1))
    MetricFamily.ingestCommitMoments.histogram().record(moments)
    MetricFamily.ingestLastCommit.gauge().set(Date().timeIntervalSince1970)
  }

  /// - Parameter events: of the partitions that this worker has, what is at the broker and not committed.
  func lag(_ events: [Int32: Int64]) {
    MetricFamily.ingestPartitions.gauge().set(events.count)
    partitions.set(Dictionary(uniqueKeysWithValues: events.map { (["\($0.key)"], Double($0.value)) }))
  }

  func retried(_ cause: Retry) { MetricFamily.ingestCommitRetries.counter(cause.rawValue).increment() }

  static func restarted() { MetricFamily.ingestRestarts.counter().increment() }
}
