/// Lines of Prometheus's text format.
struct ExpositionWriter {
  private(set) var text = ""

  mutating func header(_ family: MetricFamily) {
    let kind =
      switch family.kind {
      case .counter: "counter"
      case .gauge: "gauge"
      case .histogram: "histogram"
      }
    let help = family.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    text += "# HELP \(family.name) \(help)\n# TYPE \(family.name) \(kind)\n"
  }

  mutating func sample(_ name: String, labels: [String], values: [String], _ number: Double) {
    text += name
    if !labels.isEmpty {
      let pairs = zip(labels, values).map { "\($0)=\"\(Self.escaped($1))\"" }
      text += "{\(pairs.joined(separator: ","))}"
    }
    text += " \(Self.text(number))\n"
  }

  mutating func histogram(
    _ family: MetricFamily, values: [String], bounds: [Double], _ contents: HistogramSeries.Contents
  ) {
    var total: UInt64 = 0
    for (index, count) in contents.counts.enumerated() {
      total += count
      let bound = index < bounds.count ? Self.text(bounds[index]) : "+Inf"
      sample(family.name + "_bucket", labels: family.labels + ["le"], values: values + [bound], Double(total))
    }
    sample(family.name + "_sum", labels: family.labels, values: values, contents.sum)
    sample(family.name + "_count", labels: family.labels, values: values, Double(total))
  }

  private static func text(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "NaN" : number > 0 ? "+Inf" : "-Inf" }
    // Whole numbers without a fraction, as far as a double has them all.
    return number == number.rounded() && abs(number) < 9_007_199_254_740_992 ? "\(Int64(number))" : "\(number)"
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
