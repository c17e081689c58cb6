import Foundation
import Ingest
import Postgres
import Rates
import Store
import TestSupport
import Testing

@Suite("Rate tables")
struct RateStoreTests {
  private func folder(_ files: [String: String]) throws -> String {
    let folder = "/tmp/ledgerline-rates-\(UUID().uuidString)"
    for (path, text) in files {
      let file = URL(fileURLWithPath: "\(folder)/\(path)")
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    return folder
  }

  private static let table = "country,tier,currency,rate\n*,*,USD,0.004\n"

  @Test("The same folder again publishes nothing; an edited file is refused with the name to use")
  func editing() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let reference = ReferenceImport(db)
    let published = try folder(["spotify/2026-01-01.csv": Self.table, "spotify/2026-01-01.v2.csv": Self.table])
    #expect(try reference.rateTables(path: published).count == 2)
    #expect(try reference.rateTables(path: published).isEmpty)
    let edited = try folder([
      "spotify/2026-01-01.csv": Self.table + "US,*,USD,0.005\n", "deezer/2026-01-01.csv": Self.table,
    ])
    let refusal = #expect(throws: RateStore.Changed.self) { _ = try reference.rateTables(path: edited) }
    #expect(refusal?.description.contains("spotify/2026-01-01.v3.csv") == true)
    #expect(try RateStore(db).book().platforms == ["spotify"], "all or nothing")
  }

  @Test(
    "A published table cannot be changed by SQL either",
    arguments: [
      "UPDATE rate_quotes SET rate = 1", "DELETE FROM rate_quotes", "TRUNCATE rate_quotes", "DELETE FROM rate_tables",
      "UPDATE fx_rates SET rate = 1", "DELETE FROM contracts", "UPDATE advances SET amount = 1",
    ])
  func appendOnly(statement: String) async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    let error = #expect(throws: PostgresError.self) { try Connection(url: url).run(script: statement) }
    #expect(error?.code.rawValue == "23001")
  }

  @Test("A rate for a currency pair again with another value is a new version")
  func fx() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let file = try folder([
      "fx.csv": "period,from,to,rate\n2026-10,EUR,USD,1.1\n", "fx2.csv": "period,from,to,rate\n2026-10,EUR,USD,1.2\n",
    ])
    #expect(try ReferenceImport(db).fx(path: "\(file)/fx.csv") == 1)
    #expect(try ReferenceImport(db).fx(path: "\(file)/fx.csv") == 0)
    #expect(try ReferenceImport(db).fx(path: "\(file)/fx2.csv") == 1)
    #expect(try db.query("SELECT max(version) FROM fx_rates")[0].int(0) == 2)
  }
}
