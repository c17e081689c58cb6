import Earnings
import Plays

/// Markets by small numbers of their own, and the groups that each dimension makes of them.
struct LiveMarkets: Sendable {
  /// Group of each market: the number of its key; -1 for a market that is left out.
  struct Groups: Sendable {
    var numbers: [Int32]
    var keys: [String]
  }

  /// Cells have 16 bits for them. With more the totals are not kept in memory.
  static let limit = Int(UInt16.max)

  private(set) var all: [Market] = []
  private var numbers = DenseNumbers()
  private var platforms = Groups(numbers: [], keys: [])
  private var countries = Groups(numbers: [], keys: [])
  private var tiers = Groups(numbers: [], keys: [])
  /// All in one.
  private var together = Groups(numbers: [], keys: [""])

  /// - Parameter id: of the database.
  func number(id: Int32) -> Int32? { numbers[id] }

  /// Adds those that are new. Those that are there never change, and keep their numbers.
  mutating func add(_ rows: [(id: Int32, market: Market)]) {
    for row in rows where numbers.add(row.id).isNew {
      all.append(row.market)
      platforms.append(row.market.platform)
      countries.append(row.market.country.description)
      tiers.append(row.market.tier)
      together.append("")
    }
  }

  /// Groups of the markets that a question lets through; one of them all where it does not group by markets.
  func groups(for query: EarningsQuery) -> Groups {
    var groups =
      switch query.groupBy {
      case .platform: platforms
      case .country: countries
      case .tier: tiers
      default: together
      }
    guard query.platform != nil || query.country != nil || query.tier != nil else { return groups }
    for (number, market) in all.enumerated() where !query.includes(market) { groups.numbers[number] = -1 }
    return groups
  }
}

extension LiveMarkets.Groups {
  fileprivate mutating func append(_ key: String) {
    // Few keys, and markets are rarely new.
    let number = keys.firstIndex(of: key) ?? keys.count
    if number == keys.count { keys.append(key) }
    numbers.append(Int32(number))
  }
}

extension EarningsQuery {
  func includes(_ market: Market) -> Bool {
    if let platform, market.platform != platform { return false }
    if let country, market.country != country { return false }
    if let tier, market.tier != tier { return false }
    return true
  }
}
