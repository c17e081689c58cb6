import Foundation
import Postgres
import TestSupport
import Testing

/// Statements of labels that could be issued and not be had again.
@Suite("A label's statement can be had for ever")
struct LabelDocumentsTests {
  private static let label = "lab-free"

  /// A label with a track that earns, and one of which the label's statement in US dollars has no line.
  private func world(_ other: Other) async throws -> (run: CaseWorld, folder: TemporaryFolder) {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    try folder.write(
      "catalog.csv",
      """
      isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids
      QZTST2600011,First,art-ines,Ines,011000003076,First,\(Self.label),Free,
      QZTST2600012,Other,art-ines,Ines,011000004073,Other,\(Self.label),Free,

      """)
    try await run.tool.run("import", "catalog", "\(folder.path)/catalog.csv")
    for number in 1...(other == .isUnrated ? 2 : 1) {
      try folder.write(
        "K-F\(number).yaml",
        """
        contract: K-F\(number)
        currency: USD
        effective_from: '2025-01-01'
        covers:
          track: QZTST260001\(number)
        fee_percent: '20'
        shares:
        - payee: '@artist'
          percent: '100'

        """)
      try await run.tool.run("import", "contracts", "\(folder.path)/K-F\(number).yaml")
    }
    try folder.write("rates/tidal/2025-01-01.csv", "country,tier,currency,rate\nUS,*,USD,0.01\n")
    try await run.tool.run("rates", "publish", "\(folder.path)/rates")
    func play(_ track: Int, _ platform: String, _ country: String) -> String {
      #"{"isrc":"QZTST260001\#(track)","played_at":"2026-10-05T12:00:00Z","platform":"\#(platform)","#
        + #""country":"\#(country)","plays":1000}"# + "\n"
    }
    let second = other == .isUnrated ? play(2, "tidal", "FR") : play(2, "spotify", "DE")
    try folder.write("plays.ndjson", play(1, "spotify", "US") + second)
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("ledger", "close", "2026-10", "--reason", "a test")
    return (run, folder)
  }

  enum Other: CaseIterable {
    case isUnrated, hasNoContractAndAnotherCurrency
  }

  @Test("What is issued is what is exported, and what the books say again; verify proves it", arguments: Other.allCases)
  func exported(other: Other) async throws {
    let (run, folder) = try await world(other)
    try await run.tool.run(
      "statements", "generate", "--period", "2026-10", "--label", Self.label, "--to", "\(folder.path)/out")
    let id = try run.db.query("SELECT statement_id FROM statements WHERE currency = 'USD'")[0].int(0)
    for format in ["json", "xlsx"] {
      try await run.tool.run("statements", "export", "\(id)", "--to", "\(folder.path)/again.\(format)")
      let again = FileManager.default.contents(atPath: "\(folder.path)/again.\(format)")
      let first = FileManager.default.contents(
        atPath: "\(folder.path)/out/2026-10_label_\(Self.label)_USD_r1_\(id).\(format)")
      #expect(again != nil && again == first)
    }
    #expect(try await run.holds())
    // Also as one that was issued before documents were kept.
    try run.db.forge("DELETE FROM statement_documents; UPDATE statements SET is_kept = false")
    try await run.tool.run("statements", "export", "\(id)", "--to", "\(folder.path)/books.json")
    #expect(
      FileManager.default.contents(atPath: "\(folder.path)/books.json")
        == FileManager.default.contents(atPath: "\(folder.path)/again.json"))
  }

  @Test("One that was issued when the fault was there can be had again once it is revised", arguments: Other.allCases)
  func mended(other: Other) async throws {
    let (run, folder) = try await world(other)
    try await run.tool.run(
      "statements", "generate", "--period", "2026-10", "--label", Self.label, "--to", "\(folder.path)/out")
    let id = try run.db.query("SELECT statement_id FROM statements WHERE currency = 'USD'")[0].int(0)
    // Neither the document nor the names of the other track were kept then.
    try run.db.forge(
      """
      DELETE FROM statement_documents; UPDATE statements SET is_kept = false;
      DELETE FROM statement_names WHERE id IN ('QZTST2600012', '011000004073')
      """)
    let refusal = try await run.tool.refusal("statements", "export", "\(id)", "--to", "\(folder.path)/a.json")
    #expect(refusal.said.contains("no longer comes to its digest") && refusal.said.contains("--revise"))
    try await run.tool.run(
      "statements", "generate", "--period", "2026-10", "--label", Self.label, "--to", "\(folder.path)/revised",
      "--revise",
      "to keep its document")
    #expect(try run.db.query("SELECT count(*) FROM statements WHERE currency = 'USD'")[0].int(0) == 1)
    try await run.tool.run("statements", "export", "\(id)", "--to", "\(folder.path)/a.json")
    #expect(
      FileManager.default.contents(atPath: "\(folder.path)/a.json")
        == FileManager.default.contents(atPath: "\(folder.path)/out/2026-10_label_\(Self.label)_USD_r1_\(id).json"))
  }
}
