import Ledger
import Posting
import Schemas

/// Proof of the books: recomputed from their entries, their lines and the plays.
package struct BooksProof: Question {
  package struct Answer: Codable, Sendable {
    /// Transactions or records of a chain that signatures cover, from the first to the last.
    package struct Cover: Codable, Sendable {
      package let since, until: Int64
      package let since_time, until_time: Time

      init(_ cover: Verification.Cover) {
        since = cover.first.number
        until = cover.last.number
        since_time = Time(exact: cover.first.signedAt)
        until_time = Time(exact: cover.last.signedAt)
      }
    }

    package struct Signed: Codable, Sendable {
      package let ledger, audit: Cover?
    }

    package let ok: Bool
    package let transactions, lines, derived, pending, records: Int64
    /// By chain; left out where no key is there to check by.
    package let signed: Signed
    package let differences: [String]
  }

  package init() {}

  package func answer(_ asking: some Asking) async throws -> Answer {
    let progress = asking.progress
    let outcome = try await asking.database { try Verification($0, progress: progress).run() }
    return Answer(
      ok: outcome.isProven, transactions: outcome.transactions, lines: outcome.lines, derived: outcome.derived,
      pending: outcome.pending, records: outcome.records,
      signed: Answer.Signed(
        ledger: outcome.signed[.ledger].map(Answer.Cover.init), audit: outcome.signed[.audit].map(Answer.Cover.init)),
      differences: outcome.differences)
  }
}
