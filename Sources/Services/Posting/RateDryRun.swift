import Contracts
import Earnings
import Ledger
import Money
import Plays
import Postgres
import Rates
import Store

/// Changes that rate tables would make, before anything is published: per platform, country and payee.
///
/// Every month that they touch is derived twice, by the tables in force and by the new ones. Nothing is written.
package struct RateDryRun {
  /// One sum before and after.
  package struct Row: Sendable, Hashable {
    package enum Dimension: String, Codable, Sendable, CaseIterable {
      case platform, country, payee
    }

    package let by: Dimension
    package let key: String
    package let currency: Currency
    /// Gross of a platform or a country; shares of a payee.
    package let before: Amount
    package let after: Amount
    package var difference: Amount { after - before }
  }

  fileprivate struct RowKey: Hashable {
    let by: Row.Dimension
    let key: String
    let currency: Currency
  }

  private let db: Connection
  private let progress: (Period, _ done: Int, _ total: Int) -> Void

  package init(_ db: Connection, progress: @escaping (Period, _ done: Int, _ total: Int) -> Void = { _, _, _ in }) {
    self.db = db
    self.progress = progress
  }

  /// The sums that would change, by dimension, key and currency.
  ///
  /// - Parameter tables: not published yet.
  package func rows(_ tables: [RateTable]) throws -> [Row] {
    guard let first = tables.map(\.effective).min() else { return [] }
    return try db.snapshot {
      let pending = PendingStore(db)
      let newest = try pending.newestVersions()
      let platforms = Set(tables.map(\.platform))
      var sums: [RowKey: (before: Amount, after: Amount)] = [:]
      for period in try pending.periodsWithPlays() where period.last >= first {
        let now = try Inputs(db, period, newest)
        let then = Inputs(
          versions: newest, rates: now.rates.adding(tables), fx: now.fx, contracts: now.contracts, reports: now.reports)
        let month = try MonthDerivation(db, period, by: [now, then])
        let touched = Set(month.markets.numbers { platforms.contains($0.platform) })
        let tracks = try pending.tracksWithPlays(period, inMarkets: touched.sorted())
        let names: RoyaltyTotals.Names = { numbers in
          let artists = try month.artists(numbers)
          return { try artists($0) }
        }
        var royalties = [now, then].map { RoyaltyTotals($0.contracts, names: names) }
        func add(_ line: Line, of track: Int32, isAfter: Bool) throws {
          let market = try month.market(of: line)
          try royalties[isAfter ? 1 : 0].add(line, of: track, platform: market.platform)
          guard let currency = line.key.currency else { return }
          for (by, key) in [(Row.Dimension.platform, market.platform), (.country, "\(market.country)")] {
            sums.add(line.figures.gross, isAfter: isAfter, RowKey(by: by, key: key, currency: currency))
          }
        }
        try month.forEachGroup(of: tracks, progress: { progress(period, $0, $1) }) { group in
          for track in group.tracks {
            // A line is of one market: what others earn is the same by both.
            for line in track.lines(group.derivations[0]) {
              try add(line, of: track.track.number, isAfter: false)
              if !touched.contains(line.key.market) { try add(line, of: track.track.number, isAfter: true) }
            }
            let played = track.cells.filter { touched.contains($0.market) }
            for line in group.derivations[1].lines(of: track.track, played, beside: track.others)
            where touched.contains(line.key.market) {
              try add(line, of: track.track.number, isAfter: true)
            }
          }
        }
        for index in royalties.indices {
          for royalty in try royalties[index].finish().royalties {
            sums.add(
              royalty.share, isAfter: index == 1,
              RowKey(by: .payee, key: royalty.payee, currency: royalty.currency))
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

extension [RateDryRun.RowKey: (before: Amount, after: Amount)] {
  fileprivate mutating func add(_ amount: Amount, isAfter: Bool, _ key: RateDryRun.RowKey) {
    let sum = self[key] ?? (.zero, .zero)
    self[key] = isAfter ? (sum.before, sum.after + amount) : (sum.before + amount, sum.after)
  }
}
