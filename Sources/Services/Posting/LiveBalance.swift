import Contracts
import Earnings
import Ledger
import Money
import Plays
import Postgres
import Reconciliation
import Statements
import Store

/// Balance of a payee now: that of the books, with what a posting at this moment would add to them. To the last unit it
/// is what posting and a statement would give.
package struct LiveBalance {
  /// One currency's way from gross to what is paid out.
  package struct Waterfall: Sendable {
    /// Plays, gross and fee of the lines that the payee has a share in, in the period's own plays.
    package let plays: Int64
    package let gross: Amount
    package let fee: Amount
    /// The part of the payee's share that is money beside plays.
    package let besidePlays: Amount
    package let settlement: Settlement

    /// Gross less the fee: what is shared out.
    package var net: Amount { gross - fee }
  }

  private let db: Connection
  private let today: Day

  /// - Parameter today: in UTC.
  package init(_ db: Connection, today: Day) {
    self.db = db
    self.today = today
  }

  /// The balance of a payee for a period, by currency. Everything is read from one snapshot.
  ///
  /// - Throws: `Transaction.Refusal` for a period that is closed.
  package func waterfalls(_ payee: String, _ period: Period) throws -> [(currency: Currency, waterfall: Waterfall)] {
    try Nodes(db).snapshot(without: .ofLines) {
      let calendar = AccountingCalendar(lastClosed: try PeriodStore(db).lastClosed(), today: today)
      var more: [PayeeCurrency: [Period: Settlement.Activity]] = [:]
      var lines = try SettlementStore(db).royalties(period, payee: payee)
      let terms = try ContractStore(db).payeeTerms()[payee]
      let unreceived = terms?[period]?.basis == .received ? try UnreceivedMoney(db, through: period) : nil
      let byCountry = terms?.byCountry.isEmpty == false
      var reported: [PayeeCurrency: UnreceivedMoney.Pending] = [:]
      for (earning, pending) in try pending(payee, through: period, calendar, byCountry, unreceived) {
        let month = calendar.open(from: earning)
        for royalty in pending.royalties {
          let place = PayeeCurrency(payee: payee, currency: royalty.currency)
          var activity = Settlement.Activity()
          if month == earning { activity.royalties = royalty.share } else { activity.adjustments = royalty.share }
          more[place, default: [:]][month, default: .init()] += activity
          if earning == period, month == period {
            lines[place, default: .init()] += royalty
          }
        }
        for part in pending.parts {
          let place = PayeeCurrency(payee: payee, currency: part.settled)
          switch part.basis {
          case .estimated: more[place, default: [:]][month, default: .init()].estimated += part.share
          case .reported, .adjustment:
            reported[place, default: .init()].sums[.init(earning, part.platform, part.currency), default: .zero] +=
              part.share
          }
        }
        for (currency, country, share) in pending.countries {
          let place = PayeeCurrency(payee: payee, currency: currency)
          more[place, default: [:]][month, default: .init()].countries[country, default: .zero] += share
        }
        for (currency, line) in pending.lines {
          reported[PayeeCurrency(payee: payee, currency: currency), default: .init()].lines.append(line)
        }
      }
      for advance in try AdvanceStore(db).unposted(through: today, payee: payee) {
        var activity = Settlement.Activity()
        activity.advances = advance.amount
        more[PayeeCurrency(payee: payee, currency: advance.currency), default: [:]][
          calendar.date(of: advance.date).period, default: .init()] += activity
      }
      let settlements = try PayeeBalances(db).settlements(
        period, payee: payee, adding: more, unreceived: unreceived, reported: reported)
      return settlements.sorted { $0.key < $1.key }.map { place, settlement in
        let line = lines[place] ?? .init()
        return (
          place.currency,
          Waterfall(
            plays: line.plays, gross: line.gross, fee: line.fee, besidePlays: line.besidePlays, settlement: settlement)
        )
      }
    }
  }

  /// Royalties that a posting would give the payee, by earning period.
  private func pending(
    _ payee: String, through last: Period, _ calendar: AccountingCalendar, _ byCountry: Bool,
    _ unreceived: UnreceivedMoney?
  ) throws -> [(earning: Period, royalties: PendingDifferences.OfPayee)] {
    let store = PendingStore(db)
    let tracks = try store.tracks(of: payee)
    return try store.periods(store.newestVersions(), only: tracks).filter { calendar.open(from: $0) <= last }.map {
      (
        $0,
        try PendingDifferences(db).royalties($0, of: tracks, payee: payee, byCountry: byCountry) {
          unreceived?.isDivided($0) ?? false
        }
      )
    }
  }
}

extension SettlementStore.LineSums {
  fileprivate static func += (a: inout Self, b: RoyaltySums.Royalty) {
    a.plays += b.plays
    a.gross += b.gross
    a.fee += b.fee
    a.besidePlays += b.besidePlays
  }
}
