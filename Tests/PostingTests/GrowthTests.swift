import Catalog
import Contracts
import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

/// Work follows what is asked or changed, and not how much music and how many contracts of others there are: counted in
/// rows that the server reads.
@Suite("Growth")
struct GrowthTests {
  /// Artists of ten tracks on two albums, and a contract for each first album.
  private static func world(_ artists: Int) async throws -> (db: Connection, contracts: TemporaryFolder) {
    let db = try Connection(url: await ScratchServer.shared.database())
    _ = try CatalogStore(db).write(entries(artists))
    _ = try ContractStore(db).write(
      (0..<4).map {
        Payee(
          id: "lab-\($0)", name: "L", minimumPayout: .zero, reservePercent: .zero, reserveReleaseAfter: 0,
          withholdingPercent: .zero)
      })
    let folder = try TemporaryFolder()
    for artist in 0..<artists {
      try folder.write(
        "\(artist).yaml",
        """
        contract: C-\(artist)
        currency: USD
        effective_from: '2026-01-01'
        covers:
          album: '\(barcode(artist * 2).padded)'
        fee_percent: '10'
        shares:
        - payee: lab-\(artist % 4)
          percent: '50'
        - payee: '@artist'
          percent: '50'

        """)
    }
    return (db, folder)
  }

  /// - Parameter retitled: the place of a track that has another title.
  private static func entries(_ artists: Int, retitled: Int? = nil) -> [CatalogEntry] {
    (0..<artists * 10).map { place in
      let (artist, track) = (place / 10, place % 10)
      return CatalogEntry(
        isrc: ISRC("QZLL2\(6_000_000 + place)")!, title: place == retitled ? "Another" : "T\(track)",
        artist: .init(id: "art-\(artist)", name: "A\(artist)"), album: barcode(artist * 2 + track / 5),
        albumTitle: "Album", label: .init(id: "lab-\(artist % 4)", name: "L\(artist % 4)"), externalIDs: [],
        featured: [])
    }
  }

  /// A barcode with its check digit.
  private static func barcode(_ number: Int) -> GTIN {
    let digits = String(10_000_000_000 + number)
    return (0...9).lazy.compactMap { GTIN(digits + "\($0)") }.first!
  }

  @Test("A balance reads the payee's own tracks, with four times the artists and contracts too")
  func balance() async throws {
    var reads: [Int64] = []
    for artists in [20, 80] {
      let (db, folder) = try await Self.world(artists)
      _ = try ReferenceImport(db).contracts(path: folder.path)
      try db.run(script: "ANALYZE")
      reads.append(
        try RowsTouched.during(db, byIndex: true) {
          let tracks = try PendingStore(db).tracks(of: "art-3")
          #expect(tracks.count == 10)
          _ = try LiveBalance(db, today: Sample.today).waterfalls("art-3", Sample.october)
        }.read)
    }
    #expect(reads[0] > 0 && reads[1] <= reads[0] + 20, "\(reads)")
  }

  @Test("Four times the contracts are imported with four times the rows read, and looked through again with as many")
  func contracts() async throws {
    var reads: [Int64] = []
    for artists in [25, 100] {
      let (db, folder) = try await Self.world(artists)
      try db.run(script: "ANALYZE")
      reads.append(
        try RowsTouched.during(db, byIndex: true) {
          let new = try ReferenceImport(db).contracts(path: folder.path)
          let again = try ReferenceImport(db).contracts(path: folder.path)
          #expect(new.count == artists && again.isEmpty)
        }.read)
    }
    #expect(reads[0] > 0 && reads[1] <= reads[0] * 5, "\(reads)")
  }

  @Test("A catalog with one changed title writes one row")
  func title() async throws {
    let (db, _) = try await Self.world(20)
    let tables = ["tracks", "artists", "albums", "labels", "track_external_ids", "track_features"]
    let touched = try RowsTouched.during(db, tables: tables) {
      let changes = try CatalogStore(db).write(Self.entries(20, retitled: 77)).changes
      #expect(changes == 1)
    }
    #expect(touched.inserted == 0 && touched.updated == 1)
  }
}
