import Money
import Plays
import Postgres
import Rates

/// Exchange rates, each version kept.
package struct FXStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Adds the rates that are new or other than the last version. The same file again adds nothing.
  ///
  /// - Parameters:
  ///   - check: is given the rates in force before, while nobody else changes them.
  ///   - beforeCommit: is given what is returned, when all is written; what it throws takes it back.
  /// - Returns: how many versions were added.
  package func write(
    _ rates: [FXRate], check: (_ recorded: FXBook) throws -> Void = { _ in },
    beforeCommit: (_ added: Int) throws -> Void = { _ in }
  ) throws -> Int {
    try db.transaction {
      try db.query(RateStore.alone)
      try check(book())
      let added = try db.query(
        """
        INSERT INTO fx_rates (period, from_currency, to_currency, version, rate)
        SELECT e.period, e.f, e.t, coalesce(last.version, 0) + 1, e.rate::numeric
        FROM unnest(
          \(.texts(rates.map(\.period.description))), \(.texts(rates.map(\.from.code))), \(.texts(rates.map(\.to.code))),
          \(.texts(rates.map(\.rate.description)))) AS e (period, f, t, rate)
        LEFT JOIN LATERAL (
          SELECT version, rate FROM fx_rates
          WHERE period = e.period AND from_currency = e.f AND to_currency = e.t ORDER BY version DESC LIMIT 1) last ON true
        WHERE last.rate IS DISTINCT FROM e.rate::numeric
        """
      ).affected
      try beforeCommit(added)
      if added > 0 {
        db.note("\(added) exchange rates")
        try db.query("UPDATE versions SET rates = rates + 1")
        try LiveStore(db).announceRates()
      }
      return added
    }
  }

  /// The last version of every pair, of all or of those up to a number.
  ///
  /// - Parameter first: true takes the first version of a pair besides, where all of its versions are later.
  package func book(asOf number: Int32 = .max, orFirst first: Bool = false) throws -> FXBook {
    let rows = try db.query(
      """
      SELECT DISTINCT ON (period, from_currency, to_currency) period, from_currency, to_currency, rate
      FROM fx_rates WHERE fx_id <= \(number) OR (\(first) AND version = 1)
      ORDER BY period, from_currency, to_currency, version DESC
      """)
    return FXBook(
      rows.map {
        FXRate(
          period: Period($0.text(0))!, from: Currency($0.text(1))!, to: Currency($0.text(2))!,
          rate: Rate(pico: $0.numeric(3)))
      })
  }
}
