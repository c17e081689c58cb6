import Plays

/// All published rate tables, and the rate of a market on a day.
///
/// Of a platform's tables in force on a day the one with the latest effective date is used, and of that date the
/// highest version; it replaces the earlier ones whole.
public struct RateBook: Sendable {
  /// Per platform, in force from, ascending; one table for each date.
  private let tables: [String: [RateTable]]

  public init(_ tables: some Sequence<RateTable>) {
    var latest: [String: [Day: RateTable]] = [:]
    for table in tables {
      if let other = latest[table.platform]?[table.effective], other.version >= table.version { continue }
      latest[table.platform, default: [:]][table.effective] = table
    }
    self.tables = latest.mapValues { $0.values.sorted { $0.effective < $1.effective } }
  }

  /// Every table that may be in force, without those that a later version replaced.
  var all: [RateTable] { Array(tables.values.joined()) }

  public var platforms: Set<String> { Set(tables.keys) }

  /// The table in force, `nil` before the platform's first.
  public func table(platform: String, on day: Day) -> RateTable? {
    tables[platform]?.last { $0.effective <= day }
  }

  /// - Returns: `nil` where the plays are unrated.
  public func quote(_ market: Market, on day: Day) -> RateTable.Quote? {
    table(platform: market.platform, on: day)?.quote(country: market.country, tier: market.tier)
  }

  /// The days on which some platform's rates change, ascending. Between two of them every rate is constant.
  public var changes: [Day] {
    Set(tables.values.joined().map(\.effective)).sorted()
  }
}
