import Catalog
import CSV
import Earnings
import Foundation
import Ingest
import Plays
import Postgres
import Rates
import Store
import TestSupport
import Testing

/// Every question of the store that a token's subjects narrow, against the catalog's file read by hand: what is seen is
/// what its subjects have, all of it and nothing else.
@Suite("What subjects may see")
struct VisibilityTests {
  private struct Row {
    let isrc, artist, upc, label: String
  }

  /// Somebody who sees something, as the rule is told: not by the code under test.
  private struct Somebody {
    let artists, labels: Set<String>

    var visibility: Visibility { .narrowed(artists: artists, labels: labels, payees: []) }
  }

  private static let subjects: [(String, Somebody)] = [
    ("an artist", .init(artists: ["art-001"], labels: [])),
    ("another", .init(artists: ["art-000"], labels: [])),
    ("a label", .init(artists: [], labels: ["lab-quay"])),
    ("both", .init(artists: ["art-000"], labels: ["lab-quay"])),
    ("nobody", .init(artists: ["art-none"], labels: [])),
  ]

  private let db: Connection
  private let rows: [Row]

  init() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    db = try Connection(url: url)
    // An artist with tracks at two labels.
    let folder = try TemporaryFolder()
    try folder.write(
      "catalog.csv",
      String(contentsOfFile: "\(Month.inputs)/catalog.csv", encoding: .utf8)
        + "QZLL22600099,Guest,art-000,Luna Mar,011000001089,Album 1-1,lab-quay,Quayside Music,\n")
    let path = "\(folder.path)/catalog.csv"
    _ = try ReferenceImport(db).catalog(path: path)
    var reader = CSVReader(file: path, bytes: Array(FileManager.default.contents(atPath: path)!))
    let header = try #require(try reader.next()).fields
    func place(_ column: String) throws -> Int { try #require(header.firstIndex(of: column)) }
    let places = try (
      isrc: place("isrc"), artist: place("artist_id"), upc: place("album_upc"), label: place("label_id")
    )
    var rows: [Row] = []
    while let record = try reader.next() {
      rows.append(
        Row(
          isrc: record.fields[places.isrc], artist: record.fields[places.artist], upc: record.fields[places.upc],
          label: record.fields[places.label]))
    }
    self.rows = rows
  }

  private func seen(_ somebody: Somebody) -> [Row] {
    rows.filter { somebody.artists.contains($0.artist) || somebody.labels.contains($0.label) }
  }

  private func everyone(_ key: (Row) -> String) -> Set<String> { Set(rows.map(key)) }

  @Test("Lists and single things: the own ones, with the own tracks counted; others are as if there were none")
  func directory() throws {
    for (name, somebody) in Self.subjects {
      let (store, own) = (DirectoryStore(db, visibility: somebody.visibility), seen(somebody))
      #expect(own.count < rows.count, "\(name) does not see everything")
      let artists = try store.artists(matching: "", after: nil, limit: 1_000)
      #expect(Set(artists.map(\.id)) == Set(own.map(\.artist)), "\(name): artists")
      for artist in artists {
        #expect(artist.tracks == own.filter { $0.artist == artist.id }.count, "\(name): tracks of \(artist.id)")
      }
      let labels = try store.labels(matching: "", after: nil, limit: 1_000)
      #expect(Set(labels.map(\.id)) == Set(own.map(\.label)), "\(name): labels")
      for label in labels {
        #expect(label.tracks == own.filter { $0.label == label.id }.count, "\(name): tracks of \(label.id)")
      }
      for artist in everyone(\.artist) {
        #expect(try (store.artist(id: artist) != nil) == own.contains { $0.artist == artist }, "\(name): \(artist)")
      }
      for label in everyone(\.label) {
        #expect(try (store.label(id: label) != nil) == own.contains { $0.label == label }, "\(name): \(label)")
      }
      for isrc in everyone(\.isrc) {
        #expect(try (store.track(isrc: isrc) != nil) == own.contains { $0.isrc == isrc }, "\(name): \(isrc)")
      }
      for upc in everyone(\.upc) {
        let gtin = try #require(GTIN(upc)).padded
        #expect(try (store.album(gtin: gtin) != nil) == own.contains { $0.upc == upc }, "\(name): \(upc)")
      }
    }
    let all = DirectoryStore(db, visibility: .everything)
    #expect(try Set(all.labels(matching: "", after: nil, limit: 1_000).map(\.id)) == everyone(\.label))
    #expect(try Set(all.artists(matching: "", after: nil, limit: 1_000).map(\.id)) == everyone(\.artist))
  }

