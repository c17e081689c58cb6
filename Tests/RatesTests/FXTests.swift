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
    try FXFile(name: "fx.csv", bytes: Array((["period,from,to,rate"] + lines).joined(separator: "\n").utf8)).rates
  }

  private func refusal(_ lines: String...) throws -> InputError {
    let bytes = Array((["period,from,to,rate"] + lines).joined(separator: "\n").utf8)
    return try #require(#expect(throws: InputError.self) { try FXFile(name: "fx.csv", bytes: bytes) })
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
      ("2026-10,EUR,YEN,1", "YEN"), ("2026-10,EUR,EUR,1.5", "one EUR is one EUR"), ("Oct-26,USD,JPY,150.15", "Oct-26"),
      ("2026-10,EUR,JPY,0", "zero"),
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

  private func unusual(_ recorded: [FXRate], _ lines: String...) throws -> String? {
    let file = try FXFile(name: "fx.csv", bytes: Array((["period,from,to,rate"] + lines).joined(separator: "\n").utf8))
    do {
      try UnusualRates(file, recorded: FXBook(recorded)).refuse()
      return nil
    } catch { return error.description }
  }

  @Test("A pair and its inverse that do not come to one are refused with both lines, and with what is on record")
  func contradiction() throws {
    let both = try #require(try unusual([], "2026-10,JPY,USD,150.15", "2026-10,USD,JPY,150.15"))
    #expect(both.contains("(line 2)") && both.contains("(line 3)") && both.contains("--unusual"))
    let one = try #require(try unusual(parse("2026-10,USD,JPY,150.15"), "2026-10,JPY,USD,150.15"))
    #expect(one.contains("(line 2)") && one.contains("USD to JPY at 150.15") && one.contains("(on record)"), "\(one)")
    // Of another month it says nothing, and a tenth is as far as bid and ask lie apart.
    #expect(try unusual(parse("2026-09,USD,JPY,150.15"), "2026-10,JPY,USD,150.15") == nil)
    #expect(try unusual([], "2026-10,USD,EUR,0.8", "2026-10,EUR,USD,1.375") == nil)
    #expect(try unusual([], "2026-10,USD,EUR,0.8", "2026-10,EUR,USD,1.375000000001") != nil)
    #expect(try unusual([], "2026-10,USD,EUR,0.8", "2026-10,EUR,USD,1.125") == nil)
    #expect(try unusual([], "2026-10,USD,EUR,0.8", "2026-10,EUR,USD,1.124999999999") != nil)
  }

  @Test("A correction of both sides in one file is measured by the file")
  func corrected() throws {
    let wrong = try parse("2026-10,USD,JPY,150.15", "2026-10,JPY,USD,150.15")
    #expect(try unusual(wrong, "2026-10,JPY,USD,0.00666") == nil)
  }

  @Test("More than three times the month before, or less than a third of it, is refused")
  func leap() throws {
    let before = try parse("2026-09,EUR,USD,1.2")
    #expect(try unusual(before, "2026-10,EUR,USD,3.6") == nil)
    #expect(try unusual(before, "2026-10,EUR,USD,3.600000000001") != nil)
    #expect(try unusual(before, "2026-10,EUR,USD,0.4") == nil)
    #expect(try unusual(before, "2026-10,EUR,USD,0.399999999999") != nil)
    #expect(try unusual(before, "2026-11,EUR,USD,9") == nil, "October is not known")
  }

  @Test("A currency in itself at one says nothing new")
  func sameCurrency() throws { #expect(try parse("2026-10,EUR,EUR,1.00") == []) }

  @Test("A refusal names file and line once")
  func namedOnce() throws {
    #expect("\(try refusal("2026-10,EUR,JPY,"))".split(separator: "fx.csv").count == 1)
  }
}
