import ArgumentParser
import Earnings
import Money
import Plays
import Schemas

/// Filters that all questions about earnings share.
struct EarningsFilters: ParsableArguments {
  @Option(help: "Only this platform.") var platform: String?
  @Option(help: "Only this country.") var country: Country?
  @Option(help: "Only this tier.") var tier: String?
  @Option(help: "Only this artist's tracks, by id.") var artist: String?
  @Option(help: "Only this label's tracks, by id.") var label: String?
  @Option(help: "Only this release, by barcode.") var album: GTIN?
  @Option(help: "Only this track, by ISRC.") var track: ISRC?
  @Option(help: "Express gross in this currency too, at each period's own exchange rate.") var currency: Currency?

  var query: EarningsQuery {
    var query = EarningsQuery()
    query.platform = platform.map(Market.code)
    query.country = country
    query.tier = tier.map(Market.code)
    query.artist = artist
    query.label = label
    query.album = album?.padded
    query.track = track?.description
    return query
  }
}

/// The first and the last day of a question about earnings.
struct EarningsDays: ParsableArguments {
  @Option(help: "The first day, as 2026-10-01.") var from: Day?
  @Option(help: "The last day, included.") var to: Day?

  func validate() throws {
    if let from, let to, to < from { throw ValidationError("--to is before --from") }
  }

  /// The query of some filters within these days.
  func query(_ filters: EarningsFilters) -> EarningsQuery {
    var query = filters.query
    query.from = from
    query.to = to
    return query
  }
}

extension Dimension: ExpressibleByArgument {}

extension Day: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Country: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension GTIN: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

extension ISRC: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
