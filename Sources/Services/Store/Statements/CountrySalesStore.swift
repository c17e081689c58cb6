import Contracts
import Ledger
import Money
import Plays
import Postgres
import Statements

/// Royalties of payees by country of sale, of accounting periods. Inside a snapshot.
package final class CountrySalesStore {
  private let db: Connection
  /// Transactions of the months of the year, which all payees ask for.
  private var transactions: [Period: PeriodTransactions] = [:]
  private let contracts: ContractBook
  private let numbersByPayee: [String: [Int32]]

  package init(_ db: Connection) throws {
    self.db = db
    contracts = try ContractStore(db).book()
    numbersByPayee = contracts.numbersByPayee()
  }

  /// A payee's royalties of a period's lines, by country.
  package func lines(_ place: PayeeCurrency, _ period: Period) throws -> [Country: Amount] {
    let store = StatementLineStore(db)
    if transactions.count > 24 { transactions.removeAll() }
    let transactions = try transactions[period] ?? PeriodTransactions(db, period)
    self.transactions[period] = transactions
    let pairs = try store.pairs(
      transactions, contracts: numbersByPayee[place.payee] ?? [], artist: store.artistNumber(place.payee))
    let artists = try FactStore(db).artists(Set(pairs.map(\.artist)), in: period)
    let parts = try pairs.compactMap { pair -> StatementLineStore.Part? in
      guard pair.contract == 0 || contracts[pair.contract]?.currency == place.currency else { return nil }
      let split = contracts.split(pair.contract, artist: try artists(pair.artist))
      guard let index = split.payees.firstIndex(of: place.payee) else { return nil }
      return .init(
        contract: pair.contract, artist: pair.artist, place: Int32(index + 1), percent: split.percents[index])
    }
    if parts.isEmpty { return [:] }
    let rows = try db.query(
      """
      SELECT m.country, coalesce(sum(l.shares[l.place]), 0)
      FROM (\(try store.lines(transactions, parts, place.currency, nil))) l JOIN markets m USING (market_id) GROUP BY 1
      """)
    return Dictionary(
      rows.map { (Country($0.text(0)) ?? .unknown, Amount(pico: $0.numeric(1))) }, uniquingKeysWith: +)
  }

  /// The same with what is of no line.
  ///
  /// - Parameter royalties: all of the period, adjustments included.
  package func sales(_ place: PayeeCurrency, _ period: Period, of royalties: Amount) throws -> CountrySales {
    CountrySales(try lines(place, period), of: royalties)
  }
}
