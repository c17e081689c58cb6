import Money
import Plays

/// Accepted reports of platforms for a period.
package struct ReportBook: Sendable {
  /// Reported figures of a track in a market. Rows that are alike in all but their figures add up.
  package struct ReportedLine: Sendable, Hashable {
    package let isrc: ISRC
    /// The release that the rows name; `nil` where they name none.
    package let release: GTIN?
    package let market: Int32
    /// True if the report names the tier; else it speaks of all tiers of the market's platform and country.
    package let hasTier: Bool
    package let currency: Currency
    /// Plays that were paid for: those of adjustments are none.
    package let units: Int64
    /// All money, adjustments too.
    package let amount: Amount
    /// Part of `amount` that is not for plays: fines, corrections, bonuses.
    package let adjustments: Amount

    package init(
      isrc: ISRC, release: GTIN? = nil, market: Int32, hasTier: Bool, currency: Currency, units: Int64,
      amount: Amount, adjustments: Amount = .zero
    ) {
      self.isrc = isrc
      self.release = release
      self.market = market
      self.hasTier = hasTier
      self.currency = currency
      self.units = units
      self.amount = amount
      self.adjustments = adjustments
    }
  }

  private var covered = ReportedPlaces()
  private var lines: [ISRC: [ReportedLine]] = [:]

  package init() {}

  package var isEmpty: Bool { covered.isEmpty && lines.isEmpty }

  /// Adds a report of a platform. Reports of one platform and period add up.
  ///
  /// - Parameter countries: those it speaks for, `WW` for all that are not named: what it leaves out in them counts as zero.
  package mutating func add(
    platform: String, countries: some Sequence<Country>, lines added: some Sequence<ReportedLine>
  ) {
    covered.add(platform: platform, countries: countries)
    for line in added { lines[line.isrc, default: []].append(line) }
  }

  /// True if a market's estimate has given way to a report.
  func covers(_ market: Market) -> Bool {
    covered.covers(market)
  }

  /// The country under which a market's plays stand in the reports: `WW` where none names its own.
  func country(of market: Market) -> Country { covered.country(of: market) }

  /// The lines of a recording, those alike added up.
  ///
  /// - Parameter releases: those that are told apart. A line of any other says nothing of one.
  func lines(of isrc: ISRC, releases: Set<GTIN> = []) -> [ReportedLine] {
    struct Alike: Hashable {
      let release: GTIN?
      let market: Int32
      let hasTier: Bool
      let currency: Currency
    }
    var sums: [Alike: ReportedLine] = [:]
    for line in lines[isrc] ?? [] {
      let release = line.release.flatMap { releases.contains($0) ? $0 : nil }
      let alike = Alike(release: release, market: line.market, hasTier: line.hasTier, currency: line.currency)
      let other = sums[alike]
      sums[alike] = ReportedLine(
        isrc: isrc, release: release, market: line.market, hasTier: line.hasTier, currency: line.currency,
        units: line.units + (other?.units ?? 0), amount: line.amount + (other?.amount ?? .zero),
        adjustments: line.adjustments + (other?.adjustments ?? .zero))
    }
    return Array(sums.values)
  }

  /// Every ISRC that is reported.
  package var isrcs: Set<ISRC> { Set(lines.keys) }
}
