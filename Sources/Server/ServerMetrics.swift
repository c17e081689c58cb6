import CoreMetrics
import Live
import Store
import Telemetry

/// What the live totals say of themselves, read when somebody asks for metrics.
struct ServerMetrics: Sendable {
  private let book: LiveBook
  private let quarantined = GaugeSet(.quarantinedEvents)

  init(_ services: Services) {
    book = services.book
    // There from the start, so that their rates are known when something happens first.
    MetricFamily.httpStreams.gauge().increment(by: 0)
    MetricFamily.httpStreamsTotal.counter().increment(by: 0)
  }

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
