import CSV
import Catalog
import Earnings
import Ingest
import Plays
import Postgres
import Store
import TestSupport
import Testing

@Suite("A catalog that says from which day a track is whose")
struct OwnersByDateTests {
  private static let header =
    "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids,featured_artists,from\n"

  /// A row, with a title unless told.
  private static func row(
    _ label: String, _ from: String = "", artist: String = "a-1", title: String = "Paper Moon", more: String = ","
  ) -> String {
    "QZLL22600001,\(title),\(artist),\(artist),011000000075,X,\(label),\(label),\(more),\(from)\n"
  }

  private func write(_ db: Connection, _ rows: String...) throws -> CatalogStore.Outcome {
    var file = try CatalogFile(
      CSVReader(file: "catalog.csv", bytes: Array((Self.header + rows.joined()).utf8)), file: "catalog.csv")
    return try CatalogStore(db).write(next: { try file.next() })
  }

  /// Times of ownership as "l-1 until 2026-11-01", by their days.
  private func times(_ db: Connection) throws -> [String] {
    try db.query(
      """
      SELECT l.id || ' ' || a.id || ' ' || owned_from || ' ' || owned_until
      FROM tracks JOIN labels l USING (label_id) JOIN artists a USING (artist_id) ORDER BY isrc, owned_from
      """
    ).map { $0.text(0) }
  }

