import Plays

/// Countries of platforms that reports speak of.
///
/// `WW` is all countries of its platform that are not named beside it. `ZZ`, the unknown one, is a country of its own.
package struct ReportedPlaces: Sendable {
  private struct Place: Hashable {
    let platform: String
    let country: Country
  }

  private var named: Set<Place> = []
  private var worldwide: Set<String> = []

  package init() {}

  package var isEmpty: Bool { named.isEmpty }

  package mutating func add(platform: String, countries: some Sequence<Country>) {
    for country in countries {
      named.insert(Place(platform: platform, country: country))
      if country == .worldwide { worldwide.insert(platform) }
    }
  }

  package mutating func formUnion(_ others: ReportedPlaces) {
    named.formUnion(others.named)
    worldwide.formUnion(others.worldwide)
  }

  package func covers(platform: String, country: Country) -> Bool {
    if named.contains(Place(platform: platform, country: country)) { return true }
    return country != .unknown && worldwide.contains(platform)
  }

  package func covers(_ market: Market) -> Bool { covers(platform: market.platform, country: market.country) }

  /// The country under which a market's plays stand in a report: its own where that is named, or nobody speaks of it; else
  /// `WW`.
  package func country(of market: Market) -> Country {
    if named.contains(Place(platform: market.platform, country: market.country)) { return market.country }
    return market.country != .unknown && worldwide.contains(market.platform) ? .worldwide : market.country
  }
}
