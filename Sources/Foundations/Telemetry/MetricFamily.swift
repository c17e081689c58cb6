import CoreMetrics

/// A metric of the program: its name in Prometheus, what it means, and which labels its series have.
///
/// Only what is declared in `MetricFamily.all` is kept and shown: no name and no label comes from outside.
package struct MetricFamily: Sendable {
  package enum Kind: Sendable, Equatable {
    /// Only grows, from 0 at the start of the process.
    case counter
    case gauge
    /// Upper bounds of its buckets, ascending; what is above the last is counted too.
    case histogram([Double])
  }

  package let name: String
  package let kind: Kind
  package let help: String
  /// The names of its labels, in the order in which values are given.
  package let labels: [String]

  /// - Parameter help: a sentence.
  package init(_ kind: Kind, _ name: String, _ help: String, _ labels: String...) {
    (self.name, self.kind, self.help, self.labels) = (name, kind, help, labels)
  }

  /// A series of a counter.
  package func counter(_ values: String...) -> Counter { Counter(label: name, dimensions: dimensions(values)) }

  /// A series of a counter that is kept elsewhere: it is set to what that has come to.
  package func total(_ values: String...) -> Meter { Meter(label: name, dimensions: dimensions(values)) }

  /// A series of a gauge.
  package func gauge(_ values: String...) -> Meter { Meter(label: name, dimensions: dimensions(values)) }

  /// A series of a histogram.
  package func histogram(_ values: String...) -> Recorder { Recorder(label: name, dimensions: dimensions(values)) }

  func dimensions(_ values: [String]) -> [(String, String)] {
    precondition(values.count == labels.count, "\(name) has the labels \(labels)")
    return Array(zip(labels, values))
  }
}

extension Recorder {
  /// Records the seconds since a moment.
  package func record(since start: ContinuousClock.Instant) { record((ContinuousClock.now - start) / .seconds(1)) }
}
