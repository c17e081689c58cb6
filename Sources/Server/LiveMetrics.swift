import CoreMetrics
import Live
import Store
import Telemetry

/// What the live totals say, as metrics, read when somebody asks for them.
struct LiveMetrics: Sendable {
  private let book: LiveBook
  private let quarantined = GaugeSet(.quarantinedEvents)

  init(_ book: LiveBook) { self.book = book }

  func record() {
    let state = book.state
    MetricFamily.followerGeneration.gauge().set(state.generation)
    MetricFamily.acceptedEvents.gauge().set(state.counts.acceptedEvents)
    MetricFamily.unmatchedPlays.gauge().set(state.counts.unmatchedPlays)
    quarantined.set(
      Dictionary(uniqueKeysWithValues: state.counts.quarantinedByReason.map { ([$0.key], Double($0.value)) }))
    if let completeThrough = state.freshness.completeThrough {
      MetricFamily.completeThrough.gauge().set(Double(completeThrough) / 1e6)
    }
  }
}
