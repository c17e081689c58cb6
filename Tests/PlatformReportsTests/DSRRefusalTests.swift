import PlatformReports
import Testing

@Suite("DDEX flat files that do not hold together")
struct DSRRefusalTests {
  private static func body(_ build: (inout DSRText) -> Void) -> String {
    var file = DSRText()
    file.head()
    build(&file)
    return file.text()
  }

  private static let cases: [(String, Int, String?, String)] = [
    (
      body {
        $0.summary("1", usages: "2")
        $0.sale("1")
      }, 2, "TotalUsages", "its sales come to 1"
    ),
    (
      body {
        $0.summary("1", usages: "1.5")
        $0.sale("1")
      }, 2, "TotalUsages", "whole number"
    ),
    (
      body {
        $0.summary("1", usages: "1", returns: "1")
        $0.sale("1")
      }, 2, "Returns", "come to 0"
    ),
    (
      body {
        $0.summary("1", revenue: "1.000000000001")
        $0.sale("1")
      }, 2,
      "AllocatedNetRevenueInCurrencyOfAccounting", "come to 1.000000000000"
    ),
    (body { $0.summary("1", territory: "DE|AT") }, 2, "Territory", "one summary each"),
    (body { $0.summary("1", territory: "") }, 2, "Territory", "no country"),
    (body { $0.summary("1", accounting: "") }, 2, nil, "CurrencyOfAccounting"),
    (body { $0.summary("") }, 2, nil, "SummaryRecordId"),
    (
      body {
        $0.summary("1")
        $0.summary("1")
      }, 3, "SummaryRecordId", "already"
    ),
    (body { $0.summary("1", days: ("2026-10-31", "2026-10-01")) }, 2, "ReportingPeriodEndDate", "before it begins"),
    (body { $0.summary("1", days: ("10/2026", "")) }, 2, "ReportingPeriodStartDate", "2026-10-31"),
    (body { $0.sale("1") }, 2, "SummaryRecordId", "no summary \"1\""),
    (
      body {
        $0.summary("1")
        $0.sale("1", total: "5", returns: "1", net: "5")
      }, 3, "NetUsage", "less 1 returns are 4"
    ),
    (
      body {
        $0.summary("1")
        $0.sale("1", total: "5.5")
      }, 3, "TotalUsages", "whole number"
    ),
    (
      body {
        $0.summary("1")
        $0.sale("1", accounting: "")
      }, 3, "AllocatedNetRevenueInCurrencyOfAccounting", "EUR"
    ),
    (
      body {
        $0.summary("1")
        $0.sale("1", accounting: "1,5")
      }, 3, "AllocatedNetRevenueInCurrencyOfAccounting", "1,5"
    ),
    (
      body {
        $0.summary("1")
        $0.sale("1", isrc: "")
      }, 3, "ISRC", "neither which recording"
    ),
    (
      body {
        $0.summary("1")
        $0.sale("1", isrc: "QZLL22600001|QZLL22600002")
      }, 3, "ISRC", "not an ISRC"
    ),
    (
      body {
        $0.summary("1")
        $0.sale("1", id: "e\u{301}")
      }, 3, "DspResourceId", "NFC"
    ),
    (
      body {
        $0.summary("1")
        $0.sale("1", date: "yesterday")
      }, 3, "SalesTransactionDate", "not a date"
    ),
    (
      body {
        $0.summary("1", days: ("2026-07-01", "2026-09-30"))
        $0.sale("1")
      }, 3, "SalesTransactionDate",
      "in which month"
    ),
    (body { $0.lines.append("SR09.01\tx") }, 2, nil, "no record of this profile"),
    (body { $0.lines.append("SR08.77\tx") }, 2, nil, "a version of SR08 that is not known"),
    (body { $0.head() }, 2, nil, "a second time"),
    (
      body {
        $0.summary("1")
        $0.sale("1")
        $0.lines[2] += "\tx"
      }, 3, nil, "49 cells"
    ),
    (
      body {
        $0.summary("1")
        $0.lines.append("SR08.01\tT\t")
      }, 3, nil, "SummaryRecordId"
    ),
  ]

  @Test("Refused with line, cell and reason", arguments: cases)
  func refusals(text: String, line: Int, column: String?, names: String) throws {
    let error = try refusal(text)
    #expect(error.line == line, "\(error)")
    #expect(error.column == column, "\(error)")
    #expect(error.reason.contains(names), "\(error)")
  }

  @Test("Every count of the footer is checked")
  func footer() throws {
    var file = DSRText()
    file.head()
    file.summary("1")
    file.sale("1")
    #expect(try read(file.text()).rows.count == 1)
    for (text, column) in [
      (file.text(lineCount: 3), "NumberOfLinesInReport"), (file.text(lineCount: 5), "NumberOfLinesInReport"),
      (file.text(summaryCount: 2), "NumberOfSummaryRecords"), (file.text(summaryCount: 0), "NumberOfSummaryRecords"),
    ] {
      let error = try refusal(text)
      #expect(error.line == 4)
      #expect(error.column == column)
    }
    #expect(try refusal(file.text() + "\n" + file.text()).reason.contains("behind the footer"))
    #expect(try refusal(file.lines.joined(separator: "\n")).reason.contains("SRFO is missing"))
    #expect(try refusal(file.lines.joined(separator: "\n") + "\nSRFO\t4\n").reason.contains("NumberOfSummaryRecords"))
  }

  @Test("Other profiles, several files and a missing head are refused")
  func head() throws {
    for profile in ["BasicAudioProfileSRB", "FinancialReportingToRecordCompaniesProfile", ""] {
      var file = DSRText()
      file.head(profile: profile)
      let error = try refusal(file.text())
      #expect(error.column == "Profile")
      #expect(error.reason.contains("FinancialReportingToRecordCompaniesProfileSRB"))
    }
    var split = DSRText()
    split.head(files: "2")
    #expect(try refusal(split.text()).column == "NumberOfFiles")
    var headless = DSRText()
    headless.lines = ["# a comment"]
    headless.summary("1")
    #expect(try refusal(headless.text()).reason.contains("the first record must be HEAD"))
    var nameless = DSRText()
    nameless.head(sender: "")
    nameless.summary("1")
    #expect(try refusal(nameless.text()).reason.contains("which platform"))
  }
}
