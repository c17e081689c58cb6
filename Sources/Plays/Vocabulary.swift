/// The tracks and markets a decoder has met, each under a small number.
public struct Vocabulary: Sendable {
  /// Bytes of names and numbers of markets at most; then a new decoder takes over.
  static let limit = 64 << 20
  static let unknownTier: Int32 = 0

  private let platforms: Interner
  private var tiers = Interner()
  private var tracks = Interner(capacity: 1 << 12)
  private var marketOrdinals: [UInt64: Int32] = [:]
  /// The market of each ordinal.
  public private(set) var markets: [Market] = []

  init(platforms: Interner) {
    self.platforms = platforms
    _ = tiers.add(Market.unknownTier)
  }

  /// How many tracks were met. Their ordinals are below it.
  public var trackCount: Int { tracks.count }

  /// How a track was named: a stored ISRC, or `namespace:id`.
  public func track(_ ordinal: Int32) -> String { tracks.text(ordinal) }

  var size: Int { tracks.size + tracks.count * 32 + tiers.size + markets.count * 128 }

  func platform(_ ordinal: Int32) -> String { platforms.text(ordinal) }

  mutating func addTrack(_ name: UnsafeBufferPointer<UInt8>) -> Int32 { tracks.add(name) }

  /// The number of a tier; -1 for a new one.
  func findTier(_ name: UnsafeBufferPointer<UInt8>) -> Int32 { tiers.find(name) }

  mutating func addTier(_ name: UnsafeBufferPointer<UInt8>) -> Int32 { tiers.add(name) }

  mutating func market(_ platform: Int32, _ country: Country, _ tier: Int32) -> Int32 {
    let key = UInt64(UInt32(tier)) << 32 | UInt64(UInt16(platform)) << 16 | UInt64(country.letters)
    if let ordinal = marketOrdinals[key] { return ordinal }
    let ordinal = Int32(markets.count)
    marketOrdinals[key] = ordinal
    markets.append(Market(platform: platforms.text(platform), country: country, tier: tiers.text(tier)))
    return ordinal
  }
}
