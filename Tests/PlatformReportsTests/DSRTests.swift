import Money
import PlatformReports
import Plays
import Testing

@Suite("DDEX flat files")
struct DSRTests {
  private static func file(_ build: (inout DSRText) -> Void) -> DSRText {
    var file = DSRText()
    file.head()
    build(&file)
    return file
  }

  @Test("A sale has its market from its summary, and its sender from the head")
  func sale() throws {
    let text = Self.file {
      $0.summary("7", territory: "UK", service: "Family", usages: "100", returns: "1", revenue: "0.000000000001")
      $0.sale(
        "7", isrc: "ISRC::qz-ll2-26-00001", icpn: "0036000291452", id: "Spotify::6rqh|x", date: "2026-10-05",
        total: "100.0", returns: "1", net: "99", accounting: "0.000000000001")
    }.text()
    let (rows, summary) = try read(text)
    let row = try #require(rows.first)
    #expect(row.line == 3)
    #expect("\(row.period)" == "2026-10")
    #expect(row.days == nil)
    #expect(row.platform == "spotify")
    #expect(row.country == Country("GB"))
    #expect(row.tier == "family")
    #expect(row.isrc == ISRC("QZLL22600001"))
    #expect(row.upc == GTIN("036000291452"))
    #expect(row.externalID == "spotify:6rqh")
    #expect(row.units == 99)
    #expect(row.amount.pico == 1)
    #expect(row.currency == Currency("EUR"))
    #expect(!row.isAdjustment)
    #expect(summary.sender == "PADPIDA2014122301Q")
    #expect(summary.messageID == "MSG-1")
    #expect(summary.days == Day("2026-10-01")!...Day("2026-10-31")!)
    #expect(summary.lines == 4)
    #expect(
      summary.controlTotals.map(\.name) == [
        "SRFO NumberOfLinesInReport", "SRFO NumberOfSummaryRecords", "SR08 NetUsage = TotalUsages - Returns",
        "SY10 usages", "SY10 revenue",
      ])
  }

  @Test("Records of a deal are counted and not read, wherever a sale or a summary may stand, and nowhere else")
  func deals() throws {
    let text = Self.file {
      $0.summary("1")
      $0.lines.append("DE01.02\tD1\tsome\tterms")
      $0.sale("1")
      $0.lines.append("DE07\tD1")
    }.text()
    let (rows, summary) = try read(text)
    #expect(rows.count == 1 && summary.dealRecords == 2 && summary.lines == 6)
    for wrong in ["DE01\tD1\n" + text, text + "DE01\tD1\n"] {
      #expect(throws: ReportError.self) { try read(wrong) }
    }
    #expect(throws: ReportError.self) { try read(text.replacing("DE07", with: "DEAL")) }
  }

  @Test("A summary keeps what no sale has: the final total, fees, deductions, the exchange rate")
  func stated() throws {
    var file = Self.file { $0.summary("1", revenue: "4") }
    var cells = file.lines[1].split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    for (place, value) in [
      (22, "1.08423333333333"), (23, "ECB"), (24, "2026-11-02"), (29, "Tax"), (30, "7"), (31, "0.5"),
      (41, "MinimumGuarantee"),
      (42, "9"), (43, "1.5"), (44, "11"), (45, "5.000000000001"),
    ] { cells[place] = value }
    file.lines[1] = cells.joined(separator: "\t")
    file.summary("2", territory: "FR")
    file.sale("1", accounting: "4")
    let totals = try read(file.text()).1.statedTotals
    let total = try #require(totals.first)
    #expect(totals.map(\.isTelling) == [true, false])
    #expect(total.rows.description == "4.000000000000" && total.currency == Currency("EUR"))
    #expect(
      total.finalTotal?.description == "5.000000000001" && total.usageIndependentFee?.description == "1.500000000000")
    #expect(total.deductions?.description == "0.500000000000" && total.deductionType == "Tax")
    #expect(total.exchangeRate == "1.08423333333333" && total.exchangeRateDate == "2026-11-02")
    #expect("\(try #require(total.period))" == "2026-10" && total.country == Country("DE"))
    for (place, value) in [(45, "1e5"), (31, "x"), (22, "1,08"), (41, String(repeating: "x", count: 300))] {
      var damaged = file
      var cells = cells
      cells[place] = value
      damaged.lines[1] = cells.joined(separator: "\t")
      #expect(throws: ReportError.self, "\(value)") { try read(damaged.text()) }
    }
  }

  @Test("Comments and empty records are lines, too; summaries without sales declare their country")
  func lines() throws {
    let text = Self.file {
      $0.lines.insert("#HEAD\tsome words", at: 0)
      $0.lines.append("\t\t")
      $0.summary("1", territory: "DE")
      $0.summary("2", territory: "Worldwide")
      $0.summary("3", territory: "2136")
      $0.summary("4", territory: "FR", usages: "0", revenue: "0")
      $0.lines.append("")
      $0.sale("1")
      $0.sale("2", isrc: "", icpn: "036000291452")
    }.text()
    let (rows, summary) = try read(text)
    #expect(rows.map { "\($0.country)" } == ["DE", "WW"])
    #expect(rows[1].isrc == nil)
    #expect(summary.declaredCountries == [Country("FR")!])
    #expect(summary.lines == 11)
  }

  @Test("A report that says nothing was sold is one")
  func nothing() throws {
    let summary = try read(Self.file { $0.summary("1", territory: "DE", usages: "0", revenue: "0") }.text()).summary
    #expect(summary.rows == 0)
    #expect(summary.declaredCountries == [Country("DE")!])
  }

  @Test("Types may stand without a version, and a comment may say where their cells are")
  func versions() throws {
    let plain = Self.file {
      $0.summary("1", type: "SY10")
      $0.sale("1", type: "SR08")
    }
    #expect(try read(plain.text()).rows.count == 1)
    let moved = Self.file {
      $0.lines.append("#SY10.09\tTerritory\tSummaryRecordId\tCurrencyOfAccounting\tDistributionChannel")
      $0.lines.append("#SR08.09\tSummaryRecordId\tISRC\tUsages\tNetUsage\tAllocatedNetRevenueInCurrencyOfAccounting")
      $0.lines.append("SY10.09\tDE\t1\tUSD\tDeezer")
      $0.lines.append("SR08.09\t1\tQZLL22600001\t5\t5\t.25")
      $0.summaries = 1
    }
    let row = try #require(try read(moved.text()).rows.first)
    #expect(row.units == 5)
    #expect(row.amount == (try Amount("0.25")))
    #expect(row.platform == "deezer")
    var unknown = moved
    unknown.lines.remove(at: 2)
    let error = try refusal(unknown.text())
    #expect(error.line == 4)
    #expect(error.reason.contains("known are SR08, SR08.01."))
  }

  @Test("The month is the sale's, the summary's or the file's, fiscal or not")
  func periods() throws {
    var file = DSRText()
    file.head(days: ("2026-09-27", "2026-10-31"))
    file.summary("file")
    file.summary("own", days: ("2026-08-30", "2026-09-26"))
    file.summary("month", days: ("2026-07", "2026-07"))
    file.sale("file")
    file.sale("own")
    file.sale("month")
    file.sale("own", date: "2026-08-31")
    let rows = try read(file.text()).rows
    #expect(rows.map { "\($0.period)" } == ["2026-10", "2026-09", "2026-07", "2026-08"])
    #expect(rows[0].days == Day("2026-09-27")!...Day("2026-10-31")!)
    #expect(rows[1].days == Day("2026-08-30")!...Day("2026-09-26")!)
    #expect(rows[2].days == nil)
    #expect(rows[3].days == nil)
  }

  @Test("Money is that of accounting; that of the transaction only where there is no other")
  func currencies() throws {
    let text = Self.file {
      $0.summary("both", accounting: "USD", transaction: "JPY")
      $0.summary("one", accounting: "", transaction: "JPY")
      $0.summary("same", accounting: "EUR", transaction: "EUR")
      $0.sale("both", accounting: "1.5", transaction: "200")
      $0.sale("one", accounting: "", transaction: "200")
      $0.sale("same", accounting: "", transaction: "3")
    }.text()
    let totals = try read(text).summary.totals.sorted.map { "\($0.currency) \($0.amount)" }
    #expect(totals == ["EUR 3.000000000000", "JPY 200.000000000000", "USD 1.500000000000"])
  }

  @Test("Units may be gone and money stay: an adjustment")
  func adjustment() throws {
    let (rows, summary) = try read(
      Self.file {
        $0.summary("1")
        $0.sale("1", total: "3", returns: "3", net: "0", accounting: "-0.5")
      }.text())
    #expect(rows[0].isAdjustment)
    #expect(summary.adjustments == 1)
  }
}
