import CSV
import Catalog
import Earnings
import Ingest
import Plays
import Postgres
import Store
import TestSupport
import Testing

@Suite("A catalog with recordings on several releases")
struct ReleasesTests {
  private static let header =
    "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids,from,primary\n"
  private static let (single, album, compilation) = ("011000000075", "011000001072", "011000003076")
  private static let three = row("l-1", single) + row("l-1", album) + row("l-2", compilation)

  private static func row(
    _ label: String, _ barcode: String, title: String = "Paper Moon", ids: String = "", from: String = "",
    primary: String = ""
  ) -> String {
    "QZLL22600001,\(title),a-1,Luna,\(barcode),R\(barcode.suffix(4)),\(label),\(label),\(ids),\(from),\(primary)\n"
  }

  private func write(_ db: Connection, _ rows: String...) throws -> CatalogStore.Outcome {
    var file = try CatalogFile(
      CSVReader(file: "catalog.csv", bytes: Array((Self.header + rows.joined()).utf8)), file: "catalog.csv")
    return try CatalogStore(db).write(next: { try file.next() })
  }

  /// Tracks as "0 0075 l-1", with a day where they have one: the number of the release, its barcode and label.
  private func tracks(_ db: Connection) throws -> [String] {
    try db.query(
      """
      SELECT t.release || ' ' || right(b.upc, 4) || ' ' || l.id
        || CASE WHEN owned_from > '-infinity' THEN ' ' || owned_from ELSE '' END
      FROM tracks t JOIN labels l USING (label_id) JOIN albums b USING (album_id) ORDER BY isrc, release, owned_from
      """
    ).map { $0.text(0) }
  }

  /// Plays as "0 l-1 12": by the number of the release and the label.
  private func plays(_ db: Connection) throws -> [String] {
    try db.query(
      """
      SELECT t.release || ' ' || l.id || ' ' || sum(p.plays) FROM plays_daily p JOIN tracks t USING (track_id)
      JOIN labels l USING (label_id) GROUP BY t.release, l.id ORDER BY 1
      """
    ).map { $0.text(0) }
  }

  @Test("Rows of one recording are its releases, in any manner in which they come, and the same again changes nothing")
  func imports() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let expected = ["0 0075 l-1", "1 0075 l-1", "2 1072 l-1", "3 3076 l-2"]
    let first = try write(db, Self.three)
    #expect(first.kinds.added == 1 && first.kinds.releases == 2 && first.kinds.moved == 0)
    #expect(try tracks(db) == expected)
    #expect(try write(db, Self.three).changes == 0)
    #expect(try write(db, Self.row("l-1", Self.album)).changes == 0, "others stay")

