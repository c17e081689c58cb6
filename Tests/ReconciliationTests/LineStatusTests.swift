import Money
import Reconciliation
import Seeded
import Testing

@Suite("The status of a line")
struct LineStatusTests {
  private static let eur = Currency("EUR")!

  private func side(_ units: Int64, _ gross: String) -> Variance.Side {
    .init(units: units, gross: try! Amount(gross), currency: Self.eur, fx: nil)
  }

  private func figures(
    _ estimate: Variance.Side?, over days: Variance.ReportDays = .calendarMonth, _ actual: Variance.Side?
  ) throws -> VarianceFigures {
    try VarianceFigures(Variance(estimate: estimate, over: days, actual: actual, contractCurrency: Self.eur))
  }

  @Test(
    "Exactly at the tolerance is within it, a pico-unit more is not",
    arguments: [
      ("10", "10", LineStatus.matched), ("10", "10.05", .withinTolerance), ("10", "9.95", .withinTolerance),
      ("10", "10.050000000001", .over), ("10", "9.949999999999", .under), ("1", "1.01", .withinTolerance),
      ("1", "1.010000000001", .over), ("1", "0.99", .withinTolerance), ("1", "0.989999999999", .under),
      ("-10", "-10.05", .withinTolerance), ("-10", "-10.050000000001", .under), ("-10", "-9.9", .over),
      ("0", "0.01", .withinTolerance), ("0", "-0.010000000001", .under),
      ("10000000000000000000", "10050000000000000000", .withinTolerance),
      ("10000000000000000000", "10050000000000000000.000000000001", .over),
    ])
  func limits(estimated: String, reported: String, status: LineStatus) throws {
    #expect(LineStatus(try figures(side(5, estimated), side(5, reported)), isOurs: true) == status)
  }

  @Test("Equal money for other units is near, but not matched")
  func units() throws {
    #expect(LineStatus(try figures(side(5, "1"), side(6, "1")), isOurs: true) == .withinTolerance)
  }

  @Test("What one side lacks")
  func lacking() throws {
    #expect(LineStatus(try figures(side(5, "1"), nil), isOurs: true) == .missingInReport)
    #expect(LineStatus(try figures(side(5, "1"), side(0, "0")), isOurs: true) == .missingInReport)
    #expect(LineStatus(try figures(side(5, "0.001"), nil), isOurs: true) == .missingInReport)
    #expect(LineStatus(try figures(.init(unrated: 5), nil), isOurs: true) == .missingInReport)
    #expect(LineStatus(try figures(.init(unrated: 5), side(5, "1")), isOurs: true) == .notEstimated)
    #expect(LineStatus(try figures(nil, side(5, "0.001")), isOurs: true) == .notEstimated)
    #expect(LineStatus(try figures(nil, side(5, "0")), isOurs: true) == .notEstimated)
    #expect(LineStatus(try figures(nil, side(0, "3")), isOurs: true) == .notEstimated)
    #expect(LineStatus(try figures(nil, nil), isOurs: true) == .matched)
    #expect(LineStatus(try figures(side(5, "1"), side(5, "1")), isOurs: false) == .notOurs)
  }

  @Test("A fiscal month is judged by the estimate over its own days")
  func fiscal() throws {
    let month = side(100, "10")
    let report = side(90, "9")
    #expect(LineStatus(try figures(month, over: .fiscal(estimate: report), report), isOurs: true) == .matched)
    #expect(LineStatus(try figures(month, report), isOurs: true) == .under)
    #expect(LineStatus(try figures(month, over: .fiscal(estimate: nil), nil), isOurs: true) == .matched)
    #expect(LineStatus(try figures(nil, over: .fiscal(estimate: report), nil), isOurs: true) == .missingInReport)
  }

  @Test("Statuses of seeded lines and tolerances are those worked out on paper")
  func againstPaper() throws {
    var generator = Seeded(seed: 1)
    var met: Set<LineStatus> = []
    for _ in 0..<20_000 {
      let tolerance = Tolerance(
        lineAmount: Amount(pico: .random(in: 0...1_000_000_000_000, using: &generator)),
        linePercent: Amount(pico: .random(in: 0...10_000_000_000_000, using: &generator)))
      let base = generator.amount(bits: generator.oneIn(3) ? 50 : 90)
      let off = base / Int128.random(in: 5...1_000, using: &generator) * (generator.oneIn(2) ? 1 : -1)
      let e = generator.oneIn(5) ? nil : (units: Int64.random(in: 0...9, using: &generator), gross: base)
      let a =
        generator.oneIn(5)
        ? nil
        : (
          units: generator.oneIn(2) ? e?.units ?? 0 : Int64.random(in: 0...9, using: &generator),
          gross: generator.oneIn(3) ? base : generator.oneIn(5) ? 0 : base + off
        )
      let isOurs = !generator.oneIn(10)
      let line = try figures(
        e.map { .init(units: $0.units, gross: Amount(pico: $0.gross), currency: Self.eur, fx: nil) },
        a.map { .init(units: $0.units, gross: Amount(pico: $0.gross), currency: Self.eur, fx: nil) })

      let estimate = PaperFraction(e?.gross ?? 0)
      let gap = PaperFraction(a?.gross ?? 0) - estimate
      let distance = PaperFraction(gap.numerator.magnitude, over: gap.denominator)
      let share =
        PaperFraction(PaperNumber(base).magnitude) * PaperFraction(tolerance.linePercent.pico)
        / PaperFraction(100_000_000_000_000 as Int128)
      let allowed = e == nil ? PaperFraction.zero : share
      let isNear = !(PaperFraction(tolerance.lineAmount.pico) < distance && allowed < distance)
      let expected: LineStatus =
        !isOurs
        ? .notOurs
        : a == nil || (a!.units == 0 && a!.gross == 0)
          ? (e == nil ? .matched : .missingInReport)
          : e == nil
            ? .notEstimated
            : distance.isZero && a!.units == e!.units
              ? .matched : isNear ? .withinTolerance : gap.numerator.isNegative ? .under : .over
      let status = LineStatus(line, isOurs: isOurs, tolerance: tolerance)
      #expect(status == expected, "\(String(describing: e)) \(String(describing: a)) \(tolerance)")
      met.insert(status)
    }
    #expect(met == Set(LineStatus.allCases))
  }
}
