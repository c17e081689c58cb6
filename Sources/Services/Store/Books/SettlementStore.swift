import Contracts
import Ledger
import Money
import Plays
import Postgres
import Statements

/// Balances of payees, as settlements need them, and the settlements of closed periods.
package struct SettlementStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Opening of each payee after the last closed period; whoever is missing stands at zero.
  ///
  /// - Parameters:
  ///   - closed: `nil` where no period was ever closed.
  ///   - payee: only this one; `nil` is everybody.
  package func openings(after closed: Period?, payee: String? = nil) throws -> [PayeeCurrency: Settlement.Opening] {
    guard let closed else { return [:] }
    var openings: [PayeeCurrency: Settlement.Opening] = [:]
    let entries = try db.query(
      """
      SELECT e.account, e.currency, sum(e.amount)
      FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
      WHERE \(Self.accounts(payee)) AND t.accounting_date <= \(.date(closed.last.number)) GROUP BY 1, 2
      """)
    for row in entries {
      guard let account = Account(code: row.text(0)), let payee = account.payee else { continue }
      let place = PayeeCurrency(payee: payee, currency: Currency(row.text(1))!)
      openings[place, default: .init()].add(Amount(pico: row.numeric(2)), on: account)
    }
    for (place, reserves) in try reserves(after: closed, payee: payee) {
      openings[place, default: .init()].reserves = reserves
    }
    for month in try monthsOfYear(of: closed.next, payee: payee) {
      if month.net != .zero { openings[month.place, default: .init()].netOfYear[month.period] = month.net }
      openings[month.place, default: .init()].withheldOfYear += month.withheld
    }
    return openings
  }

  /// Postings for each payee after a period, by accounting period.
  ///
  /// - Parameter transactions: of the periods, where they are known: then only a payee's own entries are read.
  package func activity(
    after closed: Period?, through last: Period, payee: String? = nil, of transactions: PeriodTransactions? = nil
  ) throws -> [PayeeCurrency: [Period: Settlement.Activity]] {
    // An offset that skips nothing keeps the planner from looking for everybody's by date, where a payee's are told.
    let join: SQL =
      transactions == nil
      ? "JOIN ledger_transactions t ON t.id = e.transaction_id"
      : "CROSS JOIN LATERAL (SELECT * FROM ledger_transactions WHERE id = e.transaction_id OFFSET 0) t"
    let rows = try db.query(
      """
      SELECT e.account, e.currency, date_trunc('month', t.accounting_date)::date, t.kind, t.earning_period,
        sum(e.amount)
      FROM ledger_entries e \(join)
      WHERE \(Self.accounts(payee)) AND t.accounting_date <= \(.date(last.last.number))
        AND t.accounting_date > \(.date(closed?.last.number ?? -100_000)) AND \(PeriodTransactions.condition(transactions))
      GROUP BY 1, 2, 3, 4, 5
      """)
    var activity: [PayeeCurrency: [Period: Settlement.Activity]] = [:]
    for row in rows {
      guard let account = Account(code: row.text(0)), let payee = account.payee else { continue }
      let period = row.period(2)
      activity[PayeeCurrency(payee: payee, currency: Currency(row.text(1))!), default: [:]][period, default: .init()]
        .add(
          PayeeMovement(
            account, Transaction.Kind(rawValue: row.text(3))!, earned: row.optionalPeriod(4), in: period,
            amount: Amount(pico: row.numeric(5))))
    }
    return activity
  }

  /// Sums of a payee's lines in a currency.
  package struct LineSums: Sendable {
    package var plays: Int64 = 0
    package var gross = Amount.zero
    package var fee = Amount.zero
    /// The payee's share in money beside plays.
    package var besidePlays = Amount.zero

    package init() {}
  }

  /// Sums of payees' lines, of the royalties posted about a period in that period.
  package func royalties(_ period: Period, payee: String) throws -> [PayeeCurrency: LineSums] {
    let rows = try db.query(
      """
      SELECT y.currency, sum(y.plays)::bigint, sum(y.gross), sum(y.fee), sum(y.beside_plays)
      FROM ledger_royalties y JOIN ledger_transactions t ON t.id = y.transaction_id
      WHERE y.payee = \(payee) AND t.earning_period = \(.period(period))
        AND date_trunc('month', t.accounting_date) = \(.period(period))
      GROUP BY 1
      """)
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        var sums = LineSums()
        sums.plays = row.int(1)
        sums.gross = Amount(pico: row.numeric(2))
        sums.fee = Amount(pico: row.numeric(3))
        sums.besidePlays = Amount(pico: row.numeric(4))
        return (PayeeCurrency(payee: payee, currency: Currency(row.text(0))!), sums)
      })
  }

  /// Payees and currencies that a closed period left with something not earned back.
  package func unrecouped(_ period: Period) throws -> [PayeeCurrency] {
    try db.query(
      "SELECT payee, currency FROM settlements_in_force WHERE period = \(.period(period)) AND unrecouped > 0"
    ).map { PayeeCurrency(payee: $0.text(0), currency: Currency($0.text(1))!) }
  }

  /// A settlement of a closed period, as it is on record; `nil` where the payee has none. The period's transactions are
  /// given where they are known.
  package func settled(
    _ period: Period, _ place: PayeeCurrency, of transactions: PeriodTransactions? = nil
  ) throws -> Settlement? {
    guard
      let row = try db.query(
        """
        SELECT opening, reserve_held, release_period, reserve_released, recouped, unrecouped, net, withholding, closing,
          payable, expected, \(Self.termColumns)
        FROM settlements_in_force
        WHERE period = \(.period(period)) AND payee = \(place.payee) AND currency = \(place.currency.code)
        """
      ).first
    else { return nil }
    let before = period.advanced(by: -1)
    let activity = try activity(after: before, through: period, payee: place.payee, of: transactions)
    func amount(_ column: Int) -> Amount { Amount(pico: row.numeric(column)) }
    return Settlement(
      settled: period, currency: place.currency,
      terms: Self.terms(row, from: 11, period),
      opening: amount(0),
      activity: activity[place]?[period] ?? .init(), reserveHeld: amount(1), releasePeriod: row.optionalPeriod(2),
      reserveReleased: amount(3), recouped: amount(4), unrecouped: amount(5), net: amount(6), withholding: amount(7),
      closing: amount(8), expected: amount(10), payable: amount(9),
      reserves: try reserves(after: period, payee: place.payee)[place] ?? [:])
  }

  /// True if anything but payments ever stood in the books for a payee in a currency.
  package func everEarned(_ place: PayeeCurrency) throws -> Bool {
    try !db.query(
      """
      SELECT FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
      WHERE e.account IN (\(Account.payeeEstimated(place.payee).code), \(Account.payeePayable(place.payee).code))
        AND e.currency = \(place.currency.code) AND t.kind <> 'payment' LIMIT 1
      """
    ).isEmpty
  }

  /// Payable by the last close, less what was paid since.
  package func stillPayable(_ place: PayeeCurrency) throws -> Amount {
    guard let closed = try PeriodStore(db).lastSettled() else { return .zero }
    let row = try db.query(
      """
      SELECT coalesce((SELECT payable FROM settlements_in_force
        WHERE period = \(.period(closed)) AND payee = \(place.payee) AND currency = \(place.currency.code)), 0)
        - coalesce((SELECT sum(e.amount) FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
        WHERE e.account = \(Account.payeePayable(place.payee).code) AND e.currency = \(place.currency.code)
          AND t.kind = 'payment' AND t.accounting_date > \(.date(closed.last.number))), 0)
      """)[0]
    return Amount(pico: row.numeric(0))
  }

  /// Settled months, in order.
  package func months(
    _ first: Period, before end: Period, _ place: PayeeCurrency
  ) throws -> [(period: Period, royalties: Amount, net: Amount, payable: Amount)] {
    try db.query(
      """
      SELECT period, royalties, net, payable FROM settlements_in_force
      WHERE payee = \(place.payee) AND currency = \(place.currency.code)
        AND period >= \(.period(first)) AND period < \(.period(end)) ORDER BY period
      """
    ).map { ($0.period(0), Amount(pico: $0.numeric(1)), Amount(pico: $0.numeric(2)), Amount(pico: $0.numeric(3))) }
  }

  /// Payees settled in a period, in order.
  package func places(_ period: Period) throws -> [PayeeCurrency] {
    try db.query("SELECT payee, currency FROM settlements_in_force WHERE period = \(.period(period))")
      .map { PayeeCurrency(payee: $0.text(0), currency: Currency($0.text(1))!) }.sorted()
  }

  /// The transactions by which a period's settlements that hold were posted, in order.
  package func transactions(_ period: Period) throws -> [Int64] {
    try db.query(
      """
      SELECT transaction_id FROM settlements_in_force
      WHERE period = \(.period(period)) AND transaction_id IS NOT NULL ORDER BY 1
      """
    ).map { $0.int(0) }
  }

  /// Records settlements of a period that is being closed.
  ///
  /// - Parameters:
  ///   - round: of the close.
  ///   - number: acceptances up to it counted.
  package func write(
    _ settlements: [(place: PayeeCurrency, settlement: Settlement, transaction: Int64?)], round: Int32,
    acceptedTo number: Int32
  ) throws {
    try db.copyIn(
      """
      settlements (period, payee, currency, transaction_id, opening, royalties, reserve_held, release_period, \
      reserve_released, recouped, unrecouped, net, withholding, payments, closing, payable, carried_forward, \
      minimum_payout, reserve_percent, reserve_release_after, withholding_percent, round, reserve_release_parts, \
      withholding_percents, basis, expected, accepted_to, withholding_by_country)
      """, columns: 28
    ) { copy in
      for (place, settlement, transaction) in settlements {
        try copy.row()
        copy.value(.period(settlement.period))
        copy.value(.text(place.payee))
        copy.value(.text(place.currency.code))
        copy.value(transaction.map { .int64($0) } ?? .null)
        for amount in [settlement.opening, settlement.royalties, settlement.reserveHeld] {
          copy.value(.numeric(amount.pico))
        }
        copy.value(.period(settlement.releasePeriod))
        for amount in [
          settlement.reserveReleased, settlement.recouped, settlement.unrecouped, settlement.net,
          settlement.withholding, settlement.activity.payments, settlement.closing, settlement.payable,
          settlement.carriedForward, settlement.terms.minimumPayout, settlement.terms.reservePercent,
        ] { copy.value(.numeric(amount.pico)) }
        copy.int32(Int32(settlement.terms.reserveReleaseAfter))
        copy.value(.numeric(settlement.terms.withholdingPercent.pico))
        copy.int32(round)
        copy.int32(Int32(settlement.terms.reserveReleaseParts))
        copy.value(
          settlement.terms.percents(through: settlement.period).map { .numerics($0.map(\.pico)) } ?? .null)
        copy.value(.text(settlement.terms.basis.rawValue))
        copy.value(.numeric(settlement.expected.pico))
        copy.value(settlement.terms.basis == .received ? .int32(number) : .null)
        copy.value(settlement.terms.byCountry.isEmpty ? .null : .texts(Self.texts(settlement.terms.byCountry)))
      }
    }
  }

  private static func accounts(_ payee: String?) -> SQL {
    guard let payee else { return "starts_with(e.account, 'payee:')" }
    let accounts: [Account] = [.payeeEstimated(payee), .payeePayable(payee), .payeeRecoupable(payee)]
    return "e.account = ANY(\(.texts(accounts.map(\.code))))"
  }
}
