/// The markets met last, by the very bytes in which events have written their platform, country and tier.
///
/// What stands here has passed every check once, so that the same bytes need none.
struct MarketSpellings: Sendable {
  /// Bytes of the three texts, up to sixteen of platform and tier each.
  struct Spelling: Equatable {
    fileprivate var platform: (UInt64, UInt64)
    fileprivate var tier: (UInt64, UInt64)
    fileprivate var countryAndLengths: UInt64

    /// - Returns: `nil` where a text is too long to be kept.
    @inline(__always)
    init?(
      platform: UnsafeBufferPointer<UInt8>, country: UnsafeBufferPointer<UInt8>, tier: UnsafeBufferPointer<UInt8>
    ) {
      guard platform.count <= 16, tier.count <= 16, country.count == 2 else { return nil }
      self.platform = Self.words(platform)
      self.tier = Self.words(tier)
      countryAndLengths =
        UInt64(platform.count) << 24 | UInt64(tier.count) << 16 | UInt64(country[0]) << 8 | UInt64(country[1])
    }

    /// Different for different bytes of one length.
    @inline(__always)
    private static func words(_ text: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) {
      let raw = UnsafeRawBufferPointer(text)
      if raw.count >= 8 {
        return (
          raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self)
        )
      }
      if raw.count >= 4 {
        return (
          UInt64(raw.loadUnaligned(as: UInt32.self)),
          UInt64(raw.loadUnaligned(fromByteOffset: raw.count - 4, as: UInt32.self))
        )
      }
      return (raw.reduce(0) { $0 << 8 | UInt64($1) }, 0)
    }

    static func == (a: Self, b: Self) -> Bool {
      a.platform == b.platform && a.tier == b.tier && a.countryAndLengths == b.countryAndLengths
    }

    @inline(__always)
    fileprivate var place: Int {
      var mixed = (platform.0 ^ platform.1 &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
      mixed = (mixed ^ mixed >> 32 ^ tier.0 ^ tier.1 &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
      mixed = (mixed ^ mixed >> 32 ^ countryAndLengths) &* 0x9E37_79B9_7F4A_7C15
      return Int(truncatingIfNeeded: mixed >> 52)
    }
  }

  private struct Entry {
    var spelling: Spelling?
    var ordinal: Int32
  }

  /// 4,096 places, once there is anything.
  private var entries: ContiguousArray<Entry> = []

  /// The number of the market; -1 where nothing is known of the spelling.
  @inline(__always)
  func find(_ spelling: Spelling) -> Int32 {
    guard !entries.isEmpty else { return -1 }
    let entry = entries[spelling.place]
    return entry.spelling == spelling ? entry.ordinal : -1
  }

  mutating func learn(_ spelling: Spelling, _ ordinal: Int32) {
    if entries.isEmpty { entries = ContiguousArray(repeating: Entry(spelling: nil, ordinal: -1), count: 1 << 12) }
    entries[spelling.place] = Entry(spelling: spelling, ordinal: ordinal)
  }
}
