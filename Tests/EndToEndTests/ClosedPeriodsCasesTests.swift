import Foundation
import Postgres
import TestSupport
import Testing

/// Changes that reach back into what is closed, by the command line and over the API.
@Suite("What reaches back says so")
struct ClosedPeriodsCasesTests {
  private static let files = "\(CaseWorld.files)/contract-from"
  private static let catalog =
    "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids\n"

  /// October and November earn 100 each, and October is closed.
  private func closed() async throws -> CaseWorld {
    let run = try await CaseWorld()
    try await run.tool.run("import", "plays", "\(Self.files)/plays.ndjson")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("ledger", "close", "2026-10")
    return run
  }

  /// The sums of closed periods that a dry run shows, as `by key difference currency`.
  private func dryRun(_ run: CaseWorld, _ arguments: String...) async throws -> (sums: [String], needsConsent: Bool) {
    let answer = try await run.tool.json(arguments: arguments + ["--dry-run"])
    #expect(answer["dry_run"] as? Bool == true)
    let sums = (answer["closed"] as? [[String: Any]] ?? []).map { sum in
      ["period", "by", "key", "difference", "currency"].map { sum[$0] as? String ?? "" }.joined(separator: " ")
        + (sum["routine"] as? Bool == true ? " routine" : "")
    }
    return (sums, answer["needs_corrects_closed"] as? Bool ?? false)
  }

  private static let withoutContract = [
    "2026-10 payee art-mira 60.000000000000 USD", "2026-10 payee lab-vale -40.000000000000 USD",
    "2026-10 fee distribution -20.000000000000 USD",
  ]

  @Test("A contract's new dates would take October's terms away: refused, and the way is named")
  func contractFrom() async throws {
    let run = try await closed()
    let refused = try await run.tool.refusal("import", "contracts", "\(Self.files)/contracts")
    #expect(refused.code == 1)
    for words in [
      "K-1.yaml:5: contract K-1 would no longer cover 2026-10-01 to 2026-10-31", "`effective_to` of 2026-10-31",
      "`continues: K-1`", "2026-10 payee art-mira: +60.000000000000 USD", "--corrects-closed", "Nothing was written",
    ] {
      #expect(refused.said.contains(words), "\(words)\n\(refused.said)")
    }
    let trial = try await dryRun(run, "import", "contracts", "\(Self.files)/contracts")
    #expect(trial.sums == Self.withoutContract && trial.needsConsent)
    #expect(try run.db.query("SELECT count(*) FROM contracts")[0].int(0) == 1)

    // As it should be said.
    let folder = try TemporaryFolder()
    let terms = try String(contentsOfFile: "\(Self.files)/contracts/K-1.yaml", encoding: .utf8)
    let base = try String(contentsOfFile: "\(CaseWorld.files)/base/contracts/K-1.yaml", encoding: .utf8)
    try folder.write("K-1.yaml", base + "effective_to: 2026-10-31\n")
    try folder.write("K-1b.yaml", terms.replacing("contract: K-1", with: "contract: K-1b") + "continues: K-1\n")
    let right = try await dryRun(run, "import", "contracts", folder.path)
    #expect(right.sums.isEmpty && !right.needsConsent)
    try await run.tool.run("import", "contracts", folder.path)
    for _ in 1...2 {
      #expect(try await run.balance("lab-vale", "2026-11", "share") == "32.000000000000")
      #expect(try await run.balance("art-mira", "2026-11", "share") == "48.000000000000")
      for payee in ["lab-vale", "art-mira"] {
        #expect(try await run.balance(payee, "2026-11", "adjustments") == "0.000000000000")
        #expect(try await run.balance(payee, "2026-11", "opening") == "40.000000000000")
      }
      try await run.tool.run("ledger", "post")
    }
    let contracts = try await run.tool.json("contracts")["contracts"] as? [[String: Any]] ?? []
    #expect(contracts.last { $0["contract"] as? String == "K-1b" }?["continues"] as? String == "K-1")
    #expect(try await run.holds())
  }

  @Test("A correction that somebody agrees to is posted in the open month, and stands on record")
  func agreed() async throws {
    let run = try await closed()
    let done = try await run.tool.json("import", "contracts", "\(Self.files)/contracts", "--corrects-closed")
    #expect(done["published"] as? [String] == ["K-1"])
    try await run.tool.run("ledger", "post")
    #expect(try await run.balance("art-mira", "2026-11", "adjustments") == "60.000000000000")
    #expect(try await run.balance("lab-vale", "2026-11", "adjustments") == "-40.000000000000")
    let records = try await run.tool.json("ledger", "corrections")["corrections"] as? [[String: Any]] ?? []
    let record = try #require(records.first)
    #expect(records.count == 1 && record["kind"] as? String == "contracts")
    #expect((record["source"] as? String)?.hasSuffix("contract-from/contracts") == true)
    #expect((record["changes"] as? [[String: Any]])?.count == 3)
    #expect(throws: PostgresError.self) { try run.db.query("DELETE FROM agreed_corrections") }
    #expect(throws: PostgresError.self) { try run.db.query("UPDATE agreed_correction_sums SET difference = 1") }
    #expect(try await run.holds())
  }

