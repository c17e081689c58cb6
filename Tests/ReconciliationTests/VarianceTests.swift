import Money
import Plays
import Rates
import Reconciliation
import Seeded
import Testing

@Suite("The variance of a line")
struct VarianceTests {
  private static let eur = Currency("EUR")!
  private static let usd = Currency("USD")!

  private func paper(_ fraction: Fraction) -> PaperFraction { PaperFraction(fraction.description) }

  @Test("In 10,000 seeded cases the parts are those of the formula and sum to the variance", arguments: 1...100)
  func againstPaper(seed: Int) throws {
    var generator = Seeded(seed: UInt64(seed))
    for _ in 0..<100 { expectPaper(generator.comparison()) }
  }

  private func expectPaper(_ comparison: VarianceCase) {
    let variance = comparison.variance
    let model = VarianceModel(comparison)
    #expect(variance.currency.code == model.currency, "\(comparison)")
    #expect(variance.lacksFX == model.lacksFX, "\(comparison)")
    var sum = PaperFraction.zero
    for part in VariancePart.allCases {
      // Both in pico-units.
      let exact = paper(variance.exact(part))
      #expect(exact == model.parts[part] ?? .zero, "\(part) of \(comparison)")
      sum = sum + exact
    }
    #expect(sum == model.actual - model.estimated, "\(comparison)")
    #expect(paper(variance.total) == sum, "\(comparison)")
    #expect(variance.setAside == (model.isSetAside ? comparison.month?.side : nil), "\(comparison)")
  }

  @Test("Carries and borrows run through every limb, which chance does not try")
  func carries() {
    let half = Int128(1) << 126
    // The product of these and the units has a middle limb of 2^128 - 1, onto which a carry falls.
    let comparison = VarianceCase(
      month: .init(units: 9_223_372_036_854_775_777, gross: 0, currency: "USD", fx: 1),
      actual: .init(
        units: 1, gross: half, currency: "JPY", fx: 53_467_884_916_817_594_155_053_547_565_394_816_895))
    expectPaper(comparison)
    // 2^256 less a little, then a little more than that.
    for month in [-2, 0, 1] as [Int128] {
      expectPaper(
        VarianceCase(
          month: .init(units: 16, gross: month, currency: "USD", fx: 1), isFiscal: true,
          fiscal: .init(units: 16, gross: 1, currency: "USD", fx: 1),
          actual: .init(units: 33, gross: half, currency: "JPY", fx: half)))
    }
  }

  @Test("Rounded parts are floors with the missing ones added, and sum to the rounded difference", arguments: 1...100)
  func roundedAgainstPaper(seed: Int) throws {
    var generator = Seeded(seed: UInt64(seed))
    var count = 0
    for _ in 0..<100 {
      let comparison = generator.comparison()
      let model = VarianceModel(comparison)
      let shown = model.rounded
      let converted = [model.estimated, model.compared, model.actual].map(\.halfEven)
      let difference = converted[2] - converted[0]
      let limit = PaperNumber(Int128.max)
      let all = converted + [difference] + VariancePart.allCases.map { shown[$0]! }
      do {
        let figures = try VarianceFigures(comparison.variance)
        #expect([figures.estimated, figures.compared, figures.actual].map { PaperNumber($0.pico) } == converted)
        var sum: Int128 = 0
        for part in VariancePart.allCases {
          #expect(PaperNumber(figures.parts[part].pico) == shown[part], "\(part) of \(comparison)")
          sum &+= figures.parts[part].pico
        }
        #expect(sum == figures.actual.pico - figures.estimated.pico, "\(comparison)")
        count += 1
      } catch {
        #expect(all.contains { !($0.magnitude < limit) }, "\(error): \(comparison)")
      }
    }
    // Most of them are shown.
    #expect(count > 60)
  }

  private func side(_ units: Int64, _ gross: String, _ currency: Currency = eur, fx: String? = nil) -> Variance.Side {
    .init(units: units, gross: try! Amount(gross), currency: currency, fx: fx.map { try! Rate($0) })
  }

  private func parts(
    _ estimate: Variance.Side?, over days: Variance.ReportDays = .calendarMonth, _ actual: Variance.Side?
  ) throws -> [VariancePart: String] {
    let figures = try VarianceFigures(
      Variance(estimate: estimate, over: days, actual: actual, contractCurrency: Self.eur))
    return VariancePart.allCases.reduce(into: [:]) { parts, part in
      let amount = figures.parts[part]
      if amount != .zero { parts[part] = amount.description }
    }
  }

