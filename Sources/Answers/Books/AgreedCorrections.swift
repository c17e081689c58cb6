import Ledger
import Money
import Plays
import Schemas
import Store

/// Changes of closed periods that somebody agreed to before they were written, the newest first.
package struct AgreedCorrections: Question {
  package struct Answer: Codable, Sendable {
    package struct Change: Codable, Sendable {
      package let period: Period
      package let by: ClosedChange.Kind
      package let key: String
      package let currency: Currency
      package let difference: Amount
    }

    package struct Item: Codable, Sendable {
      package let correction: Int32
      package let kind: CorrectionStore.Kind
      /// The file, or what of it was new.
      package let source: String
      package let agreed_at: Time
      package let agreed_by, agreed_by_name: String
      package let changes: [Change]
    }

    package let corrections: [Item]
    /// For `before` of the next question; left out at the end.
    package let next: Int32?
  }

  let before: Int32?
  let limit: Int

  package init(before: Int32?, limit: Int) {
    self.before = before
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let (before, limit) = (before, limit)
    let records = try await asking.database { try CorrectionStore($0).list(before: before, limit: limit + 1) }
    return Answer(
      corrections: records.prefix(limit).map { record in
        Answer.Item(
          correction: record.number, kind: record.kind, source: record.source, agreed_at: Time(shown: record.agreedAt),
          agreed_by: record.agreedBy.id, agreed_by_name: record.agreedBy.name,
          changes: record.changes.map {
            Answer.Change(
              period: $0.period, by: $0.kind, key: $0.key, currency: $0.currency, difference: $0.difference)
          })
      }, next: records.count > limit ? records[limit - 1].number : nil)
  }
}
