import CoreMetrics
import Synchronization

/// The backend of swift-metrics that keeps the program's metrics in memory and writes them as Prometheus reads them.
///
/// A family that was not declared is not kept, and no family has more series than its limit: whatever a library
/// measures, and whatever stands in a label, memory and answer stay bounded.
package final class PrometheusMetrics: MetricsFactory {
  private struct Contents {
    var numbers: [SeriesKey: NumberSeries] = [:]
    var histograms: [SeriesKey: HistogramSeries] = [:]
    var countByFamily: [String: Int] = [:]
  }

  /// Series that a family has at most.
  package static let seriesLimit = 2_000
  private let families: [String: MetricFamily]
  private let order: [String]
  private let limit: Int
  private let contents = Mutex(Contents())

  /// - Parameters:
  ///   - families: what is kept, in the order in which it is written.
  ///   - seriesLimit: series that a family has at most.
  package init(_ families: [MetricFamily] = MetricFamily.all, seriesLimit: Int = PrometheusMetrics.seriesLimit) {
    self.families = Dictionary(uniqueKeysWithValues: families.map { ($0.name, $0) })
    order = families.map(\.name)
    limit = seriesLimit
  }

  // MARK: What swift-metrics asks for

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    number(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  package func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    number(label, dimensions) ?? NumberSeries(key: SeriesKey(family: label, values: []))
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    number(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    if let series = histogram(label, dimensions) { return series }
    return number(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    histogram(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  package func destroyCounter(_ handler: any CounterHandler) { forget((handler as? NumberSeries)?.key) }
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
    forget((handler as? NumberSeries)?.key)
  }
  package func destroyMeter(_ handler: any MeterHandler) { forget((handler as? NumberSeries)?.key) }
  package func destroyRecorder(_ handler: any RecorderHandler) {
    forget((handler as? HistogramSeries)?.key ?? (handler as? NumberSeries)?.key)
  }
  package func destroyTimer(_ handler: any TimerHandler) { forget((handler as? HistogramSeries)?.key) }

  private func number(_ label: String, _ dimensions: [(String, String)]) -> NumberSeries? {
    guard let family = families[label], [.counter, .gauge].contains(family.kind) else { return nil }
    guard let key = key(family, dimensions) else { return nil }
    return contents.withLock { contents in
      if let known = contents.numbers[key] { return known }
      guard admit(family, &contents) else { return nil }
      let series = NumberSeries(key: key)
      contents.numbers[key] = series
      return series
    }
  }

  private func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramSeries? {
    guard let family = families[label], case .histogram(let bounds) = family.kind else { return nil }
    guard let key = key(family, dimensions) else { return nil }
    return contents.withLock { contents in
      if let known = contents.histograms[key] { return known }
      guard admit(family, &contents) else { return nil }
      let series = HistogramSeries(key: key, bounds: bounds)
      contents.histograms[key] = series
      return series
    }
  }

  /// - Returns: `nil` where the labels are not the family's.
  private func key(_ family: MetricFamily, _ dimensions: [(String, String)]) -> SeriesKey? {
    guard dimensions.map(\.0) == family.labels else { return nil }
    return SeriesKey(family: family.name, values: dimensions.map(\.1))
  }

  private func admit(_ family: MetricFamily, _ contents: inout Contents) -> Bool {
    guard contents.countByFamily[family.name, default: 0] < limit else {
      let key = SeriesKey(family: MetricFamily.refusedSeries.name, values: [])
      if families[key.family] != nil {
        let refused = contents.numbers[key] ?? NumberSeries(key: key)
        contents.numbers[key] = refused
        refused.increment(by: 1.0)
      }
      return false
    }
    contents.countByFamily[family.name, default: 0] += 1
    return true
  }

  private func forget(_ key: SeriesKey?) {
    guard let key else { return }
    contents.withLock {
      if $0.numbers.removeValue(forKey: key) != nil || $0.histograms.removeValue(forKey: key) != nil {
        $0.countByFamily[key.family]! -= 1
      }
    }
  }

  // MARK: Writing

  /// Everything there is, in Prometheus's text format 0.0.4: families in their order, series by their labels.
  package func exposition() -> String {
    let (numbers, histograms) = contents.withLock { (Array($0.numbers.values), Array($0.histograms.values)) }
    let numbersByFamily = Dictionary(grouping: numbers, by: \.key.family)
    let histogramsByFamily = Dictionary(grouping: histograms, by: \.key.family)
    var text = ExpositionWriter()
    for name in order {
      let family = families[name]!
      if let series = histogramsByFamily[name] {
        text.header(family)
        for one in series.sorted(by: { $0.key.values.lexicographicallyPrecedes($1.key.values) }) {
          text.histogram(family, values: one.key.values, bounds: one.bounds, one.contents)
        }
      } else if let series = numbersByFamily[name] {
        text.header(family)
        for one in series.sorted(by: { $0.key.values.lexicographicallyPrecedes($1.key.values) }) {
          text.sample(name, labels: family.labels, values: one.key.values, one.value)
        }
      }
    }
    return text.text
  }
}
