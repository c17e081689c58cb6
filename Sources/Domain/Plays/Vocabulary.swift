/// The tracks and markets a decoder has met, each under a small number.
public struct Vocabulary: Sendable {
  /// Bytes of names and numbers of markets at most; then a new decoder takes over.
  static let limit = 64 << 20
  static let unknownTier: Int32 = 0

  private struct RecentMarket {
    var key: UInt64
    var ordinal: Int32
  }

  private let platforms: Interner
  private var tiers = Interner()
  private var tracks = Interner(capacity: 1 << 12)
  private var marketOrdinals: [UInt64: Int32] = [:]
  /// The markets met last, by a hash of their key: spares the usual event the dictionary.
  private var recentMarkets = ContiguousArray(repeating: RecentMarket(key: .max, ordinal: 0), count: 1 << 12)
  /// The market of each ordinal.
  public private(set) var markets: [Market] = []

  init(platforms: Interner) {
    self.platforms = platforms
    _ = tiers.add(Market.unknownTier)
  }

  /// Number of tracks that were met. Their ordinals are below it.
  public var trackCount: Int { tracks.count }

  /// Name of a track: a stored ISRC, or `namespace:id`.
  public func track(_ ordinal: Int32) -> String { String(name(ordinal)[0]) }

  /// Barcode that events name with the track, left-padded to 14 digits; `nil` where they name none.
  public func release(_ ordinal: Int32) -> String? {
    let name = name(ordinal)
    return name.count > 1 ? String(name[1]) : nil
  }

  private func name(_ ordinal: Int32) -> [Substring] {
    tracks.text(ordinal).split(separator: Self.separator, omittingEmptySubsequences: false)
  }

  /// Between a track's name and a barcode: no name has a control character.
  private static let separator: Character = "\u{1F}"

  var size: Int { tracks.size + tracks.count * 32 + tiers.size + markets.count * 128 }

  func platform(_ ordinal: Int32) -> String { platforms.text(ordinal) }

  mutating func addTrack(_ name: UnsafeBufferPointer<UInt8>) -> Int32 { tracks.add(name) }

  /// - Parameter barcode: its digits as a number.
  mutating func addRelease(_ barcode: UInt64, of track: Int32) -> Int32 {
    let digits = String(barcode)
    return tracks.add(
      tracks.text(track) + String(Self.separator) + String(repeating: "0", count: 14 - digits.utf8.count) + digits)
  }

  /// The number of a tier; -1 for a new one.
  func findTier(_ name: UnsafeBufferPointer<UInt8>) -> Int32 { tiers.find(name) }

  mutating func addTier(_ name: UnsafeBufferPointer<UInt8>) -> Int32 { tiers.add(name) }

  mutating func market(_ platform: Int32, _ country: Country, _ tier: Int32) -> Int32 {
    let key = UInt64(UInt32(tier)) << 32 | UInt64(UInt16(platform)) << 16 | UInt64(country.letters)
    let place = Int((key &* 0x9E37_79B9_7F4A_7C15) >> 52)
    let recent = recentMarkets[place]
    if recent.key == key { return recent.ordinal }
    if let ordinal = marketOrdinals[key] {
      recentMarkets[place] = RecentMarket(key: key, ordinal: ordinal)
      return ordinal
    }
    let ordinal = Int32(markets.count)
    recentMarkets[place] = RecentMarket(key: key, ordinal: ordinal)
    marketOrdinals[key] = ordinal
    markets.append(Market(platform: platforms.text(platform), country: country, tier: tiers.text(tier)))
    return ordinal
  }
}
