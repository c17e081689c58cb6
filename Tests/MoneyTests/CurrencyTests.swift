import Money
import Testing

@Suite("A currency")
struct CurrencyTests {
  @Test(
    "The minor unit is that of ISO 4217",
    arguments: [
      ("EUR", 2), ("USD", 2), ("GBP", 2), ("CHF", 2), ("JPY", 0), ("KRW", 0), ("ISK", 0), ("CLP", 0), ("VND", 0),
      ("XOF", 0), ("KWD", 3), ("BHD", 3), ("TND", 3), ("OMR", 3), ("JOD", 3), ("IQD", 3), ("LYD", 3), ("MRU", 2),
      ("MGA", 2), ("HUF", 2), ("IDR", 2),
    ])
  func minorUnits(code: String, decimals: Int) throws {
    #expect(try #require(Currency(code)).minorUnitDecimals == decimals)
  }

  @Test("A code is read without regard to case", arguments: ["eur", "Eur", "EUR"])
  func caseless(text: String) throws {
    let currency = try #require(Currency(text))
    #expect(currency.code == "EUR")
    #expect(currency.description == "EUR")
    #expect(currency == Currency("EUR"))
  }

  @Test(
    "What ISO 4217 has none of is no currency",
    arguments: ["", "EU", "EURO", "XXX", "XTS", "XAU", "DEM", "BTC", "ABC", "US$", " EUR", "EUR ", "€", "840"])
  func unknown(text: String) {
    #expect(Currency(text) == nil)
  }

  @Test("Only ASCII letters make a code", arguments: ["uſd", "ıdr", "ßp", "ﬀ"])
  func lookalikes(text: String) {
    #expect(Currency(text) == nil)
  }

  @Test("Currencies sort by their codes")
  func order() throws {
    #expect(["USD", "EUR", "JPY"].compactMap { Currency($0) }.sorted().map(\.code) == ["EUR", "JPY", "USD"])
  }
}
