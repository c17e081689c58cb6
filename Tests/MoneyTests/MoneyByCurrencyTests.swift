import Money
import Seeded
import Testing

@Suite("Money of several currencies")
struct MoneyByCurrencyTests {
  private let eur = Currency("EUR")!
  private let usd = Currency("USD")!
  private let jpy = Currency("JPY")!

  @Test("Amounts never cross from one currency into another")
  func apart() throws {
    var money = MoneyByCurrency()
    money.add(try Amount("1.5"), eur)
    money.add(try Amount("2"), usd)
    money.add(try Amount("0.25"), eur)
    #expect(money[eur] == (try Amount("1.75")))
    #expect(money[usd] == (try Amount("2")))
    #expect(money[jpy] == .zero)
    #expect(money.amounts.count == 2)
  }

  @Test("Adding two sums adds each currency on its own", arguments: UInt64(1)...5)
  func sums(seed: UInt64) {
    var generator = Seeded(seed: seed)
    let currencies = [eur, usd, jpy]
    var model: [Currency: Int128] = [:]
    var parts: [MoneyByCurrency] = []
    for _ in 0..<20 {
      var part = MoneyByCurrency()
      for _ in 0..<10 {
        let currency = currencies.randomElement(using: &generator)!
        let pico = Int128(Int64.random(in: .min ... .max, using: &generator))
        part.add(Amount(pico: pico), currency)
        model[currency, default: 0] += pico
      }
      parts.append(part)
    }
    var whole = MoneyByCurrency()
    for part in parts.shuffled(using: &generator) { whole += part }
    #expect(whole.amounts.mapValues(\.pico) == model)
  }

  @Test("They are listed in the order of their codes")
  func sorted() {
    var money = MoneyByCurrency()
    for currency in [usd, jpy, eur] { money.add(Amount(pico: 1), currency) }
    #expect(money.sorted.map(\.currency.code) == ["EUR", "JPY", "USD"])
  }
}
