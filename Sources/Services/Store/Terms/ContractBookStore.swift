import Contracts
import Money
import Plays
import Postgres

extension ContractStore {
  /// All versions of all contracts.
  ///
  /// - Parameter number: the last that counts for what is in force.
  package func book(asOf number: Int32 = .max) throws -> ContractBook {
    ContractBook(try versions(), asOf: number)
  }

  /// Every version that was recorded, in order.
  package func versions() throws -> [ContractBook.Numbered] {
    var shares: [String: [Contract.Share]] = [:]
    let rows = try db.query(
      "SELECT contract, version, payee, percent FROM contract_shares ORDER BY contract, version, ordinal")
    for row in rows {
      shares["\(row.int(1)) \(row.text(0))", default: []].append(
        Contract.Share(payee: row.text(2), percent: Amount(pico: row.numeric(3))))
    }
    return try db.query(
      """
      SELECT contract_id, contract, version, currency, effective_from, effective_to, scope_kind, scope_id, fee_percent,
        continues, fee_on_adjustments
      FROM contracts ORDER BY contract_id
      """
    ).map { row in
      ContractBook.Numbered(
        number: row.int32(0),
        contract: Contract(
          id: row.text(1), currency: Currency(row.text(3))!, effectiveFrom: Day(number: row.date(4)),
          effectiveTo: row.isNull(5) ? nil : Day(number: row.date(5)), covers: scope(row.text(6), row.text(7)),
          feePercent: Amount(pico: row.numeric(8)), feeOnAdjustments: row.bool(10),
          shares: shares["\(row.int(2)) \(row.text(1))"] ?? [],
          continues: row.optionalText(9)))
    }
  }

  private func scope(_ kind: String, _ id: String) -> Contract.Scope {
    switch kind {
    case "track": .track(ISRC(id)!)
    case "album": .album(GTIN(id)!)
    case "artist": .artist(id)
    default: .label(id)
    }
  }
}

extension ContractStore {
  package func hasNoAdvances() throws -> Bool { try db.query("SELECT FROM advances LIMIT 1").isEmpty }

  /// Advances up to a day that no transaction was posted for, in the order of their dates.
  ///
  /// - Parameter payee: only this payee's; `nil` is everybody's.
  package func unpostedAdvances(through day: Day, payee: String? = nil) throws -> [Advance] {
    try db.query(
      """
      SELECT payee, date, kind, currency, amount, reference FROM advances a
      WHERE date BETWEEN \(BeginningStore.firstDay) AND \(.date(day.number)) AND payee = coalesce(\(payee), payee)
        AND NOT EXISTS (SELECT FROM ledger_transactions t WHERE t.reference = 'advance:' || a.reference)
      ORDER BY date, reference
      """
    ).map(advance)
  }

  /// Advances and costs dated before a day, in order.
  package func advances(before day: Day) throws -> [Advance] {
    try db.query(
      """
      SELECT payee, date, kind, currency, amount, reference FROM advances WHERE date < \(.date(day.number))
      ORDER BY date, reference
      """
    ).map(advance)
  }

  private func advance(_ row: Row) -> Advance {
    Advance(
      payee: row.text(0), date: Day(number: row.date(1)), kind: Advance.Kind(rawValue: row.text(2))!,
      currency: Currency(row.text(3))!, amount: Amount(pico: row.numeric(4)), reference: row.text(5))
  }
}