  @Test("Units, rate and FX of a line in another currency than the contract's")
  func formula() throws {
    // 100 plays at 0.004 and 0.9; reported 110 at 0.005 and 0.8.
    #expect(
      try parts(side(100, "0.4", Self.usd, fx: "0.9"), side(110, "0.55", Self.usd, fx: "0.8"))
        == [.units: "0.036000000000", .rate: "0.099000000000", .fx: "-0.055000000000"])
  }

  @Test("Sides in different currencies have one part for rate and FX")
  func twoCurrencies() throws {
    #expect(
      try parts(side(100, "0.4"), side(110, "0.55", Self.usd, fx: "0.8"))
        == [.units: "0.040000000000"])
    #expect(
      try parts(side(100, "0.4"), side(110, "0.65", Self.usd, fx: "0.8"))
        == [.units: "0.040000000000", .rateAndFX: "0.080000000000"])
  }

  @Test("Money without units is an adjustment; the estimate it stands against is taken back as units")
  func adjustments() throws {
    #expect(try parts(nil, side(0, "-3")) == [.adjustments: "-3.000000000000"])
    #expect(
      try parts(side(10, "1"), side(0, "7"))
        == [.units: "-1.000000000000", .adjustments: "7.000000000000"])
    #expect(try parts(side(0, "2"), side(0, "7")) == [.adjustments: "5.000000000000"])
    #expect(
      try parts(side(0, "2"), side(5, "7"))
        == [.adjustments: "-2.000000000000", .notEstimated: "7.000000000000"])
  }

  @Test("Without an estimate all is not estimated; plays without a rate are no estimate, a rate of zero is one")
  func notEstimated() throws {
    #expect(try parts(nil, side(5, "7")) == [.notEstimated: "7.000000000000"])
    #expect(try parts(.init(unrated: 9), side(5, "7")) == [.notEstimated: "7.000000000000"])
    #expect(try parts(side(9, "0"), side(5, "7")) == [.rate: "7.000000000000"])
    #expect(try parts(side(9, "0", Self.usd), side(5, "7", Self.usd, fx: "2")) == [.rate: "14.000000000000"])
  }

  @Test("A line that the report leaves out is all units, and nothing on both sides is nothing")
  func missing() throws {
    #expect(try parts(side(10, "1"), nil) == [.units: "-1.000000000000"])
    #expect(try parts(side(10, "1"), side(0, "0")) == [.units: "-1.000000000000"])
    #expect(try parts(nil, nil) == [:])
    #expect(try parts(side(0, "0"), side(0, "0")) == [:])
  }

  @Test("A report over fiscal days is compared with the estimate over them; the rest is cut-off")
  func cutOff() throws {
    // The month has 100 plays, the report's days 90 of them.
    #expect(
      try parts(side(100, "10"), over: .fiscal(estimate: side(90, "9")), side(95, "9.5"))
        == [.units: "0.500000000000", .cutOff: "-1.000000000000"])
    #expect(try parts(side(100, "10"), over: .fiscal(estimate: nil), nil) == [.cutOff: "-10.000000000000"])
    #expect(try parts(nil, over: .fiscal(estimate: side(90, "9")), side(90, "9")) == [.cutOff: "9.000000000000"])
  }

  @Test("Without an exchange rate the variance is in the report's currency, an estimate in another is set aside")
  func noExchangeRate() throws {
    let same = Variance(
      estimate: side(10, "1", Self.usd, fx: "0.5"), actual: side(10, "2", Self.usd), contractCurrency: Self.eur)
    #expect(same.currency == Self.usd)
    #expect(same.lacksFX)
    #expect(try VarianceFigures(same).parts.rate == (try Amount("1")))

    let other = Variance(estimate: side(10, "1"), actual: side(10, "2", Self.usd), contractCurrency: Self.eur)
    let figures = try VarianceFigures(other)
    #expect(other.setAside == side(10, "1"))
    #expect(figures.currency == Self.usd)
    #expect(figures.setAside == (try Amount("1")))
    #expect(figures.setAsideCurrency == Self.eur)
    #expect(figures.parts.notEstimated == (try Amount("2")))
    #expect(figures.estimated == .zero)

    let unreported = try VarianceFigures(
      Variance(estimate: side(10, "1", Self.usd), actual: nil, contractCurrency: Self.eur))
    #expect(unreported.currency == Self.usd)
    #expect(unreported.parts.units == (try Amount("-1")))
  }

  @Test("A side's exchange rate is the direct pair of the period")
  func lookup() throws {
    let period = Period("2026-10")!
    let fx = FXBook([FXRate(period: period, from: Self.usd, to: Self.eur, rate: try Rate("0.9"))])
    let amount = try Amount("1")
    func rate(_ from: Currency, _ to: Currency, _ period: Period) -> String? {
      Variance.Side(units: 1, gross: amount, currency: from, to: to, fx, period).fx?.description
    }
    #expect(rate(Self.usd, Self.eur, period) == "0.900000000000")
    #expect(rate(Self.eur, Self.usd, period) == nil)
    #expect(rate(Self.usd, Self.eur, period.next) == nil)
    #expect(rate(Self.eur, Self.eur, period) == "1.000000000000")
  }

  @Test("One pico-unit too many by the rounding of the sides goes to a part that is not zero")
  func roundingOfTheSides() throws {
    // 3 and 1 pico-units at a half: 1.5 and 0.5 round to 2 and 0, while the exact difference is 1.
    let pico = { (count: Int128) in Amount(pico: count) }
    let half = Rate(pico: Amount.scale / 2)
    let figures = try VarianceFigures(
      Variance(
        estimate: .init(units: 1, gross: pico(1), currency: Self.usd, fx: half),
        actual: .init(units: 3, gross: pico(3), currency: Self.usd, fx: half), contractCurrency: Self.eur))
    #expect(figures.actual.pico == 2)
    #expect(figures.estimated.pico == 0)
    #expect(figures.parts.units.pico == 2)
    let back = try VarianceFigures(
      Variance(
        estimate: .init(units: 3, gross: pico(3), currency: Self.usd, fx: half),
        actual: .init(units: 1, gross: pico(1), currency: Self.usd, fx: half), contractCurrency: Self.eur))
    #expect(back.parts.units.pico == -2)
  }

  @Test("The largest figures there are make exact parts, and are refused where they would be shown")
  func extremes() {
    let least = Rate(pico: .min)
    let variance = Variance(
      estimate: .init(units: .min, gross: Amount(pico: .min), currency: Self.usd, fx: least),
      actual: .init(units: .max, gross: Amount(pico: .max), currency: Self.usd, fx: Rate(pico: .max)),
      contractCurrency: Self.eur)
    #expect(variance.total.signum == -1)
    #expect(throws: ReconciliationError.self) { try VarianceFigures(variance) }
  }
}
