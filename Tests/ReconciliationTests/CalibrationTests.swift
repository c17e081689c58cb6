import Money
import Plays
import Rates
import Reconciliation
import Seeded
import Testing

@Suite("A calibration")
struct CalibrationTests {
  private static let october = Period("2026-10")!

  /// Reads `DE,premium,EUR,0.004`.
  private func table(_ rows: [String]) throws -> RateTable {
    let text = "country,tier,currency,rate\n" + rows.joined(separator: "\n") + "\n"
    return try RateTableFile.parse(path: "spotify/2026-01-01.csv", bytes: Array(text.utf8))
  }

  private func line(
    _ country: String, _ tier: String?, _ currency: String, _ units: Int64, _ amount: String, _ period: Period = october
  ) throws -> CalibrationLine {
    .init(
      period: period, country: Country(country)!, tier: tier, currency: Currency(currency)!, units: units,
      amount: try Amount(amount))
  }

  /// As many alike.
  private func lines(
    _ count: Int, _ country: String, _ tier: String?, _ currency: String, _ units: Int64, _ amount: String
  ) throws -> [CalibrationLine] {
    try (0..<count).map { _ in try line(country, tier, currency, units, amount) }
  }

  private func draft(_ present: RateTable?, _ lines: [CalibrationLine], _ rules: CalibrationRules = .init()) throws
    -> Calibration
  {
    try Calibration(platform: "spotify", present: present, lines, rules: rules)
  }

  private func row(_ draft: Calibration, _ scope: String) throws -> CalibrationRow {
    try #require(draft.rows.first { $0.scope.description == scope })
  }

  @Test("A rate is all money over all units, rounded once; periods are listed, adjustments are counted and left out")
  func rate() throws {
    let november = Self.october.next
    let draft = try draft(
      table(["DE,premium,EUR,0.004"]),
      [
        line("DE", "premium", "EUR", 1_000, "5", november), line("DE", "premium", "EUR", 1_000, "5.1"),
        line("DE", "premium", "EUR", 1_001, "4.8"), line("DE", "premium", "EUR", -1, "-0.004"),
        line("DE", "premium", "EUR", 0, "-700"), line("DE", "premium", "EUR", 0, "1"),
      ])
    let row = try row(draft, "DE,premium")
    // 14.896 / 3000
    #expect(row.quote?.rate.description == "0.004965333333")
    #expect(row.outcome == .drafted)
    #expect(row.deviation?.description == "24.1333")
    let evidence = try #require(row.evidence)
    #expect(evidence.periods == [Self.october, november])
    #expect(evidence.lines == 4)
    #expect(evidence.units == 3_000)
    #expect(evidence.amount == (try Amount("14.896")))
    #expect(evidence.adjustmentLines == 2)
    #expect(evidence.adjustments == (try Amount("-699")))
  }

  @Test("Half a pico-unit goes to the even one")
  func halves() throws {
    let present = try table(["DE,free,EUR,1", "DE,premium,EUR,1"])
    let draft = try draft(
      present,
      lines(4, "DE", "free", "EUR", 1_000, "0.0000000005") + lines(4, "DE", "premium", "EUR", 1_000, "0.0000000015"))
    #expect(try row(draft, "DE,free").quote?.rate.pico == 0)
    #expect(try row(draft, "DE,premium").quote?.rate.pico == 2)
  }

