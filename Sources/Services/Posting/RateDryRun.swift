import Contracts
import Earnings
import Ledger
import Money
import Plays
import Postgres
import Rates
import Store

/// What rate tables would change, before anything is published: per platform, country and payee.
///
/// Every month that they touch is derived twice, by the tables in force and by the new ones. Nothing is written.
public struct RateDryRun {
  /// One sum before and after.
  public struct Row: Sendable, Hashable {
    public enum Dimension: String, Sendable, CaseIterable {
      case platform, country, payee
    }

    public let by: Dimension
    public let key: String
    public let currency: Currency
    /// Gross of a platform or a country; shares of a payee.
    public let before: Amount
    public let after: Amount
    public var difference: Amount { after - before }
  }

  fileprivate struct Place: Hashable {
    let by: Row.Dimension
    let key: String
    let currency: Currency
  }

  private let db: Connection
  private let progress: (Period, _ done: Int, _ total: Int) -> Void

  public init(_ db: Connection, progress: @escaping (Period, _ done: Int, _ total: Int) -> Void = { _, _, _ in }) {
    self.db = db
    self.progress = progress
  }

  /// The sums that would change, by dimension, key and currency.
  ///
  /// - Parameter tables: not published yet.
  public func rows(_ tables: [RateTable]) throws -> [Row] {
    guard let first = tables.map(\.effective).min() else { return [] }
    return try db.snapshot {
      let pending = PendingStore(db)
      let newest = try pending.newestVersions()
      let markets = try FactStore(db).markets()
      let platforms = Set(tables.map(\.platform))
      let touched = markets.indices.filter { markets[$0].map { platforms.contains($0.platform) } ?? false }
      var sums: [Place: (before: Amount, after: Amount)] = [:]
      for period in try pending.periodsWithPlays() where period.last >= first {
        let now = try Inputs(db, period, newest)
        let then = Inputs(
          versions: newest, rates: now.rates.adding(tables), fx: now.fx, contracts: now.contracts, reports: now.reports)
        let stretches = Set(Derivation.stretches(of: period, now.rates, now.contracts))
          .union(Derivation.stretches(of: period, then.rates, then.contracts)).sorted()
        let tracks = try pending.tracksWithPlays(period, inMarkets: touched.map(Int32.init))
        let reader = UnitReader(db: db, period: period, stretches: stretches, hasPostings: false)
        var (royaltiesBefore, royaltiesAfter) = (RoyaltySums(), RoyaltySums())
        var done = 0
        let reported = now.reports.isEmpty ? [:] : try ReportStore(db).acceptedLineCounts(period)
        try reader.forEachGroup(tracks, others: reported) { units in
          let numbers = units.map(\.track.number)
          let before = try now.derivation(db, period, markets, of: numbers)
          let after = try then.derivation(db, period, markets, of: numbers)
          for unit in units {
            for (derivation, isAfter) in [(before, false), (after, true)] {
              for line in derivation.lines(of: unit.track, unit.cells) {
                let market = markets[Int(line.key.market)]!
                if isAfter {
                  royaltiesAfter.add(line, of: unit.track.number, platform: market.platform)
                } else {
                  royaltiesBefore.add(line, of: unit.track.number, platform: market.platform)
                }
                guard let currency = line.key.currency else { continue }
                for (by, key) in [(Row.Dimension.platform, market.platform), (.country, "\(market.country)")] {
                  sums.add(line.figures.gross, isAfter, Place(by: by, key: key, currency: currency))
                }
              }
            }
          }
          done += units.count
          progress(period, done, tracks.count)
        }
        for (royalties, isAfter) in [(royaltiesBefore, false), (royaltiesAfter, true)] {
          let artists = try FactStore(db).artists(royalties.artists)
          for royalty in royalties.royalties(now.contracts, artist: { artists[$0] ?? "" }) {
            sums.add(royalty.share, isAfter, Place(by: .payee, key: royalty.payee, currency: royalty.currency))
          }
        }
      }
      return sums.filter { $0.value.before != $0.value.after }.map {
        Row(by: $0.key.by, key: $0.key.key, currency: $0.key.currency, before: $0.value.before, after: $0.value.after)
      }.sorted { a, b in
        (a.by.rawValue, a.key, a.currency.code) < (b.by.rawValue, b.key, b.currency.code)
      }
    }
  }
}

extension [RateDryRun.Place: (before: Amount, after: Amount)] {
  fileprivate mutating func add(_ amount: Amount, _ isAfter: Bool, _ place: RateDryRun.Place) {
    let sum = self[place] ?? (.zero, .zero)
    self[place] = isAfter ? (sum.before, sum.after + amount) : (sum.before + amount, sum.after)
  }
}
