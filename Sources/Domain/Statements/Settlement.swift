import Contracts
import Money
import Plays

/// Settlement of a period for a payee in one currency: from royalties to what is paid out. A pure function.
package struct Settlement: Hashable, Sendable {
  /// Balances of a payee in a currency when a period begins.
  package struct Opening: Hashable, Sendable {
    /// Owed to the payee; below zero where more was paid than earned.
    package var balance = Amount.zero
    /// Advances and costs not earned back, without those that are dated in the period.
    package var recoupable = Amount.zero
    /// Part of the balance that is of royalties no platform has reported yet.
    package var estimated = Amount.zero
    /// Reserves held, by the period in which they are released.
    package var reserves: [Period: Amount] = [:]
    /// Net of each of the earlier periods of the calendar year, and what was withheld of them.
    package var netOfYear: [Period: Amount] = [:]
    package var withheldOfYear = Amount.zero
    /// Royalties by country of sale of those of these periods in which countries have percents of their own.
    package var salesOfYear: [Period: CountrySales] = [:]

    package init() {}
  }

  /// Activity of the period.
  package struct Activity: Hashable, Sendable {
    /// The payee's shares of the period's own plays.
    package var royalties = Amount.zero
    /// Royalties posted in it about earlier periods, and postings by hand.
    package var adjustments = Amount.zero
    /// Paid to the payee.
    package var payments = Amount.zero
    /// Advances and costs dated in the period, less what was taken back of earlier ones.
    package var advances = Amount.zero
    /// Royalties that became estimated, less those that a report took the place of: a part of the others.
    package var estimated = Amount.zero
    /// Royalties of lines by country of sale, where it is of account: a part of the others.
    package var countries: [Country: Amount] = [:]

    package init() {}

    /// True if it has no figure of its own.
    package var isEmpty: Bool {
      var own = self
      own.estimated = .zero
      own.countries = [:]
      return own == Activity()
    }
  }

  package let period: Period
  package let currency: Currency
  package let terms: Terms
  package let opening: Amount
  package let activity: Activity
  package let reserveHeld: Amount
  /// Period of its release; `nil` where nothing is held.
  package let releasePeriod: Period?
  package let reserveReleased: Amount
  /// Below zero where what was recouped goes back, since its advance was taken back.
  package let recouped: Amount
  package let unrecouped: Amount
  /// Royalties and adjustments, less what was held, with what was released, less what was recouped.
  package let net: Amount
  /// Below zero where less is due for the year than was withheld.
  package let withholding: Amount
  package let closing: Amount
  /// Part of the closing balance that is not paid out yet, since the payee is paid on what was reported, or has come in.
  package let expected: Amount
  /// Closing less what is expected, in whole minor units; zero below the payee's minimum.
  package let payable: Amount
  package var carriedForward: Amount { closing - payable }
  /// Opening of the period after.
  package let next: Opening

  /// Royalties with adjustments: what reserve, recoupment and withholding go by.
  package var royalties: Amount { activity.royalties + activity.adjustments }

  /// One that is on record: its terms may have changed since.
  package init(
    settled period: Period, currency: Currency, terms: Terms, opening: Amount, activity: Activity, reserveHeld: Amount,
    releasePeriod: Period?, reserveReleased: Amount, recouped: Amount, unrecouped: Amount, net: Amount,
    withholding: Amount, closing: Amount, expected: Amount, payable: Amount, reserves: [Period: Amount]
  ) {
    self.period = period
    self.currency = currency
    self.terms = terms
    self.opening = opening
    self.activity = activity
    self.reserveHeld = reserveHeld
    self.releasePeriod = releasePeriod
    self.reserveReleased = reserveReleased
    self.recouped = recouped
    self.unrecouped = unrecouped
    self.net = net
    self.withholding = withholding
    self.closing = closing
    self.expected = expected
    self.payable = payable
    var next = Opening()
    next.balance = closing
    next.recoupable = unrecouped
    next.reserves = reserves
    self.next = next
  }

  /// - Parameters:
  ///   - terms: the payee's, which are the same in all months; `Payee.withoutTerms` for one that has none.
  ///   - opening: as the books hold it when the period begins.
  ///   - unreceived: the payee's part of what was reported and has not come in.
  package init(
    period: Period, currency: Currency, terms: Payee, opening: Opening, activity: Activity, unreceived: Amount = .zero
  ) {
    self.init(
      period: period, currency: currency, terms: Terms(terms, in: currency), opening: opening, activity: activity,
      unreceived: unreceived)
  }

  /// - Parameters:
  ///   - terms: the payee's in the period.
  ///   - opening: as the books hold it when the period begins.
  ///   - unreceived: the payee's part of what was reported and has not come in.
  package init(
    period: Period, currency: Currency, terms: Terms, opening: Opening, activity: Activity, unreceived: Amount = .zero
  ) {
    self.period = period
    self.currency = currency
    self.terms = terms
    self.opening = opening.balance
    self.activity = activity
    let royalties = activity.royalties + activity.adjustments
    let held = Rounding.halfEven(terms.reservePercent, percentOf: max(.zero, royalties))
    reserveHeld = held
    reserveReleased = opening.reserves.filter { $0.key <= period }.values.reduce(.zero, +)
    let available = royalties - reserveHeld + reserveReleased
    let recoupable = opening.recoupable + activity.advances
    // Below zero where an advance was taken back that was recouped: what it took goes back to the payee.
    recouped = min(recoupable, max(.zero, available))
    unrecouped = recoupable - recouped
    net = available - recouped
    var netOfYear = opening.netOfYear
    // Months that came to nothing are left out, so that equal settlements are equal.
    if net != .zero { netOfYear[period, default: .zero] += net }
    var salesOfYear = opening.salesOfYear
    if terms.byCountry[period] != nil {
      salesOfYear[period] = CountrySales(activity.countries, of: royalties)
    }
    let months = netOfYear.map { Withholding.Month(net: $1, rate: terms.rate(in: $0), sales: salesOfYear[$0]) }
    let due = Withholding.due(months, in: currency)
    withholding = due - opening.withheldOfYear
    closing = opening.balance + net - withholding - activity.payments
    let estimated = opening.estimated + activity.estimated
    expected =
      switch terms.basis {
      case .estimated: .zero
      case .reported: max(.zero, estimated)
      case .received: max(.zero, estimated) + max(.zero, unreceived)
      }
    let paidOn = closing - expected
    payable = paidOn >= terms.minimumPayout && paidOn > .zero ? paidOn.roundedDownToMinorUnit(of: currency) : .zero

    var next = Opening()
    next.balance = closing
    next.recoupable = unrecouped
    next.estimated = estimated
    next.reserves = opening.reserves.filter { $0.key > period }
    if held != .zero {
      let release = period.advanced(by: terms.reserveReleaseAfter)
      releasePeriod = release
      for (month, part) in Self.releases(of: held, from: release, parts: terms.reserveReleaseParts) {
        next.reserves[month, default: .zero] += part
      }
    } else {
      releasePeriod = nil
    }
    if period.next.year == period.year {
      next.netOfYear = netOfYear
      next.salesOfYear = salesOfYear
      next.withheldOfYear = opening.withheldOfYear + withholding
    }
    self.next = next
  }

  /// Releases of what was held: in equal parts, one each month, the units that are left over in the first ones.
  package static func releases(of held: Amount, from first: Period, parts: Int) -> [(period: Period, amount: Amount)] {
    Apportionment.parts(of: held.pico, by: Array(repeating: 1, count: parts)).enumerated().map {
      (first.advanced(by: $0), Amount(pico: $1))
    }
  }
}

extension Payee {
  /// Whoever earns without being among the payees: nothing is held back, and everything is paid out.
  package static func withoutTerms(_ id: String) -> Payee {
    Payee(
      id: id, name: id, minimumPayout: .zero, reservePercent: .zero, reserveReleaseAfter: 0, withholdingPercent: .zero)
  }
}