  @Test("The rows of a track stand in any order, and the same again changes nothing")
  func anyOrder() async throws {
    let rows = [
      Self.row("l-1"), Self.row("l-2", "2026-10-10"), Self.row("l-3", "2026-11-01", artist: "a-2"),
    ]
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      let db = try Connection(url: await ScratchServer.shared.database())
      for changes in [7, 0] {
        // Two artists, three labels, a release, and of the track its times.
        let outcome = try write(db, order.map { rows[$0] }.joined())
        #expect(changes == 0 ? outcome.changes == 0 : outcome.changes >= changes, "\(order)")
      }
      #expect(
        try times(db) == [
          "l-1 a-1 -infinity 2026-10-10", "l-2 a-1 2026-10-10 2026-11-01", "l-3 a-2 2026-11-01 infinity",
        ])
      // A catalog without days that names the last owner says nothing new; one that names another corrects all days.
      #expect(try write(db, Self.row("l-3", artist: "a-2")).changes == 0)
      #expect(try write(db, Self.row("l-9")).changes > 0)
      #expect(
        try times(db) == [
          "l-9 a-1 -infinity 2026-10-10", "l-9 a-1 2026-10-10 2026-11-01", "l-9 a-1 2026-11-01 infinity",
        ])
    }
  }

  @Test("Titles, ids and featured artists have no day; what contradicts itself is refused with its line")
  func refusals() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    func refusal(_ rows: String...) throws -> CatalogStore.Contradiction {
      try #require(#expect(throws: CatalogStore.Contradiction.self) { _ = try write(db, rows.joined()) })
    }
    let unknown = try refusal(Self.row("l-1", "2026-11-01"))
    #expect(unknown.line == 2 && unknown.reason.contains("nobody knows whose it was before 2026-11-01"), "\(unknown)")
    let twice = try refusal(Self.row("l-1"), Self.row("l-2", "2026-11-01"), Self.row("l-3", "2026-11-01"))
    #expect(
      twice.line == 4 && twice.reason == "QZLL22600001 from 2026-11-01 on stands in line 3 already", "\(twice)")
    let undated = try refusal(Self.row("l-1"), Self.row("l-2"))
    #expect(undated.line == 3 && undated.reason == "QZLL22600001 stands in line 2 already", "\(undated)")
    let titled = try refusal(Self.row("l-1"), Self.row("l-2", "2026-11-01", title: "Other"))
    #expect(titled.line == 3 && titled.reason.contains("a title has no day"), "\(titled)")
    #expect(try times(db).isEmpty)

    _ = try write(db, Self.row("l-1", more: "spotify:one,"), Self.row("l-2", "2026-11-01", more: "spotify:two,f-1=F"))
    #expect(try db.query("SELECT count(DISTINCT track_id) FROM track_external_ids")[0].int(0) == 1)
    let index = try CatalogIndex(db)
    let days = [Day("2026-10-31")!, Day("2026-11-01")!].map(\.number)
    for reference in ["QZLL22600001", "spotify:one", "spotify:two"] {
      let first = try #require(index[reference])
      let labels = try days.map { day in
        try db.query("SELECT id FROM labels WHERE label_id = \(index.track(first, on: day).label)")[0].text(0)
      }
      #expect(labels == ["l-1", "l-2"], "\(reference)")
    }
    #expect(try write(db, Self.row("l-2", title: "Renamed")).changes == 1 + 1, "a title is of all times")
    #expect(try db.query("SELECT DISTINCT title FROM tracks").map { $0.text(0) } == ["Renamed"])
    // Featured on it, whoever's it is: once.
    let page = try DirectoryStore(db, visibility: .everything).tracks(artist: "f-1")
    #expect(page.map(\.isrc) == ["QZLL22600001"] && page[0].isFeatured)
    #expect(try DirectoryStore(db, visibility: .everything).artist(id: "a-1")?.tracks == 1)
  }

  @Test("Plays go to the track of their day: those that were counted, that wait, and that come")
  func plays() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    _ = try ReferenceImport(db).rateTables(path: "\(Month.inputs)/RateTables")
    let folder = try TemporaryFolder()
    var files = 0
    func play(_ reference: String) throws {
      files += 1
      let lines = ["2026-10-31", "2026-11-01", "2026-11-09", "2026-11-10"].map {
        #"{\#(reference),"played_at":"\#($0)T12:00:00Z","platform":"spotify","country":"US","plays":\#(files)}"#
      }
      try folder.write("\(files).ndjson", lines.joined(separator: "\n") + "\n")
      _ = try PlayImport(databaseURL: url, mayOverlap: true).run(path: "\(folder.path)/\(files).ndjson")
    }
    func byDay() throws -> [String] {
      try db.query(
        """
        SELECT p.day || ' ' || l.id || ' ' || sum(p.plays) FROM plays_daily p JOIN tracks USING (track_id)
        JOIN labels l USING (label_id) GROUP BY p.day, l.id ORDER BY 1
        """
      ).map { $0.text(0) }
    }
    // Plays that wait for a track which comes with two owners.
    try play(#""isrc":"QZLL22600001""#)
    #expect(try write(db, Self.row("l-1"), Self.row("l-2", "2026-11-01")).claimedPlays == 4)
    #expect(try byDay() == ["2026-10-31 l-1 1", "2026-11-01 l-2 1", "2026-11-09 l-2 1", "2026-11-10 l-2 1"])
    // Plays that were counted go over.
    _ = try write(db, Self.row("l-3", "2026-11-10"))
    try play(#""isrc":"QZLL22600001""#)
    #expect(try byDay() == ["2026-10-31 l-1 3", "2026-11-01 l-2 3", "2026-11-09 l-2 3", "2026-11-10 l-3 3"])
    // And plays by an id that is learned.
    try play(#""external_id":"new""#)
    #expect(try write(db, Self.row("l-3", more: "spotify:new,")).claimedPlays == 12)
    #expect(try byDay() == ["2026-10-31 l-1 6", "2026-11-01 l-2 6", "2026-11-09 l-2 6", "2026-11-10 l-3 6"])
    // A file that was counted before is taken out whole.
    _ = try PlayWithdrawal(Connection(url: url)).run(path: "\(folder.path)/1.ndjson")
    #expect(try byDay() == ["2026-10-31 l-1 5", "2026-11-01 l-2 5", "2026-11-09 l-2 5", "2026-11-10 l-3 5"])
  }
}
