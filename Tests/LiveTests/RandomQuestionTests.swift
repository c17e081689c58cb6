import Catalog
import Earnings
import Ingest
import Live
import Logging
import Money
import Plays
import Postgres
import Rates
import Seeded
import Store
import TestSupport
import Testing

/// Questions of any filters, groupings and views at once, asked of memory and of the database.
@Suite("Random questions")
struct RandomQuestionTests {
  /// Values that the worked month has, and some that nothing has.
  private struct Values {
    var artists, albums, tracks, labels, platforms, tiers: [String]
    var countries: [Country]

    init(_ db: Connection) throws {
      func all(_ statement: SQL) throws -> [String] { try db.query(statement).map { $0.text(0) } }
      artists = try all("SELECT id FROM artists ORDER BY 1") + ["art-nobody"]
      albums = try all("SELECT gtin FROM albums ORDER BY 1") + ["00000000000000"]
      tracks = try all("SELECT isrc FROM tracks ORDER BY 1") + ["QZXXX2600000"]
      labels = try all("SELECT id FROM labels ORDER BY 1") + ["lab-nobody"]
      platforms = try all("SELECT DISTINCT platform FROM markets ORDER BY 1")
      tiers = try all("SELECT DISTINCT tier FROM markets ORDER BY 1")
      countries = try all("SELECT DISTINCT country FROM markets ORDER BY 1").compactMap { Country($0) }
    }

    func question(_ random: inout Seeded) -> EarningsQuery {
      var query = EarningsQuery()
      func sometimes(_ odds: Int) -> Bool { Int.random(in: 0..<odds, using: &random) == 0 }
      query.groupBy = ([nil] + Dimension.allCases.map(Optional.some)).randomElement(using: &random)!
      if sometimes(3) {
        let days = [1, 2].map { _ in Int.random(in: -3...34, using: &random) }.sorted()
        (query.from, query.to) = (
          Day("2026-10-01")!.advanced(by: days[0]), Day("2026-10-01")!.advanced(by: days[1])
        )
      }
      if sometimes(4) { query.artist = artists.randomElement(using: &random) }
      if sometimes(5) { query.album = albums.randomElement(using: &random) }
      if sometimes(5) { query.track = tracks.randomElement(using: &random) }
      if sometimes(4) { query.label = labels.randomElement(using: &random) }
      if sometimes(4) { query.platform = platforms.randomElement(using: &random) }
      if sometimes(4) { query.country = countries.randomElement(using: &random) }
      if sometimes(4) { query.tier = tiers.randomElement(using: &random) }
      if sometimes(2) {
        func some(_ all: [String]) -> Set<String> {
          Set((0..<Int.random(in: 0...2, using: &random)).map { _ in all.randomElement(using: &random)! })
        }
        query.visibility = .narrowed(artists: some(artists), labels: some(labels), payees: [])
      }
      return query
    }
  }

  @Test("have the same rows in memory as by SQL")
  func rows() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let db = try Connection(url: url)
    // Artists with tracks at two labels, and labels with several artists on one album.
    try db.query("UPDATE tracks SET label_id = (SELECT min(label_id) FROM labels) WHERE track_id % 3 = 0")
    try db.query("UPDATE tracks SET album_id = (SELECT min(album_id) FROM albums) WHERE track_id % 5 = 0")
    let book = LiveBook()
    let follower = LiveFollower(book, databaseURL: url, cellLimit: 1_000_000, logger: Logger(label: "test"))
    try await follower.start()
    let (values, rates) = (try Values(db), try RateStore(db).book())
    var random = Seeded.printed("random questions")
    var answered = 0
    for _ in 0..<400 {
      let question = values.question(&random)
      let (live, stored) = (try #require(book.rows(question)), try EarningsStore(db).rows(question, rates))
      #expect(live.map(\.key) == stored.map(\.key), "\(question)")
      #expect(live.map(\.name) == stored.map(\.name), "\(question)")
      #expect(live.map(\.earnings) == stored.map(\.earnings), "\(question)")
      answered += live.isEmpty ? 0 : 1
    }
    #expect(answered > 100, "most of the questions must not be about nothing")
    await follower.stop()
  }
}
