import Money
import Plays
import Refusals

/// A balanced set of entries with what they record. Once posted it never changes; a mistake is reversed by another.
package struct Transaction: Hashable, Sendable {
  /// Kind of a transaction. A reversal is of the kind of what it reverses.
  package enum Kind: String, Sendable, CaseIterable {
    /// Posted by the engine: what was derived, less what was posted before.
    case royalties
    /// An advance to a payee, or a cost made for one.
    case advance
    /// By a person, with a reason.
    case manual
    /// Money from a platform, and to a payee.
    case receipt, payment
    /// A period's end for a payee: reserves, recoupment, withholding.
    case settlement
    /// A note that a statement was issued, with its digest and what is payable: it has no entries.
    case statement
  }

  package let kind: Kind
  /// The day on which the books record it; its month is the accounting period.
  package let accountingDate: Day
  /// The month in which the plays happened.
  package let earningPeriod: Period?
  /// Stands for this transaction and no other.
  package let reference: String
  package let cause: Cause?
  /// Why a person posted it.
  package let reason: String?
  /// The versions of rates, exchange rates, contracts and reports that the amounts follow from.
  package let versions: Versions?
  /// The transaction that this one takes back.
  package let reverses: Int64?
  /// Sorted by account code and currency, each pair once, none zero.
  package let entries: [Entry]
  package let evidence: Evidence

  /// The lines that royalties were posted for: how many, and a digest over them.
  package struct Evidence: Hashable, Sendable {
    package let lineCount: Int64
    package let linesDigest: [UInt8]?

    package init(lineCount: Int64, linesDigest: [UInt8]?) {
      self.lineCount = lineCount
      self.linesDigest = linesDigest
    }

    package static let none = Evidence(lineCount: 0, linesDigest: nil)
  }

  package init(
    kind: Kind, accountingDate: Day, earningPeriod: Period? = nil, reference: String, cause: Cause? = nil,
    reason: String? = nil, versions: Versions? = nil, reverses: Int64? = nil, entries: some Sequence<Entry>,
    evidence: Evidence = .none
  ) throws(Refusal) {
    let sums = EntrySums(entries)
    if let (currency, rest) = sums.imbalances.first {
      throw Refusal("the entries do not sum to zero: \(rest) \(currency) remain")
    }
    self.kind = kind
    self.accountingDate = accountingDate
    self.earningPeriod = earningPeriod
    self.reference = reference
    self.cause = cause
    self.reason = reason
    self.versions = versions
    self.reverses = reverses
    self.entries = sums.entries
    self.evidence = evidence
    guard kind == .royalties || (kind == .statement) == self.entries.isEmpty else {
      throw Refusal("there is nothing to record: no entries")
    }
  }

  /// A refusal of the books, in words for whoever tried it.
  package struct Refusal: Refusals.Refusal, Hashable {
    package var refusal: RefusalKind { .conflict }
    package let description: String

    package init(_ description: String) {
      self.description = description
    }
  }
}
