import Postgres
import TestSupport
import Testing

/// Mistakes that people make, from the files they made them with to what they are shown.
@Suite("Mistakes that people make")
struct CasesTests {
  @Test("An advance that was never paid is reversed after it was recouped: what it took goes back")
  func reversedAdvance() async throws {
    let (run, files) = (try await CaseWorld(), "\(CaseWorld.files)/advance-reversed")
    try await run.tool.run("import", "advances", "\(files)/advances.csv")
    try await run.tool.run("import", "plays", "\(files)/plays-oct.ndjson")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("ledger", "close", "2026-10")
    let advance = try run.db.query("SELECT id FROM ledger_transactions WHERE kind = 'advance'")[0].int(0)
    try await run.tool.run("ledger", "reverse", "\(advance)", "--reason", "it was never paid")
    try await run.tool.run("import", "plays", "\(files)/plays-nov.ndjson")
    for _ in 1...2 {
      #expect(try await run.balance("art-mira", "2026-11", "recouped") == "-6.000000000000")
      #expect(try await run.balance("art-mira", "2026-11", "unrecouped") == "0.000000000000")
      #expect(try await run.balance("art-mira", "2026-11", "payable") == "10.000000000000")
      // And so it is once it is posted.
      try await run.tool.run("ledger", "post")
    }
    #expect(try await run.holds())
  }

  @Test("A clock that stands at 1970 begins no books: its play is quarantined, and October can be closed")
  func clock() async throws {
    let run = try await CaseWorld()
    let counted = try await run.tool.json("import", "plays", "\(CaseWorld.files)/clock-1970/plays.ndjson")
    #expect(counted["accepted_events"] as? Int == 2 && counted["quarantined_events"] as? Int == 1)
    #expect(try run.db.query("SELECT reason FROM quarantine").map { $0.text(0) } == ["past_timestamp"])
    try await run.tool.run("ledger", "post")
    try await run.tool.run("ledger", "close", "2026-10")
    #expect(try await run.holds())
  }

  @Test(
    "Exchange rates that contradict each other are refused with their lines, unless somebody says that they are right")
  func exchangeRates() async throws {
    let (run, files) = (try await CaseWorld(), "\(CaseWorld.files)/fx-contradicts")
    let both = try await run.tool.refusal("import", "fx", "\(files)/fx.csv")
    #expect(both.code == 1 && both.said.contains("(line 2)") && both.said.contains("(line 3)"), "\(both.said)")
    let itself = try await run.tool.refusal("import", "fx", "\(files)/fx-self.csv")
    #expect(itself.code == 1 && itself.said.contains("fx-self.csv:2") && itself.said.contains("one EUR is one EUR"))
    let month = try await run.tool.refusal("import", "fx", "\(files)/fx-oct.csv")
    #expect(month.code == 1 && month.said.contains("fx-oct.csv:2") && month.said.contains("Oct-26"))
    #expect(try run.db.query("SELECT count(*) FROM fx_rates")[0].int(0) == 4, "those of the base alone")
    try await run.tool.run("import", "fx", "\(files)/fx.csv", "--unusual")
    #expect(try run.db.query("SELECT count(*) FROM fx_rates")[0].int(0) == 6)
  }
}
