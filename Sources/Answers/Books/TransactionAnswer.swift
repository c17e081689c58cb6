import Ledger
import Money
import Plays
import Schemas
import Store
import Texts

/// Heading of a transaction.
package struct TransactionAnswer: Codable, Sendable {
  package let id: Int64
  package let kind, reference: String
  package let accounting_date: Day
  package let recorded_at: Time
  package let earning_period: Period?
  package let cause, reason, versions: String?
  package let reverses, reversed_by: Int64?
  package let lines: Int64
  package let digest: String
  package let actor, actor_name: String?

  package init(_ heading: TransactionHeading) {
    id = heading.number
    kind = heading.kind
    accounting_date = heading.accountingDate
    recorded_at = Time(exact: heading.recordedAt)
    reference = heading.reference
    earning_period = heading.earningPeriod
    cause = heading.cause
    reason = heading.reason
    versions = heading.versions
    reverses = heading.reverses
    reversed_by = heading.reversedBy
    lines = heading.lineCount
    digest = heading.digest.hex
    actor = heading.actor?.id
    actor_name = heading.actor?.name
  }
}

/// A transaction with its entries: debits are positive, credits negative.
package struct PostedAnswer: Codable, Sendable {
  package struct Entry: Codable, Sendable {
    package let account: String
    package let currency: Currency
    package let amount: Amount
  }

  package let transaction: TransactionAnswer
  package let entries: [Entry]

  package init(_ posted: LedgerStore.Posted) {
    transaction = TransactionAnswer(posted.heading)
    entries = posted.transaction.entries.map {
      Entry(account: $0.account.code, currency: $0.currency, amount: $0.amount)
    }
  }
}
