import Foundation
import Postgres
import TestSupport
import Testing

/// A recording on a single and an album of one label and on a compilation of another, by the command line and over the API.
@Suite("A recording on several releases")
struct ReleasesCasesTests {
  private static let (single, album, compilation) = ("011000000075", "011000001072", "011000003076")
  private static let header = "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids"
  private static let rows = [
    "QZTST2600001,Slow Tide,art-mira,Mira Vole,\(single),Tidal,lab-vale,Vale Street,spotify:sp1",
    "QZTST2600001,Slow Tide,art-mira,Mira Vole,11000001072,Hours,lab-vale,Vale Street,",
    "QZTST2600001,Slow Tide,art-mira,Mira Vole,\(compilation),Best Of,lab-nova,Nova Yard,",
  ]

  /// The base's contract takes 20 %, the compilation's 10 %; each halves the rest between label and artist.
  private func world() async throws -> (run: CaseWorld, folder: TemporaryFolder) {
    let (run, folder) = (try await CaseWorld(), try TemporaryFolder())
    try folder.write("catalog.csv", ([Self.header] + Self.rows).joined(separator: "\n") + "\n")
    let terms = try String(contentsOfFile: "\(CaseWorld.files)/track-moves/contracts/K-2.yaml", encoding: .utf8)
    try folder.write("K-2.yaml", terms.replacing("2026-11-01", with: "2026-01-01"))
    return (run, folder)
  }

  private func learn(_ run: CaseWorld, _ folder: TemporaryFolder) async throws {
    try await run.tool.run("import", "catalog", "\(folder.path)/catalog.csv")
    try await run.tool.run("import", "payees", "\(CaseWorld.files)/track-moves/payees.csv")
    try await run.tool.run("import", "contracts", "\(folder.path)/K-2.yaml")
  }

