import Contracts
import Money
import Plays
import Seeded
import Statements
import Testing

/// Settlements by terms that change, beside the formulas done month by month with whole numbers.
@Suite("Settlements by dated terms")
struct DatedTermsTests {
  private static let unit = Amount.scale
  private static let months = 30

  private func rows(_ random: inout Seeded) -> [Payee] {
    var starts: [Period?] = Bool.random(using: &random) ? [nil] : []
    let first = Period("2026-01")!
    for month in 0..<Self.months where Int.random(in: 0..<6, using: &random) == 0 {
      starts.append(first.advanced(by: month))
    }
    return starts.map { start in
      func percent(_ most: Int) -> Amount {
        Amount(pico: Int128(Int.random(in: 0...most, using: &random)) * Self.unit / 4)
      }
      return Payee(
        id: "p", name: "P", effectiveFrom: start, minimumPayout: .zero, reservePercent: percent(200),
        reserveReleaseAfter: Int.random(in: 1...3, using: &random),
        reserveReleaseParts: Int.random(in: 1...4, using: &random), withholdingPercent: percent(160))
    }
  }

  /// Terms of a month, looked for the slow way.
  private func inForce(_ rows: [Payee], _ period: Period) -> Payee {
    var found = Payee.withoutTerms("p")
    for row in rows where row.effectiveFrom == nil { found = row }
    for month in 0...Period("2026-01")!.distance(to: period) {
      for row in rows where row.effectiveFrom == Period("2026-01")!.advanced(by: month) { found = row }
    }
    return found
  }

  /// A quotient, rounded half-even the way it is taught.
  private func halfEven(_ numerator: Int128, _ divisor: Int128) -> Int128 {
    var down = numerator / divisor
    if numerator % divisor < 0 { down -= 1 }
    let twice = 2 * (numerator - down * divisor)
    return twice > divisor || (twice == divisor && down % 2 != 0) ? down + 1 : down
  }

  @Test("Held, released and withheld are what the formulas say, month by month", arguments: UInt64(1)...40)
  func formulas(seed: UInt64) {
    var random = Seeded(seed: seed)
    let rows = rows(&random)
    let (terms, usd) = (PayeeTerms(rows.shuffled(using: &random)), Currency("USD")!)
    var opening = Settlement.Opening()
    var releases: [Period: Int128] = [:]
    var nets: [(period: Period, net: Int128)] = []
    var withheld: [(period: Period, amount: Int128)] = []
    for month in 0..<Self.months {
      let period = Period("2026-01")!.advanced(by: month)
      // In tenths of a cent, so that ties are frequent, and small enough for every product here.
      let earned = Int128(Int.random(in: -20_000...60_000, using: &random)) * Self.unit / 1_000
      var activity = Settlement.Activity()
      activity.royalties = Amount(pico: earned)
      let settlement = Settlement(
        period: period, currency: usd, terms: .init(terms, of: "p", in: period, usd), opening: opening,
        activity: activity)
      let own = inForce(rows, period)
      let held = halfEven(max(0, earned) * own.reservePercent.pico, 100 * Self.unit)
      #expect(settlement.reserveHeld.pico == held)
      #expect(settlement.reserveReleased.pico == releases[period, default: 0])
      for part in 0..<own.reserveReleaseParts {
        let parts = Int128(own.reserveReleaseParts)
        releases[period.advanced(by: own.reserveReleaseAfter + part), default: 0] +=
          held / parts + (Int128(part) < held % parts ? 1 : 0)
      }
      nets.append((period, settlement.net.pico))
      let ofYear = nets.filter { $0.period.year == period.year }
      let due = ofYear.reduce(Int128(0)) { $0 + $1.net * inForce(rows, $1.period).withholdingPercent.pico }
      let before = withheld.filter { $0.period.year == period.year }.reduce(Int128(0)) { $0 + $1.amount }
      let cents = max(0, halfEven(due, 100 * Self.unit * Self.unit / 100))
      withheld.append((period, cents * Self.unit / 100 - before))
      #expect(settlement.withholding.pico == withheld[month].amount, "\(period) of seed \(seed)")
      opening = settlement.next
    }
  }
}

extension Period {
  fileprivate func distance(to other: Period) -> Int { (other.year - year) * 12 + other.month - month }
}
