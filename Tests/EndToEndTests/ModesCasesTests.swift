import Foundation
import Postgres
import TestSupport
import Testing

/// Modes of exploitation in statements: what a report tells of how plays became money.
///
/// By hand: in the United States the report pays 1.00 for 10 downloads and 2.00 for 900 streams, of which it tells no more; in
/// Germany 200 plays are estimated at 1.00 EUR, 1.10 USD. The contract takes 20 % and halves the rest: of the downloads 0.40 each,
/// of the others (2.00 + 1.10) x 0.8 / 2 = 1.24.
@Suite("Modes of exploitation")
struct ModesCasesTests {
  private static let header =
    "Reporting Period,Label,Release Name,Release Version,Release Artists,UPC Code,Catalogue,Track Title,Mix Version,ISRC Code,"
    + "Track Artists,Digital Service Provider,Activity Period,Territory,Delivery,Content Type,Sale or Void,Count,Royalty ($US)\n"

  private func row(_ delivery: String, _ count: Int, _ amount: String) -> String {
    "NOV-26,L,R,,A,N/A,,Slow Tide,,QZTST2600001,Mira Vole,Spotify,October 2026,United States,\(delivery),Music,Sale,\(count),"
      + "\(amount)\n"
  }

  private func play(_ country: String, _ plays: Int) -> String {
    #"{"isrc":"QZTST2600001","played_at":"2026-10-05T12:00:00Z","platform":"spotify","country":"\#(country)","plays":\#(plays)}"#
      + "\n"
  }

  private func amount(_ text: String) -> String { "\(text)0000000000" }

  @Test("Statements have them on a sheet that comes to all lines, as reports tell them; others have no such sheet")
  func statements() async throws {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    try folder.write("plays.ndjson", play("US", 1_000) + play("DE", 200))
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
    try await run.tool.run("ledger", "post")
    try folder.write("symphonic.csv", Self.header + row("Download", 10, "1.00") + row("Streaming", 900, "2.00"))
    try await run.tool.run("reconcile", "import", "\(folder.path)/symphonic.csv", "--reason", "a test")
    let lines = try await run.tool.json("reconcile", "lines", "1")
    let line = try #require((lines["lines"] as? [[String: Any]])?.first?["line"] as? Int)
    let sources = try await run.tool.json("reconcile", "line", "1", "\(line)")["rows"] as? [[String: Any]]
    #expect(sources?.map { $0["monetisation"] as? String } == ["download", "not_told"])
    #expect(sources?.map { $0["statement"] as? String } == ["2026-11", "2026-11"])
    try await run.tool.run("reconcile", "accept", "1")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("ledger", "close", "2026-10")
    let out = "\(folder.path)/out"
    try await run.tool.run("statements", "generate", "--period", "2026-10", "--to", out)
    try await run.tool.run("statements", "generate", "--period", "2026-10", "--labels", "--to", out)
    let rows = try run.db.query("SELECT statement_id, kind, payee FROM statements ORDER BY 1")
    #expect(rows.count == 3)
    for issued in rows {
      let (id, isLabel, payee) = (issued.int(0), issued.text(1) == "label", issued.text(2))
      let path = "\(out)/2026-10_\(isLabel ? "label_" : "")\(payee)_USD_r1_\(id)"
      let schema = "\(Project.root)/Reports/\(isLabel ? "label-" : "")statement.schema.json"
      #expect(try SchemaValidation.problems(schema, ["\(path).json"]) == [])
      let document =
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(path).json"))) as! [String: Any]
      let statement = try #require(document["statement"] as? [String: Any])
      let modes = try #require(statement["modes"] as? [[String: Any]])
      let words = modes.map { mode in
        ["earned_in", "platform", "monetisation", "origin", "units", "gross", "fee", "net", "royalty"].map {
          "\(mode[$0]!)"
        }
      }
      #expect(
        words == [
          ["2026-10", "spotify", "download", "not_told", "10"] + ["1.00", "0.20", "0.80", "0.40"].map(amount),
          ["2026-10", "spotify", "not_told", "not_told", "1100"] + ["3.10", "0.62", "2.48", "1.24"].map(amount),
        ])
      let checks = try #require(statement["checks"] as? [[String: Any]])
      #expect(checks.last?["check"] as? String == "Modes come to all lines")
      #expect(checks.allSatisfy { $0["ok"] as? Bool == true }, "\(checks)")
      let workbook = try Spreadsheet("\(path).xlsx")
      let sheet = try #require(workbook.sheets["Modes of exploitation"])
      #expect(sheet[0].prefix(4) == ["Earned in", "Platform", "Monetisation", "Origin"])
      #expect(workbook.names.firstIndex(of: "Modes of exploitation")! + 1 == workbook.names.firstIndex(of: "FX"))
    }
    #expect(try await run.holds())
  }
}
