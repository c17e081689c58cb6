import Contracts
import Ledger
import Money
import Plays
import Postgres
import Statements

/// Terms of payees, each from its month on.
extension ContractStore {
  /// Outcome of an import of payees, or of what one would come to.
  package struct PayeeChanges: Sendable {
    /// Rows that are new or other than before.
    package let rows: Int
    /// Closed periods of which another tax would be due by the new terms.
    package let moved: [MovedWithholding]
    /// Payees with one minimum for all currencies who earn in several.
    package let earningInSeveral: [String]
  }

  /// All terms of every payee, by id.
  package func payeeTerms() throws -> [String: PayeeTerms] {
    let columns: SQL =
      """
      minimum_payout, minimum_payouts, reserve_percent, reserve_release_after, reserve_release_parts, \
      withholding_percent, basis
      """
    let rows = try db.query(
      """
      SELECT payee, name, NULL::date, \(columns) FROM payees
      UNION ALL SELECT t.payee, p.name, t.effective_from, \(Self.datedColumns)
      FROM payee_terms t JOIN payees p USING (payee)
      """)
    var payees: [String: [Payee]] = [:]
    for row in rows {
      let payee = Payee(
        id: row.text(0), name: row.text(1), effectiveFrom: row.optionalPeriod(2),
        minimumPayout: Amount(pico: row.numeric(3)),
        minimumPayouts: row.optionalText(4).map(Self.minimums), reservePercent: Amount(pico: row.numeric(5)),
        reserveReleaseAfter: Int(row.int(6)), reserveReleaseParts: Int(row.int(7)),
        withholdingPercent: Amount(pico: row.numeric(8)), basis: PayoutBasis(rawValue: row.text(9))!)
      payees[payee.id, default: []].append(payee)
    }
    let byCountry = try countryWithholding()
    var terms = payees.mapValues { rows in
      // An id that was stored before its spelling was checked gives way to the one that is spelt as ids are.
      let spelt = rows.filter { Identifier.isCanonical($0.id) }
      return PayeeTerms(spelt.isEmpty ? [rows[0]] : spelt)
    }
    for (payee, rows) in byCountry { terms[payee] = (terms[payee] ?? PayeeTerms([])).replacing(rows) }
    return terms
  }

  private static let datedColumns: SQL =
    """
    t.minimum_payout, t.minimum_payouts, t.reserve_percent, t.reserve_release_after, t.reserve_release_parts, \
    t.withholding_percent, t.basis
    """

  /// Terms take the place of those from the same month; those that are not named stay.
  ///
  /// - Parameters:
  ///   - source: the file, for the record of who agreed to what moves.
  ///   - correctsClosed: true lets it change what was withheld of closed periods, and has that on record.
  ///   - isDryRun: true writes nothing, and refuses nothing.
  /// - Throws: `Refusal` where it would change what was withheld of closed periods, and nobody has said that it corrects
  ///   them.
  @discardableResult
  package func write(
    _ payees: [Payee], from source: String = "payees.csv", correctsClosed: Bool = false, isDryRun: Bool = false
  ) throws -> PayeeChanges {
    try judged(
      Dictionary(grouping: payees, by: \.id), from: source, correctsClosed: correctsClosed, isDryRun: isDryRun
    ) { terms, rows in
      terms.replacing(rows)
    } changed: { before in
      payees.filter { row in before[row.id]?.rows.contains(row) != true }.count
    } write: {
      try self.writeRows(payees)
    }
  }

