import CoreMetrics
import Synchronization

/// One series of a counter or a gauge.
final class NumberSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler {
  let key: SeriesKey
  private let number = Mutex(0.0)

  init(key: SeriesKey) { self.key = key }

  var value: Double { number.withLock { $0 } }

  func increment(by amount: Int64) { increment(by: Double(amount)) }
  func increment(by amount: Double) { number.withLock { $0 += amount } }
  func decrement(by amount: Double) { increment(by: -amount) }
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { number.withLock { $0 = value } }
  func record(_ value: Int64) { set(value) }
  func record(_ value: Double) { set(value) }
  func reset() { set(0.0) }
}

/// One series of a histogram.
final class HistogramSeries: RecorderHandler, TimerHandler {
  struct Contents {
    /// By bucket, not accumulated; the last has what is above every bound.
    var counts: [UInt64]
    var sum = 0.0
  }

  let key: SeriesKey
  let bounds: [Double]
  private let state: Mutex<Contents>

  init(key: SeriesKey, bounds: [Double]) {
    (self.key, self.bounds) = (key, bounds)
    state = Mutex(Contents(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  var contents: Contents { state.withLock { $0 } }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    guard !value.isNaN else { return }
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock {
      $0.counts[bucket] += 1
      $0.sum += value
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}

/// The series' identity: its family's name, and the values of the labels in the family's order.
struct SeriesKey: Hashable, Sendable {
  let family: String
  let values: [String]
}
