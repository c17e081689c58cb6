import Plays

/// Places where lines are compared: a platform's country and tier, all tiers together where a report does not tell
/// them apart.
/// Numbered in the order of their names, so that lines are sorted by numbers.
struct ComparedPlaces {
  struct Place: Hashable {
    let platform: String
    let country: Country
    /// `nil` for all tiers together.
    let tier: String?
  }

  let places: [Place]
  /// The place of each market, by its number.
  let numbers: [Int32]

  init(_ markets: [Market?], untiered: Set<PlatformCountry>) {
    let places = markets.map { market in
      market.map {
        Place(
          platform: $0.platform, country: $0.country,
          tier: untiered.contains(.init(platform: $0.platform, country: $0.country)) ? nil : $0.tier)
      }
    }
    self.places = Set(places.compactMap(\.self)).sorted {
      ($0.platform, $0.country, $0.tier ?? "") < ($1.platform, $1.country, $1.tier ?? "")
    }
    let numbered = Dictionary(uniqueKeysWithValues: self.places.enumerated().map { ($1, Int32($0)) })
    numbers = places.map { $0.map { numbered[$0]! } ?? -1 }
  }
}
