import Foundation
import Postgres
import TestSupport
import Testing

/// Terms of payees that change, from the files that say so to what is withheld and paid.
@Suite("Terms of payees that change")
struct PayeeTermsCasesTests {
  private static let header =
    "payee,name,effective_from,minimum_payout,reserve_percent,reserve_release_after,reserve_release_parts,"
    + "withholding_percent\n"

  /// August and September are closed, and paid.
  private func closed() async throws -> (run: CaseWorld, files: String) {
    let (run, files) = (try await CaseWorld(), "\(CaseWorld.files)/withholding-from")
    try await run.tool.run("import", "plays", "\(files)/plays.ndjson")
    try await run.tool.run("ledger", "post")
    for month in ["2026-08", "2026-09"] { try await run.tool.run("ledger", "close", month) }
    try await run.tool.run(
      "ledger", "payment", "art-mira", "80 USD", "--reference", "P-1", "--date", "2026-10-10")
    return (run, files)
  }

  @Test("A withholding that would take from closed months is refused, and from October on takes October's alone")
  func withholdingFrom() async throws {
    let (run, files) = try await closed()
    let refusal = try await run.tool.refusal("import", "payees", "\(files)/payees-30.csv")
    #expect(refusal.code == 1)
    for month in ["2026-08", "2026-09"] {
      #expect(
        refusal.said.contains("\(month) of art-mira: 0.000000000000 USD withheld would be 12.000000000000"),
        "\(refusal)")
    }
    for way in ["effective_from", "--corrects-closed", "Nothing was imported"] {
      #expect(refusal.said.contains(way), "\(refusal.said)")
    }
    let shown = try await run.tool.run("import", "payees", "\(files)/payees-30.csv", "--dry-run", "--format", "csv")
    let sums = shown.split(separator: "\n").filter { $0.hasPrefix("2026-09,") }
    #expect(sums.count == 1 && sums[0].contains(",art-mira,USD,-12.000000000000,"), "\(shown)")
    #expect(try await run.balance("art-mira", "2026-10", "withholding") == "0.000000000000", "neither wrote anything")

    let folder = try TemporaryFolder()
    try folder.write("payees.csv", Self.header + "art-mira,Mira Vole,2026-10-01,0,0,0,,30\n")
    let dry = try await run.tool.run("import", "payees", "\(folder.path)/payees.csv", "--dry-run", "--format", "csv")
    #expect(!dry.contains("art-mira"), "it moves nothing")
    try await run.tool.run("import", "payees", "\(folder.path)/payees.csv")
    for _ in 1...2 {
      #expect(try await run.balance("art-mira", "2026-10", "withholding") == "12.000000000000")
      #expect(try await run.balance("art-mira", "2026-10", "payable") == "28.000000000000")
      // The same file again, and the old one, which does not have that row, leave it as it is.
      try await run.tool.run("import", "payees", "\(folder.path)/payees.csv")
      try await run.tool.run("import", "payees", "\(CaseWorld.files)/base/payees.csv")
    }
    try await run.tool.run("ledger", "close", "2026-10")
    #expect(try await run.balance("art-mira", "2026-11", "withholding") == "12.000000000000")
    #expect(try await run.holds())
    try await run.tool.run(
      "statements", "generate", "--period", "2026-10", "--payee", "art-mira", "--to", folder.path, "--files", "json")
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".json") })
    let problems = try SchemaValidation.problems(
      "\(Project.root)/Reports/statement.schema.json", ["\(folder.path)/\(name)"])
    #expect(problems.isEmpty, "\(problems)")
    let text = String(decoding: FileManager.default.contents(atPath: "\(folder.path)/\(name)")!, as: UTF8.self)
    #expect(
      text.contains("\"withholding\":\"12.000000000000\"") && text.contains("of earlier months by their own percent"))
  }

  @Test("Said to correct closed months it is taken, is due with the next settlement, and stands in the audit log")
  func corrected() async throws {
    let (run, files) = try await closed()
    try await run.tool.run("import", "payees", "\(files)/payees-30.csv", "--corrects-closed")
    #expect(try await run.balance("art-mira", "2026-10", "withholding") == "36.000000000000")
    let records = try run.db.query(
      "SELECT reference FROM audit_log WHERE reference LIKE '%corrected 2026-08 of art-mira%'")
    #expect(records.count == 1)
    try await run.tool.run("ledger", "close", "2026-10")
    #expect(try await run.holds())
    // Taken back, it comes back; what is closed meanwhile stays proven.
    try await run.tool.run("import", "payees", "\(CaseWorld.files)/base/payees.csv", "--corrects-closed")
    #expect(try await run.balance("art-mira", "2026-11", "withholding") == "-36.000000000000")
    #expect(try await run.holds())
  }

  @Test("What is held is released in parts, as the books hold it, and minimums go by currency")
  func parts() async throws {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    try folder.write(
      "payees.csv",
      Self.header + "art-mira,Mira Vole,,50 USD|1 EUR,10,1,2,0\nart-mira,Mira Vole,2026-09-01,0,0,0,,0\n")
    try await run.tool.run("import", "payees", "\(folder.path)/payees.csv")
    try await run.tool.run("import", "plays", "\(CaseWorld.files)/withholding-from/plays.ndjson")
    try await run.tool.run("ledger", "post")
    // Of 40: 4 are held, 36 are below the minimum.
    #expect(try await run.balance("art-mira", "2026-08", "payable") == "0.000000000000")
    try await run.tool.run("ledger", "close", "2026-08")
    #expect(try await run.balance("art-mira", "2026-09", "reserve_released") == "2.000000000000")
    try await run.tool.run("ledger", "close", "2026-09")
    #expect(try await run.balance("art-mira", "2026-10", "reserve_released") == "2.000000000000")
    #expect(try await run.balance("art-mira", "2026-10", "payable") == "120.000000000000")
    try await run.tool.run("ledger", "close", "2026-10")
    #expect(try await run.balance("art-mira", "2026-11", "reserve_released") == "0.000000000000")
    #expect(try await run.holds())
  }
}
