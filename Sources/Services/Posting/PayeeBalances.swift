import Contracts
import Ledger
import Money
import Plays
import Postgres
import Statements
import Store

/// Balances of payees after the last closed period, settled month by month from the books.
package struct PayeeBalances {
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// The settlement of a period for every payee that has anything in it, by payee and currency: what a statement at
  /// this moment would say.
  ///
  /// - Throws: `Transaction.Refusal` for a period that is closed: its settlements are on record.
  package func settlements(_ period: Period, payee: String? = nil) throws -> [PayeeCurrency: Settlement] {
    try settlements(period, payee: payee, adding: [:])
  }

  /// - Parameters:
  ///   - more: what is not in the books yet, by payee and accounting period.
  ///   - unreceived: of the period, where it was read before.
  ///   - reported: what is not in the books yet of what platforms have reported.
  func settlements(
    _ period: Period, payee: String?, adding more: [PayeeCurrency: [Period: Settlement.Activity]],
    unreceived known: UnreceivedMoney? = nil, reported: [PayeeCurrency: UnreceivedMoney.Pending] = [:]
  ) throws -> [PayeeCurrency: Settlement] {
    let store = SettlementStore(db)
    let closed = try PeriodStore(db).lastSettled()
    if let closed, period <= closed {
      throw Transaction.Refusal(
        "\(period) is closed: its statements are on record and do not change; the first open period is \(closed.next)")
    }
    guard period.year < 3000 else { throw Transaction.Refusal("\(period) is too far ahead to be settled") }
    var openings = try store.openings(after: closed, payee: payee)
    var activity = try store.activity(after: closed, through: period, payee: payee)
    for (place, periods) in more {
      for (month, added) in periods where month <= period {
        activity[place, default: [:]][month, default: .init()] += added
      }
    }
    let terms = try ContractStore(db).payeeTerms()
    try addCountries(&openings, &activity, terms, after: closed, through: period)
    var unreceived = known
    var settlements: [PayeeCurrency: Settlement] = [:]
    for place in Set(openings.keys).union(activity.keys) {
      let opening = openings[place] ?? .init()
      let months = activity[place] ?? [:]
      guard let first = closed?.next ?? months.keys.min(), first <= period else { continue }
      var (month, next) = (first, opening)
      while true {
        let terms = Settlement.Terms(terms[place.payee], of: place.payee, in: month, place.currency)
        var notReceived = Amount.zero
        // Only what is paid in the end goes by it.
        if month == period, terms.basis == .received {
          let money = try unreceived ?? UnreceivedMoney(db, through: period)
          unreceived = money
          notReceived = try money.amount(place, adding: reported[place] ?? .init())
        }
        let settlement = Settlement(
          period: month, currency: place.currency, terms: terms, opening: next, activity: months[month] ?? .init(),
          unreceived: notReceived)
        if month == period {
          if !settlement.isEmpty { settlements[place] = settlement }
          break
        }
        (month, next) = (month.next, settlement.next)
      }
    }
    return settlements
  }

  /// Adds royalties by country of sale, of payees of whom is withheld by country: of the months of the year that are closed,
  /// and of those that are open.
  private func addCountries(
    _ openings: inout [PayeeCurrency: Settlement.Opening],
    _ activity: inout [PayeeCurrency: [Period: Settlement.Activity]], _ terms: [String: PayeeTerms],
    after closed: Period?, through period: Period
  ) throws {
    let places = Set(openings.keys).union(activity.keys).filter { terms[$0.payee]?.byCountry.isEmpty == false }
    if places.isEmpty { return }
    let store = try CountrySalesStore(db)
    if let closed {
      for month in try SettlementStore(db).monthsOfYear(of: closed.next) where places.contains(month.place) {
        openings[month.place, default: .init()].salesOfYear[month.period] = try store.sales(
          month.place, month.period, of: month.royalties)
      }
    }
    for place in places {
      guard var month = closed?.next ?? activity[place]?.keys.min() else { continue }
      while month <= period {
        // Lines may move from one country to another while nothing moves between accounts.
        for (country, share) in try store.lines(place, month) {
          activity[place, default: [:]][month, default: .init()].countries[country, default: .zero] += share
        }
        month = month.next
      }
    }
  }
}

extension Settlement.Activity {
  static func += (a: inout Self, b: Self) {
    a.royalties += b.royalties
    a.adjustments += b.adjustments
    a.payments += b.payments
    a.advances += b.advances
    a.estimated += b.estimated
    a.countries.merge(b.countries, uniquingKeysWith: +)
  }
}

extension Settlement {
  /// True if the period has no figures.
  var isEmpty: Bool {
    opening == .zero && activity.isEmpty && closing == .zero && unrecouped == .zero && reserveReleased == .zero
      && next.reserves.isEmpty
  }

  /// Entries that close the period: reserves, recoupment, withholding.
  func entries(_ payee: String) -> [Entry] {
    let payable = reserveReleased - reserveHeld - recouped - withholding
    return [
      Entry(.payeeReserve(payee), currency, reserveReleased - reserveHeld),
      Entry(.payeeRecoupable(payee), currency, -recouped),
      Entry(.withholding, currency, -withholding),
      Entry(.payeePayable(payee), currency, -payable),
    ].filter { $0.amount != .zero }
  }
}