  @Test("Too little evidence keeps the present rate, with the reason")
  func reasons() throws {
    let present = try table(["DE,free,EUR,0.001", "FR,premium,EUR,0.002"])
    func reason(_ lines: [CalibrationLine], _ rules: CalibrationRules = .init()) throws -> CalibrationRow.Outcome {
      let row = try row(draft(present, lines, rules), "DE,free")
      if row.outcome != .drafted { #expect(row.quote?.rate == (try Rate("0.001"))) }
      return row.outcome
    }
    #expect(try reason([]) == .kept(.noEvidence))
    #expect(try reason([line("DE", "free", "EUR", 0, "9")]) == .kept(.noEvidence))
    #expect(try reason(lines(9, "DE", "free", "USD", 1_000, "9")) == .kept(.otherCurrency))
    #expect(try reason(lines(3, "DE", "free", "EUR", 333, "1")) == .kept(.tooFewUnits))
    #expect(try reason(lines(4, "DE", "free", "EUR", 250, "1")) == .drafted)
    #expect(try reason(lines(2, "DE", "free", "EUR", 500, "1")) == .kept(.tooFewLines))
    #expect(try reason(lines(2, "DE", "free", "EUR", 500, "1"), .init(minimumLines: 2)) == .drafted)
    #expect(try reason(lines(3, "DE", "free", "EUR", 1, "1"), .init(minimumUnits: 3)) == .drafted)
    #expect(try reason(lines(3, "DE", "free", "EUR", -500, "-1"), .init(minimumUnits: -9_999)) == .kept(.tooFewUnits))
    #expect(try reason(lines(3, "DE", "free", "EUR", 500, "-1")) == .kept(.negativeAmount))
    #expect(try reason(lines(3, "DE", "free", "EUR", 500, "50000000")) == .kept(.notBelievable))
    #expect(try reason(lines(3, "DE", "free", "EUR", 500, "49999999.9")) == .drafted)
  }

  @Test("Only the currency of the present rate counts; the others are listed")
  func currencies() throws {
    let lines = try lines(4, "DE", "free", "EUR", 1_000, "2") + lines(9, "DE", "free", "USD", 1_000, "5")
    let covered = try row(draft(table(["DE,*,EUR,0.001"]), lines), "DE,free")
    #expect(covered.quote == .init(currency: Currency("EUR")!, rate: try Rate("0.002")))
    #expect(covered.otherCurrencies.map(\.currency.code) == ["USD"])
    #expect(covered.otherCurrencies[0].units == 9_000)
    // Without a present rate it is the currency of the most units.
    let uncovered = try row(draft(nil, lines), "DE,free")
    #expect(uncovered.quote == .init(currency: Currency("USD")!, rate: try Rate("0.005")))
    #expect(uncovered.otherCurrencies.map(\.currency.code) == ["EUR"])
    let even = try row(draft(nil, lines + self.lines(5, "DE", "free", "EUR", 1_000, "2")), "DE,free")
    #expect(even.quote?.currency.code == "EUR")
  }

  @Test("A market under a more general row gets a row of its own, if there is evidence")
  func newRows() throws {
    let present = try table(["DE,*,EUR,0.001", "*,*,USD,0.005"])
    let draft = try draft(
      present,
      lines(3, "DE", "free", "EUR", 400, "1.2") + lines(3, "DE", "premium", "EUR", 4, "1")
        + lines(3, "FR", "free", "USD", 400, "2.4"))
    #expect(
      draft.rateRows == [
        ["country", "tier", "currency", "rate"], ["DE", "free", "EUR", "0.003000000000"],
        ["DE", "*", "EUR", "0.001000000000"], ["FR", "free", "USD", "0.006000000000"],
        ["*", "*", "USD", "0.005000000000"],
      ])
    let kept = try row(draft, "DE,premium")
    #expect(kept.isNew)
    #expect(kept.quote == nil)
    #expect(kept.present?.rate == (try Rate("0.001")))
    #expect(kept.outcome == .kept(.tooFewUnits))
  }

  @Test("Reports without tiers make the row of all tiers, unless it would hide rows for a tier")
  func withoutTiers() throws {
    let lines = try lines(3, "DE", nil, "EUR", 400, "1.2") + lines(3, "FR", "*", "EUR", 400, "2.4")
    let draft = try draft(table(["DE,premium,EUR,0.009", "DE,*,EUR,0.001", "*,free,EUR,0.002"]), lines)
    #expect(try row(draft, "DE,*").quote?.rate == (try Rate("0.003")))
    #expect(try row(draft, "DE,premium").outcome == .kept(.noEvidence))
    let hiding = try row(draft, "FR,*")
    #expect(hiding.outcome == .kept(.wouldHideTiers))
    #expect(hiding.quote == nil)
    let free = try self.draft(table(["DE,premium,EUR,0.009", "*,*,EUR,0.002"]), lines)
    #expect(try row(free, "FR,*").quote?.rate == (try Rate("0.006")))
  }

  @Test("A tier is read as a rate table's file reads it", arguments: [" Free ", "FREE", "free\t"])
  func spellings(tier: String) throws {
    #expect(try line("DE", tier, "EUR", 1, "1").tier == "free")
    #expect(try draft(table(["DE,free,EUR,1"]), lines(3, "DE", tier, "EUR", 400, "1.2")).rows.count == 1)
    for none in ["", " ", "*", " * "] { #expect(try line("DE", none, "EUR", 1, "1").tier == nil) }
  }

  @Test("Evidence stands in rows of its own, the other currencies behind")
  func evidence() throws {
    let draft = try draft(
      table(["DE,free,EUR,0.001", "FR,free,EUR,0.001"]),
      lines(4, "DE", "free", "EUR", 1_000, "2") + lines(1, "DE", "free", "USD", 7, "5")
        + [line("DE", "free", "EUR", 0, "-1")])
    #expect(
      draft.evidenceRows.dropFirst() == [
        [
          "DE", "free", "EUR", "drafted", "", "0.001000000000", "0.002000000000", "100.0000", "2026-10", "4", "4000",
          "8.000000000000", "1", "-1.000000000000",
        ],
        [
          "DE", "free", "USD", "other_currency", "", "", "", "", "2026-10", "1", "7", "5.000000000000", "0",
          "0.000000000000",
        ],
        [
          "FR", "free", "EUR", "kept", "no_evidence", "0.001000000000", "", "", "", "0", "0", "0.000000000000", "0",
          "0.000000000000",
        ],
      ])
    #expect(Set(draft.evidenceRows.map(\.count)) == [14])
  }

