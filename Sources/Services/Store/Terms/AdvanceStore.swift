import Contracts
import Ledger
import Money
import Plays
import Postgres

/// Advances and costs that people record. They are posted once their day has come; until then one may be withdrawn.
package struct AdvanceStore {
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// - Parameter beforeCommit: is given the references of those that are new, when all is written; what it throws takes it
  ///   back.
  /// - Returns: how many were new.
  /// - Throws: `ContractStore.Refusal` for a reference that stands for another advance.
  package func write(
    _ advances: [Advance], beforeCommit: (_ new: Set<String>) throws -> Void = { _ in }
  ) throws -> Int {
    try db.transaction {
      // So that nobody else records the same reference in another case meanwhile.
      try db.run(script: "LOCK TABLE advances IN SHARE ROW EXCLUSIVE MODE")
      let given: SQL = """
        unnest(
          \(.texts(advances.map(\.reference))), \(.texts(advances.map(\.payee))), \(.dates(advances.map(\.date.number))),
          \(.texts(advances.map(\.kind.rawValue))), \(.texts(advances.map(\.currency.code))),
          \(.numerics(advances.map(\.amount.pico)))) AS g (reference, payee, date, kind, currency, amount)
        """
      let new = try db.query(
        """
        INSERT INTO advances (reference, payee, date, kind, currency, amount)
        SELECT * FROM \(given) WHERE NOT EXISTS (SELECT FROM advances a WHERE lower(a.reference) = lower(g.reference))
        RETURNING reference
        """
      ).map { $0.text(0) }
      let other = try db.query(
        """
        SELECT g.reference FROM \(given) JOIN advances a ON lower(a.reference) = lower(g.reference)
        WHERE (a.payee, a.date, a.kind, a.currency, a.amount) <> (g.payee, g.date, g.kind, g.currency, g.amount)
        ORDER BY 1 LIMIT 1
        """)
      if let row = other.first {
        throw ContractStore.Refusal(
          description: "reference \(row.text(0)) is on record with other figures; "
            + "a correction is a new reference, and the wrong one is withdrawn. Nothing was imported.")
      }
      try beforeCommit(Set(new))
      if !new.isEmpty { db.note("\(new.count) advances") }
      return new.count
    }
  }

  package func isEmpty() throws -> Bool { try db.query("SELECT FROM advances LIMIT 1").isEmpty }

  /// Those up to a day that no transaction was posted for, in the order of their dates, without what was withdrawn.
  ///
  /// - Parameter payee: only this payee's; `nil` is everybody's.
  package func unposted(through day: Day, payee: String? = nil) throws -> [Advance] {
    try db.query(
      """
      SELECT payee, date, kind, currency, amount, reference FROM advances a
      WHERE date BETWEEN \(BeginningStore.firstDay) AND \(.date(day.number)) AND payee = coalesce(\(payee), payee)
        AND NOT EXISTS (SELECT FROM ledger_transactions t WHERE t.reference = 'advance:' || a.reference)
        AND NOT EXISTS (SELECT FROM advance_withdrawals w WHERE w.reference = a.reference)
      ORDER BY date, reference
      """
    ).map(advance)
  }

  /// Those dated before a day, in order, without what was withdrawn.
  package func all(before day: Day) throws -> [Advance] {
    try db.query(
      """
      SELECT payee, date, kind, currency, amount, reference FROM advances a WHERE date < \(.date(day.number))
        AND NOT EXISTS (SELECT FROM advance_withdrawals w WHERE w.reference = a.reference)
      ORDER BY date, reference
      """
    ).map(advance)
  }

  /// Fate of an advance.
  package struct Recorded: Sendable {
    package let advance: Advance
    /// The transaction that it was posted by.
    package let transaction: Int64?
    /// The reason for which it was withdrawn.
    package let withdrawnBecause: String?
  }

  /// - Parameter reference: compared as references are: without spaces around it, in any case.
  package func recorded(_ reference: String) throws -> Recorded? {
    try db.query(
      """
      SELECT a.payee, a.date, a.kind, a.currency, a.amount, a.reference, t.id, w.reason FROM advances a
      LEFT JOIN ledger_transactions t ON t.reference = 'advance:' || a.reference
      LEFT JOIN advance_withdrawals w ON w.reference = a.reference
      WHERE lower(a.reference) = lower(\(Reference.trimmed(reference)))
      """
    ).first.map {
      Recorded(
        advance: advance($0), transaction: $0.isNull(6) ? nil : $0.int(6), withdrawnBecause: $0.optionalText(7))
    }
  }

  /// Takes back one that is not posted, in the name of the connection's actor. The caller holds the lock of the books.
  package func withdraw(_ advance: Advance, because reason: String) throws {
    try db.query(
      """
      INSERT INTO advance_withdrawals (reference, reason, withdrawn_by, withdrawn_by_name)
      VALUES (\(advance.reference), \(reason), \(db.actor.id), \(db.actor.name))
      """)
    db.note("\(advance.kind.rawValue) of \(advance.amount) \(advance.currency) to \(advance.payee): \(reason)")
  }

  private func advance(_ row: Row) -> Advance {
    Advance(
      payee: row.text(0), date: Day(number: row.date(1)), kind: Advance.Kind(rawValue: row.text(2))!,
      currency: Currency(row.text(3))!, amount: Amount(pico: row.numeric(4)), reference: row.text(5))
  }
}
