import Ledger
import Plays
import Postgres

/// A transaction without its entries, which may be many: for lists.
package struct TransactionHeading: Sendable {
  package let number: Int64
  /// Microseconds since 1970.
  package let recordedAt: Int64
  package let digest: [UInt8]
  package let kind: String
  package let accountingDate: Day
  package let earningPeriod: Period?
  package let reference: String
  package let cause: String?
  package let reason: String?
  package let versions: String?
  package let reverses: Int64?
  package let reversedBy: Int64?
  package let lineCount: Int64
  package let actor: Actor?
}

extension LedgerStore.Posted {
  package var heading: TransactionHeading {
    TransactionHeading(
      number: link.number, recordedAt: link.recordedAt, digest: link.digest, kind: transaction.kind.rawValue,
      accountingDate: transaction.accountingDate, earningPeriod: transaction.earningPeriod,
      reference: transaction.reference, cause: transaction.cause?.rawValue, reason: transaction.reason,
      versions: transaction.versions?.description, reverses: transaction.reverses, reversedBy: reversedBy,
      lineCount: transaction.evidence.lineCount, actor: actor)
  }
}

extension LedgerStore {
  /// The newest transactions first, with numbers below one.
  package func latest(before number: Int64?, limit: Int) throws -> [TransactionHeading] {
    try db.query(
      """
      SELECT t.id, t.recorded_at, t.digest, t.kind, t.accounting_date, t.earning_period, t.reference, t.cause,
        t.reason, t.versions, t.reverses, r.id, t.line_count, t.actor, t.actor_name
      FROM ledger_transactions t LEFT JOIN ledger_transactions r ON r.reverses = t.id
      WHERE t.id < \(number ?? .max) ORDER BY t.id DESC LIMIT \(limit)
      """
    ).map {
      TransactionHeading(
        number: $0.int(0), recordedAt: $0.timestamp(1), digest: $0.bytes(2), kind: $0.text(3),
        accountingDate: Day(number: $0.date(4)), earningPeriod: $0.optionalPeriod(5), reference: $0.text(6),
        cause: $0.optionalText(7), reason: $0.optionalText(8), versions: $0.optionalText(9),
        reverses: $0.optionalInt(10), reversedBy: $0.optionalInt(11), lineCount: $0.int(12),
        actor: $0.actor(13, 14))
    }
  }
}
