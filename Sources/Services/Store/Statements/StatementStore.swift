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
    try list(period: period, payee: payee).first { $0.kind == kind && $0.currency == currency }
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

  /// Records a statement and what it calls things. Inside the transaction that appends its ledger transaction.
  ///
  /// - Returns: its id.
  package func insert(
    _ kind: Statement.Kind, _ payee: String, _ period: Period, _ currency: Currency, revision: Int, digest: [UInt8],
    transaction: Int64, payable: Amount, reason: String?
  ) throws -> Int64 {
    let id = try db.query(
      """
      INSERT INTO statements (kind, payee, period, currency, revision, digest, transaction_id, payable, reason)
      VALUES (\(kind.rawValue), \(payee), \(.period(period)), \(currency.code), \(Int32(revision)), \(.bytes(digest)), \(transaction),
        \(.numeric(payable.pico)), \(reason)) RETURNING statement_id
      """)[0].int(0)
    db.note("statement \(id)")
    return id
  }

  /// Keeps a name for ever.
  package func keepNames(_ statement: Int64, _ names: [(kind: String, id: String, name: String)]) throws {
    try db.query(
      """
      INSERT INTO statement_names
      SELECT \(statement), * FROM unnest(
        \(.texts(names.map(\.kind))), \(.texts(names.map(\.id))), \(.texts(names.map(\.name))))
      """)
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
