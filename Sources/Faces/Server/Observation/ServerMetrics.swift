import CoreMetrics
import Live
import Postgres
import Store
import Telemetry

/// Metrics of the live totals and the connections, read when somebody asks for them.
struct ServerMetrics: Sendable {
  private let book: LiveBook
  private let connections: Connections
  private let quarantined = GaugeSet(.quarantinedEvents)

  init(_ services: Services) {
    (book, connections) = (services.book, services.connections)
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
    for (work, pool) in connections.statistics {
      MetricFamily.poolConnections.gauge(work.rawValue).set(pool.size)
      MetricFamily.poolInUse.gauge(work.rawValue).set(pool.busy)
      MetricFamily.poolWaiting.gauge(work.rawValue).set(pool.waiting)
      MetricFamily.poolServed.total(work.rawValue).set(pool.served)
      MetricFamily.poolWaited.total(work.rawValue).set(pool.waited / .seconds(1))
      MetricFamily.poolRefused.total(work.rawValue).set(pool.refused)
    }
  }
}
