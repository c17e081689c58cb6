import Earnings
import Money
import Plays
import Rates
import Seeded
import Testing

/// Earnings kept the naive way: every addition on a list, worked out again for each question.
private struct Book {
  var plays: [(plays: Int64, period: String, currency: String?, rate: Int128)] = []

  var total: Int64 { plays.reduce(0) { $0 + $1.plays } }
  var unrated: Int64 { plays.filter { $0.currency == nil }.reduce(0) { $0 + $1.plays } }

  func gross(_ currency: String, _ period: String? = nil) -> Int128 {
    plays.filter { $0.currency == currency && (period == nil || $0.period == period) }.reduce(0) {
      $0 + Int128($1.plays) * $1.rate
    }
  }

  func has(_ currency: String, _ period: String) -> Bool {
    plays.contains { $0.currency == currency && $0.period == period }
  }
}

@Suite("Earnings against a model")
struct EarningsModelTests {
  private static let periods = ["2026-09", "2026-10", "2026-11"]
  private static let currencies = ["USD", "EUR", "JPY", "KWD"]

  /// Half-even on numbers small enough for plain division: the even one of two equally near neighbours.
  private func halfEven(_ value: Int128, by divisor: Int128) -> Int128 {
    let below = value / divisor
    let rest = value % divisor
    if rest * 2 == divisor { return below % 2 == 0 ? below : below + 1 }
    return rest * 2 > divisor ? below + 1 : below
  }

  private func filled(_ generator: inout Seeded) -> (Earnings, Book) {
    var earnings = Earnings()
    var book = Book()
    for _ in 0..<Int.random(in: 0...60, using: &generator) {
      let plays = Int64.random(in: 1...1_000_000, using: &generator)
      let period = Self.periods.randomElement(using: &generator)!
      let currency =
        Int.random(in: 0..<5, using: &generator) == 0 ? nil : Self.currencies.randomElement(using: &generator)!
      let rate = Int128.random(in: 0...20_000_000_000, using: &generator)
      earnings.add(
        plays: plays, quote: currency.map { RateTable.Quote(currency: Currency($0)!, rate: Rate(pico: rate)) },
        period: Period(period)!)
      book.plays.append((plays, period, currency, rate))
    }
    return (earnings, book)
  }

  private func expect(_ earnings: Earnings, _ book: Book, _ pairs: [String: Int128], _ fx: FXBook) {
    #expect(earnings.plays == book.total)
    #expect(earnings.unratedPlays == book.unrated)
    for currency in Self.currencies { #expect(earnings.gross[Currency(currency)!].pico == book.gross(currency)) }
    for to in Self.currencies {
      var sum: Int128 = 0
      var missing: Set<String> = []
      for from in Self.currencies {
        for period in Self.periods where book.has(from, period) {
          if from == to {
            sum += book.gross(from, period)
          } else if let rate = pairs["\(period) \(from) \(to)"] {
            sum += halfEven(book.gross(from, period) * rate, by: 1_000_000_000_000)
          } else {
            missing.insert(from)
          }
        }
      }
      let converted = earnings.converted(to: Currency(to)!, fx)
      #expect(converted.amount.pico == sum, "in \(to)")
      #expect(Set(converted.missing.map(\.code)) == missing, "in \(to)")
    }
  }

  private func pairs(_ generator: inout Seeded) -> ([String: Int128], FXBook) {
    var pairs: [String: Int128] = [:]
    var rates: [FXRate] = []
    for period in Self.periods {
      for from in Self.currencies {
        for to in Self.currencies where from != to && Int.random(in: 0..<4, using: &generator) > 0 {
          let rate = Int128.random(in: 1...5_000_000_000_000, using: &generator)
          pairs["\(period) \(from) \(to)"] = rate
          rates.append(
            FXRate(period: Period(period)!, from: Currency(from)!, to: Currency(to)!, rate: Rate(pico: rate)))
        }
      }
    }
    return (pairs, FXBook(rates))
  }

  @Test("Seeded earnings agree with the list", arguments: UInt64(1)...100)
  func againstList(seed: UInt64) {
    var generator = Seeded(seed: seed)
    let (pairs, fx) = pairs(&generator)
    let (earnings, book) = filled(&generator)
    expect(earnings, book, pairs, fx)
  }

  @Test("Adding two earnings is earning both", arguments: UInt64(101)...200)
  func addition(seed: UInt64) {
    var generator = Seeded(seed: seed)
    let (pairs, fx) = pairs(&generator)
    let parts = (0..<4).map { _ in filled(&generator) }
    var sum = Earnings()
    var other = Earnings()
    for (earnings, _) in parts { sum += earnings }
    for (earnings, _) in parts.shuffled(using: &generator) { other += earnings }
    #expect(sum == other)
    expect(sum, Book(plays: parts.flatMap(\.1.plays)), pairs, fx)
  }

  @Test("The order in which plays are added does not matter", arguments: UInt64(201)...210)
  func order(seed: UInt64) {
    var generator = Seeded(seed: seed)
    let (earnings, book) = filled(&generator)
    var other = Earnings()
    for line in book.plays.shuffled(using: &generator) {
      other.add(
        plays: line.plays, quote: line.currency.map { .init(currency: Currency($0)!, rate: Rate(pico: line.rate)) },
        period: Period(line.period)!)
    }
    #expect(other == earnings)
  }
}
