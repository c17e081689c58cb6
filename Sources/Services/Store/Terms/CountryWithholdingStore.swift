import Contracts
import Money
import Plays
import Postgres

/// Percents of withholding by country of sale.
extension ContractStore {
  /// The first day of what holds from the beginning.
  private static let beginning = Period(year: 1, month: 1)!

  /// All of them, by payee.
  func countryWithholding() throws -> [String: [CountryWithholding]] {
    struct Place: Hashable {
      let payee: String
      let from: Period
    }
    var (percents, others) = ([Place: [Country: Amount]](), [Place: Amount]())
    for row in try db.query("SELECT payee, effective_from, country, percent FROM withholding_terms") {
      let place = Place(payee: row.text(0), from: row.period(1))
      let percent = Amount(pico: row.numeric(3))
      if let country = Country(row.text(2)) {
        percents[place, default: [:]][country] = percent
      } else {
        percents[place, default: [:]] = percents[place] ?? [:]
        others[place] = percent
      }
    }
    return Dictionary(
      grouping: percents.map { place, percents in
        CountryWithholding(
          payee: place.payee, effectiveFrom: place.from == Self.beginning ? nil : place.from, percents: percents,
          others: others[place])
      }, by: \.payee)
  }

  /// Percents take the place of all that the payee has from the same month.
  ///
  /// - Parameters: as of `write` for payees.
  /// - Throws: as it.
  package func write(
    _ withholding: [CountryWithholding], from source: String, correctsClosed: Bool = false, isDryRun: Bool = false
  ) throws -> PayeeChanges {
    try judged(
      Dictionary(grouping: withholding, by: \.payee), from: source, correctsClosed: correctsClosed, isDryRun: isDryRun
    ) { terms, rows in
      terms.replacing(rows)
    } changed: { before in
      withholding.filter { before[$0.payee]?.byCountry.contains($0) != true }.count
    } write: {
      try self.writeRows(withholding)
    }
  }

  private func writeRows(_ withholding: [CountryWithholding]) throws -> Int {
    let dates = withholding.map { ($0.effectiveFrom ?? Self.beginning).first.number }
    try db.query(
      """
      DELETE FROM withholding_terms w USING unnest(\(.texts(withholding.map(\.payee))), \(.dates(dates))) AS g (payee, date)
      WHERE w.payee = g.payee AND w.effective_from = g.date
      """)
    let rows = zip(withholding, dates).flatMap { one, date in
      one.percents.map { (one.payee, date, "\($0.key)", $0.value) }
        + (one.others.map { [(one.payee, date, "*", $0)] } ?? [])
    }
    return try db.query(
      """
      INSERT INTO withholding_terms (payee, effective_from, country, percent)
      SELECT * FROM unnest(\(.texts(rows.map(\.0))), \(.dates(rows.map(\.1))), \(.texts(rows.map(\.2))),
        \(.numerics(rows.map(\.3.pico))))
      """
    ).affected
  }
}
