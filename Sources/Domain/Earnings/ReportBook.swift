import Money
import Plays

/// Accepted reports of platforms for a period.
package struct ReportBook: Sendable {
  /// Reported figures of a track in a market. Rows that are alike in all but their figures add up.
  package struct ReportedLine: Sendable, Hashable {
    package let isrc: ISRC
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
      isrc: ISRC, market: Int32, hasTier: Bool, currency: Currency, units: Int64, amount: Amount,
      adjustments: Amount = .zero
    ) {
      self.isrc = isrc
      self.market = market
      self.hasTier = hasTier
      self.currency = currency
      self.units = units
      self.amount = amount
      self.adjustments = adjustments
    }
  }

  /// Places of complete reports, by account; those of reports that stand for all recordings under `nil`.
  private var covered: [String?: ReportedPlaces] = [:]
  private var lines: [ISRC: [ReportedLine]] = [:]
  private var late: [ISRC: Set<LatePlace>] = [:]
  private var hasLateReports = false

  package init() {}

  package var isEmpty: Bool { covered.values.allSatisfy(\.isEmpty) && lines.isEmpty && !hasLateReports }

  /// A market of which a late line speaks.
  struct LatePlace: Hashable, Sendable {
    let market: Int32
    let hasTier: Bool
  }

  /// Adds a report of a platform. Reports of one platform and period add up.
  ///
  /// - Parameters:
  ///   - countries: those it speaks for, `WW` for all that are not named: what it leaves out in them counts as zero.
  ///   - account: it is complete for the recordings of this account, and of none; `nil` for all recordings.
  package mutating func add(
    platform: String, countries: some Sequence<Country>, account: String? = nil, lines added: some Sequence<ReportedLine>
  ) {
    covered[account, default: ReportedPlaces()].add(platform: platform, countries: countries)
    for line in added { lines[line.isrc, default: []].append(line) }
  }

  /// Adds a report that counts for its lines alone: of some tracks it may have none.
  package mutating func addLateReport() { hasLateReports = true }

  /// Adds a line of a report.
  ///
  /// - Parameter isLate: it takes the place of the estimate of its own line, or adds to what was reported of it.
  package mutating func add(_ line: ReportedLine, isLate: Bool = false) {
    lines[line.isrc, default: []].append(line)
    guard isLate else { return }
    late[line.isrc, default: []].insert(LatePlace(market: line.market, hasTier: line.hasTier))
  }

  /// True if estimates may stand where a report has lines.
  var isPartial: Bool { !late.isEmpty || covered.keys.contains { $0 != nil } }

  /// Accounts of whose recordings alone some reports speak.
  var accounts: [String] { covered.keys.compactMap(\.self) }

  /// Places where the reports are complete for recordings of an account, or of none.
  func places(of account: String?) -> ReportedPlaces {
    var places = covered[nil] ?? ReportedPlaces()
    guard let account else {
      for others in covered.values { places.formUnion(others) }
      return places
    }
    if let own = covered[account] { places.formUnion(own) }
    return places
  }

  func latePlaces(of isrc: ISRC) -> Set<LatePlace> { late[isrc] ?? [] }

  /// True if a report has a line of the recording in exactly this market.
  package func hasLine(of isrc: ISRC, in market: Int32) -> Bool {
    lines[isrc]?.contains { $0.market == market } ?? false
  }

  /// The lines of a track, those alike added up.
  func lines(of isrc: ISRC) -> [ReportedLine] {
    struct Alike: Hashable {
      let market: Int32
      let hasTier: Bool
      let currency: Currency
    }
    var sums: [Alike: ReportedLine] = [:]
    for line in lines[isrc] ?? [] {
      let alike = Alike(market: line.market, hasTier: line.hasTier, currency: line.currency)
      let other = sums[alike]
      sums[alike] = ReportedLine(
        isrc: isrc, market: line.market, hasTier: line.hasTier, currency: line.currency,
        units: line.units + (other?.units ?? 0), amount: line.amount + (other?.amount ?? .zero),
        adjustments: line.adjustments + (other?.adjustments ?? .zero))
    }
    return Array(sums.values)
  }

  /// Every ISRC that is reported.
  package var isrcs: Set<ISRC> { Set(lines.keys) }
}
