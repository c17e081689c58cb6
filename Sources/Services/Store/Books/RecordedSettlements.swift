import Contracts
import Ledger
import Money
import Plays
import Postgres
import Statements

/// Settlements as they stand on record, for who computes them anew.
extension SettlementStore {
  /// A figure of a settlement, by the name of its column.
  package enum Figure: String, CaseIterable, Sendable, CustomStringConvertible {
    case opening, royalties
    case reserveHeld = "reserve_held"
    case reserveReleased = "reserve_released"
    case recouped, unrecouped, net, withholding, payments, closing, expected, payable
    case carriedForward = "carried_forward"

    package var description: String { rawValue.replacing("_", with: " ") }

    package func value(_ settlement: Settlement) -> Amount {
      switch self {
      case .opening: settlement.opening
      case .royalties: settlement.royalties
      case .reserveHeld: settlement.reserveHeld
      case .reserveReleased: settlement.reserveReleased
      case .recouped: settlement.recouped
      case .unrecouped: settlement.unrecouped
      case .net: settlement.net
      case .withholding: settlement.withholding
      case .payments: settlement.activity.payments
      case .closing: settlement.closing
      case .expected: settlement.expected
      case .payable: settlement.payable
      case .carriedForward: settlement.carriedForward
      }
    }
  }

  /// One that is on record, with the terms that it went by.
  package struct Recorded: Sendable {
    package let figures: [Figure: Amount]
    package let releasePeriod: Period?
    package let terms: Settlement.Terms
    /// Acceptances up to it counted for what had come in; `nil` where it was of no account.
    package let acceptedTo: Int32?
  }

  /// All that hold of a closed period.
  package func settlements(_ period: Period) throws -> [PayeeCurrency: Recorded] {
    let columns = SQL(stringLiteral: Figure.allCases.map(\.rawValue).joined(separator: ", "))
    let rows = try db.query(
      """
      SELECT payee, currency, release_period, accepted_to, \(Self.termColumns), \(columns)
      FROM settlements_in_force WHERE period = \(.period(period))
      """)
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        let figures = Figure.allCases.enumerated().map { ($1, Amount(pico: row.numeric(12 + $0))) }
        return (
          PayeeCurrency(payee: row.text(0), currency: Currency(row.text(1))!),
          Recorded(
            figures: Dictionary(uniqueKeysWithValues: figures), releasePeriod: row.optionalPeriod(2),
            terms: Self.terms(row, from: 4, period), acceptedTo: row.optionalInt(3).map { Int32($0) })
        )
      })
  }

  /// Columns of the terms that a settlement went by.
  static let termColumns: SQL =
    """
    minimum_payout, reserve_percent, reserve_release_after, withholding_percent, reserve_release_parts, \
    withholding_percents, basis, withholding_by_country
    """

  /// The terms in a row that has their columns from one on.
  static func terms(_ row: Row, from first: Int, _ period: Period) -> Settlement.Terms {
    func amount(_ column: Int) -> Amount { Amount(pico: row.numeric(first + column)) }
    let percents = row.isNull(first + 5) ? [] : row.numerics(first + 5).map { Amount(pico: $0) }
    return Settlement.Terms(
      minimumPayout: amount(0), reservePercent: amount(1), reserveReleaseAfter: Int(row.int32(first + 2)),
      reserveReleaseParts: Int(row.int32(first + 4)), withholdingPercent: amount(3),
      basis: PayoutBasis(rawValue: row.text(first + 6))!,
      earlierPercents: Settlement.Terms.earlier(percents, than: period, amount(3)),
      byCountry: row.isNull(first + 7) ? [:] : rates(row.texts(first + 7)))
  }

  /// Reserves that are held after a period, by the period in which they are released.
  ///
  /// - Parameter payee: only this one's; `nil` is everybody's.
  func reserves(after closed: Period, payee: String?) throws -> [PayeeCurrency: [Period: Amount]] {
    // Parts are equal parts of what was held of one period, and their remainders are its own.
    let rows = try db.query(
      """
      SELECT payee, currency, release_period, reserve_release_parts, sum(reserve_held)
      FROM settlements_in_force
      WHERE payee = coalesce(\(payee), payee) AND period <= \(.period(closed))
        AND release_period + (reserve_release_parts - 1) * interval '1 month' > \(.period(closed))
      GROUP BY 1, 2, 3, 4, CASE WHEN reserve_release_parts > 1 THEN period END
      """)
    var reserves: [PayeeCurrency: [Period: Amount]] = [:]
    for row in rows {
      let place = PayeeCurrency(payee: row.text(0), currency: Currency(row.text(1))!)
      let parts = Settlement.releases(
        of: Amount(pico: row.numeric(4)), from: row.period(2), parts: Int(row.int32(3)))
      for part in parts where part.period > closed {
        reserves[place, default: [:]][part.period, default: .zero] += part.amount
      }
    }
    return reserves
  }

  /// A settled month: its net, and what was withheld in it.
  package struct Month: Sendable {
    package let place: PayeeCurrency
    package let period: Period
    package let net: Amount
    package let withheld: Amount
    /// All royalties, adjustments included.
    package let royalties: Amount
  }

  /// The settled months of the calendar year of a period, before it.
  ///
  /// - Parameter payee: only this one's; `nil` is everybody's.
  package func monthsOfYear(of period: Period, payee: String? = nil) throws -> [Month] {
    try db.query(
      """
      SELECT payee, currency, period, net, withholding, royalties FROM settlements_in_force
      WHERE payee = coalesce(\(payee), payee)
        AND period >= date_trunc('year', \(.period(period))::timestamp)::date AND period < \(.period(period))
      """
    ).map {
      Month(
        place: PayeeCurrency(payee: $0.text(0), currency: Currency($0.text(1))!), period: $0.period(2),
        net: Amount(pico: $0.numeric(3)), withheld: Amount(pico: $0.numeric(4)), royalties: Amount(pico: $0.numeric(5)))
    }
  }

  /// The first payment that is dated after a period and was not taken back.
  package func payment(after period: Period) throws -> Int64? {
    try db.query(
      """
      SELECT id FROM ledger_transactions t
      WHERE kind = 'payment' AND reverses IS NULL AND accounting_date > \(.date(period.last.number))
        AND NOT EXISTS (SELECT FROM ledger_transactions r WHERE r.reverses = t.id)
      ORDER BY id LIMIT 1
      """
    ).first?.int(0)
  }
}