    // One that is known comes to stand on others.
    let later = try Connection(url: await ScratchServer.shared.database())
    _ = try write(later, Self.row("l-1", Self.single))
    let outcome = try write(later, Self.three)
    #expect(outcome.kinds.added == 0 && outcome.kinds.releases == 2 && outcome.kinds.moved == 0)
    #expect(try tracks(later) == expected)
    let page = DirectoryStore(later, visibility: .everything)
    #expect(try page.artist(id: "a-1")?.tracks == 1, "a recording is one")
    #expect(try page.tracks(artist: "a-1").map(\.album) == [Self.single])
    #expect(
      try page.album(gtin: "00\(Self.compilation)")?.tracks == 1 && page.album(gtin: "00\(Self.single)")?.tracks == 1)

    // Another is primary, whose title counts; who does not say so changes nothing.
    let switched = try write(later, Self.row("l-2", Self.compilation, title: "Moon", primary: "yes"))
    #expect(switched.kinds.moved == 1 && switched.kinds.releases == 0)
    #expect(try tracks(later) == ["0 3076 l-2"] + expected.dropFirst())
    #expect(try later.query("SELECT DISTINCT title FROM tracks").map { $0.text(0) } == ["Moon"])
    #expect(try write(later, Self.row("l-1", Self.single), Self.row("l-1", Self.album)).changes == 0)
    #expect(try later.query("SELECT count(*) FROM former_labels")[0].int(0) == 1)

    // A single row with another barcode is a correction, unless it speaks of `primary`.
    let one = try Connection(url: await ScratchServer.shared.database())
    _ = try write(one, Self.row("l-1", Self.single))
    #expect(try write(one, Self.row("l-1", Self.album)).kinds.moved == 1)
    #expect(try tracks(one) == ["0 1072 l-1"])
    #expect(try write(one, Self.row("l-2", Self.compilation, primary: "no")).kinds.releases == 1)
    #expect(try tracks(one) == ["0 1072 l-1", "1 1072 l-1", "2 3076 l-2"])
  }

  @Test("Each release is sold on a day of its own, and what contradicts itself is refused with its line")
  func dated() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    func refusal(_ rows: String...) throws -> CatalogStore.Contradiction {
      try #require(#expect(throws: CatalogStore.Contradiction.self) { _ = try write(db, rows.joined()) })
    }
    let twice = try refusal(Self.three, Self.row("l-2", Self.album))
    #expect(twice.line == 5 && twice.reason == "QZLL22600001 stands in line 3 already", "\(twice)")
    let primaries = try refusal(
      Self.row("l-1", Self.single, primary: "yes"), Self.row("l-2", Self.compilation, primary: "yes"))
    #expect(primaries.line == 3 && primaries.reason.contains("is that of line 2 already"), "\(primaries)")
    _ = try write(db, Self.three)
    let unknown = try refusal(Self.row("l-3", "011000002079", from: "2026-11-01", primary: "no"))
    #expect(unknown.reason.contains("on this release: nobody knows whose it was before 2026-11-01"), "\(unknown)")

    let rows =
      Self.row("l-3", Self.compilation, from: "2026-11-01") + Self.row("l-4", Self.single, from: "2026-10-15")
    #expect(try write(db, rows).kinds.dated == 1)
    #expect(
      try tracks(db) == [
        "0 0075 l-1", "0 0075 l-4 2026-10-15", "1 0075 l-1", "1 0075 l-4 2026-10-15", "2 1072 l-1", "3 3076 l-2",
        "3 3076 l-3 2026-11-01",
      ])
    #expect(try write(db, rows).changes == 0)
    #expect(try write(db, Self.row("l-3", Self.compilation), Self.row("l-4", Self.single)).changes == 0)
    let index = try CatalogIndex(db)
    func label(_ barcode: String?, _ day: String) throws -> String {
      let first = try #require(index.track("QZLL22600001", release: barcode.map { "00\($0)" }))
      return try db.query(
        "SELECT id FROM labels WHERE label_id = \(index.track(first, on: Day(day)!.number).label)")[0].text(0)
    }
    for (barcode, day, expected) in [
      (nil, "2026-10-14", "l-1"), (nil, "2026-10-15", "l-4"), (Self.single, "2026-10-15", "l-4"),
      (Self.album, "2026-11-09", "l-1"), (Self.compilation, "2026-10-31", "l-2"),
      (Self.compilation, "2026-11-01", "l-3"), ("011000002079", "2026-11-01", "l-4"),
    ] {
      #expect(try label(barcode, day) == expected, "\(barcode ?? "none") on \(day)")
    }
  }

  @Test("Plays go to the release that they name: those that wait, those that come, and out again")
  func plays() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    _ = try ReferenceImport(db).rateTables(path: "\(Month.inputs)/RateTables")
    let folder = try TemporaryFolder()
    /// 1 of no release, 2 of the compilation, 4 of one on which it is not, 8 of the single, each a power of 16 more often.
    func take(_ name: String, _ reference: String, times: Int) throws {
      let barcodes = [nil, Self.compilation, "011000002079", String(Self.single.dropFirst())]
      let lines = barcodes.enumerated().map { index, barcode in
        #"{\#(reference),"played_at":"2026-10-17T12:00:00Z","platform":"spotify","country":"US","plays":\#(times << index)"#
          + (barcode.map { #","upc":"\#($0)"}"# } ?? "}")
      }
      try folder.write("\(name).ndjson", lines.joined(separator: "\n") + "\n")
      _ = try PlayImport(databaseURL: url, mayOverlap: true).run(path: "\(folder.path)/\(name).ndjson")
    }
    let known = #""isrc":"QZLL22600001""#
    try take("waiting", known, times: 1)
    #expect(
      try db.query("SELECT upc FROM plays_unmatched ORDER BY 1").map { $0.text(0) }
        == ["", "00011000000075", "00011000002079", "00011000003076"])
    #expect(try write(db, Self.three).claimedPlays == 15)
    #expect(try plays(db) == ["0 l-1 5", "1 l-1 8", "3 l-2 2"])
    try take("come", known, times: 16)
    #expect(try plays(db) == ["0 l-1 85", "1 l-1 136", "3 l-2 34"])
    // By an id that is learned.
    try take("named", #""external_id":"one""#, times: 256)
    #expect(try write(db, Self.row("l-1", Self.single, ids: "spotify:one")).claimedPlays == 15 * 256)
    #expect(try plays(db) == ["0 l-1 1365", "1 l-1 2184", "3 l-2 546"])
    for name in ["come", "waiting"] {
      _ = try PlayWithdrawal(Connection(url: url)).run(path: "\(folder.path)/\(name).ndjson")
    }
    #expect(try plays(db) == ["0 l-1 1280", "1 l-1 2048", "3 l-2 512"])
    // A primary one that is another takes the plays along that name none.
    _ = try write(db, Self.row("l-2", Self.compilation, primary: "yes"))
    #expect(try plays(db) == ["0 l-2 1280", "1 l-1 2048", "3 l-2 512"])
  }

  @Test("What was counted before a release was told apart is the primary's, and is taken out of it")
  func before() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    _ = try ReferenceImport(db).rateTables(path: "\(Month.inputs)/RateTables")
    _ = try write(db, Self.row("l-1", Self.single))
    let folder = try TemporaryFolder()
    for (name, times) in [("early", 1), ("late", 100)] {
      let lines = [Self.single, Self.compilation].enumerated().map { index, barcode in
        #"{"isrc":"QZLL22600001","played_at":"2026-10-17T12:00:00Z","platform":"spotify","country":"US","#
          + #""plays":\#(times * (index + 1)),"upc":"\#(barcode)"}"#
      }
      try folder.write("\(name).ndjson", lines.joined(separator: "\n") + "\n")
      _ = try PlayImport(databaseURL: url, mayOverlap: true).run(path: "\(folder.path)/\(name).ndjson")
      if name == "early" { _ = try write(db, Self.three) }
    }
    #expect(try plays(db) == ["0 l-1 3", "1 l-1 100", "3 l-2 200"])
    _ = try PlayWithdrawal(Connection(url: url)).run(path: "\(folder.path)/late.ndjson")
    #expect(try plays(db) == ["0 l-1 3"])
    _ = try PlayWithdrawal(Connection(url: url)).run(path: "\(folder.path)/early.ndjson")
    #expect(try plays(db).isEmpty)
  }
}