  @Test("What waited before is not the doing of what comes, and what comes to the same amounts moves nothing")
  func ownDoing() async throws {
    let (run, folder) = (try await closed(), try TemporaryFolder())
    // 1,000 plays of October come late, and wait to be posted.
    try folder.write(
      "late.ndjson",
      #"{"isrc":"QZTST2600001","played_at":"2026-10-11T12:00:00Z","platform":"spotify","country":"US","plays":1000}"#
        + "\n")
    try await run.tool.run("import", "plays", "\(folder.path)/late.ndjson")
    try folder.write("spotify/2026-11-01.csv", "country,tier,currency,rate\nUS,*,USD,0.005\n")
    let later = try await dryRun(run, "rates", "publish", folder.path)
    #expect(later.sums.isEmpty && !later.needsConsent, "it holds from November on")
    try folder.write("same/spotify/2025-01-01.v2.csv", "country,tier,currency,rate\nUS,*,USD,0.004\n")
    try await run.tool.run("rates", "publish", "\(folder.path)/same")
    #expect(try run.db.query("SELECT count(*) FROM agreed_corrections")[0].int(0) == 0)
    try folder.write("other/spotify/2025-01-01.v3.csv", "country,tier,currency,rate\nUS,*,USD,0.005\n")
    let other = try await dryRun(run, "rates", "publish", "\(folder.path)/other")
    // Of 26,000 plays: those that wait come with the old rate by themselves.
    #expect(
      other.sums == [
        "2026-10 platform spotify 26.000000000000 USD", "2026-10 payee art-mira 10.400000000000 USD",
        "2026-10 payee lab-vale 10.400000000000 USD", "2026-10 fee distribution 5.200000000000 USD",
      ])
    let refused = try await run.tool.refusal("rates", "publish", "\(folder.path)/other")
    #expect(refused.code == 1 && refused.said.contains("a table of that date"), "\(refused.said)")
    try await run.tool.run("rates", "publish", "\(folder.path)/other", "--corrects-closed")
  }

  @Test("A missing exchange rate, an advance and plays that waited are routine; a rate in another's place is not")
  func routine() async throws {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    func play(_ isrc: String, _ country: String, _ plays: Int) -> String {
      #"{"isrc":"\#(isrc)","played_at":"2026-10-10T12:00:00Z","platform":"spotify","country":"\#(country)","plays":\#(plays)}"#
        + "\n"
    }
    try folder.write(
      "plays.ndjson",
      play("QZTST2600001", "JP", 1000) + play("QZTST2600001", "DE", 1000) + play("QZTST2600009", "US", 1000))
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("ledger", "close", "2026-10", "--reason", "a test")

    try folder.write("fx.csv", "period,from,to,rate\n2026-10,JPY,USD,0.0067\n2026-10,EUR,USD,1.2\n")
    let fx = try await dryRun(run, "import", "fx", "\(folder.path)/fx.csv")
    #expect(
      fx.sums == [
        "2026-10 payee art-mira 0.200000000000 USD", "2026-10 payee lab-vale 0.200000000000 USD",
        "2026-10 fee distribution 0.100000000000 USD", "2026-10 payee art-mira 1.072000000000 USD routine",
        "2026-10 payee lab-vale 1.072000000000 USD routine", "2026-10 fee distribution 0.536000000000 USD routine",
        "2026-10 suspense fx -400.000000000000 JPY routine",
      ])
    #expect(fx.needsConsent)
    #expect(try await run.tool.refusal("import", "fx", "\(folder.path)/fx.csv").code == 1)
    try folder.write("missing.csv", "period,from,to,rate\n2026-10,JPY,USD,0.0067\n")
    try await run.tool.run("import", "fx", "\(folder.path)/missing.csv")

    try folder.write(
      "advances.csv", "payee,date,kind,currency,amount,reference\nart-mira,2026-10-05,advance,USD,5,ADV-1\n")
    let advance = try await dryRun(run, "import", "advances", "\(folder.path)/advances.csv")
    #expect(advance.sums == ["2026-10 recoupable art-mira 5.000000000000 USD routine"] && !advance.needsConsent)
    #expect(try run.db.query("SELECT count(*) FROM advances")[0].int(0) == 0)
    try await run.tool.run("import", "advances", "\(folder.path)/advances.csv")

    try folder.write(
      "catalog.csv",
      Self.catalog + "QZTST2600009,Ninth,art-mira,Mira Vole,011000000075,Tidal,lab-vale,Vale Street,spotify:sp9\n")
    let claimed = try await dryRun(run, "import", "catalog", "\(folder.path)/catalog.csv")
    #expect(
      claimed.sums == [
        "2026-10 platform spotify 4.000000000000 USD routine", "2026-10 payee art-mira 1.600000000000 USD routine",
        "2026-10 payee lab-vale 1.600000000000 USD routine", "2026-10 fee distribution 0.800000000000 USD routine",
      ])
    #expect(try run.db.query("SELECT count(*) FROM tracks")[0].int(0) == 3)
    try await run.tool.run("import", "catalog", "\(folder.path)/catalog.csv")
    try await run.tool.run("ledger", "post")
    #expect(try await run.balance("lab-vale", "2026-11", "adjustments") == "2.672000000000")
    #expect(try run.db.query("SELECT count(*) FROM agreed_corrections")[0].int(0) == 0)
    #expect(try await run.holds())
  }

  @Test("A contract continues one that there is, that begins before it, and not itself")
  func continuations() async throws {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    let base = try String(contentsOfFile: "\(CaseWorld.files)/base/contracts/K-1.yaml", encoding: .utf8)
    for (text, words) in [
      (base.replacing("K-1", with: "K-2").replacing("2025", with: "2026") + "continues: K-9\n", "no such contract"),
      (base.replacing("K-1", with: "K-2").replacing("2025", with: "2024") + "continues: K-1\n", "begins after it"),
      (base + "continues: K-1\n", "cannot continue itself"),
      (base + "continues: K-0\nopening: {units: 3}\n", "opening"),
    ] {
      try folder.write("K.yaml", text)
      let refused = try await run.tool.refusal("import", "contracts", "\(folder.path)/K.yaml")
      #expect(refused.code == 1 && refused.said.contains(words), "\(refused.said)")
    }
  }
}
