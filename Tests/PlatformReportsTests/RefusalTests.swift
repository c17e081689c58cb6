import PlatformReports
import Plays
import Testing

/// Where the damage is: a row, the column to blame, and words that the reason must have.
struct Refusal: CustomTestStringConvertible, Sendable {
  let row: String
  let column: String?
  let names: String

  init(_ row: String, _ column: String?, _ names: String) {
    self.row = row
    self.column = column
    self.names = names
  }

  var testDescription: String { row.isEmpty ? "(empty)" : row }
}

private let accented = "fami\u{6C}le\u{301}"

@Suite("Refusals say line, column and what to do")
struct RefusalTests {
  @Test(
    "Our own format",
    arguments: [
      Refusal("2026-13,spotify,DE,free,QZLL22600001,1,1,EUR", "period", "not a month such as 2026-10"),
      Refusal("2026-10-01,spotify,DE,free,QZLL22600001,1,1,EUR", "period", "not a month"),
      Refusal(",spotify,DE,free,QZLL22600001,1,1,EUR", "period", "not a month"),
      Refusal("2026-10,,DE,free,QZLL22600001,1,1,EUR", "platform", "no platform"),
      Refusal("2026-10,spo\u{7}tify,DE,free,QZLL22600001,1,1,EUR", "platform", "control character"),
      Refusal("2026-10,deeze\u{301},DE,free,QZLL22600001,1,1,EUR", "platform", "NFC"),
      Refusal("2026-10,spotify,XX,free,QZLL22600001,1,1,EUR", "country", "ISO 3166-1"),
      Refusal("2026-10,spotify,Atlantis,free,QZLL22600001,1,1,EUR", "country", "\"Atlantis\""),
      Refusal("2026-10,spotify,,free,QZLL22600001,1,1,EUR", "country", "ZZ where it is unknown"),
      Refusal("2026-10,spotify,DE,\(accented),QZLL22600001,1,1,EUR", "tier", "NFC"),
      Refusal("2026-10,spotify,DE,free,QZLL2260001,1,1,EUR", "isrc", "not an ISRC"),
      Refusal("2026-10,spotify,DE,free,,1,1,EUR", "isrc", "neither which recording"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,,1,EUR", "units", "no number of units"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1.5,1,EUR", "units", "whole number"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,12.0,1,EUR", "units", "whole number"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,\"1,200\",1,EUR", "units", "without separators"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,+1,1,EUR", "units", "whole number"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,--1,1,EUR", "units", "whole number"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1e5,1,EUR", "units", "whole number"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1000000000001,1,EUR", "units", "10^12"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,99999999999999999999999,1,EUR", "units", "10^12"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,,EUR", "amount", "no amount"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,\"1,234.56\",EUR", "amount", "thousands"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,1e5,EUR", "amount", "exponents"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,NaN,EUR", "amount", "\"NaN\""),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,+1,EUR", "amount", "plus"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,$1,EUR", "amount", "currency signs"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,.,EUR", "amount", "plain decimal"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,-,EUR", "amount", "plain decimal"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,1.2.3,EUR", "amount", "plain decimal"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,1-,EUR", "amount", "plain decimal"),
      Refusal(
        "2026-10,spotify,DE,free,QZLL22600001,1,0.\(String(repeating: "1", count: 51)),EUR", "amount", "50 decimals"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,1000000000000000,EUR", "amount", "10^15"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,1,EURO", "currency", "ISO 4217"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,1,", "currency", "no currency"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,1", nil, "7 fields, but the header names 8"),
      Refusal("2026-10,spotify,DE,free,QZLL22600001,1,1,EUR,x", nil, "9 fields"),
      Refusal("2026-10,\"spotify,DE,free,QZLL22600001,1,1,EUR", "platform", "was the file cut"),
      Refusal("2026-10,\"spotify\"x,DE,free,QZLL22600001,1,1,EUR", "platform", "closing quote"),
      Refusal("2026-10,spot\0ify,DE,free,QZLL22600001,1,1,EUR", "platform", "NUL"),
    ])
  func own(_ refusal: Refusal) throws {
    let good = "2026-10,spotify,DE,free,QZLL22600001,1,1,EUR"
    try check(refusal, PlatformReportsTests.own(good, refusal.row, good), line: 3)
  }

  @Test(
    "DistroKid",
    arguments: [
      Refusal("2026-10-25\tOct 2026\tDeezer\tA\tB\tQZLL22600001\t\t2\t100\tSong\tDE\t0\t0.5", "Sale Month", "2026-10"),
      Refusal("2026-10-25\t2026-09\t\tA\tB\tQZLL22600001\t\t2\t100\tSong\tDE\t0\t0.5", "Store", "no store"),
      Refusal("2026-10-25\t2026-09\t网易云\tA\tB\tQZLL22600001\t\t2\t100\tSong\tDE\t0\t0.5", "Store", "A to Z"),
      Refusal("2026-10-25\t2026-09\tDeezer\tA\tB\tQZ\t\t2\t100\tSong\tDE\t0\t0.5", "ISRC", "not an ISRC"),
      Refusal("2026-10-25\t2026-09\tDeezer\tA\tB\t\t8.59718E+11\t2\t100\tAlbum\tDE\t0\t0.5", "UPC", "check digit"),
      Refusal("2026-10-25\t2026-09\tDeezer\tA\tB\t\t\t2\t100\tAlbum\tDE\t0\t0.5", "ISRC", "neither"),
      Refusal("2026-10-25\t2026-09\tDeezer\tA\tB\tQZLL22600001\t\t9,608\t100\tSong\tDE\t0\t0.5", "Quantity", "9,608"),
      Refusal("2026-10-25\t2026-09\tDeezer\tA\tB\tQZLL22600001\t\t9\t100\tSong\tQQ\t0\t0.5", "Country of Sale", "QQ"),
      Refusal("2026-10-25\t2026-09\tDeezer\tA\tB\tQZLL22600001\t\t9\t100\tSong\tDE\t0\t$0.5", "Earnings (USD)", "$0.5"),
      Refusal("2026-10-25\t2026-09\tDeezer\tA\tB\tQZLL22600001\t\t9\t100\tSong\tDE\t0", nil, "12 fields"),
    ])
  func distroKid(_ refusal: Refusal) throws {
    try check(refusal, PlatformReportsTests.distroKid(refusal.row), line: 2)
  }

  @Test(
    "Apple Music",
    arguments: [
      Refusal("Oz\t1\tF\t1\t.02\t.02\tQZLL21500018\tT\tA\t1\t1\tV\t1\tL\t", "Storefront Name", "\"Oz\""),
      Refusal("AU\t1\tF\t1.5\t.02\t.02\tQZLL21500018\tT\tA\t1\t1\tV\t1\tL\t", "Quantity", "1.5"),
      Refusal("AU\t1\tF\t1\t.02\t\tQZLL21500018\tT\tA\t1\t1\tV\t1\tL\t", "Net Royalty Total", "no amount"),
      Refusal("AU\t1\tF\t1\t.02\t.02\tDEDR\tT\tA\t1\t1\tV\t1\tL\t", "ISRC", "not an ISRC"),
      Refusal("AU\t1\tF\t1\t.02\t.02\tQZLL21500018\tT\tA\t1\t1\tV\t1\tL", nil, "14 fields"),
      Refusal("Total_Rows\t2", "Total_Rows", "its rows come to 1"),
      Refusal("Total_Units\t1", "Total_Units", "its rows come to 2"),
      Refusal("Total_Amount\t.03", "Total_Amount", "come to 0.020000000000"),
      Refusal("Total_Rows\tone", "Total_Rows", "whole number"),
      Refusal("Total_Rows", "Total_Rows", "the total is missing"),
    ])
  func apple(_ refusal: Refusal) throws {
    let good = "AU\t1\tF\t2\t.01\t.02\tQZLL21500018\tT\tA\t1\t1\tV\t1\tL\t"
    try check(refusal, PlatformReportsTests.apple(good, refusal.row), line: 7)
  }

  @Test(
    "Apple Music's lines above the header",
    arguments: [
      ("Start Date\t13/01/2017", 1, "Start Date", "M is the month"),
      ("End Date\t09/04/2017", 2, "End Date", "end after it begins"),
      ("End Date\t12/31/2017", 2, "End Date", "45 days"),
      ("Report Type\t", 3, "Report Type", "not the name of a service"),
      ("Currency\tAU$", 4, "Currency", "ISO 4217"),
      ("Money\tAUD", 4, nil, "expected \"Currency\""), ("Currency\tAUD\tEUR", 4, "Currency", "one value"),
    ] as [(String, Int, String?, String)])
  func preamble(line: String, number: Int, column: String?, names: String) throws {
    var lines = applePreamble.split(separator: "\n").map(String.init)
    lines[number - 1] = line
    let text = (lines + [appleHeader, "AU\t1\tF\t2\t.01\t.02\tQZLL21500018\tT\tA\t1\t1\tV\t1\tL\t"]).joined(
      separator: "\n")
    try check(Refusal("", column, names), text, line: number)
  }

  @Test("A header is refused for what is missing, doubled or unknown")
  func headers() throws {
    let row = "\n2026-10,spotify,DE,free,QZLL22600001,1,1,EUR\n"
    try check(
      Refusal("", "currency", "missing"), ownHeader.replacing(",currency", with: "") + row, line: 1)
    try check(Refusal("", "isrc", "twice"), ownHeader.replacing("tier", with: "isrc") + row, line: 1)
    try check(Refusal("", "note", "unknown column"), ownHeader + ",note" + row, line: 1)
    try check(
      Refusal("", "Earnings (USD)", "missing"), distroKidHeader.replacing("USD", with: "EUR") + "\n", line: 1)
    try check(
      Refusal("", "Net Royalty Total", "missing"),
      applePreamble + "\n" + appleHeader.replacing("\tNet Royalty Total", with: "") + "\n", line: 5)
  }

  func check(_ expected: Refusal, _ text: String, line: Int) throws {
    let error = try refusal(text)
    #expect(error.line == line, "\(error)")
    #expect(error.column == expected.column, "\(error)")
    #expect(error.reason.contains(expected.names), "\(error)")
    #expect(!error.description.unicodeScalars.contains { $0.value < 0x20 })
  }
}
