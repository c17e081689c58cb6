import Earnings
import Money
import Plays
import Rates
import Testing

@Suite("Earnings")
struct EarningsTests {
  private let us = Market(platform: "spotify", country: Country("US")!, tier: "premium")
  private let de = Market(platform: "spotify", country: Country("DE")!, tier: "premium")
  private let jp = Market(platform: "spotify", country: Country("JP")!, tier: "premium")
  private let usd = Currency("USD")!
  private let eur = Currency("EUR")!
  private let jpy = Currency("JPY")!
  private let october = Day("2026-10-17")!
  private let november = Day("2026-11-02")!

  private func book() throws -> RateBook {
    let rows = "country,tier,currency,rate\nUS,*,USD,0.004\nDE,*,EUR,0.003\n"
    return RateBook([try RateTableFile.parse(path: "spotify/2026-01-01.csv", bytes: Array(rows.utf8))])
  }

  private func fx(_ lines: String...) throws -> FXBook {
    FXBook(
      try FXFile(name: "fx.csv", bytes: Array((["period,from,to,rate"] + lines).joined(separator: "\n").utf8)).rates)
  }

  @Test("Nothing earned is nothing")
  func empty() throws {
    let earnings = Earnings()
    #expect(earnings.plays == 0)
    #expect(earnings.gross.amounts.isEmpty)
    #expect(earnings.converted(to: usd, FXBook([])).amount == .zero)
    #expect(earnings.converted(to: usd, FXBook([])).missing.isEmpty)
  }

  @Test("Gross is plays times rate, each currency on its own")
  func gross() throws {
    let book = try book()
    var earnings = Earnings()
    earnings.add(plays: 1_000, us, on: october, book)
    earnings.add(plays: 500, de, on: october, book)
    earnings.add(plays: 1, us, on: november, book)
    #expect(earnings.plays == 1_501)
    #expect(earnings.unratedPlays == 0)
    #expect(earnings.gross[usd] == (try Amount("4.004")))
    #expect(earnings.gross[eur] == (try Amount("1.5")))
    #expect(earnings.gross.sorted.map(\.currency.code) == ["EUR", "USD"])
  }

  @Test("Unrated plays count as plays and carry no money")
  func unrated() throws {
    let book = try book()
    var earnings = Earnings()
    earnings.add(plays: 7, jp, on: october, book)
    earnings.add(plays: 3, us, on: Day("2025-12-31")!, book)
    #expect(earnings.plays == 10)
    #expect(earnings.unratedPlays == 10)
    #expect(earnings.gross.amounts.isEmpty)
    earnings.add(plays: 1, us, on: october, book)
    #expect(earnings.plays == 11)
    #expect(earnings.unratedPlays == 10)
    #expect(earnings.gross[usd] == (try Amount("0.004")))
  }

  @Test("Each earning period is converted at its own rate")
  func conversion() throws {
    let book = try book()
    var earnings = Earnings()
    earnings.add(plays: 1_000, de, on: october, book)
    earnings.add(plays: 1_000, de, on: november, book)
    earnings.add(plays: 1_000, us, on: november, book)
    let converted = earnings.converted(to: usd, try fx("2026-10,EUR,USD,1.1", "2026-11,EUR,USD,1.2"))
    #expect(converted.currency == usd)
    #expect(converted.amount == (try Amount("10.9")))
    #expect(converted.missing.isEmpty)
  }

  @Test("A period's sum is rounded once, not each of its parts")
  func roundedOnce() throws {
    var earnings = Earnings()
    let quote = RateTable.Quote(currency: eur, rate: Rate(pico: 1))
    for _ in 0..<3 { earnings.add(plays: 1, quote: quote, period: october.period) }
    // Three halves of a pico-unit are two; three times half a one, rounded half-even, would be nothing.
    #expect(earnings.converted(to: usd, try fx("2026-10,EUR,USD,0.5")).amount.pico == 2)
    earnings.add(plays: 1, quote: quote, period: november.period)
    #expect(earnings.converted(to: usd, try fx("2026-10,EUR,USD,0.5", "2026-11,EUR,USD,0.5")).amount.pico == 2)
  }

  @Test("A currency without a direct pair is named, and the rest is converted")
  func missing() throws {
    var earnings = Earnings()
    earnings.add(plays: 1, quote: .init(currency: eur, rate: try Rate("1")), period: october.period)
    earnings.add(plays: 1, quote: .init(currency: jpy, rate: try Rate("100")), period: october.period)
    earnings.add(plays: 1, quote: .init(currency: usd, rate: try Rate("5")), period: october.period)
    let converted = earnings.converted(
      to: usd, try fx("2026-10,EUR,USD,1.1", "2026-10,JPY,EUR,0.006", "2026-10,USD,JPY,150"))
    #expect(converted.amount == (try Amount("6.1")))
    #expect(converted.missing == [jpy])
  }

  @Test("A currency whose pair is missing in one period only is named, and its other period is converted")
  func missingPeriod() throws {
    var earnings = Earnings()
    earnings.add(plays: 1, quote: .init(currency: eur, rate: try Rate("1")), period: october.period)
    earnings.add(plays: 1, quote: .init(currency: eur, rate: try Rate("1")), period: november.period)
    let converted = earnings.converted(to: usd, try fx("2026-10,EUR,USD,1.1"))
    #expect(converted.amount == (try Amount("1.1")))
    #expect(converted.missing == [eur])
  }

  @Test("Earnings of which the money is known already are taken as they are; equal lines add up")
  func known() throws {
    let lines = [(october.period, usd, "1.5"), (october.period, usd, "0.5"), (november.period, eur, "3")]
    let earnings = Earnings(
      plays: 20, unratedPlays: 5,
      gross: try lines.map { (period: $0.0, currency: $0.1, amount: try Amount($0.2)) })
    #expect(earnings.plays == 20)
    #expect(earnings.unratedPlays == 5)
    #expect(earnings.gross[usd] == (try Amount("2")))
    #expect(earnings.converted(to: usd, try fx("2026-11,EUR,USD,2")).amount == (try Amount("8")))
  }
}
