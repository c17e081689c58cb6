import Earnings
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

  /// - Parameters:
  ///   - untiered: places in which the report does not tell tiers apart.
  ///   - spoken: countries that it speaks of: those that it does not name stand together under `WW`, where it has that.
  init(_ markets: [Market?], untiered: Set<PlatformCountry>, spoken: ReportedPlaces) {
    let places = markets.map { market in
      market.map {
        let country = spoken.country(of: $0)
        return Place(
          platform: $0.platform, country: country,
          tier: untiered.contains(.init(platform: $0.platform, country: country)) ? nil : $0.tier)
      }
    }
    self.places = Set(places.compactMap(\.self)).sorted {
      ($0.platform, $0.country, $0.tier ?? "") < ($1.platform, $1.country, $1.tier ?? "")
    }
    let numbered = Dictionary(uniqueKeysWithValues: self.places.enumerated().map { ($1, Int32($0)) })
    numbers = places.map { $0.map { numbered[$0]! } ?? -1 }
  }
}
