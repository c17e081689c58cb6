import Ledger
import Money
import Plays
import Postgres
import Statements
import Texts

/// Statements that were issued, and what the books say of a payee besides lines.
package struct StatementStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// An issued statement.
  package struct Issued: Sendable, Hashable {
    package let id: Int64
    package let kind: Statement.Kind
    /// The id of the payee, or of the label.
    package let payee: String
    package let period: Period
    package let currency: Currency
    package let revision: Int
    package let digest: [UInt8]
    package let transaction: Int64
    /// Net that is shared out, in a label's statement.
    package let payable: Amount
    package let reason: String?
    /// Microseconds since 1970.
    package let issuedAt: Int64
    package let isSuperseded: Bool

    /// Its number: `2026-10/art-000/USD`, and a label's `2026-10/label/lab-north/USD`.
    package var number: String { Self.number(kind, period, payee, currency) }

    package static func number(
      _ kind: Statement.Kind, _ period: Period, _ payee: String, _ currency: Currency
    ) -> String {
      kind == .payee ? "\(period)/\(payee)/\(currency)" : "\(period)/\(kind.rawValue)/\(payee)/\(currency)"
    }

    /// Note in the books: the reason of its transaction.
    package static func note(_ kind: Statement.Kind, _ amount: Amount, _ currency: Currency, digest: [UInt8]) -> String
    {
      let hex = digest.hex
      return "\(kind == .payee ? "payable" : "net") \(amount) \(currency), sha256 \(hex)"
    }
  }

  private static let columns: SQL =
    """
    s.statement_id, s.payee, s.period, s.currency, s.revision, s.digest, s.transaction_id, s.payable, s.reason, \
    s.issued_at, EXISTS (SELECT FROM statements n WHERE (n.kind, n.payee, n.period, n.currency) = \
    (s.kind, s.payee, s.period, s.currency) AND n.revision > s.revision), s.kind
    """

  /// Issued statements, the newest first, by period, payee and currency.
  ///
  /// - Parameter payee: of this id, or of the label of it.
  package func list(period: Period? = nil, payee: String? = nil, limit: Int = 1_000) throws -> [Issued] {
    try db.query(
      """
      SELECT \(Self.columns) FROM statements s
      WHERE s.period = coalesce(\(.period(period)), s.period) AND s.payee = coalesce(\(payee), s.payee)
      ORDER BY s.period DESC, s.kind DESC, s.payee COLLATE "C", s.currency, s.revision DESC LIMIT \(limit)
      """
    ).map(issued)
  }

  /// Issued statements with ids below one, the newest first.
  ///
  /// - Parameters:
  ///   - payees: only theirs, and the labels' statements of `labels`; `nil` is everybody's.
  package func page(
    period: Period?, payees: (all: [String], labels: [String])?, before: Int64?, limit: Int
  ) throws -> [Issued] {
    var statement: SQL = """
      SELECT \(Self.columns) FROM statements s
      WHERE s.statement_id < \(before ?? .max) AND s.period = coalesce(\(.period(period)), s.period)
      """
    if let payees {
      statement.append(
        """
         AND CASE s.kind WHEN 'label' THEN s.payee = ANY(\(.texts(payees.labels)))
          ELSE s.payee = ANY(\(.texts(payees.all))) END
        """)
    }
    statement.append(" ORDER BY s.statement_id DESC LIMIT \(limit)")
    return try db.query(statement).map(issued)
  }

  package func statement(_ id: Int64) throws -> Issued? {
    try db.query("SELECT \(Self.columns) FROM statements s WHERE s.statement_id = \(id)").first.map(issued)
  }

  /// The last revision for a payee, period and currency.
  package func last(
    _ kind: Statement.Kind, _ payee: String, _ period: Period, _ currency: Currency
  ) throws -> Issued? {
    try db.query(
      """
      SELECT \(Self.columns) FROM statements s
      WHERE (s.kind, s.payee, s.period, s.currency) = (\(kind.rawValue), \(payee), \(.period(period)), \(currency.code))
      ORDER BY s.revision DESC LIMIT 1
      """
    ).first.map(issued)
  }

  /// Statements of which the books note another digest or payable amount.
  package func contradictions() throws -> [String] {
    try db.query(
      """
      SELECT s.payee, s.period, s.currency, s.revision, s.kind FROM statements s
      LEFT JOIN ledger_transactions t ON t.id = s.transaction_id AND t.kind = 'statement'
      WHERE t.reason IS DISTINCT FROM
        CASE s.kind WHEN 'payee' THEN 'payable ' ELSE 'net ' END || s.payable::text || ' ' || s.currency || ', sha256 ' || encode(s.digest, 'hex')
      ORDER BY s.statement_id LIMIT 10
      """
    ).map {
      "statement \(Issued.number(Statement.Kind(rawValue: $0.text(4))!, $0.period(1), $0.text(0), Currency($0.text(2))!)) revision \($0.int(3)): the books note "
        + "another digest or payable amount"
    }
  }

  /// Payees' statements that say another payable than the settlement they are of.
  package func unsettled() throws -> [String] {
    try db.query(
      """
      SELECT s.statement_id, s.payable, t.payable FROM statements s
      LEFT JOIN settlements_in_force t ON (t.period, t.payee, t.currency) = (s.period, s.payee, s.currency)
      WHERE s.kind = 'payee' AND t.payable IS DISTINCT FROM s.payable ORDER BY s.statement_id LIMIT 10
      """
    ).compactMap { row in
      let settled =
        row.isNull(2) ? "there is no settlement of it" : "its settlement says \(Amount(pico: row.numeric(2)))"
      return try statement(row.int(0)).map {
        "statement \($0.number) revision \($0.revision): it says payable \(Amount(pico: row.numeric(1))), and \(settled)"
      }
    }
  }

  /// A statement that is about to be put on record.
  package struct Draft: Sendable {
    package let place: PayeeCurrency
    package let revision: Int
    package let digest: [UInt8]
    package let payable: Amount
    /// Why there is another revision.
    package let reason: String?
    /// Names by which it calls its payee and the tracks, artists and releases of its lines.
    package let names: [(kind: String, id: String, name: String)]

    package init(
      place: PayeeCurrency, revision: Int, digest: [UInt8], payable: Amount, reason: String?,
      names: [(kind: String, id: String, name: String)]
    ) {
      self.place = place
      self.revision = revision
      self.digest = digest
      self.payable = payable
      self.reason = reason
      self.names = names
    }
  }

  /// Records statements and what they call things. Inside the transaction that appends their ledger transactions, and that
  /// keeps their documents.
  ///
  /// - Parameter firstTransaction: the number of the first one's; the others follow it.
  /// - Returns: in the order of the drafts.
  package func insert(
    _ kind: Statement.Kind, _ period: Period, _ drafts: [Draft], firstTransaction: Int64
  ) throws -> [Issued] {
    let numbers = drafts.indices.map { firstTransaction + Int64($0) }
    try db.query(
      """
      INSERT INTO statements (kind, payee, period, currency, revision, digest, transaction_id, payable, reason, is_kept)
      SELECT \(kind.rawValue), d.payee, \(.period(period)), d.currency, d.revision, d.digest, d.number,
        d.payable, CASE WHEN d.revision > 1 THEN d.reason END, true
      FROM unnest(\(.texts(drafts.map(\.place.payee))), \(.texts(drafts.map(\.place.currency.code))),
        \(.int32s(drafts.map { Int32($0.revision) })), \(.bytesList(drafts.map(\.digest))), \(.int64s(numbers)),
        \(.numerics(drafts.map(\.payable.pico))), \(.texts(drafts.map { $0.reason ?? "" })))
        AS d (payee, currency, revision, digest, number, payable, reason)
      ORDER BY d.number
      """)
    let issued = try db.query(
      "SELECT \(Self.columns) FROM statements s WHERE s.transaction_id = ANY(\(.int64s(numbers))) ORDER BY s.transaction_id"
    ).map(issued)
    guard let first = issued.first, let last = issued.last, issued.count == drafts.count else {
      preconditionFailure("statements that were just inserted are not there")
    }
    try db.copyIn("statement_names (statement_id, kind, id, name)", columns: 4) { copy in
      for (draft, issued) in zip(drafts, issued) {
        for name in draft.names {
          try copy.row()
          copy.int64(issued.id)
          for text in [name.kind, name.id, name.name] { copy.value(.text(text)) }
        }
      }
    }
    db.note(issued.count == 1 ? "statement \(first.id)" : "statements \(first.id) to \(last.id)")
    return issued
  }

  /// The last revisions for some payees, by payee and currency.
  package func last(
    _ kind: Statement.Kind, _ places: [PayeeCurrency], _ period: Period
  ) throws -> [PayeeCurrency: Issued] {
    let found = try db.query(
      """
      SELECT l.* FROM unnest(\(.texts(places.map(\.payee))), \(.texts(places.map(\.currency.code))))
        AS p (payee, currency), LATERAL (
        SELECT \(Self.columns) FROM statements s
        WHERE (s.kind, s.payee, s.period, s.currency) = (\(kind.rawValue), p.payee, \(.period(period)), p.currency)
        ORDER BY s.revision DESC LIMIT 1) l
      """
    ).map(issued)
    return Dictionary(
      found.map { (PayeeCurrency(payee: $0.payee, currency: $0.currency), $0) }, uniquingKeysWith: { first, _ in first }
    )
  }

  /// Name of the payee in a statement.
  package func payeeName(_ statement: Int64) throws -> String? {
    try db.query("SELECT name FROM statement_names WHERE statement_id = \(statement) AND kind = 'payee'").first?.text(0)
  }

  private func issued(_ row: Row) -> Issued {
    Issued(
      id: row.int(0), kind: Statement.Kind(rawValue: row.text(11))!, payee: row.text(1), period: row.period(2),
      currency: Currency(row.text(3))!,
      revision: Int(row.int(4)), digest: row.bytes(5), transaction: row.int(6), payable: Amount(pico: row.numeric(7)),
      reason: row.optionalText(8), issuedAt: row.timestamp(9), isSuperseded: row.bool(10))
  }
}
