import Money
import Plays
import Rates
import Refusals
import Testing

@Suite("Exchange rates")
struct FXTests {
  private let october = Period("2026-10")!
  private let eur = Currency("EUR")!
  private let usd = Currency("USD")!
  private let jpy = Currency("JPY")!

  private func parse(_ lines: String...) throws -> [FXRate] {
    try FXRate.parse(file: "fx.csv", bytes: Array((["period,from,to,rate"] + lines).joined(separator: "\n").utf8))
  }

  private func refusal(_ lines: String...) throws -> InputError {
    let bytes = Array((["period,from,to,rate"] + lines).joined(separator: "\n").utf8)
    return try #require(#expect(throws: InputError.self) { try FXRate.parse(file: "fx.csv", bytes: bytes) })
  }

  @Test("A row is read as it is")
  func rows() throws {
    let rates = try parse("2026-10,EUR,USD,1.08345000", "2026-10,jpy,usd,0.006689")
    #expect(
      rates == [
        FXRate(period: october, from: eur, to: usd, rate: try Rate("1.08345")),
        FXRate(period: october, from: jpy, to: usd, rate: try Rate("0.006689")),
      ])
  }

  @Test("Only the direct pair of the period counts: not its inverse, not a chain, not another month")
  func directOnly() throws {
    let book = FXBook(try parse("2026-10,EUR,USD,1.1", "2026-10,USD,JPY,150"))
    #expect(book.rate(october, from: eur, to: usd) == (try Rate("1.1")))
    #expect(book.rate(october, from: usd, to: eur) == nil)
    #expect(book.rate(october, from: eur, to: jpy) == nil)
    #expect(book.rate(Period("2026-11")!, from: eur, to: usd) == nil)
    #expect(book.rate(Period("2026-09")!, from: eur, to: usd) == nil)
  }

  @Test("A currency in itself is one, in any period")
  func itself() throws {
    #expect(FXBook([]).rate(october, from: eur, to: eur) == (try Rate("1")))
  }

  @Test("Of a pair's versions the last counts")
  func lastVersion() throws {
    let book = FXBook(try parse("2026-10,EUR,USD,1.1") + parse("2026-10,EUR,USD,1.3") + parse("2026-10,EUR,USD,1.2"))
    #expect(book.rate(october, from: eur, to: usd) == (try Rate("1.2")))
  }

  @Test(
    "A row that cannot be an exchange rate is refused at its line, saying why",
    arguments: [
      ("2026-13,EUR,JPY,1", "2026-13"), ("2026-10-01,EUR,JPY,1", "2026-10-01"), (",EUR,JPY,1", "period"),
      ("2026-10,XXX,JPY,1", "XXX"),
      ("2026-10,EUR,YEN,1", "YEN"), ("2026-10,EUR,EUR,1", "itself"), ("2026-10,EUR,JPY,0", "zero"),
      ("2026-10,EUR,JPY,-1", "zero"),
      ("2026-10,EUR,JPY,0.0000000000001", "12 decimals"), ("2026-10,EUR,JPY,1e2", "1e2"), ("2026-10,EUR,JPY,", "rate"),
      ("2026-10,EUR,USD,1.2", "line 2"), ("2026-10,eur,usd,1.1", "line 2"), ("2026-10,EUR,JPY", "3 fields"),
    ])
  func refused(row: String, names: String) throws {
    let error = try refusal("2026-10,EUR,USD,1.1", row)
    #expect(error.file == "fx.csv")
    #expect(error.line == 3)
    #expect(error.reason.contains(names))
  }

  @Test("A refusal names file and line once")
  func namedOnce() throws {
    #expect("\(try refusal("2026-10,EUR,JPY,"))".split(separator: "fx.csv").count == 1)
  }
}
