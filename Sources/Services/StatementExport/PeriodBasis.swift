import Contracts
import Ledger
import Plays
import Postgres
import Rates
import Store

/// Transactions, and versions of contracts, exchange rates and markets that all statements of a closed period go by: read
/// once for many.
///
/// What is recorded later changes none of it: lines name versions by number, and a closed period gets no transactions, until
/// somebody opens it again.
package struct PeriodBasis: Sendable {
  package let period: Period
  /// Times that the period had been opened when it was read.
  private let round: Int32
  private let isSettled: Bool
  let transactions: PeriodTransactions
  /// The newest that the period was posted by.
  let versions: Versions
  let contracts: ContractBook
  let fx: FXBook
  let markets: Markets
  private let numbersByPayee: [String: [Int32]]

  package init(_ db: Connection, _ period: Period) throws {
    self.period = period
    round = try PeriodStore(db).round(of: period)
    isSettled = try PeriodStore(db).lastSettled().map { period <= $0 } ?? false
    transactions = try PeriodTransactions(db, period)
    versions = try StatementLineStore(db).versions(period)
    contracts = try ContractStore(db).book()
    fx = try FXStore(db).book(asOf: versions.fx)
    markets = try FactStore(db).markets()
    numbersByPayee = contracts.numbersByPayee()
  }

  /// True if the period was closed, and has not been opened again since.
  func holds(_ db: Connection) throws -> Bool { try isSettled && PeriodStore(db).round(of: period) == round }

  /// The versions of contracts that name a payee.
  func contracts(naming payee: String) -> [Int32] { numbersByPayee[payee] ?? [] }
}
