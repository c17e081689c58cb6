import Catalog
import Plays

/// Makes play events as platforms would send them: a few tracks get most plays, and countries listen when awake.
///
/// The same seed and the same times give the same bytes.
package struct PlaySimulator: Sendable {
  /// Weight, and the tiers the platform sells with theirs.
  private static let platforms: [(code: String, weight: Double, tiers: [(String, Double)])] = [
    ("spotify", 38, [("premium", 45), ("free", 42), ("family", 8), ("student", 5)]),
    ("apple_music", 19, [("premium", 80), ("family", 15), ("student", 5)]),
    ("youtube_music", 17, [("premium", 30), ("free", 66), ("family", 4)]),
    ("amazon_music", 11, [("premium", 70), ("free", 18), ("family", 12)]),
    ("deezer", 5, [("premium", 55), ("free", 38), ("family", 7)]),
    ("tidal", 3, [("premium", 88), ("family", 12)]),
    ("soundcloud", 3, [("free", 82), ("premium", 18)]),
    ("anghami", 2, [("free", 70), ("premium", 30)]),
    ("qobuz", 1, [("premium", 100)]),
  ]

  private struct Track {
    let isrc: [UInt8]
    let spotifyID: [UInt8]
  }

  private var generator: SeededGenerator
  private let audience = Audience()
  private let platform = WeightedChoice(Self.platforms.map(\.weight))
  private let tiers = Self.platforms.map { WeightedChoice($0.tiers.map(\.1)) }
  private let popularity: WeightedChoice
  private let tracks: [Track]

  package init(seed: UInt64, catalog: [CatalogEntry] = SampleCatalog.entries) {
    generator = SeededGenerator(seed: seed)
    tracks = catalog.map { entry in
      let external = entry.externalIDs.first { $0.hasPrefix("spotify:") } ?? ""
      return Track(isrc: Array(entry.isrc.description.utf8), spotifyID: Array(external.dropFirst(8).utf8))
    }
    // Zipf: the k-th most played track has a share of 1/k^0.875. Ranks are spread over the catalog by a fixed stride.
    var weights = [Double](repeating: 0, count: catalog.count)
    for rank in catalog.indices {
      weights[(rank * 1_871) % catalog.count] += Self.share(rank + 1)
    }
    popularity = WeightedChoice(weights)
  }

  /// Appends one event, without a line's end.
  ///
  /// - Parameters:
  ///   - milliseconds: when it was played, since 1970.
  ///   - plays: how many plays it stands for.
  package mutating func append(at milliseconds: Int64, plays: Int64 = 1, to buffer: inout [UInt8]) {
    let track = tracks[popularity.pick(&generator)]
    let platform = platform.pick(&generator)
    let hour = Int(milliseconds / 3_600_000 % 24)
    let country = audience.country(hour: hour, &generator)
    let tier = Self.platforms[platform].tiers[tiers[platform].pick(&generator)].0
    let id = generator.next()
    let time = Self.text(milliseconds)
    // Some of Spotify's events come in the short form, by its own track ids and with the countries' names.
    if platform == 0, plays == 1, id % 8 == 0, !track.spotifyID.isEmpty {
      buffer += "{\"external_id\":\"".utf8
      buffer += track.spotifyID
      buffer += "\",\"play_time\":\"\(time)\",\"country\":\"\(country.name)\",\"source\":\"spotify\"}".utf8
      return
    }
    buffer += "{\"event_id\":\"\(String(id, radix: 16))\",\"isrc\":\"".utf8
    buffer += track.isrc
    buffer += "\",\"played_at\":\"\(time)\",\"platform\":\"\(Self.platforms[platform].code)\",\"country\":\"".utf8
    buffer += country.code.utf8
    buffer += "\",\"tier\":\"\(tier)\",\"plays\":\(plays)}".utf8
  }

  /// Events that stand for the plays of the days before a moment: some thousands a day, each for many plays.
  ///
  /// - Parameters:
  ///   - perDay: events a day.
  ///   - body: gets one event with its plays, without a line's end.
  package mutating func history(
    days: Int, before milliseconds: Int64, perDay: Int, _ body: ([UInt8], Int64) throws -> Void
  ) rethrows {
    let start = milliseconds - Int64(days) * 86_400_000
    var buffer: [UInt8] = []
    for index in 0..<days * perDay {
      let at = start + Int64(index) * Int64(days) * 86_400_000 / Int64(days * perDay)
      let hour = Int(at / 3_600_000 % 24)
      let plays = Int64(Double(20 + generator.next() % 180) * Audience.volume(hour: hour)) + 1
      buffer.removeAll(keepingCapacity: true)
      append(at: at, plays: plays, to: &buffer)
      try body(buffer, plays)
    }
  }

  /// 1/k^0.875: a product of roots, near enough to what charts look like, and the same on every machine.
  private static func share(_ rank: Int) -> Double {
    let k = Double(rank)
    let root = k.squareRoot()
    let fourth = root.squareRoot()
    return 1 / (root * fourth * fourth.squareRoot())
  }

  /// RFC 3339 with milliseconds, in UTC.
  private static func text(_ milliseconds: Int64) -> String {
    let second = Int(milliseconds / 1000)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let thousandths = Int(milliseconds % 1000)
    let fraction = thousandths < 10 ? "00\(thousandths)" : thousandths < 100 ? "0\(thousandths)" : "\(thousandths)"
    let day = Day(number: Int32(second / 86_400))
    return "\(day)T\(two(second / 3600 % 24)):\(two(second / 60 % 60)):\(two(second % 60)).\(fraction)Z"
  }
}
