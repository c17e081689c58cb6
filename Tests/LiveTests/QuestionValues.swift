import Catalog
import Earnings
import Plays
import Postgres
import Seeded

/// Values that a database has, and some that nothing has: for questions of any kind.
struct QuestionValues {
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
