import Foundation
import TestSupport
import Testing

/// The month of Tests/Fixtures, through the command line, against figures that were calculated independently.
@Suite("The worked month")
struct WorkedMonthTests {
  private static var expected: [String: Any] {
    let data = FileManager.default.contents(atPath: "\(Project.month)/expected.json")!
    return try! JSONSerialization.jsonObject(with: data) as! [String: Any]
  }

  private func loadAll(_ tool: CommandLineTool) async throws {
    for (kind, file) in [
      ("catalog", "catalog.csv"), ("fx", "fx.csv"), ("payees", "payees.csv"), ("contracts", "contracts"),
      ("advances", "advances.csv"),
    ] {
      try await tool.run("import", kind, "\(Month.inputs)/\(file)")
    }
    try await tool.run("rates", "publish", "\(Month.inputs)/RateTables")
    try await tool.run("import", "plays", "\(Month.inputs)/plays.ndjson")
  }

  private func compare(_ tool: CommandLineTool) async throws {
    let status = try await tool.json("status")
    for key in ["accepted_events", "quarantined_events", "unmatched_plays", "unrated_plays"] {
      #expect(status[key] as? Int == Self.expected[key] as? Int, "\(key)")
    }
    let gross = try #require(Self.expected["gross_october"] as? [String: [String: [String: Any]]])
    #expect(Set(gross.keys).isSuperset(of: ["artist", "album", "track", "platform", "country", "day"]))
    for (dimension, want) in gross {
      let answer = try await tool.json("earnings", "--by", dimension, "--from", "2026-10-01", "--to", "2026-10-31")
      let rows = try #require(answer["rows"] as? [[String: Any]])
      #expect(Set(rows.map { $0["key"] as! String }) == Set(want.keys), "\(dimension)")
      for row in rows {
        let key = row["key"] as! String
        #expect(row["plays"] as? Int == want[key]?["plays"] as? Int, "\(dimension) \(key)")
        #expect(row["gross"] as? [String: String] == want[key]?["gross"] as? [String: String], "\(dimension) \(key)")
      }
    }
  }

  @Test("Every figure agrees to the last of 12 decimals, and importing everything twice changes nothing")
  func everyFigure() async throws {
    let tool = CommandLineTool(database: try await ScratchServer.shared.database(empty: true))
    try await tool.run("migrate")
    try await loadAll(tool)
    try await compare(tool)
    try await loadAll(tool)
    try await compare(tool)
  }

  @Test("The books give every payee's figures, fees and waiting money; posting twice changes nothing; all is proven")
  func books() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    try Month.loadPlays(url)
    for _ in 0..<2 {
      try await tool.run("ledger", "post", "--period", "2026-10")
      try await compareStatements(tool)
      try await compareBooks(tool)
    }
    #expect(try await tool.json("ledger", "verify")["ok"] as? Bool == true)
  }

  private func compareStatements(_ tool: CommandLineTool) async throws {
    let want = try #require(Self.expected["statements_estimated"] as? [String: [String: String]])
    let answer = try await tool.json("statements", "preview", "--period", "2026-10")
    let statements = try #require(answer["statements"] as? [[String: String]])
    #expect(Set(statements.map { "\($0["payee"]!)/\($0["currency"]!)" }) == Set(want.keys))
    for statement in statements {
      let key = "\(statement["payee"]!)/\(statement["currency"]!)"
      for (figure, value) in want[key] ?? [:] { #expect(statement[figure] == value, "\(key) \(figure)") }
    }
  }

  private func compareBooks(_ tool: CommandLineTool) async throws {
    let accounts = try #require(try await tool.json("ledger", "trial-balance")["accounts"] as? [[String: Any]])
    func balance(_ account: String, _ currency: String) -> String? {
      accounts.first { $0["account"] as? String == account && $0["currency"] as? String == currency }?["balance"]
        as? String
    }
    for (currency, fee) in try #require(Self.expected["fees_october"] as? [String: String]) {
      #expect(balance("fee:distribution", currency) == "-\(fee)")
    }
    for (pair, waiting) in try #require(Self.expected["waiting_october"] as? [String: String]) {
      #expect(balance("suspense:fx", String(pair.split(separator: " ")[1].prefix(3))) == "-\(waiting)")
    }
  }

  @Test("The compressed file is the same file")
  func compressed() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    let file = "/tmp/ledgerline-plays-\(UUID().uuidString).ndjson.gz"
    defer { unlink(file) }
    _ = try await Command("/bin/sh", ["-c", "gzip -c '\(Month.inputs)/plays.ndjson' > '\(file)'"]).wait()
    try await tool.run("import", "plays", file)
    let again = try await tool.json("import", "plays", "\(Month.inputs)/plays.ndjson")
    #expect(again["already_counted"] as? Bool == true)
    try await compare(tool)
  }

  @Test("Standard input is counted, and known again as the file")
  func standardInput() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    let command = try tool.start("import", "plays", "-")
    command.feed(try String(contentsOfFile: "\(Month.inputs)/plays.ndjson", encoding: .utf8))
    #expect(try await command.wait() == 0)
    try await compare(tool)
    #expect(try await tool.json("import", "plays", "\(Month.inputs)/plays.ndjson")["already_counted"] as? Bool == true)
  }
}
