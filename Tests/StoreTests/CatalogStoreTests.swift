import CSV
import Catalog
import Earnings
import Ingest
import Plays
import Postgres
import Rates
import Store
import TestSupport
import Testing

@Suite("The catalog")
struct CatalogStoreTests {
  private static let header =
    "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids,featured_artists\n"

  private func entries(_ lines: String) throws -> [CatalogEntry] {
    var file = try CatalogFile(
      CSVReader(file: "catalog.csv", bytes: Array((Self.header + lines).utf8)), file: "catalog.csv")
    var entries: [CatalogEntry] = []
    while let next = try file.next() { entries.append(next.entry) }
    return entries
  }

  @Test("The same catalog again changes nothing")
  func again() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let reference = ReferenceImport(db)
    #expect(try reference.catalog(path: "\(Month.inputs)/catalog.csv").changes > 0)
    #expect(try reference.catalog(path: "\(Month.inputs)/catalog.csv").changes == 0)
    #expect(try CatalogIndex(db)["QZLL22600009"] != nil)
    #expect(try CatalogIndex(db)["spotify:sp000009"]?.id == CatalogIndex(db)["QZLL22600009"]?.id)
  }

  @Test("Plays that waited for their track are claimed, by ISRC and by external id, and counted once")
  func claiming() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    _ = try ReferenceImport(db).rateTables(path: "\(Month.inputs)/RateTables")
    try Month.loadPlays(url)
    let waiting = try StatusStore(db).counts()
    #expect(waiting.acceptedEvents == 5184 && waiting.unmatchedPlays > 700_000)
    let outcome = try ReferenceImport(db).catalog(path: "\(Month.inputs)/catalog.csv")
    let left = try StatusStore(db).counts()
    #expect(left.unmatchedPlays == 21)
    #expect(outcome.claimedPlays == waiting.unmatchedPlays - 21)
    let all = try EarningsStore(db).rows(EarningsQuery(), RateStore(db).book())
    #expect(all[0].earnings.plays == outcome.claimedPlays)
    #expect(all[0].earnings.unratedPlays == 28_122)
  }

  @Test("An external id does not change hands")
  func conflict() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let store = CatalogStore(db)
    _ = try store.write(entries("QZLL22600001,A,a-1,AC/DC,011000000075,X,l-1,L,spotify:one,\n"))
    let conflict = #expect(throws: CatalogStore.Conflict.self) {
      _ = try store.write(entries("QZLL22600002,B,a-1,AC/DC,011000000075,X,l-1,L,spotify:one,\n"))
    }
    #expect(conflict?.description.contains("QZLL22600001") == true)
    #expect(try CatalogIndex(db)["QZLL22600002"] == nil)
  }

  @Test("A featured artist's page shows the track, marked; the track stays the other's")
  func featured() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    _ = try CatalogStore(db).write(
      entries(
        "QZLL22600001,Own,a-1,AC/DC,011000000075,X,l-1,L,,a-2=Guest\nQZLL22600002,Guest's,a-2,Guest,011000000075,X,l-1,L,,\n"
      ))
    let directory = DirectoryStore(db, visibility: .everything)
    let tracks = try directory.tracks(artist: "a-2")
    #expect(tracks.map(\.isrc) == ["QZLL22600002", "QZLL22600001"])
    #expect(tracks.map(\.isFeatured) == [false, true])
    #expect(try directory.artist(id: "a-2")?.tracks == 1)
    #expect(try directory.artists(matching: "c/d", after: nil, limit: 10).map(\.id) == ["a-1"])
    #expect(try directory.artists(matching: "%", after: nil, limit: 10).isEmpty)
  }
}
