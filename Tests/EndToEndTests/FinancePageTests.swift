import Answers
import Foundation
import Plays
import Posting
import TestSupport
import Testing

/// The books on the finance page, in a real browser.
@Suite("The page of finance", .serialized)
struct FinancePageTests {
  private static func record(_ number: Int, by run: ReconciliationStand) async throws {
    let entries =
      #"[{"account":"fee:distribution","currency":"USD","amount":"0.000000000001"},{"account":"payee:art-000:payable","currency":"USD","amount":"-0.000000000001"}]"#
    let made = try await run.finance.get(
      "/v1/ledger/transactions", method: "POST",
      body: #"{"date":"\#(Day.today)","reason":"goodwill","reference":"GW-\#(number)","entries":\#(entries)}"#)
    try #require(made.status == 200, "\(made.text)")
  }

  @Test("Older transactions come page by page and stay below newer ones; panels of others' scopes are not there")
  func pages() async throws {
    let run = try await ReconciliationStand()
    defer { run.stop() }
    for number in 1...25 { try await Self.record(number, by: run) }
    let count = Int(try run.count("ledger_transactions"))
    let browser = try await Browser.open("http://127.0.0.1:\(run.port)/finance#token=\(run.finance.token!)")
    defer { browser.close() }
    func shows(_ condition: String) async throws -> Bool {
      try await eventually { try await browser.evaluate(condition) == "true" }
    }
    let items = "document.querySelectorAll('#transactions li').length"
    #expect(try await shows("\(items) === 20"))
    for _ in 0...count / 20 {
      try await browser.evaluate(
        "[...document.querySelectorAll('.latest .more')].find((b) => !b.hidden && !b.disabled)?.click()")
      #expect(try await shows("document.querySelector('.latest .more[disabled]') === null"))
    }
    #expect(try await shows("\(items) === \(count) && !document.querySelector('.latest .more:not([hidden])')"))

    // A newer one comes by itself, on top; nothing below it goes away or stands twice.
    try await Self.record(26, by: run)
    #expect(try await shows("\(items) === \(count + 1)"))
    #expect(
      try await browser.evaluate(
        "new Set([...document.querySelectorAll('#transactions li')].map((li) => li.innerText)).size")
        == "\(count + 1)")

    try await browser.evaluate("document.querySelector('#transactions button').click()")
    #expect(try await shows("document.querySelectorAll('#transaction-entries tbody tr').length === 2"))
    let exact =
      "[...document.querySelectorAll('#transaction-entries [data-exact]')].map((td) => td.dataset.exact).join()"
    #expect(try await browser.evaluate(exact) == "0.000000000001,-0.000000000001")
    try await browser.evaluate("document.querySelector('#transaction-entries .account-code').click()")
    #expect(try await shows("document.querySelectorAll('#account-entries tbody tr').length >= 26"))

    // The token may read neither the audit log nor the status.
    for panel in ["audit", "health"] {
      #expect(try await browser.evaluate("document.querySelector('#panel-\(panel)').hidden") == "true", "\(panel)")
    }
    let errors = "[...document.querySelectorAll('.panel-error:not([hidden])')].map((p) => p.innerText).join()"
    #expect(try await browser.evaluate(errors) == "")
  }

  @Test("Statements that a sender did not send are seen first, month by month")
  func calendars() async throws {
    let run = try await ReconciliationStand()
    defer { run.stop() }
    let header =
      "Reporting Period,Sales Period,Track Title,Track Artists,Track ID,ISRC,Album Title,UPC Code,Release Date,Royalty Type,"
      + "Store Name,Sales Region,Sales Type,Sales Sub Type,Units of Sold,Gross revenue,Artist Share,Final Royalty,Currency,Payee\n"
    for month in ["2025_07", "2025_09"] {
      let name = "file=SoundOn_royalty_monthly_statement_\(month)_My%20Royalty.csv"
      let taken = try await run.upload(Data(header.utf8), name)
      try #require(taken.status == 200, "\(taken.text)")
    }
    let browser = try await Browser.open("http://127.0.0.1:\(run.port)/finance#token=\(run.finance.token!)")
    defer { browser.close() }
    func shows(_ condition: String) async throws -> Bool {
      try await eventually { try await browser.evaluate(condition) == "true" }
    }
    let states =
      "[...document.querySelectorAll('[data-account=soundon] .months li')].map((li) => li.dataset.state).slice(0, 3)"
    #expect(try await shows("\(states).join() === 'empty,missing,empty'"))
    let gaps = try await browser.evaluate("document.querySelector('[data-account=soundon] .calendar-gaps').innerText")
    #expect(gaps.contains("Aug 2025: missing"), "\(gaps)")
  }
}
