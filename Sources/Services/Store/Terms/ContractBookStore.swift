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
