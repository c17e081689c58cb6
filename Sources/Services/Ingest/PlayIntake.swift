import Plays
import Rates
import Store

/// Takes events one by one, adds them up, and makes of them what one commit writes.
///
/// The same for Kafka and for files. One thread uses it.
final class PlayIntake {
  /// Cells at most in one commit: some 12 MiB of memory, and a second or two of the database's time.
  private static let cellLimit = 400_000
  private static let quarantineLimit = 8 << 20
  /// Bytes kept of a longer event.
  private static let keptBytes = 1 << 20
  /// Age in seconds from which a minute is as fine as the live pages show plays: they show 5 minutes by second, and
  /// this is a minute more, for a commit that takes its time.
  private static let secondsShownFor: UInt32 = 360

  /// Cells of a file from which on a new day begins a new commit: most files have their plays in the order of days, and
  /// the cells of a day that nobody has counted need not be looked up.
  private static let dayLimit = 200_000

  private let database: IngestDatabase
  private let byDays: Bool
  private let anyTime: Bool
  // Without the check, at each event, that nobody else changes them meanwhile: one thread uses this, and none of what it
  // calls comes back here.
  @exclusivity(unchecked) private var decoder: PlayDecoder
  @exclusivity(unchecked) private var aggregator = PlayAggregator()
  @exclusivity(unchecked) private var newestDay: UInt32 = 0
  /// Told the id of an event that passes every check, as it is written; true drops the event.
  var drops: ((UnsafeRawBufferPointer) -> Bool)?
  /// An event that is to be in the next commit.
  private var held: PlayEvent?
  private var catalog: CatalogIndex
  private var ratesVersion: Int64
  /// By the vocabulary's ordinals.
  private var tracks: [CatalogIndex.Track?] = []
  private var marketIDs: [Int32] = []
  private var quarantined: [PlayBatch.Quarantined] = []
  private var quarantinedBytes = 0
  /// Moments gathered for the commit that is made or under way.
  private var handedOver = (moments: [PlayAggregator.Moment](), quarantined: [PlayBatch.Quarantined]())

  /// - Parameters:
  ///   - byDays: true has the first event of a day wait where much is gathered.
  ///   - anyTime: true takes events of any time: they were looked at when they were received.
  init(_ database: IngestDatabase, byDays: Bool = false, anyTime: Bool = false) throws {
    self.database = database
    self.byDays = byDays
    self.anyTime = anyTime
    let db = try database.connection()
    ratesVersion = try RateStore(db).version()
    decoder = PlayDecoder(platforms: try RateStore(db).book().platforms, anyTime: anyTime)
    catalog = try CatalogIndex(db)
  }

  /// True if it is time to commit, however little time has passed.
  var isFull: Bool { aggregator.countAtLeast >= Self.cellLimit || quarantinedBytes >= Self.quarantineLimit }

  /// Version of the catalog as it was last read.
  var catalogVersion: Int64 { catalog.version }

  /// Distinct moments waiting for a commit.
  var count: Int { aggregator.count }

  /// Distinct moments that were handed over.
  var countHandedOver: Int { handedOver.moments.count }

  /// Events for quarantine that were handed over, counted by reason.
  var quarantinedByReason: [String: Int] {
    handedOver.quarantined.reduce(into: [:]) { $0[$1.reason, default: 0] += 1 }
  }

