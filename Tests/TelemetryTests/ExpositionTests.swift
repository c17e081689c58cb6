import CoreMetrics
import Seeded
import Telemetry
import Testing

@Suite("Prometheus's text format")
struct ExpositionTests {
  private static let plays = MetricFamily(.counter, "plays_total", "Plays, \\ and\na line.", "platform", "tier")
  private static let level = MetricFamily(.gauge, "level", "A level.")
  private static let size = MetricFamily(.histogram([0.5, 1, 2.5]), "size_bytes", "Sizes.", "kind")

  private func metrics(_ families: [MetricFamily], limit: Int = 100) -> PrometheusMetrics {
    PrometheusMetrics(families, seriesLimit: limit)
  }

  @Test("Families stand in their order, series by their labels, values and help escaped")
  func text() {
    let metrics = metrics([Self.size, Self.plays, Self.level])
    withMetricsFactory(metrics) {
      Self.plays.counter("b\"\\\n", "free").increment(by: 3)
      Self.plays.counter("a", "free").increment()
      Self.level.gauge().set(2.5)
      for value in [0.25, 0.5, 0.75, 99] { Self.size.histogram("x").record(value) }
    }
    #expect(
      metrics.exposition() == """
        # HELP size_bytes Sizes.
        # TYPE size_bytes histogram
        size_bytes_bucket{kind="x",le="0.5"} 2
        size_bytes_bucket{kind="x",le="1"} 3
        size_bytes_bucket{kind="x",le="2.5"} 3
        size_bytes_bucket{kind="x",le="+Inf"} 4
        size_bytes_sum{kind="x"} 100.5
        size_bytes_count{kind="x"} 4
        # HELP plays_total Plays, \\\\ and\\na line.
        # TYPE plays_total counter
        plays_total{platform="a",tier="free"} 1
        plays_total{platform="b\\"\\\\\\n",tier="free"} 3
        # HELP level A level.
        # TYPE level gauge
        level 2.5

        """)
  }

  @Test("A family that is not declared, and labels that are not the family's, are not kept")
  func undeclared() {
    let metrics = metrics([Self.level])
    withMetricsFactory(metrics) {
      Counter(label: "of_a_library", dimensions: [("path", "/a")]).increment()
      Recorder(label: "of_a_library").record(1)
      Meter(label: "level", dimensions: [("path", "/a")]).set(1)
      Self.plays.counter("a", "free").increment()
    }
    #expect(metrics.exposition() == "")
  }

  @Test("A family has no more series than it may, and says how often one was refused")
  func bounded() {
    let metrics = metrics([Self.plays, Self.size, .refusedSeries], limit: 3)
    withMetricsFactory(metrics) {
      for number in 0..<10 { Self.plays.counter("\(number)", "free").increment() }
      for number in 0..<5 { Self.size.histogram("\(number)").record(1) }
      Self.plays.counter("0", "free").increment()
    }
    let lines = metrics.exposition().split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("plays_total") }.count == 3)
    #expect(lines.filter { $0.hasPrefix("size_bytes_count") }.count == 3)
    #expect(lines.contains(#"plays_total{platform="0",tier="free"} 2"#))
    #expect(lines.contains("\(MetricFamily.refusedSeries.name) 9"))
  }

  @Test("A gauge whose labels went is shown no more, and makes room")
  func gaugeSet() {
    let lag = MetricFamily(.gauge, "lag", "Lag.", "partition")
    let metrics = metrics([lag], limit: 2)
    withMetricsFactory(metrics) {
      let set = GaugeSet(lag)
      set.set([["0"]: 5, ["1"]: 6])
      set.set([["1"]: 7, ["2"]: 8])
      #expect(metrics.exposition().hasSuffix("lag{partition=\"1\"} 7\nlag{partition=\"2\"} 8\n"))
      set.set([:])
      #expect(metrics.exposition() == "")
    }
  }

  @Test("Buckets are what counting by hand gives", arguments: UInt64(1)...20)
  func model(seed: UInt64) {
    var generator = Seeded(seed: seed)
    let bounds = Set(
      (0..<Int.random(in: 1...12, using: &generator)).map { _ in
        Double(Int.random(in: -50...50, using: &generator)) / 4
      }
    ).sorted()
    let family = MetricFamily(.histogram(bounds), "h", "H.")
    let metrics = metrics([family])
    let values = (0..<200).map { _ in Double(Int.random(in: -60...60, using: &generator)) / 4 }
    withMetricsFactory(metrics) { for value in values { family.histogram().record(value) } }
    let lines = Set(metrics.exposition().split(separator: "\n").map(String.init))
    for bound in bounds {
      let text = bound == bound.rounded() ? "\(Int(bound))" : "\(bound)"
      let count = values.filter { $0 <= bound }.count
      #expect(lines.contains("h_bucket{le=\"\(text)\"} \(count)"), "seed \(seed)")
    }
    #expect(lines.contains("h_bucket{le=\"+Inf\"} 200") && lines.contains("h_count 200"), "seed \(seed)")
  }

  @Test("Nothing is lost where many count at once")
  func concurrent() async {
    let metrics = metrics([Self.plays, Self.size])
    await withMetricsFactory(metrics) {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          group.addTask {
            for number in 0..<1_000 {
              Self.plays.counter("\(number % 4)", "free").increment()
              Self.size.histogram("x").record(1)
            }
          }
        }
      }
    }
    let lines = metrics.exposition().split(separator: "\n")
    for number in 0..<4 { #expect(lines.contains("plays_total{platform=\"\(number)\",tier=\"free\"} 2000")) }
    #expect(lines.contains("size_bytes_count{kind=\"x\"} 8000"))
  }

  @Test("Names are as Prometheus has them: base units, _total for what only grows, and each once")
  func names() {
    let all = MetricFamily.all
    #expect(Set(all.map(\.name)).count == all.count)
    for family in all {
      #expect(family.name.hasPrefix("ledgerline_") || family.name.hasPrefix("process_"))
      #expect(family.help.hasSuffix("."))
      #expect(family.name.hasSuffix("_total") == (family.kind == .counter), "\(family.name)")
      if case .histogram(let bounds) = family.kind { #expect(bounds == bounds.sorted()) }
    }
  }

  @Test("What the system says of this process is about this process")
  func process() {
    let condition = ProcessCondition.read()
    #expect(condition.residentMemory > 1 << 20 && condition.residentMemory < 1 << 40)
    #expect(condition.openDescriptors > 2)
    #expect(condition.descriptorLimit.map { $0 >= condition.openDescriptors } != false)
    #expect(condition.processorSeconds > 0)
  }
}
