import Money
import Reconciliation
import Seeded

/// A comparison as a list of plain figures, and its parts worked out from the words of the rules, on paper.
struct VarianceCase: CustomStringConvertible {
  struct Side {
    var units: Int64
    var gross: Int128
    /// `nil` where no rate was in force.
    var currency: String?
    var fx: Int128?

    var hasMoney: Bool { gross != 0 }
    var side: Variance.Side {
      guard let currency else { return .init(unrated: units) }
      return .init(
        units: units, gross: Amount(pico: gross), currency: Currency(currency)!, fx: fx.map { Rate(pico: $0) })
    }
  }

  var month: Side?
  /// Where the report's days are not the month's.
  var isFiscal = false
  var fiscal: Side?
  var actual: Side?
  var contract = "EUR"

  var compared: Side? { isFiscal ? fiscal : month }
  var variance: Variance {
    Variance(
      estimate: month?.side, over: isFiscal ? .fiscal(estimate: fiscal?.side) : .calendarMonth, actual: actual?.side,
      contractCurrency: Currency(contract)!)
  }
  var description: String {
    "month \(month as Any), fiscal \(isFiscal) \(fiscal as Any), actual \(actual as Any), in \(contract)"
  }
}

/// What must come out.
struct VarianceModel {
  var currency: String
  var lacksFX: Bool
  var parts: [VariancePart: PaperFraction] = [:]
  var estimated = PaperFraction.zero
  var compared = PaperFraction.zero
  var actual = PaperFraction.zero
  /// Whether the estimate stays in a currency of its own.
  var isSetAside = false

  init(_ comparison: VarianceCase) {
    let sides = [comparison.actual, comparison.compared, comparison.month].compactMap(\.self).filter(\.hasMoney)
    lacksFX = sides.contains { $0.currency != comparison.contract && $0.fx == nil }
    currency = lacksFX ? sides[0].currency! : comparison.contract
    let target = currency
    isSetAside = sides.contains { side in lacksFX && side.currency != target }

    let picos = PaperFraction(1_000_000_000_000 as Int64)
    func factor(_ side: VarianceCase.Side?, or other: PaperFraction?) -> PaperFraction {
      guard let side else { return PaperFraction(1) }
      if side.currency == target { return PaperFraction(1) }
      if lacksFX { return PaperFraction(1) }
      return side.fx.map { PaperFraction($0) / picos } ?? other ?? PaperFraction(1)
    }
    func gross(_ side: VarianceCase.Side?) -> PaperFraction { PaperFraction(side?.gross ?? 0) }

    let fa = factor(comparison.actual, or: nil)
    actual = gross(comparison.actual) * fa
    if isSetAside {
      // All of the report is not estimated, or an adjustment where it has no units.
      parts[comparison.actual?.units == 0 ? .adjustments : .notEstimated] = actual
      return
    }
    let fe = factor(comparison.compared, or: fa)
    estimated = gross(comparison.month) * factor(comparison.month, or: fa)
    compared = gross(comparison.compared) * fe
    parts[.cutOff] = compared - estimated
    explain(comparison, fe, fa)
  }

  private mutating func explain(_ comparison: VarianceCase, _ fe: PaperFraction, _ fa: PaperFraction) {
    let qa = PaperFraction(comparison.actual?.units ?? 0)
    let ga = PaperFraction(comparison.actual?.gross ?? 0)
    let hasEstimate =
      comparison.compared.map { $0.currency != nil && ($0.units != 0 || $0.gross != 0) } ?? false
    guard hasEstimate, let e = comparison.compared else {
      parts[qa.isZero ? .adjustments : .notEstimated] = actual
      return
    }
    if e.units == 0 {
      parts[qa.isZero ? .adjustments : .notEstimated] = actual
      parts[.adjustments] = (parts[.adjustments] ?? .zero) - compared
      return
    }
    let qe = PaperFraction(e.units)
    let re = PaperFraction(e.gross) / qe
    parts[.units] = (qa - qe) * re * fe
    if qa.isZero {
      parts[.adjustments] = actual
      return
    }
    let ra = ga / qa
    if let theirs = comparison.actual?.currency, theirs != e.currency {
      parts[.rateAndFX] = qa * ra * fa - qa * re * fe
    } else {
      parts[.rate] = qa * (ra - re) * fe
      parts[.fx] = qa * ra * (fa - fe)
    }
  }

