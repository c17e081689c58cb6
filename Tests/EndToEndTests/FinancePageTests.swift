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
}
