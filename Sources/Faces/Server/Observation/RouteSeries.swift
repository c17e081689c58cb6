import CoreMetrics
import Synchronization
import Telemetry

/// Series of the metrics of one method on one route, found once: there are as many as there are routes.
final class RouteSeries: Sendable {
  private struct Key: Hashable {
    let method: String
    let path: String?
  }

  private static let all = Mutex<[Key: RouteSeries]>([:])
  private static let classes = ["none", "1xx", "2xx", "3xx", "4xx", "5xx"]

  private let method, template: String
  /// By class of status; each is made when it is first met.
  private let durations = Mutex([Recorder?](repeating: nil, count: classes.count))
  private let bytes: Counter

  private init(_ method: String, _ template: String) {
    (self.method, self.template) = (method, template)
    bytes = MetricFamily.httpResponseBytes.counter(template)
  }

  /// - Parameters:
  ///   - path: the route as the router knows it.
  ///   - template: the same as metrics show it.
  static func of(method: String, path: String?, template: () -> String) -> RouteSeries {
    all.withLock { all in
      let key = Key(method: method, path: path)
      if let known = all[key] { return known }
      let series = RouteSeries(method, template())
      all[key] = series
      return series
    }
  }

  /// - Parameter status: `nil` where the caller had left.
  func record(_ duration: Duration, status: Int?) {
    let index = status.map { min(max($0 / 100, 1), Self.classes.count - 1) } ?? 0
    let recorder = durations.withLock { durations in
      if let known = durations[index] { return known }
      let recorder = MetricFamily.httpRequests.histogram(method, template, Self.classes[index])
      durations[index] = recorder
      return recorder
    }
    let (seconds, attoseconds) = duration.components
    recorder.record(Double(seconds) + Double(attoseconds) / 1e18)
  }

  func add(bytes count: Int) { bytes.increment(by: count) }
}