  /// The parts as they are shown: floors, then the missing ones to the largest fractions.
  var rounded: [VariancePart: PaperNumber] {
    var shown: [VariancePart: PaperNumber] = [:]
    let one = PaperNumber("1")
    var missing = actual.halfEven - estimated.halfEven
    var queue: [VariancePart] = []
    for part in VariancePart.allCases {
      let exact = parts[part] ?? .zero
      shown[part] = exact.floor
      missing = missing - exact.floor
      guard !exact.isZero else { continue }
      let over = exact - PaperFraction(exact.floor)
      // Behind every part whose fraction is as large or larger.
      let place = queue.firstIndex { other in
        let theirs = parts[other]! - PaperFraction(parts[other]!.floor)
        return theirs < over
      }
      queue.insert(part, at: place ?? queue.count)
    }
    if missing.isNegative {
      let first = VariancePart.allCases.first { !(parts[$0] ?? .zero).isZero }!
      shown[first] = shown[first]! - one
      return shown
    }
    while !missing.isZero {
      let next = queue.removeFirst()
      shown[next] = shown[next]! + one
      missing = missing - one
    }
    return shown
  }
}

extension Seeded {
  mutating func oneIn(_ chances: Int) -> Bool { Int.random(in: 0..<chances, using: &self) == 0 }

  /// Of any order of magnitude up to a number of bits, sometimes negative.
  mutating func amount(bits: Int) -> Int128 {
    let limit = Int128(1) << Int128(Int.random(in: 1...bits, using: &self))
    let value = Int128.random(in: 1...limit, using: &self)
    return oneIn(5) ? -value : value
  }

  mutating func units() -> Int64 {
    switch Int.random(in: 0..<20, using: &self) {
    case 0...2: 0
    case 3: .random(in: -1_000_000_000_000_000_000...1_000_000_000_000_000_000, using: &self)
    case 4: oneIn(2) ? .max : .min
    case 5: -Int64.random(in: 1...1_000_000, using: &self)
    case 6...12: .random(in: 1...100, using: &self)
    default: .random(in: 1...1_000_000_000_000, using: &self)
    }
  }

  mutating func rate() -> Int128? {
    switch Int.random(in: 0..<10, using: &self) {
    case 0...1: nil
    case 2...4: 1_000_000_000_000
    case 5: Int128.random(in: 1...100, using: &self)
    case 6: 500_000_000_000
    default: Int128.random(in: 1...10_000_000_000_000_000_000, using: &self)
    }
  }

  mutating func side(_ currency: String, _ rate: Int128?) -> VarianceCase.Side? {
    if oneIn(12) { return nil }
    if oneIn(12) { return .init(units: units(), gross: 0, currency: nil, fx: nil) }
    let bits = oneIn(10) ? 126 : 100
    let gross: Int128 = oneIn(8) ? 0 : oneIn(50) ? (oneIn(2) ? .max : .min) : amount(bits: bits)
    return .init(units: units(), gross: gross, currency: currency, fx: currency == "EUR" ? nil : rate)
  }

  mutating func comparison() -> VarianceCase {
    let currencies = ["EUR", "USD", "JPY"]
    let ours = currencies.randomElement(using: &self)!
    let theirs = oneIn(3) ? currencies.randomElement(using: &self)! : ours
    let ourRate = rate()
    var comparison = VarianceCase()
    comparison.month = side(ours, ourRate)
    comparison.actual = side(theirs, oneIn(3) ? rate() : ourRate)
    if comparison.actual?.currency == nil { comparison.actual = nil }
    if oneIn(6), let month = comparison.month, month.currency != nil {
      // Equal, or nearly so.
      comparison.actual = month
      if oneIn(2) { comparison.actual?.gross = month.gross &+ Int128.random(in: -2...2, using: &self) }
    }
    if oneIn(4) {
      comparison.isFiscal = true
      comparison.fiscal = side(oneIn(8) ? currencies.randomElement(using: &self)! : ours, oneIn(4) ? rate() : ourRate)
    }
    return comparison
  }
}
