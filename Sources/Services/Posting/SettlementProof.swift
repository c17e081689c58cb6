import Contracts
import Ledger
import Money
import Plays
import Postgres
import Statements
import Store

/// Proves that settlements follow from the books: each closed period's figures anew, from the period before, the entries and
/// the terms that it went by. Inside a snapshot.
///
/// Memory grows with the payees and not with the periods.
struct SettlementProof {
  private let db: Connection

  init(_ db: Connection) {
    self.db = db
  }

  /// - Returns: the first difference; `nil` where all settlements hold.
  func run() throws -> String? {
    let store = SettlementStore(db)
    var openings: [PayeeCurrency: Settlement.Opening] = [:]
    // Of the months of the year.
    var royalties: [PayeeCurrency: [Period: Amount]] = [:]
    var sales: CountrySalesStore?
    for period in try PeriodStore(db).settled() {
      let recorded = try store.settlements(period)
      let activity = try store.activity(after: period.advanced(by: -1), through: period)
      var unreceived: UnreceivedMoney?
      for place in Set(openings.keys).union(activity.keys).union(recorded.keys).sorted() {
        let terms = recorded[place]?.terms ?? .init(nil, of: place.payee, in: period, place.currency)
        var notReceived = Amount.zero
        if terms.basis == .received, let number = recorded[place]?.acceptedTo {
          if unreceived?.acceptedTo != number {
            unreceived = try UnreceivedMoney(db, through: period, acceptedTo: number)
          }
          notReceived = try unreceived?.amount(place) ?? .zero
        }
        var (opening, now) = (openings[place] ?? .init(), activity[place]?[period] ?? .init())
        if !terms.byCountry.isEmpty {
          let store = try sales ?? CountrySalesStore(db)
          sales = store
          now.countries = try store.lines(place, period)
          // Of each month that it went by, whatever the terms were when that one was settled.
          for month in terms.byCountry.keys where month < period {
            opening.salesOfYear[month] = try store.sales(place, month, of: royalties[place]?[month] ?? .zero)
          }
        }
        let settlement = Settlement(
          period: period, currency: place.currency, terms: terms, opening: opening, activity: now,
          unreceived: notReceived)
        if royalties[place]?.keys.first?.year != period.year { royalties[place] = [:] }
        royalties[place]![period] = settlement.royalties
        if let difference = difference(place, settlement, recorded[place]) { return difference }
        openings[place] = settlement.isEmpty && settlement.next.estimated == .zero ? nil : settlement.next
      }
    }
    return nil
  }

  private func difference(
    _ place: PayeeCurrency, _ settlement: Settlement, _ recorded: SettlementStore.Recorded?
  ) -> String? {
    let what = "settlement \(settlement.period) of \(place.payee) in \(place.currency)"
    guard let recorded else {
      return settlement.isEmpty ? nil : "\(what): the books have one, and none is on record"
    }
    for figure in SettlementStore.Figure.allCases {
      let (right, stands) = (figure.value(settlement), recorded.figures[figure] ?? .zero)
      if right != stands { return "\(what): \(figure) is \(right) by the books, and \(stands) on record" }
    }
    guard recorded.releasePeriod == settlement.releasePeriod else {
      return "\(what): its reserve is released in another period than its terms say"
    }
    return nil
  }
}
