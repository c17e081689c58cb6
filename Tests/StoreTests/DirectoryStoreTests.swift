import Catalog
import Earnings
import Ingest
import Postgres
import Store
import TestSupport
import Testing

@Suite("The directory")
struct DirectoryStoreTests {
  private static let catalog = """
    isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids,featured_artists
    QZLL22600001,Own,art-1,One,011000000075,Album,lab-1,First,,
    QZLL22600002,Guest at home,art-2,Two,011000001072,Album,lab-1,First,,art-1=One
    QZLL22600003,Guest elsewhere,art-3,Three,011000001089,Secret,lab-2,Second,,art-1=One

    """

  @Test(
    "An artist's page has others' tracks for the artist and for those who see everything; a label sees its own alone")
  func features() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let folder = try TemporaryFolder()
    try folder.write("catalog.csv", Self.catalog)
    _ = try ReferenceImport(db).catalog(path: "\(folder.path)/catalog.csv")
    func titles(artists: Set<String> = [], labels: Set<String> = []) throws -> [String] {
      let sees = Visibility.narrowed(artists: artists, labels: labels, payees: [])
      return try DirectoryStore(db, visibility: sees).tracks(artist: "art-1").map(\.title)
    }
    let all = ["Own", "Guest at home", "Guest elsewhere"]
    #expect(try DirectoryStore(db, visibility: .everything).tracks(artist: "art-1").map(\.title) == all)
    #expect(try titles(artists: ["art-1"]) == all)
    #expect(try titles(labels: ["lab-1"]) == ["Own", "Guest at home"])
    // Not by way of the artist it was done for, either: whoever sees that artist's track sees it here too.
    #expect(try titles(artists: ["art-3"]) == ["Guest elsewhere"])
    #expect(try titles(labels: ["lab-2"]) == ["Guest elsewhere"])
    #expect(try titles(labels: ["lab-3"]) == [])
  }
}
