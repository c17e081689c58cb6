import Catalog
import Earnings
import Ingest
import Plays
import Postgres
import Rates
import Seeded
import Store
import TestSupport

/// A database in which anything happens that totals in memory must follow: commits of plays, known or not, and imports of
/// the catalog that add, move and rename, and add releases.
struct FollowedWorld {
  /// Sums of plays by the artist's, album's, track's and label's key and name.
  typealias Sums = [String: Int64]

  let db: Connection
  var random: Seeded
  /// Sums as SQL has them at each generation.
  private(set) var sums: [Int64: Sums] = [:]
  private var claim: IngestStore.PartitionClaim
  private let markets: [Int32]
  private var catalog: [Int: CatalogEntry] = [:]
  private var renamed = 0
  /// Seconds since 1970: the plays that come are of this hour, and of the days before it.
  private let now: UInt32

  static let dimensions: [Dimension] = [.artist, .album, .track, .label]

  init(_ db: Connection, random: Seeded, now: UInt32) throws {
    (self.db, self.random, self.now) = (db, random, now)
    _ = try ReferenceImport(db).rateTables(path: "\(Month.inputs)/RateTables")
    let store = IngestStore(db)
    claim = try store.claim(topic: "t", incarnation: "i", partitions: [0])[0]
    markets = try store.marketIDs(
      platforms: ["spotify", "spotify", "apple_music", "deezer"], countries: ["DE", "US", "DE", "FR"],
      tiers: ["premium", "free", "premium", "premium"])
  }

  /// Lets something happen.
  mutating func step() throws {
    if Int.random(in: 0..<3, using: &random) == 0 || catalog.isEmpty { try importCatalog() } else { try commitPlays() }
    try note()
  }

  private mutating func commitPlays() throws {
    let index = try CatalogIndex(db)
    var batch = PlayBatch()
    batch.catalogVersion = index.version
    var (cells, unmatched, moments):
      ([PlayBatch.Cell: Int64], [PlayBatch.Unmatched: Int64], [PlayAggregator.Moment: Int64]) =
        ([:], [:], [:])
    for _ in 0..<Int.random(in: 1...30, using: &random) {
      let market = markets.randomElement(using: &random)!
      let second =
        now
        - (Bool.random(using: &random)
          ? .random(in: 0..<300, using: &random) : 86_400 * .random(in: 1..<40, using: &random))
      let (day, plays) = (Int32(second / 86_400), Int64.random(in: 1...9, using: &random))
      let reference = Self.isrc(.random(in: 0..<40, using: &random))
      // Some name a release: one on which the recording stands, or not.
      let release = Bool.random(using: &random) ? Self.barcode(.random(in: 0..<8, using: &random)).padded : nil
      guard let track = index.track(reference, release: release).map({ index.track($0, on: day) }) else {
        unmatched[
          .init(reference: reference, release: release ?? "", day: day, market: market, plays: 0), default: 0] +=
          plays
        continue
      }
      cells[.init(track: track.id, day: day, market: market, plays: 0), default: 0] += plays
      if second + 3_600 >= now {
        moments[.init(track: track.id, market: market, second: second, plays: 0), default: 0] += plays
      }
    }
    batch.cells = cells.map { .init(track: $0.key.track, day: $0.key.day, market: $0.key.market, plays: $0.value) }
      .sorted { ($0.track, $0.day, $0.market) < ($1.track, $1.day, $1.market) }
    batch.moments = moments.map {
      .init(track: $0.key.track, market: $0.key.market, second: $0.key.second, plays: $0.value)
    }.sorted { ($0.track, $0.market, $0.second) < ($1.track, $1.market, $1.second) }
    batch.unmatched = unmatched.map {
      .init(
        reference: $0.key.reference, release: $0.key.release, day: $0.key.day, market: $0.key.market, plays: $0.value)
    }
    let next = claim.nextOffset + 1
    try IngestStore(db).commit(
      batch, topic: "t", incarnation: "i",
      advances: [
        .init(claim: claim, nextOffset: next, accepted: 1, quarantined: 0, highWatermark: next, lastMessageAt: nil)
      ])
    claim.nextOffset = next
  }

  /// Some tracks that are new, go to others, or whose artist, album or label has another name.
  private mutating func importCatalog() throws {
    var entries: [CatalogEntry] = []
    // Within a catalog nobody has two names.
    let edition = renamed / 5
    for number in Set((0..<Int.random(in: 1...4, using: &random)).map { _ in Int.random(in: 0..<40, using: &random) }) {
      renamed += 1
      func party(_ kind: String, _ count: Int) -> CatalogEntry.Party {
        let number = Int.random(in: 0..<count, using: &random)
        return .init(id: "\(kind)-\(number)", name: "\(kind) \(number) of \(edition)")
      }
      let album = Int.random(in: 0..<8, using: &random)
      // A track that is known goes to others from a day on, as often as on all days.
      let isDated = catalog[number] != nil && Bool.random(using: &random)
      let from = isDated ? Day(number: Int32(now / 86_400) - .random(in: 0..<40, using: &random)) : nil
      // And another release of it comes, or becomes the primary one.
      let isPrimary: Bool? = [nil, nil, true, isDated ? nil : false].randomElement(using: &random)!
      let entry = CatalogEntry(
        isrc: ISRC(Self.isrc(number))!, from: from, isPrimary: isPrimary, title: "title of \(renamed / 3)",
        artist: party("artist", 6),
        album: Self.barcode(album), albumTitle: "album \(album) of \(edition)", label: party("label", 4),
        externalIDs: [], featured: [])
      catalog[number] = entry
      entries.append(entry)
    }
    _ = try CatalogStore(db).write(entries)
  }

  private mutating func note() throws {
    let rates = try RateStore(db).book()
    let generation = try LiveStore(db).generation()
    for dimension in Self.dimensions {
      var query = EarningsQuery()
      query.groupBy = dimension
      sums[generation, default: [:]].merge(Self.sums(try EarningsStore(db).rows(query, rates), dimension)) { $1 }
    }
  }

  static func sums(_ rows: [EarningsRow], _ dimension: Dimension) -> Sums {
    Dictionary(uniqueKeysWithValues: rows.map { ("\(dimension) \($0.key) \($0.name)", $0.earnings.plays) })
  }

  private static func isrc(_ number: Int) -> String { "QZLL226\(10_000 + number)" }

  private static func barcode(_ number: Int) -> GTIN {
    (0..<10).lazy.compactMap { GTIN("01100000\(100 + number)\($0)") }.first!
  }
}
