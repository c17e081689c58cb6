import Foundation
import Postgres
import TestSupport
import Testing

/// Advances that were recorded by mistake: in a currency in which nothing is earned, of somebody else, twice.
@Suite("Advances recorded by mistake")
struct AdvanceMistakesTests {
  private static let head = "payee,date,kind,currency,amount,reference\n"
  /// K-1 pays in USD, and covers every track there is.
  private static let rows = """
    art-mira,2026-10-01,advance,JPY,1000,ADV-JPY
    art-mira,2026-10-01,advance,USD,10,ADV-USD
    art-odo,2026-10-02,cost,EUR,5,COST-EUR

    """

  private func world() async throws -> (run: CaseWorld, folder: TemporaryFolder) {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    try folder.write("advances.csv", Self.head + Self.rows)
    try await run.tool.run("import", "plays", "\(CaseWorld.files)/advance-reversed/plays-oct.ndjson")
    return (run, folder)
  }

  @Test("One that nothing can earn back is taken with a warning: at import, at the close, on the statement")
  func neverEarned() async throws {
    let (run, folder) = try await world()
    let answer = try await run.tool.json("import", "advances", "\(folder.path)/advances.csv", "--dry-run")
    let warnings = answer["warnings"] as? [String] ?? []
    #expect(warnings.map { $0.prefix { $0 != ":" } } == ["ADV-JPY", "COST-EUR"], "\(answer)")
    #expect(warnings.first?.contains("no contract of art-mira can earn JPY") == true)
    let taken = try run.tool.start("import", "advances", "\(folder.path)/advances.csv")
    #expect(try await taken.wait() == 0)
    #expect(taken.standardError.contains("warning: COST-EUR: no contract of art-odo can earn EUR"))
    try await run.tool.run("ledger", "post")
    let closed = try run.tool.start("ledger", "close", "2026-10")
    #expect(try await closed.wait() == 0, "\(closed.standardError)")
    #expect(closed.standardError.contains("warning: art-mira has an advance in JPY"), "\(closed.standardError)")
    #expect(closed.standardError.contains("warning: art-odo has an advance in EUR"))
    #expect(!closed.standardError.contains("USD"))
    for (payee, currency, isStuck) in [("art-mira", "JPY", true), ("art-mira", "USD", false)] {
      try await run.tool.run(
        "statements", "generate", "--period", "2026-10", "--payee", payee, "--to", folder.path, "--files", "json")
      let document = try Document.of(payee, currency, in: folder.path)
      #expect(document.contains("no contract can earn \(currency)") == isStuck, "\(payee) \(currency)")
    }
    #expect(try await run.holds())
  }

  @Test("A new contract in the currency earns it back, and the warning ends")
  func earnedLater() async throws {
    let (run, folder) = try await world()
    try folder.write(
      "K-2.yaml",
      """
      contract: K-2
      currency: EUR
      effective_from: '2026-11-01'
      covers:
        artist: art-odo
      fee_percent: '0'
      shares:
      - payee: '@artist'
        percent: '100'

      """)
    try await run.tool.run("import", "contracts", "\(folder.path)/K-2.yaml")
    let answer = try await run.tool.json("import", "advances", "\(folder.path)/advances.csv", "--dry-run")
    #expect((answer["warnings"] as? [String])?.count == 1, "\(answer)")
    // A track of his that no contract covers earns in the currencies of the rates.
    try folder.write(
      "catalog.csv",
      "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids\n"
        + "QZTST2600009,Alone,art-mira,Mira Vole,011000003076,Alone,lab-own,Own,spotify:sp9\n")
    try await run.tool.run("import", "catalog", "\(folder.path)/catalog.csv")
    let now = try await run.tool.json("import", "advances", "\(folder.path)/advances.csv", "--dry-run")
    #expect(now["warnings"] == nil, "\(now)")
  }

