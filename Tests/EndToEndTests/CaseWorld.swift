import Postgres
import TestSupport

/// A small catalog with one label, its contract and the rates of two platforms, in a database of its own: what each case begins
/// with.
struct CaseWorld {
  static let files = "\(Project.root)/Tests/Fixtures/cases"

  let url: String
  let tool: CommandLineTool
  let db: Connection

  init() async throws {
    url = try await ScratchServer.shared.database()
    tool = CommandLineTool(database: url)
    for kind in ["catalog", "fx", "payees"] { try await tool.run("import", kind, "\(Self.files)/base/\(kind).csv") }
    try await tool.run("import", "contracts", "\(Self.files)/base/contracts")
    try await tool.run("rates", "publish", "\(Self.files)/base/RateTables")
    db = try Connection(url: url)
  }

  /// A figure of a payee's balance in US dollars.
  func balance(_ payee: String, _ period: String, _ figure: String) async throws -> String? {
    let answer = try await tool.json("ledger", "balance", payee, "--period", period)
    let balances = answer["balances"] as? [[String: Any]] ?? []
    return balances.first { $0["currency"] as? String == "USD" }?[figure] as? String
  }

  func holds() async throws -> Bool { try await tool.json("ledger", "verify")["ok"] as? Bool == true }
}
