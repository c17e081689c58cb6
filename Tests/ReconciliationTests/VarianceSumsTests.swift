import Money
import Reconciliation
import Seeded
import Testing

@Suite("Sums of variances")
struct VarianceSumsTests {
  private static let eur = Currency("EUR")!

  /// Seeded lines of moderate size, with their status and a key.
  private func lines(
    _ count: Int, _ generator: inout Seeded
  ) throws -> [(line: VarianceFigures, status: LineStatus, key: String)] {
    var lines: [(line: VarianceFigures, status: LineStatus, key: String)] = []
    while lines.count < count {
      guard let line = try? VarianceFigures(generator.comparison().variance),
        [line.estimated, line.compared, line.actual, line.setAside].allSatisfy({ $0.pico.magnitude < 1 << 110 }),
        VariancePart.allCases.allSatisfy({ line.parts[$0].pico.magnitude < 1 << 110 })
      else { continue }
      let status = LineStatus(line, isOurs: !generator.oneIn(10))
      lines.append((line, status, ["spotify", "deezer", "tidal"].randomElement(using: &generator)!))
    }
    return lines
  }

  private func sums(_ lines: [(line: VarianceFigures, status: LineStatus, key: String)]) throws -> VarianceSums {
    var sums = VarianceSums()
    for line in lines { try sums.add(line.line, line.status) }
    return sums
  }

  @Test("Every figure is the sum of the lines', and parts sum to reported less estimated", arguments: UInt64(1)...30)
  func figures(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    let lines = try lines(100, &generator)
    let sums = try sums(lines)
    for status in LineStatus.allCases { #expect(sums[status] == lines.count { $0.status == status }) }
    #expect(sums.sorted.map(\.currency) == sums.byCurrency.keys.sorted())
    let all = sums.byCurrency.map { ($0, $1, false) } + sums.notOurs.map { ($0, $1, true) }
    #expect(all.reduce(0) { $0 + $1.1.lines } == lines.count)
    for (currency, total, isForeign) in all {
      let own = lines.filter { ($0.status == .notOurs) == isForeign && $0.line.currency == currency }.map(\.line)
      #expect(total.lines == own.count)
      #expect(total.estimatedUnits == own.reduce(0) { $0 + Int128($1.estimatedUnits) })
      #expect(total.comparedUnits == own.reduce(0) { $0 + Int128($1.comparedUnits) })
      #expect(total.reportedUnits == own.reduce(0) { $0 + Int128($1.reportedUnits) })
      #expect(total.estimated.pico == own.reduce(0) { $0 + $1.estimated.pico })
      #expect(total.compared.pico == own.reduce(0) { $0 + $1.compared.pico })
      #expect(total.actual.pico == own.reduce(0) { $0 + $1.actual.pico })
      for part in VariancePart.allCases {
        #expect(total.parts[part].pico == own.reduce(0) { $0 + $1.parts[part].pico })
      }
      #expect(VariancePart.allCases.reduce(0) { $0 + total.parts[$1].pico } == total.actual.pico - total.estimated.pico)
    }
    for currency in Set(lines.compactMap(\.line.setAsideCurrency)) {
      let own = lines.filter { $0.line.setAsideCurrency == currency }
      #expect(sums.setAside[currency]?.pico == own.reduce(0) { $0 + $1.line.setAside.pico })
    }
  }

  @Test("Merging is associative, and its order makes no difference", arguments: UInt64(31)...60)
  func merging(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    let parts = try (0..<3).map { _ in try lines(30, &generator) }
    let all = try sums(parts.flatMap(\.self).shuffled(using: &generator))
    let (a, b, c) = (try sums(parts[0]), try sums(parts[1]), try sums(parts[2]))
    var left = a
    try left.merge(b)
    try left.merge(c)
    var right = b
    try right.merge(c)
    var whole = a
    try whole.merge(right)
    var backwards = c
    try backwards.merge(b)
    try backwards.merge(a)
    #expect(left == all)
    #expect(whole == all)
    #expect(backwards == all)
  }

  @Test("A breakdown has the sums of every key, and all of them together", arguments: UInt64(61)...70)
  func breakdown(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    let lines = try lines(100, &generator)
    var first = VarianceBreakdown<String>()
    var second = VarianceBreakdown<String>()
    for line in lines.prefix(40) { try first.add(line.line, line.status, to: line.key) }
    for line in lines.dropFirst(40) { try second.add(line.line, line.status, to: line.key) }
    try first.merge(second)
    #expect(first.sorted.map(\.key) == ["deezer", "spotify", "tidal"])
    for (key, sums) in first.sorted { #expect(try sums == self.sums(lines.filter { $0.key == key })) }
    #expect(try first.total() == sums(lines))
  }

  @Test("A sum that leaves the range is refused, and changes nothing")
  func overflow() throws {
    let huge = try VarianceFigures(
      Variance(
        estimate: nil, actual: .init(units: 1, gross: Amount(pico: .max - 1), currency: Self.eur, fx: nil),
        contractCurrency: Self.eur))
    var sums = VarianceSums()
    try sums.add(huge, .notEstimated)
    let before = sums
    #expect(throws: ReconciliationError.self) { try sums.add(huge, .notEstimated) }
    #expect(throws: ReconciliationError.self) { try sums.merge(before) }
    #expect(sums == before)
    try sums.add(huge, .notOurs)
    #expect(sums.byCurrency == before.byCurrency)
    #expect(sums.notOurs[Self.eur]?.actual == huge.actual)
  }

  private func verdict(_ amounts: [(currency: String, estimated: String, reported: String)]) throws
    -> PlatformMonthVerdict
  {
    var sums = VarianceSums()
    for line in amounts {
      let currency = Currency(line.currency)!
      let figures = try VarianceFigures(
        Variance(
          estimate: .init(units: 1, gross: try Amount(line.estimated), currency: currency, fx: nil),
          actual: .init(units: 1, gross: try Amount(line.reported), currency: currency, fx: nil),
          contractCurrency: currency))
      try sums.add(figures, LineStatus(figures, isOurs: true))
      // Nobody's estimate answers for them.
      try sums.add(figures, .notOurs)
      try sums.add(figures, .notOurs)
    }
    return PlatformMonthVerdict(sums)
  }

  @Test(
    "A month is reviewed over 2 %, and blocked over 5 %: not at them",
    arguments: [
      ("100", "102", PlatformMonthVerdict.fine), ("100", "98", .fine), ("100", "102.000000000001", .review),
      ("100", "97.999999999999", .review), ("100", "105", .review), ("100", "95", .review),
      ("100", "105.000000000001", .blocked), ("100", "94.999999999999", .blocked), ("0", "0", .fine),
      ("0", "0.000000000001", .blocked), ("-100", "-102", .fine), ("-100", "-103", .review), ("-100", "100", .blocked),
    ])
  func verdicts(estimated: String, reported: String, expected: PlatformMonthVerdict) throws {
    #expect(try verdict([("EUR", estimated, reported)]) == expected)
  }

  @Test("Lines of a month cancel, currencies do not: the worst of them counts")
  func worst() throws {
    #expect(try verdict([]) == .fine)
    #expect(try verdict([("EUR", "100", "150"), ("EUR", "100", "51")]) == .fine)
    #expect(try verdict([("EUR", "100", "150"), ("USD", "100", "50")]) == .blocked)
    #expect(try verdict([("EUR", "100", "103"), ("USD", "100", "100")]) == .review)
  }
}