  /// Takes one event.
  ///
  /// - Parameters:
  ///   - source: where it is from, asked for only when it is quarantined.
  ///   - receivedAt: milliseconds since 1970.
  ///   - size: how long it was, where `bytes` is only its first part.
  /// - Returns: true if it was accepted.
  func take(
    _ bytes: UnsafeRawBufferPointer, size: Int? = nil, source: @autoclosure () -> String, position: Int64,
    receivedAt: Int64
  ) -> Bool {
    do throws(QuarantineReason) {
      let event = try decoder.decode(bytes, receivedAt: receivedAt)
      if let drops, decoder.eventID.end > decoder.eventID.start {
        if drops(UnsafeRawBufferPointer(rebasing: bytes[decoder.eventID.start..<decoder.eventID.end])) { return true }
      }
      if event.second / 86_400 > newestDay {
        let isFirst = newestDay == 0
        newestDay = event.second / 86_400
        if byDays, !isFirst, aggregator.countAtLeast >= Self.dayLimit {
          held = event
          return true
        }
      }
      aggregator.add(event, now: UInt32(clamping: receivedAt / 1000))
      return true
    } catch {
      let kept = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.keptBytes))
      quarantinedBytes += kept.count + 100
      quarantined.append(
        PlayBatch.Quarantined(
          reason: error.rawValue, source: source(), position: position, bytes: Array(kept),
          size: Int64(size ?? bytes.count), receivedAt: receivedAt * 1000))
      return false
    }
  }

  /// True if the event that was taken last begins another day and waits for the commit of those before it: `release`
  /// adds it afterwards.
  var hasEndedDay: Bool { held != nil }

  func release(now: Int64) {
    guard let event = held else { return }
    held = nil
    aggregator.add(event, now: UInt32(clamping: now / 1000))
  }

  /// Hands what is gathered over to a commit: `batch` makes it, as often as it is tried, while more is gathered.
  func handOver() {
    handedOver = (aggregator.moments, quarantined)
    aggregator.removeAll()
    quarantined.removeAll()
    quarantinedBytes = 0
  }

  /// Forgets what was handed over: it is committed.
  func settle() { handedOver = ([], []) }

  /// The batch to commit of what was handed over, by the catalog as it was last read.
  ///
  /// - Parameter now: seconds since 1970.
  func batch(now: UInt32) throws -> PlayBatch {
    try resolve()
    var batch = PlayBatch()
    batch.catalogVersion = catalog.version
    batch.quarantined = handedOver.quarantined
    let hoursFrom = now > PlayAggregator.hoursKeptFor ? now - PlayAggregator.hoursKeptFor : 0
    for moment in handedOver.moments {
      let day = Int32(moment.second / 86_400)
      let market = marketIDs[Int(moment.market)]
      guard let track = tracks[Int(moment.track)].map({ catalog.track($0, on: day) }) else {
        batch.unmatched.append(
          PlayBatch.Unmatched(
            reference: decoder.vocabulary.track(moment.track),
            release: decoder.vocabulary.release(moment.track) ?? "", day: day, market: market, plays: moment.plays))
        continue
      }
      batch.cells.append(PlayBatch.Cell(track: track.id, day: day, market: market, plays: moment.plays))
      if moment.second >= hoursFrom {
        let hour = Int64(moment.second - moment.second % 3_600)
        batch.hours.append(
          PlayBatch.HourCell(
            artist: track.artist, label: track.label, hour: hour, market: market, plays: moment.plays))
      }
      if moment.second &+ PlayAggregator.secondsKeptFor >= now {
        let isOfMinute = moment.second &+ Self.secondsShownFor < now
        batch.moments.append(
          PlayAggregator.Moment(
            track: track.id, market: market,
            second: isOfMinute ? moment.second - moment.second % 60 : moment.second, plays: moment.plays))
      }
    }
    batch.cells.collapse {
      ($0.track, $0.day, $0.market)
    } into: {
      $0.plays += $1.plays
    }
    batch.hours.collapse {
      (Int64($0.artist) << 32 | Int64($0.label), $0.hour, $0.market)
    } into: {
      $0.plays += $1.plays
    }
    batch.unmatched.collapse {
      ($0.release.isEmpty ? $0.reference : "\($0.reference)\u{1F}\($0.release)", $0.day, $0.market)
    } into: {
      $0.plays += $1.plays
    }
    batch.moments.collapse {
      ($0.track, $0.market, $0.second)
    } into: {
      $0.plays += $1.plays
    }
    return batch
  }

  /// Forgets everything: somebody else will count it.
  func clear() {
    handOver()
    settle()
  }

  /// Reads the catalog again; waiting events are looked up by it.
  func refreshCatalog() throws {
    catalog = try CatalogIndex(database.connection())
    tracks.removeAll(keepingCapacity: true)
  }

  /// Between two commits: learns new platforms, and starts a new vocabulary where the old one has outgrown its bound.
  ///
  /// - Returns: false where that has to wait until nothing is gathered.
  func refreshPlatforms() throws -> Bool {
    let db = try database.connection()
    let version = try RateStore(db).version()
    guard version != ratesVersion || decoder.isExhausted else { return true }
    guard aggregator.isEmpty, handedOver.moments.isEmpty else { return false }
    decoder = PlayDecoder(platforms: try RateStore(db).book().platforms, anyTime: anyTime)
    ratesVersion = version
    tracks.removeAll()
    marketIDs.removeAll()
    return true
  }

  /// Looks up the tracks and markets that were met since the last time.
  private func resolve() throws {
    let vocabulary = decoder.vocabulary
    for ordinal in tracks.count..<max(vocabulary.trackCount, tracks.count) {
      tracks.append(
        catalog.track(vocabulary.track(Int32(ordinal)), release: vocabulary.release(Int32(ordinal))))
    }
    let new = vocabulary.markets[marketIDs.count...]
    guard !new.isEmpty else { return }
    marketIDs += try IngestStore(database.connection()).marketIDs(
      platforms: new.map(\.platform), countries: new.map(\.country.description), tiers: new.map(\.tier))
  }
}

extension Array {
  /// Sorts by a key and folds neighbours with the same key into one.
  fileprivate mutating func collapse<A: Comparable, B: Comparable, C: Comparable>(
    by key: (Element) -> (A, B, C), into fold: (inout Element, Element) -> Void
  ) {
    sort { key($0) < key($1) }
    var kept = 0
    for index in indices.dropFirst() {
      if key(self[kept]) == key(self[index]) {
        fold(&self[kept], self[index])
      } else {
        kept += 1
        self[kept] = self[index]
      }
    }
    if !isEmpty { removeLast(count - kept - 1) }
  }
}
