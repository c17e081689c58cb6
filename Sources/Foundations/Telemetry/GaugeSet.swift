import CoreMetrics
import Synchronization

/// The series of a gauge whose labels come and go: what is not among the newest values is shown no more.
package final class GaugeSet: Sendable {
  private let family: MetricFamily
  private let meters = Mutex<[[String]: Meter]>([:])

  package init(_ family: MetricFamily) { self.family = family }

  /// - Parameter values: by the values of the labels, in the family's order.
  package func set(_ values: [[String]: Double]) {
    meters.withLock { meters in
      for (labels, meter) in meters where values[labels] == nil {
        meter.destroy()
        meters[labels] = nil
      }
      for (labels, value) in values {
        let meter = meters[labels] ?? Meter(label: family.name, dimensions: family.dimensions(labels))
        meter.set(value)
        meters[labels] = meter
      }
    }
  }
}
