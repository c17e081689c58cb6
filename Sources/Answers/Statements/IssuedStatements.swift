import Catalog
import Money
import Plays
import Postgres
import Refusals
import Schemas
import Statements
import Store
import Texts

/// Issued statements, the newest first: of those whose payee the asker is, and of the labels that they speak for.
package struct IssuedStatements: Question {
  package enum Status: String, Codable, CaseIterable, Sendable {
    case issued, superseded
  }

  package struct Item: Codable, Sendable {
    package let id: Int64
    package let kind: Statement.Kind
    package let number, payee: String
    package let period: Period
    package let currency: Currency
    package let revision: Int
    package let status: Status
    /// Payable, in a payee's statement.
    package let payable: Amount?
    package let digest: String
    package let issued_at: Time
    package let transaction: Int64
    package let reason: String?

    init(_ issued: StatementStore.Issued) {
      id = issued.id
      kind = issued.kind
      number = issued.number
      payee = issued.payee
      period = issued.period
      currency = issued.currency
      revision = issued.revision
      status = issued.isSuperseded ? .superseded : .issued
      payable = issued.kind == .payee ? issued.payable : nil
      digest = issued.digest.hex
      issued_at = Time(shown: issued.issuedAt)
      transaction = issued.transaction
      reason = issued.reason
    }
  }

  package struct Answer: Codable, Sendable {
    package let statements: [Item]
    package let next: Int64?
  }

  let period: Period?
  let payee: String?
  let before: Int64?
  let limit: Int

  /// - Parameter before: the `next` of the answer before.
  package init(period: Period?, payee: String?, before: Int64?, limit: Int) {
    self.period = period
    self.payee = payee
    self.before = before
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let asker = asking.asker
    let page = try await asking.database { db in
      try StatementStore(db).page(
        period: period, payees: try payees(asker, db), before: before, limit: limit + 1)
    }
    return Answer(
      statements: page.prefix(limit).map(Item.init), next: page.count > limit ? page[limit - 1].id : nil)
  }

  /// Those whose statements are listed; `nil` is everybody.
  private func payees(_ asker: Asker, _ db: Connection) throws -> (all: [String], labels: [String])? {
    guard let payee else { return try asker.parties(db).map { (all: Array($0), labels: asker.visibility.labels) } }
    guard let party = try asker.party(payee, db) else { throw Refused.missing("payee", payee) }
    let label = payee.hasPrefix("label:") ? String(payee.dropFirst("label:".count)) : payee
    let isLabel = try asker.visibility.speaksFor(label: label) && PartyStore(db).party("label", label) == party
    return (all: [party], labels: isLabel ? [label] : [])
  }
}
