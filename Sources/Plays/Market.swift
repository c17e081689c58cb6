/// What a rate is quoted for: a platform, a country, a subscription tier.
public struct Market: Hashable, Sendable {
  /// The platform's code, lower-case: `apple_music`.
  public let platform: String
  public let country: Country
  /// Lower-case; `unknown` where the event named none.
  public let tier: String

  public init(platform: String, country: Country, tier: String) {
    self.platform = platform
    self.country = country
    self.tier = tier
  }

  public static let unknownTier = "unknown"

  /// A code of a platform or a tier as it is stored: the letters A to Z in lower case, everything else as it is.
  public static func code(_ text: some StringProtocol) -> String {
    String(decoding: text.utf8.map { $0 &- 0x41 <= 25 ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
