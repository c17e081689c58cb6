import Earnings
import Plays

/// Markets by the small numbers that cells have, and the groups that each dimension makes of them.
struct LiveMarkets {
  /// Group of each market: the number of its key; -1 for a market that is left out.
  struct Groups {
    var numbers: [Int32]
    var keys: [String]
  }

  private(set) var all: [Market?] = []
  private var groups: [Dimension: Groups] = [:]

  init(_ pairs: [(id: Int32, market: Market)]) {
    all = Array(repeating: nil, count: Int(pairs.map(\.id).max() ?? 0) + 1)
    for pair in pairs { all[Int(pair.id)] = pair.market }
    groups[.platform] = grouped { $0.platform }
    groups[.country] = grouped { $0.country.description }
    groups[.tier] = grouped { $0.tier }
  }

  func market(_ number: Int32) -> Market? { Int(number) < all.count ? all[Int(number)] : nil }

  /// Groups of the markets that a question lets through; one of them all where it does not group by markets.
  func groups(for query: EarningsQuery) -> Groups {
    var groups =
      query.groupBy.flatMap { self.groups[$0] }
      ?? Groups(numbers: all.map { $0 == nil ? -1 : 0 }, keys: [])
    guard query.platform != nil || query.country != nil || query.tier != nil else { return groups }
    for (number, market) in all.enumerated() where market.map({ !query.includes($0) }) ?? true {
      groups.numbers[number] = -1
    }
    return groups
  }

  private func grouped(by key: (Market) -> String) -> Groups {
    var numbers: [String: Int32] = [:]
    var groups = Groups(numbers: [], keys: [])
    for market in all {
      guard let market else {
        groups.numbers.append(-1)
        continue
      }
      let key = key(market)
      if numbers[key] == nil {
        numbers[key] = Int32(groups.keys.count)
        groups.keys.append(key)
      }
      groups.numbers.append(numbers[key]!)
    }
    return groups
  }
}
