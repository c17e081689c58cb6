import Money
import Plays
import Reconciliation
import Testing

@Suite("The accuracy of estimates")
struct AccuracyTests {
  private static let market = Accuracy.Market(
    platform: "spotify", country: Country("DE")!, tier: "premium", currency: Currency("EUR")!)

  private func figures(_ units: Int128, _ reportedUnits: Int128, _ estimated: String, _ reported: String) throws
    -> Accuracy.Figures
  {
    .init(
      estimatedUnits: units, reportedUnits: reportedUnits, estimated: try Amount(estimated),
      reported: try Amount(reported))
  }

  @Test("Figures of a period add up, periods follow one another, and the deviation is signed")
  func series() throws {
    let (october, november) = (Period("2026-10")!, Period("2026-11")!)
    let accuracy = try Accuracy(
      of: Self.market,
      [
        (november, try figures(300, 270, "3", "3.1")), (october, try figures(60, 61, "0.6", "0.61")),
        (october, try figures(40, 41, "0.4", "0.43")),
      ])
    #expect(accuracy.periods.map(\.period) == [october, november])
    #expect(accuracy.periods.map(\.figures.units.description) == ["2.0000", "-10.0000"])
    #expect(accuracy.periods.map(\.figures.money.description) == ["4.0000", "3.3333"])
    #expect(accuracy.total == (try figures(400, 372, "4", "4.14")))
    #expect(accuracy.total.money.description == "3.5000")
    #expect(accuracy.total.units.description == "-7.0000")
    let reordered = try Accuracy(
      of: Self.market, [(october, try figures(100, 102, "1", "1.04")), (november, try figures(300, 270, "3", "3.1"))])
    #expect(accuracy == reordered)
    #expect(Set([accuracy, reordered]).count == 1)
  }

  @Test("What was reported without an estimate has no percentage")
  func withoutEstimate() throws {
    #expect(try figures(0, 5, "0", "1").money.percent == nil)
    #expect(try figures(0, 5, "0", "1").units.percent == nil)
    #expect(try figures(0, 0, "0", "0").money.description == "0.0000")
  }

  @Test("A sum that leaves the range is refused")
  func overflow() {
    let figures = Accuracy.Figures(estimated: Amount(pico: .max))
    #expect(throws: ReconciliationError.self) {
      try Accuracy(of: Self.market, [(Period("2026-10")!, figures), (Period("2026-11")!, figures)])
    }
    let units = Accuracy.Figures(reportedUnits: .max)
    #expect(throws: ReconciliationError.self) {
      try Accuracy(of: Self.market, [(Period("2026-10")!, units), (Period("2026-11")!, units)])
    }
  }

  @Test("Markets sort by platform, country, tier and currency, all tiers last")
  func order() {
    func market(_ platform: String, _ country: String, _ tier: String?, _ currency: String) -> Accuracy.Market {
      .init(platform: platform, country: Country(country)!, tier: tier, currency: Currency(currency)!)
    }
    let sorted = [
      market("deezer", "US", "free", "USD"), market("spotify", "DE", "free", "EUR"),
      market("spotify", "DE", "free", "USD"), market("spotify", "DE", "premium", "EUR"),
      market("spotify", "DE", nil, "EUR"), market("spotify", "FR", "free", "EUR"),
    ]
    #expect(sorted.reversed().sorted() == sorted)
  }
}