  private static func play(_ plays: Int, _ barcode: String? = nil, on day: String = "2026-10-10") -> String {
    #"{"isrc":"QZTST2600001","played_at":"\#(day)T12:00:00Z","platform":"spotify","country":"US","plays":\#(plays)"#
      + (barcode.map { #","upc":"\#($0)"}"# } ?? "}") + "\n"
  }

  /// At 0.004 USD a play: 40 of no release, 20 of the compilation, 10 of the album, 4 of one on which it is not known to be,
  /// 2 of what is no barcode.
  private func count(_ run: CaseWorld, _ folder: TemporaryFolder) async throws {
    try folder.write(
      "plays.ndjson",
      Self.play(10_000) + Self.play(5_000, Self.compilation) + Self.play(2_500, "11000001072")
        + Self.play(1_000, "011000002079") + Self.play(500, "123"))
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
  }

  private func expect(_ run: CaseWorld, _ shares: [String: String], _ figure: String = "share") async throws {
    for _ in 1...2 {
      for (payee, share) in shares {
        #expect(try await run.balance(payee, "2026-10", figure) == share, "\(payee)")
      }
      try await run.tool.run("ledger", "post")
    }
    #expect(try await run.holds())
  }

  @Test("Plays are the primary release's, or that of their barcode; and every total counts the recording once")
  func estimated() async throws {
    let (run, folder) = try await world()
    let trial = try await run.tool.json("import", "catalog", "\(folder.path)/catalog.csv", "--dry-run")
    #expect(trial["new_releases"] as? Int == 2 && trial["new_tracks"] as? Int == 0, "\(trial)")
    #expect(try run.db.query("SELECT count(*) FROM tracks")[0].int(0) == 3)
    try await learn(run, folder)
    #expect(try await run.tool.json("import", "catalog", "\(folder.path)/catalog.csv")["changes"] as? Int == 0)
    try await count(run, folder)
    // Of 56: 44.80 by halves; of 20: 18 by halves.
    try await expect(
      run, ["lab-vale": "22.400000000000", "lab-nova": "9.000000000000", "art-mira": "31.400000000000"])
    let api = try await CaseAPI(run)
    let days = "from=2026-10-01&to=2026-10-31"
    for (path, plays) in [
      ("tracks/QZTST2600001", 19_000), ("albums/\(Self.single)", 11_500), ("albums/\(Self.album)", 2_500),
      ("albums/\(Self.compilation)", 5_000), ("labels/lab-vale", 14_000), ("labels/lab-nova", 5_000),
      ("artists/art-mira", 19_000),
    ] {
      let answer = try await api.client.get("/v1/\(path)/earnings?\(days)")
      #expect((answer.body["total"] as? [String: Any])?["plays"] as? Int == plays, "\(path): \(answer.text)")
    }
    for (kind, keys) in [
      ("track", ["QZTST2600001": 19_000]), ("artist", ["art-mira": 19_000]),
      ("album", [Self.single: 11_500, Self.album: 2_500, Self.compilation: 5_000]),
      ("label", ["lab-vale": 14_000, "lab-nova": 5_000]),
    ] {
      let answer = try await api.client.get("/v1/rankings?by=\(kind)&\(days)")
      let rows = answer.body["rows"] as? [[String: Any]] ?? []
      #expect(
        rows.map { "\($0["key"] ?? "") \($0["plays"] ?? "")" }.sorted()
          == keys.map { "\($0.key) \($0.value)" }.sorted(), "\(kind): \(answer.text)")
    }
    let artist = try await api.client.get("/v1/artists/art-mira")
    let tracks = artist.body["tracks"] as? [[String: Any]] ?? []
    #expect(tracks.count { $0["isrc"] as? String == "QZTST2600001" } == 1, "\(artist.text)")
    // A label sees what was played on its own releases.
    for (label, plays) in [("lab-vale", 14_000), ("lab-nova", 5_000)] {
      let made = try await run.tool.json(
        "tokens", "create", label, "--subject", "label:\(label)", "--scope", "earnings:read")
      var client = api.client
      client.token = made["token"] as? String
      let answer = try await client.get("/v1/tracks/QZTST2600001/earnings?\(days)")
      #expect((answer.body["total"] as? [String: Any])?["plays"] as? Int == plays, "\(label): \(answer.text)")
    }
  }

  @Test("Rows of a report go to the contract of their release; all of them stand against the recording's plays")
  func reported() async throws {
    let (run, folder) = try await world()
    try await learn(run, folder)
    try await count(run, folder)
    try await run.tool.run("ledger", "post")
    try folder.write(
      "report.csv",
      """
      period,platform,country,tier,isrc,upc,units,amount,currency
      2026-10,spotify,US,,QZTST2600001,,12000,48.00,USD
      2026-10,spotify,US,,QZTST2600001,\(Self.compilation),4000,20.00,USD
      2026-10,spotify,US,,,\(Self.compilation),2000,10.00,USD
      2026-10,spotify,US,,QZTST2600001,\(Self.album),1000,5.00,USD

      """)
    try await run.tool.run("reconcile", "import", "\(folder.path)/report.csv")
    let shown = try await run.tool.json("reconcile", "show", "1")
    let sums = try #require((shown["sums"] as? [[String: Any]])?.first)
    #expect(sums["estimated"] as? String == "76.000000000000" && sums["reported"] as? String == "83.000000000000")
    #expect(sums["estimated_units"] as? Int == 19_000 && sums["reported_units"] as? Int == 19_000, "\(sums)")
    // 19,000 plays and 83 together, by the contracts of 14,000 plays and of 5,000: no units are off.
    let lines = try run.db.query(
      "SELECT status, estimated_units, reported_units, estimated::text, reported::text, units::text "
        + "FROM reconciliation_lines ORDER BY estimated DESC"
    ).map { "\($0.text(0)) \($0.int(1)) \($0.int(2)) \($0.text(3)) \($0.text(4)) \($0.text(5))" }
    #expect(
      lines == [
        "over 14000 14000 56.000000000000 61.157894736842 0.000000000000",
        "over 5000 5000 20.000000000000 21.842105263158 0.000000000000",
      ])
    let trueUps = try run.db.query("SELECT payee || ' ' || amount FROM reconciliation_true_ups ORDER BY 1")
      .map { $0.text(0) }
    #expect(
      trueUps == ["art-mira 3.300000000000", "lab-nova 4.500000000000", "lab-vale -1.200000000000"], "\(trueUps)")
    try await run.tool.run("reconcile", "accept", "1")
    // Of 53: 42.40 by halves; of 30: 27 by halves.
    try await expect(
      run, ["lab-vale": "21.200000000000", "lab-nova": "13.500000000000", "art-mira": "34.700000000000"])
    let posted = try await run.tool.json("ledger", "lines", "QZTST2600001", "--period", "2026-10")
    let behind = (posted["lines"] as? [[String: Any]] ?? []).filter { $0["basis"] as? String == "reported" }.map {
      "\($0["contract"] ?? "") \($0["gross"] ?? "") "
        + "\(($0["rows"] as? [[String: Any]] ?? []).compactMap { $0["line"] as? Int })"
    }
    #expect(behind.sorted() == ["K-1 53.000000000000 [2, 5]", "K-2 30.000000000000 [3, 4]"], "\(posted)")
    let reported = try await run.tool.json(
      "earnings", "--by", "album", "--from", "2026-10-01", "--to", "2026-10-31")
    #expect("\(reported)".contains("30.000000000000"), "\(reported)")
    // What each label's statement has is its own.
    try await run.tool.run("ledger", "close", "2026-10", "--reason", "a test")
    for (label, gross) in [("lab-vale", "53"), ("lab-nova", "30")] {
      try await run.tool.run(
        "statements", "generate", "--period", "2026-10", "--label", label, "--to", "\(folder.path)/\(label)", "--files",
        "json")
      let name = try #require(
        FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(label)").first { $0.contains("_USD_") })
      let text = String(
        decoding: FileManager.default.contents(atPath: "\(folder.path)/\(label)/\(name)") ?? Data(), as: UTF8.self)
      #expect(text.contains("\"gross\":\"\(gross).000000000000\""), "\(label) \(text.prefix(3_000))")
      #expect(!text.contains("\"gross\":\"83.000000000000\""), "\(label)")
    }
    #expect(try await run.holds())
  }

  @Test("Another primary release takes the plays and rows that name none; of a closed month only if somebody agrees")
  func switched() async throws {
    let (run, folder) = try await world()
    try await learn(run, folder)
    try await count(run, folder)
    try await run.tool.run("ledger", "post")
    try folder.write("primary.csv", "\(Self.header),primary\n\(Self.rows[2]),yes\n")
    let trial = try await run.tool.json("import", "catalog", "\(folder.path)/primary.csv", "--dry-run")
    #expect(trial["moved_tracks"] as? Int == 1 && trial["new_releases"] as? Int == 0, "\(trial)")
    try await run.tool.run("import", "catalog", "\(folder.path)/primary.csv")
    // Of 66: 59.40 by halves; of 10: 8 by halves.
    let moved = ["lab-vale": "4.000000000000", "lab-nova": "29.700000000000", "art-mira": "33.700000000000"]
    try await expect(run, moved)
    // A catalog that does not say which is primary leaves it.
    #expect(try await run.tool.json("import", "catalog", "\(folder.path)/catalog.csv")["changes"] as? Int == 0)
    try await run.tool.run("ledger", "close", "2026-10")
    try folder.write("back.csv", "\(Self.header),primary\n\(Self.rows[0]),yes\n")
    let refused = try await run.tool.refusal("import", "catalog", "\(folder.path)/back.csv")
    for words in ["2026-10 payee lab-nova: -20.700000000000 USD", "2026-10 payee lab-vale: +18.400000000000 USD"] {
      #expect(refused.code == 1 && refused.said.contains(words), "\(words)\n\(refused.said)")
    }
    // From the next month on it changes nothing of the closed one.
    try folder.write("from.csv", "\(Self.header),from,primary\n\(Self.rows[0]),2026-11-01,yes\n")
    let dated = try await run.tool.json("import", "catalog", "\(folder.path)/from.csv", "--dry-run")
    #expect(dated["needs_corrects_closed"] as? Bool == false && dated["dated_tracks"] as? Int == 1, "\(dated)")
    try await run.tool.run("import", "catalog", "\(folder.path)/back.csv", "--corrects-closed")
    try await run.tool.run("ledger", "post")
    #expect(try await run.balance("lab-nova", "2026-11", "adjustments") == "-20.700000000000")
    #expect(try await run.balance("lab-vale", "2026-11", "adjustments") == "18.400000000000")
    #expect(try await run.holds())
  }

  @Test(
    "A release that is learned after a report was accepted takes its rows; of a closed month only if somebody agrees")
  func learned() async throws {
    let (run, folder) = try await world()
    try await run.tool.run("import", "payees", "\(CaseWorld.files)/track-moves/payees.csv")
    try folder.write("plays.ndjson", Self.play(10_000))
    try await run.tool.run("import", "plays", "\(folder.path)/plays.ndjson")
    try folder.write(
      "report.csv",
      """
      period,platform,country,tier,isrc,upc,units,amount,currency
      2026-10,spotify,US,,QZTST2600001,\(Self.single),8000,32.00,USD
      2026-10,spotify,US,,QZTST2600001,\(Self.compilation),2000,10.00,USD

      """)
    try await run.tool.run("reconcile", "import", "\(folder.path)/report.csv")
    try await run.tool.run("reconcile", "accept", "1")
    // Both rows are the only release's: of 42, 33.60 by halves.
    try await expect(run, ["lab-vale": "16.800000000000", "art-mira": "16.800000000000"])
    try await run.tool.run("ledger", "close", "2026-10", "--reason", "a test")
    // The contract alone changes nothing: nothing is of that label yet.
    try folder.write(
      "nova.csv", "\(Self.header)\nQZTST2600009,Nine,art-mira,Mira Vole,011000004073,Nine,lab-nova,Nova Yard,\n")
    try await run.tool.run("import", "catalog", "\(folder.path)/nova.csv")
    try await run.tool.run("import", "contracts", "\(folder.path)/K-2.yaml")
    let refused = try await run.tool.refusal("import", "catalog", "\(folder.path)/catalog.csv")
    for words in [
      "2026-10 payee lab-nova: +4.500000000000 USD", "2026-10 payee lab-vale: -4.000000000000 USD",
      "2026-10 payee art-mira: +0.500000000000 USD",
    ] {
      #expect(refused.code == 1 && refused.said.contains(words), "\(words)\n\(refused.said)")
    }
    try await run.tool.run("import", "catalog", "\(folder.path)/catalog.csv", "--corrects-closed")
    try await run.tool.run("ledger", "post")
    #expect(try await run.balance("lab-nova", "2026-11", "adjustments") == "4.500000000000")
    #expect(try await run.balance("lab-vale", "2026-11", "adjustments") == "-4.000000000000")
    #expect(try await run.holds())
  }
}
