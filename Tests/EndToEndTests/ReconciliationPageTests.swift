import Foundation
import TestSupport
import Testing

/// Reconciliation on the finance page, in a real browser.
@Suite("The page of reconciliation", .serialized)
struct ReconciliationPageTests {
  /// Chooses a file as a person does in the browser's dialog.
  private static func choose(_ name: String, _ content: String) throws -> String {
    let text = String(decoding: try JSONEncoder().encode([name, content]), as: UTF8.self)
    return """
      (() => { const [name, content] = \(text), files = new DataTransfer(), input = document.querySelector('.upload input');
        files.items.add(new File([content], name)); input.files = files.files; input.dispatchEvent(new Event('change')); })()
      """
  }

  private static func drop(_ name: String, _ content: String) throws -> String {
    let text = String(decoding: try JSONEncoder().encode([name, content]), as: UTF8.self)
    return """
      (() => { const [name, content] = \(text), dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content], name));
        document.querySelector('#panel-reconciliation').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
      })()
      """
  }

  @Test("A report is uploaded, looked into down to the row, rejected and accepted")
  func page() async throws {
    let run = try await ReconciliationStand()
    defer { run.stop() }
    let browser = try await Browser.open("http://127.0.0.1:\(run.port)/finance#token=\(run.finance.token!)")
    defer { browser.close() }
    func shows(_ condition: String) async throws -> Bool {
      try await eventually { try await browser.evaluate(condition) == "true" }
    }
    func press(_ text: String) async throws {
      try await browser.evaluate(
        "[...document.querySelectorAll('#reconciliation-dialog button')].find((b) => b.textContent === '\(text)').click()"
      )
    }
    let text = String(decoding: ReconciliationStand.report, as: UTF8.self)
    #expect(try await shows("!document.querySelector('#panel-reconciliation').hidden"))

    try await browser.evaluate(try Self.choose("damaged.csv", text.replacing(",1051,", with: ",1O51,")))
    #expect(try await shows("document.querySelector('.upload').dataset.phase === 'failed'"))
    let refusal = try await browser.evaluate("document.querySelector('.upload [role=alert]').textContent")
    #expect(refusal.contains("line 2") && refusal.contains("1O51"), "\(refusal)")

    // What it is, and why nothing else, stands below; and of a file that is dropped there too, which is not taken by that.
    #expect(try await shows("document.querySelector('.report-check').dataset.phase === 'refused'"))
    let found = "document.querySelector('.report-check .detail').textContent"
    #expect(try await browser.evaluate(found).hasPrefix("It is own, and would not be taken in: line 2"))
    #expect(try await shows("document.querySelectorAll('.report-check tbody tr').length > 20"))
    let stem = try String(contentsOfFile: "\(Project.root)/Tests/Fixtures/formats/stem.csv", encoding: .utf8)
    try await browser.evaluate(try Self.drop("stem.csv", stem))
    #expect(try await shows("\(found).startsWith('It is stem, and would not be taken in')"))
    try await browser.evaluate(try Self.drop("dropped.csv", text))
    #expect(try await shows("document.querySelector('.report-check').dataset.phase === 'recognised'"))
    #expect(try await browser.evaluate("document.querySelectorAll('.report').length") == "0")

    try await browser.evaluate(try Self.choose("spotify <b>.csv", text))
    #expect(try await shows("document.querySelector('.upload').dataset.phase === 'taken'"))
    #expect(try await shows("document.querySelector('.report .verdict')?.dataset.verdict === 'blocked'"))
    #expect(try await browser.evaluate("document.querySelector('.report-file').textContent") == "spotify <b>.csv")

    try await browser.evaluate("document.querySelector('.report-file').click()")
    #expect(try await shows("document.querySelectorAll('#reconciliation-dialog .variances tbody tr').length === 4"))
    try await press("Country")
    #expect(try await shows("document.querySelector('.variances tbody tr[data-key=JP]') !== null"))
    #expect(try await browser.evaluate("document.querySelectorAll('#true-ups tbody tr').length") == "10")
    try await browser.evaluate("document.querySelector('.status-chip[data-status=under]').click()")
    #expect(try await shows("document.querySelectorAll('.report-lines tbody tr').length === 48"))
    try await browser.evaluate("document.querySelector('.report-lines .opener').click()")
    #expect(try await shows("document.querySelectorAll('.day-plays li').length > 0"))
    #expect(try await shows("document.querySelector('#reconciliation-dialog-title').textContent.startsWith('Line ')"))
    try await browser.evaluate("document.querySelector('#reconciliation-dialog table .quiet.inline').click()")
    #expect(try await shows("document.querySelector('#transaction-entries') !== null"))
    for _ in 0..<3 { try await press("‹ Back") }

    func status() -> String { "document.querySelector('#reconciliation-dialog .report-status')?.dataset.status" }
    #expect(try await shows("\(status()) === 'received'"))
    try await press("Reject…")
    #expect(try await shows("document.querySelector('#decision-reason') !== null"))
    try await browser.evaluate("document.querySelector('#decision-reason').value = 'the wrong month'")
    try await press("Reject")
    #expect(try await shows("\(status()) === 'rejected'"))
    try await press("Accept…")
    #expect(try await shows("document.querySelector('.decision') !== null"))
    try await press("Accept")
    #expect(try await shows("\(status()) === 'accepted'"))
    #expect(try await shows("document.querySelector('.report').dataset.status === 'accepted'"))
  }
}
