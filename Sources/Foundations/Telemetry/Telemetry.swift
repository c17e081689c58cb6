import CoreMetrics
import Synchronization

/// The metrics of this process: kept from `start` on, and written when somebody asks.
package enum Telemetry {
  /// The content type of `exposition`.
  package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private static let sources = Mutex<[@Sendable () -> Void]>([])
  private static let backend = Mutex<PrometheusMetrics?>(nil)

  /// Begins to keep metrics. Before it, and in commands that end by themselves, measuring costs nothing and keeps
  /// nothing. A second call changes nothing.
  package static func start() {
    backend.withLock {
      guard $0 == nil else { return }
      let metrics = PrometheusMetrics()
      MetricsSystem.bootstrap(metrics)
      _ = ProcessCondition.startedAt
      MetricFamily.refusedSeries.counter().increment(by: 0)
      $0 = metrics
    }
  }

  /// Adds what is to be measured at the moment when somebody asks, for as long as the process runs.
  package static func addSource(_ measure: @escaping @Sendable () -> Void) { sources.withLock { $0.append(measure) } }

  /// All metrics in Prometheus's text format, those of the process read at this moment.
  package static func exposition() -> String {
    guard let metrics = backend.withLock({ $0 }) else { return "" }
    ProcessCondition.read().record()
    for measure in sources.withLock({ $0 }) { measure() }
    return metrics.exposition()
  }
}
