import Ledger
import Schemas
import Store
import Texts

/// Records of who did what, the newest first.
package struct AuditRecords: Question {
  package struct Record: Codable, Sendable {
    package let id: Int64
    package let at: Time
    package let actor, actor_name, origin, act, subject, detail: String
    package let outcome: AuditRecord.Outcome
    package let reference: String
    package let position: Int64?
    package let digest: String?

    init(_ linked: AuditStore.Linked) {
      let record = linked.record
      id = record.id
      at = Time(exact: record.recordedAt)
      actor = record.actor.id
      actor_name = record.actor.name
      origin = record.origin
      act = record.act
      subject = record.subject
      detail = record.detail
      outcome = record.outcome
      reference = record.reference
      position = linked.position
      digest = linked.digest?.hex
    }
  }

  package struct Answer: Codable, Sendable {
    package let records: [Record]
    package let next: Int64?
  }

  let filter: AuditStore.Filter
  let before: Int64?
  let limit: Int

  package init(_ filter: AuditStore.Filter, before: Int64?, limit: Int) {
    self.filter = filter
    self.before = before
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let page = try await asking.database { try AuditStore($0).page(filter, before: before, limit: limit + 1) }
    return Answer(
      records: page.prefix(limit).map(Record.init), next: page.count > limit ? page[limit - 1].record.id : nil)
  }
}