  @Test("A draft without any rate is no table")
  func nothing() throws {
    #expect(try draft(nil, lines(1, "DE", "free", "EUR", 1, "1")).table(effective: Day("2026-12-01")!) == nil)
    #expect(throws: ReconciliationError.self) {
      try draft(
        nil,
        (0..<9).map { _ in
          .init(
            period: Self.october, country: Country("DE")!, tier: nil, currency: Currency("EUR")!, units: 1,
            amount: Amount(pico: .max / 2))
        })
    }
  }

  @Test("A seeded draft covers the present table, reads back, and does not depend on order", arguments: UInt64(1)...100)
  func seeded(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    let countries: [String?] = ["DE", "FR", "US", nil]
    let tiers: [String?] = ["free", "premium", "a \"b\",\n\u{301}c", "ünder", nil]
    let currencies = ["EUR", "USD"].map { Currency($0)! }
    var quotes: [RateTable.Scope: RateTable.Quote] = [:]
    for country in countries {
      for tier in tiers where generator.oneIn(2) {
        quotes[.init(country: country.map { Country($0)! }, tier: tier)] = .init(
          currency: currencies.randomElement(using: &generator)!,
          rate: Rate(pico: .random(in: 0...9_000_000_000, using: &generator)))
      }
    }
    let day = Day("2026-01-01")!
    let present = quotes.isEmpty ? nil : RateTable(platform: "spotify", effective: day, version: 1, quotes: quotes)
    let lines = (0..<200).map { _ in
      CalibrationLine(
        period: Self.october.advanced(by: .random(in: -2...2, using: &generator)),
        country: Country(countries.dropLast().randomElement(using: &generator)!!)!,
        tier: tiers.randomElement(using: &generator)!, currency: currencies.randomElement(using: &generator)!,
        units: generator.oneIn(6) ? 0 : .random(in: -50...500, using: &generator),
        amount: Amount(pico: .random(in: -1_000_000_000_000...2_000_000_000_000, using: &generator)))
    }
    let draft = try draft(present, lines)
    #expect(try self.draft(present, lines.shuffled(using: &generator)) == draft)
    let drafted = try #require(draft.table(effective: day.advanced(by: 300), version: 2))
    #expect(try RateTableFile.parse(path: drafted.path, bytes: Array(draft.rateFile.utf8)) == drafted)
    #expect(draft.rateRows.count == drafted.quotes.count + 1)
    #expect(Set(quotes.keys).isSubset(of: drafted.quotes.keys))
    #expect(drafted.quotes.values.allSatisfy { $0.rate.pico >= 0 })
    // Worked out once more, from the lines alone.
    for (scope, quote) in drafted.quotes {
      let own = lines.filter {
        $0.country == scope.country && $0.tier == scope.tier && $0.currency == quote.currency && $0.units != 0
      }
      let units = own.reduce(Int128(0)) { $0 + Int128($1.units) }
      let amount = own.reduce(Int128(0)) { $0 + $1.amount.pico }
      let isHidden =
        quotes[scope] == nil && scope.tier == nil && quotes.keys.contains { $0.country == nil && $0.tier != nil }
      if units >= 1_000, own.count >= 3, amount >= 0, !isHidden {
        let rate = PaperFraction(PaperNumber(amount), over: PaperNumber(units)).halfEven
        #expect(PaperNumber(quote.rate.pico) == rate, "\(scope)")
      } else {
        #expect(quote == quotes[scope], "\(scope)")
      }
      if let present = quotes[scope] { #expect(present.currency == quote.currency) }
    }
    // No play that had a rate loses it, nor changes its currency.
    for country in ["DE", "FR", "US", "JP"] {
      for tier in ["free", "premium", "ünder", "student"] {
        if let before = present?.quote(country: Country(country)!, tier: tier) {
          #expect(drafted.quote(country: Country(country)!, tier: tier)?.currency == before.currency)
        }
      }
    }
  }
}