  /// Writes terms, once it is known what they move in closed periods, and that somebody has agreed to it.
  ///
  /// - Parameters:
  ///   - changed: the number of rows that are other than before, by the terms of before.
  func judged<Row>(
    _ rows: [String: [Row]], from source: String, correctsClosed: Bool, isDryRun: Bool,
    replacing: (PayeeTerms, [Row]) -> PayeeTerms, changed: ([String: PayeeTerms]) -> Int, write: () throws -> Int
  ) throws -> PayeeChanges {
    // Nobody closes a period meanwhile.
    try LedgerStore(db).exclusively {
      let before = try payeeTerms()
      var after = before
      for (id, rows) in rows { after[id] = replacing(before[id] ?? PayeeTerms([]), rows) }
      let moved = try self.moved(Set(rows.keys), from: before, to: after)
      if !isDryRun, !correctsClosed, !moved.isEmpty { throw Refusal(description: MovedWithholding.refusal(moved)) }
      let earningInSeveral = try self.earningInSeveral(rows.values.joined().compactMap { $0 as? Payee })
      let count = changed(before)
      if isDryRun { return PayeeChanges(rows: count, moved: moved, earningInSeveral: earningInSeveral) }
      let written = count > 0 ? try write() : 0
      if !moved.isEmpty { try CorrectionStore(db).record(.payees, from: source, moved.map(\.change)) }
      if written > 0 {
        db.note("\(written) payees" + (moved.isEmpty ? "" : ", \(MovedWithholding.record(moved))"))
      }
      return PayeeChanges(rows: written, moved: moved, earningInSeveral: earningInSeveral)
    }
  }

  private func moved(
    _ ids: Set<String>, from before: [String: PayeeTerms], to after: [String: PayeeTerms]
  ) throws -> [MovedWithholding] {
    guard let closed = try PeriodStore(db).lastSettled() else { return [] }
    // A year that is over is settled: nothing of it is withheld any more.
    var months: [PayeeCurrency: [SettlementStore.Month]] = [:]
    for month in try SettlementStore(db).monthsOfYear(of: closed.next) where ids.contains(month.place.payee) {
      months[month.place, default: []].append(month)
    }
    var sales: CountrySalesStore?
    return try months.sorted { $0.key < $1.key }.flatMap { place, months in
      let (old, new) = (before[place.payee], after[place.payee])
      func taxes(_ terms: PayeeTerms?) throws -> [Period: Amount] {
        var ofMonths: [Period: Withholding.Month] = [:]
        for month in months {
          let rate = WithholdingRate(terms, in: month.period)
          var ofCountries: CountrySales?
          if !rate.named.isEmpty {
            let store = try sales ?? CountrySalesStore(db)
            sales = store
            ofCountries = try store.sales(place, month.period, of: month.royalties)
          }
          ofMonths[month.period] = .init(net: month.net, rate: rate, sales: ofCountries)
        }
        return Withholding.ofEach(ofMonths, in: place.currency)
      }
      let (was, willBe) = (try taxes(old), try taxes(new))
      return months.map(\.period).sorted().filter { was[$0] != willBe[$0] }.map {
        MovedWithholding(place: place, period: $0, before: was[$0] ?? .zero, after: willBe[$0] ?? .zero)
      }
    }
  }

  private func earningInSeveral(_ payees: [Payee]) throws -> [String] {
    let bare = Set(payees.filter { $0.minimumPayouts == nil && $0.minimumPayout > .zero }.map(\.id))
    if bare.isEmpty { return [] }
    return try db.query(
      """
      SELECT e.payee FROM (
        SELECT s.payee, c.currency FROM contract_shares s JOIN contracts c USING (contract, version)
        UNION SELECT payee, currency FROM settlements_in_force) e
      WHERE e.payee = ANY(\(.texts(bare.sorted()))) GROUP BY e.payee HAVING count(*) > 1 ORDER BY e.payee COLLATE "C"
      """
    ).map { $0.text(0) }
  }

