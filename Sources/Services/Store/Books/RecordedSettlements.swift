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
    case recouped, unrecouped, net, withholding, payments, closing, payable
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
      case .payable: settlement.payable
      case .carriedForward: settlement.carriedForward
      }
    }
  }

  /// One that is on record, with the terms that it went by.
  package struct Recorded: Sendable {
    package let figures: [Figure: Amount]
    package let releasePeriod: Period?
    package let terms: Payee
  }

  /// All that hold of a closed period.
  package func settlements(_ period: Period) throws -> [PayeeCurrency: Recorded] {
    let columns = SQL(stringLiteral: Figure.allCases.map(\.rawValue).joined(separator: ", "))
    let rows = try db.query(
      """
      SELECT payee, currency, release_period, minimum_payout, reserve_percent, reserve_release_after,
        withholding_percent, \(columns)
      FROM settlements_in_force WHERE period = \(.period(period))
      """)
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        let figures = Figure.allCases.enumerated().map { ($1, Amount(pico: row.numeric(7 + $0))) }
        return (
          PayeeCurrency(payee: row.text(0), currency: Currency(row.text(1))!),
          Recorded(
            figures: Dictionary(uniqueKeysWithValues: figures), releasePeriod: row.optionalPeriod(2),
            terms: Payee(
              id: row.text(0), name: row.text(0), minimumPayout: Amount(pico: row.numeric(3)),
              reservePercent: Amount(pico: row.numeric(4)), reserveReleaseAfter: Int(row.int32(5)),
              withholdingPercent: Amount(pico: row.numeric(6))))
        )
      })
  }
}