  @Test("One that is not posted is withdrawn with a reason; one that is posted names its transaction")
  func withdrawn() async throws {
    let (run, folder) = try await world()
    try await run.tool.run("import", "advances", "\(folder.path)/advances.csv")
    let unknown = try await run.tool.refusal("import", "advances", "--withdraw", "ADV-9", "--reason", "x")
    #expect(unknown.code == 1 && unknown.said.contains("no advance or cost has the reference \"ADV-9\""))
    let silent = try await run.tool.refusal("import", "advances", "--withdraw", "ADV-JPY", "--reason", " ")
    #expect(silent.code == 1 && silent.said.contains("a reason is needed"))
    // References are compared without case and spaces.
    let taken = try await run.tool.json("import", "advances", "--withdraw", " adv-jpy", "--reason", "never paid")
    #expect(taken["reference"] as? String == "ADV-JPY" && taken["amount"] as? String == "1000.000000000000")
    let again = try await run.tool.json("import", "advances", "--withdraw", "ADV-JPY", "--reason", "other")
    #expect(again["reason"] as? String == "never paid")
    // The same file again brings it not back, and its reference stays taken.
    let file = try await run.tool.json("import", "advances", "\(folder.path)/advances.csv")
    #expect(file["changes"] as? Int == 0 && file["warnings"] == nil)
    try folder.write("other.csv", Self.head + "art-mira,2026-10-01,advance,USD,7,ADV-JPY\n")
    let other = try await run.tool.refusal("import", "advances", "\(folder.path)/other.csv")
    #expect(other.code == 1 && other.said.contains("ADV-JPY is on record with other figures"))
    #expect(try await run.recoupable("art-mira") == ["USD 4.000000000000"])
    try await run.tool.run("ledger", "post")
    #expect(try await run.recoupable("art-mira") == ["USD 4.000000000000"])
    let posted = try await run.tool.refusal("import", "advances", "--withdraw", "ADV-USD", "--reason", "x")
    #expect(posted.code == 1 && posted.said.contains("ledgerline ledger reverse "), "\(posted.said)")
    try await run.tool.run("ledger", "close", "2026-10")
    #expect(throws: (any Error).self) { try run.db.query("DELETE FROM advance_withdrawals") }
    #expect(try await run.holds())
  }

  @Test("Over the API: the warning, the withdrawal, and what refuses one")
  func api() async throws {
    let (run, _) = try await world()
    let api = try await CaseAPI(run)
    let answer = try await api.client.get(
      "/v1/imports/advances", method: "POST", bytes: Data((Self.head + Self.rows).utf8))
    #expect((answer.body["warnings"] as? [String])?.count == 2, "\(answer.text)")
    let path = "/v1/imports/advances/withdrawal"
    let taken = try await api.act(path, #"{"reference":"COST-EUR","reason":"not ours"}"#)
    #expect(taken.status == 200 && taken.body["kind"] as? String == "cost", "\(taken.text)")
    #expect(
      try await api.act(path, #"{"reference":"COST-EUR","reason":"again"}"#).body["reason"] as? String == "not ours")
    #expect(try await api.act(path, #"{"reference":"ADV-9","reason":"x"}"#).status == 409)
    _ = try await api.act("/v1/ledger/post")
    #expect(try await api.act(path, #"{"reference":"ADV-USD","reason":"x"}"#).status == 409)
    let closed = try await api.act("/v1/periods/2026-10/close")
    #expect((closed.body["warnings"] as? [String])?.count == 1, "\(closed.text)")
  }
}

extension CaseWorld {
  /// Advances and costs of a payee that are not earned back, as its live balance has them.
  fileprivate func recoupable(_ payee: String) async throws -> [String] {
    let answer = try await tool.json("ledger", "balance", payee, "--period", "2026-10")
    return (answer["balances"] as? [[String: Any]] ?? []).compactMap { balance in
      guard let advances = balance["unrecouped"] as? String, advances != "0.000000000000" else { return nil }
      return "\(balance["currency"] ?? "") \(advances)"
    }
  }
}

/// A JSON statement in a folder.
private enum Document {
  static func of(_ payee: String, _ currency: String, in folder: String) throws -> String {
    let files = FileManager.default.subpaths(atPath: folder) ?? []
    let name = try #require(
      files.first { $0.hasSuffix(".json") && $0.contains(payee) && $0.contains(currency) }, "\(files)")
    return String(decoding: try #require(FileManager.default.contents(atPath: "\(folder)/\(name)")), as: UTF8.self)
  }
}
