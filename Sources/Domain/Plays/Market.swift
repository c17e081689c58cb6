/// Market that a rate is quoted for: a platform, a country, a subscription tier.
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

  /// A code of a platform or a tier as it is stored: the letters A to Z in lower case, everything else as it is, and
  /// in the spelling of an `Identifier`.
  public static func code(_ text: some StringProtocol) -> String {
    let lower = Identifier.canonical(String(text)).utf8.map { $0 &- 0x41 <= 25 ? $0 | 0x20 : $0 }
    // Again: a letter in lower case may compose with what follows where the capital does not.
    return Identifier.canonical(String(decoding: lower, as: UTF8.self))
  }
}
