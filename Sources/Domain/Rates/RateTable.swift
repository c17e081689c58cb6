import Money
import Plays

/// A platform's payout rates in force from a date. Published once and never changed.
public struct RateTable: Sendable, Hashable {
  /// Scope of a row; `nil` is the file's `*`.
  public struct Scope: Hashable, Sendable {
    public let country: Country?
    public let tier: String?

    public init(country: Country?, tier: String?) {
      self.country = country
      self.tier = tier
    }
  }

  /// Money for one play.
  public struct Quote: Hashable, Sendable {
    public let currency: Currency
    public let rate: Rate

    public init(currency: Currency, rate: Rate) {
      self.currency = currency
      self.rate = rate
    }
  }

  public let platform: String
  public let effective: Day
  /// 1 for the first file of a date, 2 for `.v2`, ...
  public let version: Int
  public let quotes: [Scope: Quote]

  public init(platform: String, effective: Day, version: Int, quotes: [Scope: Quote]) {
    self.platform = platform
    self.effective = effective
    self.version = version
    self.quotes = quotes
  }

  /// The quote of the most specific row: country and tier, then the country, then the tier, then all.
  public func quote(country: Country, tier: String) -> Quote? {
    quotes[Scope(country: country, tier: tier)] ?? quotes[Scope(country: country, tier: nil)]
      ?? quotes[Scope(country: nil, tier: tier)] ?? quotes[Scope(country: nil, tier: nil)]
  }

  /// Path of the table: `spotify/2026-10-16.v2.csv`.
  public var path: String { "\(platform)/\(Self.fileName(effective: effective, version: version))" }

  public static func fileName(effective: Day, version: Int) -> String {
    version == 1 ? "\(effective).csv" : "\(effective).v\(version).csv"
  }
}
