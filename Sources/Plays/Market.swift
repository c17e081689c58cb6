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
}