  private func writeRows(_ payees: [Payee]) throws -> Int {
    let undated = payees.filter { $0.effectiveFrom == nil }
    let dated = payees.filter { $0.effectiveFrom != nil }
    let known = Set(undated.map(\.id))
    let named = Dictionary(
      dated.filter { !known.contains($0.id) }.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first }
    ).sorted { $0.key < $1.key }
    // Who has dated terms alone has none before them.
    try db.query(
      """
      INSERT INTO payees AS p (payee, name, minimum_payout, reserve_percent, reserve_release_after, withholding_percent)
      SELECT g.payee, g.name, 0, 0, 0, 0
      FROM unnest(\(.texts(named.map(\.key))), \(.texts(named.map(\.value)))) AS g (payee, name)
      ON CONFLICT (payee) DO UPDATE SET name = excluded.name WHERE p.name <> excluded.name
      """)
    let ofBeginning = try db.query(
      """
      INSERT INTO payees AS p (payee, name, minimum_payout, minimum_payouts, reserve_percent, reserve_release_after,
        reserve_release_parts, withholding_percent, basis)
      SELECT g.payee, g.name, g.minimum, nullif(g.minimums, ''), g.reserve, g.after, g.parts, g.withholding, g.basis
      FROM \(Self.given(undated)) AS g (payee, name, month, minimum, minimums, reserve, after, parts, withholding, basis)
      ON CONFLICT (payee) DO UPDATE SET
        name = excluded.name, minimum_payout = excluded.minimum_payout, minimum_payouts = excluded.minimum_payouts,
        reserve_percent = excluded.reserve_percent, reserve_release_after = excluded.reserve_release_after,
        reserve_release_parts = excluded.reserve_release_parts, withholding_percent = excluded.withholding_percent,
        basis = excluded.basis
      WHERE (p.*) IS DISTINCT FROM (excluded.*)
      """
    ).affected
    let ofMonths = try db.query(
      """
      INSERT INTO payee_terms AS p (payee, effective_from, minimum_payout, minimum_payouts, reserve_percent,
        reserve_release_after, reserve_release_parts, withholding_percent, basis)
      SELECT g.payee, g.month, g.minimum, nullif(g.minimums, ''), g.reserve, g.after, g.parts, g.withholding, g.basis
      FROM \(Self.given(dated)) AS g (payee, name, month, minimum, minimums, reserve, after, parts, withholding, basis)
      ON CONFLICT (payee, effective_from) DO UPDATE SET
        minimum_payout = excluded.minimum_payout, minimum_payouts = excluded.minimum_payouts,
        reserve_percent = excluded.reserve_percent, reserve_release_after = excluded.reserve_release_after,
        reserve_release_parts = excluded.reserve_release_parts, withholding_percent = excluded.withholding_percent,
        basis = excluded.basis
      WHERE (p.*) IS DISTINCT FROM (excluded.*)
      """
    ).affected
    return ofBeginning + ofMonths
  }

  private static func given(_ payees: [Payee]) -> SQL {
    """
    unnest(
      \(.texts(payees.map(\.id))), \(.texts(payees.map(\.name))),
      \(.dates(payees.map { ($0.effectiveFrom?.first ?? Day(number: 0)).number })),
      \(.numerics(payees.map(\.minimumPayout.pico))), \(.texts(payees.map { $0.minimumPayouts.map(text) ?? "" })),
      \(.numerics(payees.map(\.reservePercent.pico))), \(.int32s(payees.map { Int32($0.reserveReleaseAfter) })),
      \(.int32s(payees.map { Int32($0.reserveReleaseParts) })), \(.numerics(payees.map(\.withholdingPercent.pico))),
      \(.texts(payees.map(\.basis.rawValue))))
    """
  }

  /// Minimums as they are kept: `20.000000000000 USD|2500.000000000000 JPY`, by currency.
  private static func text(_ minimums: [Currency: Amount]) -> String {
    minimums.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: "|")
  }

  private static func minimums(_ text: String) -> [Currency: Amount] {
    var minimums: [Currency: Amount] = [:]
    for part in text.split(separator: "|") {
      let words = part.split(separator: " ")
      guard words.count == 2, let currency = Currency(words[1]), let amount = try? Amount(words[0]) else {
        preconditionFailure("a minimum that was written is no amount and currency")
      }
      minimums[currency] = amount
    }
    return minimums
  }
}
