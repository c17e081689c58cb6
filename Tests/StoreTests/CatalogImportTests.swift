import Ingest
import Postgres
import Refusals
import Store
import TestSupport
import Testing

/// Files as they are imported: what only the whole of a file shows, and what an import looks at.
@Suite("Imports of catalogs")
struct CatalogImportTests {
  private static let header =
    "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids,featured_artists"
  private static let row =
    "QZLL22600001,Paper Moon,art-1,Luna Mar,011000000075,First,lab-1,Northwind,spotify:sp1|apple_music:900,"
  private static let other = "QZLL22600002,Slow Tide,art-1,Luna Mar,011000000075,First,lab-1,Northwind,,"

  private let url: String
  private let db: Connection
  private let folder: TemporaryFolder

  init() async throws {
    url = try await ScratchServer.shared.database()
    db = try Connection(url: url)
    folder = try TemporaryFolder()
  }

  private func take(_ rows: String...) throws -> CatalogStore.Outcome {
    try folder.write("catalog.csv", ([Self.header] + rows).joined(separator: "\n") + "\n")
    return try ReferenceImport(db).catalog(path: "\(folder.path)/catalog.csv")
  }

  private func count(_ table: SQL) throws -> Int64 { try db.query("SELECT count(*) FROM \(table)")[0].int(0) }

  @Test(
    "A file that contradicts itself is refused whole, naming both lines",
    arguments: [
      ("art-1,Luna Mar", "art-1,Luna Mare", #"artist art-1 is "Luna Mare" here, and "Luna Mar" in line 2"#),
      ("First", "Second", #"album 00011000000075 is "Second" here, and "First" in line 2"#),
      ("Northwind", "Southwind", #"label lab-1 is "Southwind" here, and "Northwind" in line 2"#),
      (
        "wind,", "wind,spotify:sp1",
        #"external id spotify:sp1 is "QZLL22600002" here, and "QZLL22600001" in line 2"#
      ),
    ])
  func contradiction(said: String, otherwise: String, reason: String) throws {
    let error = try #require(throws: InputError.self) {
      try take(Self.row, Self.other.replacing(said, with: otherwise))
    }
    #expect(error.line == 3 && error.reason == reason)
    #expect(try count("tracks") == 0 && count("artists") == 0)
  }

  @Test("A track that stands twice is refused, naming both lines", arguments: ["QZLL22600001", "qz-ll2-26-00001"])
  func duplicate(spelling: String) throws {
    let error = try #require(throws: InputError.self) {
      try take(Self.row, Self.other, Self.other.replacing("QZLL22600002", with: spelling))
    }
    #expect(error.line == 4 && error.reason == "QZLL22600001 stands in line 2 already")
  }

  @Test("Of several contradictions the first line that has one is named")
  func firstOfSeveral() throws {
    let error = try #require(throws: InputError.self) {
      try take(
        Self.row, Self.other.replacing("First", with: "Second"),
        Self.other.replacing("QZLL22600002", with: "QZLL22600001"), Self.other)
    }
    #expect(error.line == 3)
  }

  @Test("What changed is written and counted: a title, a name, an album, an id, a feature, and nothing else")
  func changes() throws {
    #expect(try take(Self.row, Self.other).changes == 1 + 1 + 1 + 2 + 2)
    #expect(try take(Self.row, Self.other).changes == 0)
    #expect(try take(Self.row, Self.other.replacing("Slow", with: "Fast")).changes == 1)
    #expect(try db.query("SELECT title FROM tracks WHERE isrc = 'QZLL22600002'")[0].text(0) == "Fast Tide")
    let renamed = [Self.row, Self.other].map { $0.replacing("Luna Mar", with: "Luna M.") }
    #expect(try take(renamed[0], renamed[1]).changes == 2, "the artist, and the title again")
    #expect(try take(renamed[0], renamed[1].replacing("wind,,", with: "wind,tidal:9,art-2=AC/DC")).changes == 3)
    #expect(try take(renamed[0]).changes == 0, "what a file leaves out stays as it is")
    #expect(try count("tracks") == 2)
  }

  @Test("Counting goes on while a catalog is written: when it waits for a commit of plays, its tracks are written")
  func counting() async throws {
    let counting = try Connection(url: url)
    try counting.run(script: "BEGIN; SELECT pg_advisory_xact_lock_shared(hashtext('ledgerline ingest'))")
    try folder.write("catalog.csv", [Self.header, Self.row].joined(separator: "\n") + "\n")
    let (url, path) = (url, "\(folder.path)/catalog.csv")
    let importing = Task.detached { try ReferenceImport(Connection(url: url)).catalog(path: path).tracks }
    let waitsWithTracks: SQL = """
      SELECT FROM pg_locks waiting JOIN pg_locks written USING (pid)
      WHERE waiting.locktype = 'advisory' AND NOT waiting.granted AND written.relation = 'tracks'::regclass
        AND written.mode = 'RowExclusiveLock' AND written.database = (
          SELECT oid FROM pg_database WHERE datname = current_database())
      """
    #expect(try await eventually { try !db.query(waitsWithTracks).isEmpty })
    #expect(try count("tracks") == 0)
    try counting.run(script: "COMMIT")
    #expect(try await importing.value == 1)
    #expect(try count("tracks") == 1)
  }

  @Test("What a track refers to is there, and stays, whoever writes it")
  func references() throws {
    _ = try take(Self.row)
    for wrong in [
      "INSERT INTO tracks (isrc, title, artist_id, album_id, label_id) VALUES ('QZLL22600009', 'x', 999, 1, 1)",
      "UPDATE tracks SET album_id = 999", "UPDATE tracks SET label_id = 999",
      "INSERT INTO track_external_ids VALUES ('a:b', 999)", "UPDATE track_external_ids SET track_id = 999",
      "INSERT INTO track_features VALUES (1, 999)", "INSERT INTO track_features VALUES (999, 1)",
    ] {
      let error = try #require(throws: PostgresError.self, "\(wrong)") { try db.run(script: wrong) }
      #expect(error.message.contains("there"), "\(error)")
    }
    for table in ["artists", "albums", "labels", "tracks"] {
      for removal in ["DELETE FROM \(table)", "TRUNCATE \(table) CASCADE"] {
        let error = try #require(throws: PostgresError.self, "\(removal)") { try db.run(script: removal) }
        #expect(error.message.contains("nothing is taken out of \(table)"), "\(error)")
      }
    }
  }
}