  @Test("An artist's page: the own tracks; what it is featured on, of others only for the artist itself")
  func pages() throws {
    // Featured on a track of another label and on one of its own.
    let foreign = try #require(rows.first { $0.artist != "art-001" && $0.label != "lab-quay" })
    let near = try #require(rows.first { $0.artist != "art-001" && $0.label == "lab-quay" })
    for row in [foreign, near] {
      try db.query(
        """
        INSERT INTO track_features (track_id, artist_id)
        SELECT t.track_id, a.artist_id FROM tracks t, artists a WHERE t.isrc = \(row.isrc) AND a.id = 'art-001'
        ON CONFLICT DO NOTHING
        """)
    }
    func featured(_ visibility: Visibility) throws -> Set<String> {
      Set(
        try DirectoryStore(db, visibility: visibility).tracks(artist: "art-001").filter(\.isFeatured).map(\.isrc))
    }
    let everything = try featured(.everything)
    #expect(everything.isSuperset(of: [foreign.isrc, near.isrc]))
    #expect(try featured(Somebody(artists: ["art-001"], labels: []).visibility) == everything)
    let ofLabel = try featured(Somebody(artists: [], labels: ["lab-quay"]).visibility)
    #expect(ofLabel.contains(near.isrc) && !ofLabel.contains(foreign.isrc), "\(ofLabel)")
    let labels = Dictionary(rows.map { ($0.isrc, $0.label) }, uniquingKeysWith: { first, _ in first })
    #expect(ofLabel.allSatisfy { labels[$0] == "lab-quay" })
    #expect(try featured(.narrowed(artists: ["art-none"], labels: [], payees: [])).isEmpty)
    for (name, somebody) in Self.subjects {
      let seen = Set(seen(somebody).map(\.isrc))
      for artist in everyone(\.artist) {
        let tracks = try DirectoryStore(db, visibility: somebody.visibility).tracks(artist: artist).filter {
          !$0.isFeatured
        }
        #expect(
          Set(tracks.map(\.isrc)) == Set(rows.filter { $0.artist == artist && seen.contains($0.isrc) }.map(\.isrc)),
          "\(name): \(artist)")
      }
    }
  }

  @Test(
    "Earnings by every dimension, and by the hour, are those of the own tracks", arguments: EarningsDimension.allCases)
  func earnings(dimension: EarningsDimension) throws {
    let rates = try RateStore(db).book()
    for (name, somebody) in Self.subjects {
      let own = seen(somebody)
      var query = EarningsQuery()
      query.groupBy = dimension
      query.visibility = somebody.visibility
      let found = try EarningsStore(db).rows(query, rates)
      let plays = try db.query(
        """
        SELECT coalesce(sum(plays), 0)::bigint FROM plays_daily JOIN tracks USING (track_id)
        WHERE isrc = ANY(\(.texts(own.map(\.isrc))))
        """)[0].int(0)
      #expect(found.reduce(0) { $0 + $1.earnings.plays } == plays, "\(name) by \(dimension)")
      switch dimension {
      case .track: #expect(Set(found.map(\.key)).isSubset(of: Set(own.map(\.isrc))), "\(name)")
      case .artist: #expect(Set(found.map(\.key)).isSubset(of: Set(own.map(\.artist))), "\(name)")
      case .label: #expect(Set(found.map(\.key)).isSubset(of: Set(own.map(\.label))), "\(name)")
      case .album: #expect(Set(found.map(\.key)).isSubset(of: Set(own.map(\.upc))), "\(name)")
      default: break
      }
    }
  }

  @Test("Earnings by the hour are those of the own tracks")
  func hours() throws {
    try db.query(
      """
      INSERT INTO plays_hourly (hour, artist_id, label_id, market_id, plays)
      SELECT '2026-10-05T10:00:00Z', artist_id, label_id, 1, 1 FROM (SELECT DISTINCT artist_id, label_id FROM tracks) t
      ON CONFLICT DO NOTHING
      """)
    let rates = try RateStore(db).book()
    let hour: Int64 = 1_791_194_400
    for (name, somebody) in Self.subjects {
      var query = EarningsQuery()
      query.visibility = somebody.visibility
      let found = try EarningsStore(db).hours(query, from: hour, to: hour, rates)
      let places = Set(seen(somebody).map { "\($0.artist) \($0.label)" })
      let plays = try db.query(
        """
        SELECT coalesce(sum(plays), 0)::bigint FROM plays_hourly JOIN artists a USING (artist_id)
          JOIN labels l USING (label_id)
        WHERE hour = \(.timestamp(hour * 1_000_000)) AND a.id || ' ' || l.id = ANY(\(.texts(places.sorted())))
        """)[0].int(0)
      #expect(found.reduce(0) { $0 + $1.earnings.plays } == plays, "\(name)")
      #expect((plays > 0) == (name != "nobody"), "\(name)")
    }
  }
}
