import Schemas
import Store
import Texts

/// Files that came through a watched folder, the newest first, and what became of each.
package struct InboxFiles: Question {
  package struct File: Codable, Sendable {
    package let number: Int32
    package let name: String
    /// The folder that it was put into, which names the account of its sender; left out where it was put into none.
    package let account: String?
    package let outcome: InboxStore.Outcome
    /// The report that it is; left out where it was not taken.
    package let reconciliation: Int32?
    /// Why it waits or was refused, and what to do.
    package let reason: String?
    package let bytes: Int64
    /// SHA-256 of the bytes as they came, under which they are kept.
    package let digest: String
    package let seen_at: Time
  }

  package struct Answer: Codable, Sendable {
    package let files: [File]
    package let next: Int32?
  }

  let outcome: InboxStore.Outcome?
  let before: Int32?
  let limit: Int

  /// - Parameter before: the `next` of the answer before.
  package init(outcome: InboxStore.Outcome?, before: Int32?, limit: Int) {
    self.outcome = outcome
    self.before = before
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let page = try await asking.database { db in
      try InboxStore(db).files(outcome, before: before, limit: limit + 1)
    }
    return Answer(
      files: page.prefix(limit).map {
        File(
          number: $0.number, name: $0.entry.name, account: $0.entry.account, outcome: $0.entry.outcome,
          reconciliation: $0.entry.report, reason: $0.entry.reason, bytes: $0.entry.bytes, digest: $0.entry.digest.hex,
          seen_at: Time(shown: $0.seenAt))
      },
      next: page.count > limit ? page[limit - 1].number : nil)
  }
}
