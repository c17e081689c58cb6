import Foundation
import Postgres
import TestSupport
import Testing

/// A track that is another label's from a day on, by the command line and over the API.
@Suite("Whose a track is, from a day on")
struct OwnersByDateCasesTests {
  private static let files = "\(CaseWorld.files)/track-moves"

  /// October and November earn 100 each, and October is closed.
  private func closed() async throws -> (run: CaseWorld, folder: TemporaryFolder) {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    try await run.tool.run("import", "plays", "\(CaseWorld.files)/contract-from/plays.ndjson")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("ledger", "close", "2026-10")
    return (run, folder)
  }

  /// The case's catalog, where the track that moves does so from a day on.
  private static func catalog(from day: String) throws -> String {
    try String(contentsOfFile: "\(files)/catalog-nov.csv", encoding: .utf8).split(separator: "\n").map { line in
      line.hasPrefix("isrc,") ? "\(line),from" : "\(line)," + (line.contains("lab-nova") ? day : "")
    }.joined(separator: "\n") + "\n"
  }

  /// October as it was, November by the new label's contract, before it is posted and after.
  private func expectMoved(_ run: CaseWorld) async throws {
    for _ in 1...2 {
      for (payee, share, opening) in [
        ("lab-nova", "45", "0"), ("art-mira", "45", "40"), ("lab-vale", "0", "40"),
      ] {
        let figures = ["share": share, "opening": opening, "adjustments": "0"]
        for (figure, value) in figures {
          let found = try await run.balance(payee, "2026-11", figure)
          // A label without anything has no balance in US dollars at first.
          #expect(found ?? "0.000000000000" == "\(value).000000000000", "\(payee) \(figure)")
        }
      }
      try await run.tool.run("ledger", "post")
    }
    #expect(
      try run.db.query(
        "SELECT sum(amount) FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id "
          + "WHERE t.earning_period = '2026-10-01' AND t.kind = 'royalties' AND account LIKE 'payee:lab-nova:%'"
      )[0].isNull(0))
    #expect(try await run.holds())
  }

  @Test("As it stands it is refused, and the way is named; from a day on October stays as it was")
  func commandLine() async throws {
    let (run, folder) = try await closed()
    let refused = try await run.tool.refusal("import", "catalog", "\(Self.files)/catalog-nov.csv")
    #expect(refused.code == 1)
    for words in [
      "2026-10 payee lab-vale: -40.000000000000 USD", "column `from`", "2026-11-01", "--corrects-closed",
      "Nothing was written",
    ] {
      #expect(refused.said.contains(words), "\(words)\n\(refused.said)")
    }
    try folder.write("catalog.csv", Self.catalog(from: "2026-11-01"))
    let trial = try await run.tool.json("import", "catalog", "\(folder.path)/catalog.csv", "--dry-run")
    #expect((trial["closed"] as? [Any])?.isEmpty == true && trial["needs_corrects_closed"] as? Bool == false)
    #expect(try run.db.query("SELECT count(*) FROM tracks")[0].int(0) == 3, "a dry run writes nothing")
    try await run.tool.run("import", "catalog", "\(folder.path)/catalog.csv")
    try await run.tool.run("import", "payees", "\(Self.files)/payees.csv")
    try await run.tool.run("import", "contracts", "\(Self.files)/contracts")
    try await expectMoved(run)
    // The same again, and a catalog without days that names the new owner, say nothing new.
    for file in ["\(folder.path)/catalog.csv", "\(Self.files)/catalog-nov.csv"] {
      #expect(try await run.tool.json("import", "catalog", file)["changes"] as? Int == 0, "\(file)")
    }
    #expect(try await run.holds())
  }

  @Test("The same over the API; and what each label's token may see is what was played in its days")
  func api() async throws {
    let (run, _) = try await closed()
    let api = try await CaseAPI(run)
    let plain = try String(contentsOfFile: "\(Self.files)/catalog-nov.csv", encoding: .utf8)
    let refused = try await api.act("/v1/imports/catalog", plain)
    #expect(refused.status == 409 && refused.detail.contains("column `from`"), "\(refused.text)")
    let dated = try Self.catalog(from: "2026-11-01")
    let trial = try await api.act("/v1/imports/catalog?dry_run=true", dated)
    #expect(trial.status == 200 && trial.body["needs_corrects_closed"] as? Bool == false, "\(trial.text)")
    let taken = try await api.act("/v1/imports/catalog", dated)
    #expect(taken.status == 200 && taken.body["changes"] as? Int ?? 0 > 0, "\(taken.text)")
    try await run.tool.run("import", "payees", "\(Self.files)/payees.csv")
    try await run.tool.run("import", "contracts", "\(Self.files)/contracts")
    try await expectMoved(run)
    #expect(try await api.act("/v1/imports/catalog", dated).body["changes"] as? Int == 0)
    for (label, plays) in [("lab-vale", ["2026-10"]), ("lab-nova", ["2026-11"])] {
      let made = try await run.tool.json(
        "tokens", "create", label, "--subject", "label:\(label)", "--scope", "earnings:read")
      var client = api.client
      client.token = made["token"] as? String
      for path in ["labels/\(label)", "tracks/QZTST2600001", "artists/art-mira"] {
        let answer = try await client.get("/v1/\(path)/earnings?from=2026-10-01&to=2026-11-30&group_by=month")
        let rows = answer.body["rows"] as? [[String: Any]] ?? []
        #expect(rows.map { $0["key"] as? String } == plays, "\(label) \(path): \(answer.text)")
      }
      let tracks = try await client.get("/v1/artists/art-mira").body["tracks"] as? [[String: Any]] ?? []
      #expect(tracks.contains { $0["isrc"] as? String == "QZTST2600001" }, "\(label)")
    }
    let all = try await api.client.get("/v1/rankings?by=track&from=2026-10-01&to=2026-11-30")
    let rows = all.body["rows"] as? [[String: Any]] ?? []
    #expect(rows.count { $0["key"] as? String == "QZTST2600001" } == 1, "\(all.text)")
  }

  @Test("A day in a closed month reaches back: shown by what it moves, refused, and taken if somebody agrees")
  func reachesBack() async throws {
    let (run, folder) = try await closed()
    try await run.tool.run("import", "payees", "\(Self.files)/payees.csv")
    try folder.write("catalog.csv", Self.catalog(from: "2026-10-10"))
    try folder.write("late.csv", Self.catalog(from: "2026-10-11"))
    let late = try await run.tool.json("import", "catalog", "\(folder.path)/late.csv", "--dry-run")
    #expect(late["needs_corrects_closed"] as? Bool == false, "nothing was played on these days of October")
    let refused = try await run.tool.refusal("import", "catalog", "\(folder.path)/catalog.csv")
    #expect(refused.code == 1 && refused.said.contains("2026-10 payee art-mira: +60.000000000000 USD"), "\(refused)")
    try await run.tool.run("import", "catalog", "\(folder.path)/catalog.csv", "--corrects-closed")
    try await run.tool.run("ledger", "post")
    #expect(try await run.balance("lab-vale", "2026-11", "adjustments") == "-40.000000000000")
    #expect(try await run.balance("art-mira", "2026-11", "adjustments") == "60.000000000000")
    #expect(try run.db.query("SELECT count(*) FROM agreed_corrections")[0].int(0) == 1)
    #expect(try await run.holds())
  }

  @Test("A report of a month in which the track changes hands is divided by the plays of each owner's days")
  func reported() async throws {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    func play(_ day: String, _ plays: Int) -> String {
      #"{"isrc":"QZTST2600001","played_at":"\#(day)T12:00:00Z","platform":"spotify","country":"US","plays":\#(plays)}"#
        + "\n"
    }
    try folder.write("plays.ndjson", play("2026-10-10", 3_000) + play("2026-10-20", 1_000))
    try folder.write("catalog.csv", Self.catalog(from: "2026-10-15"))
    let terms = try String(contentsOfFile: "\(Self.files)/contracts/K-2.yaml", encoding: .utf8)
    try folder.write("K-2.yaml", terms.replacing("2026-11-01", with: "2026-10-01"))
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
    try await run.tool.run("ledger", "post")
    try await run.tool.run("import", "catalog", "\(folder.path)/catalog.csv")
    try await run.tool.run("import", "payees", "\(Self.files)/payees.csv")
    try await run.tool.run("import", "contracts", "\(folder.path)/K-2.yaml")
    try folder.write(
      "report.csv",
      "period,platform,country,tier,isrc,units,amount,currency\n2026-10,spotify,US,,QZTST2600001,4000,20.00,USD\n")
    try await run.tool.run("reconcile", "import", "\(folder.path)/report.csv")
    let shown = try await run.tool.json("reconcile", "show", "1")
    let sums = try #require((shown["sums"] as? [[String: Any]])?.first)
    #expect(sums["estimated"] as? String == "16.000000000000" && sums["reported_units"] as? Int == 4_000, "\(sums)")
    try await run.tool.run("reconcile", "accept", "1")
    for _ in 1...2 {
      // Of 20: 15 of the first days, with a fee of 20 %, and 5 of those from the 15th on, with one of 10 %.
      #expect(try await run.balance("lab-vale", "2026-10", "share") == "6.000000000000")
      #expect(try await run.balance("lab-nova", "2026-10", "share") == "2.250000000000")
      #expect(try await run.balance("art-mira", "2026-10", "share") == "8.250000000000")
      try await run.tool.run("ledger", "post")
    }
    // A play that comes late to one owner's days moves the parts of both.
    try folder.write("late.ndjson", play("2026-10-21", 1_000))
    try await run.tool.run("import", "plays", "\(folder.path)/late.ndjson")
    for _ in 1...2 {
      #expect(try await run.balance("lab-vale", "2026-10", "share") == "4.800000000000")
      #expect(try await run.balance("lab-nova", "2026-10", "share") == "3.600000000000")
      try await run.tool.run("ledger", "post")
    }
    // Each label's statement has its own days, now and for ever.
    try await run.tool.run("ledger", "close", "2026-10", "--reason", "a test")
    for (label, gross) in [("lab-vale", "12"), ("lab-nova", "8")] {
      let made = try await run.tool.json(
        "statements", "generate", "--period", "2026-10", "--label", label, "--to", "\(folder.path)/\(label)", "--files",
        "json")
      let name = try #require(
        FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(label)").first { $0.contains("_USD_") },
        "\(made)")
      let text = String(
        decoding: FileManager.default.contents(atPath: "\(folder.path)/\(label)/\(name)") ?? Data(), as: UTF8.self)
      #expect(text.contains("\"gross\":\"\(gross).000000000000\""), "\(label) \(text.prefix(3_000))")
      #expect(!text.contains("\"gross\":\"20.000000000000\""), "\(label)")
    }
    #expect(try await run.holds())
  }
}
