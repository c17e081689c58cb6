import Crypto
import Foundation

/// One line of the audit log: who did what, when and from where, and what came of it.
package struct AuditRecord: Hashable, Sendable {
  package enum Outcome: String, Codable, Sendable, CaseIterable {
    case done
    /// Somebody who may not wanted to.
    case refused
    /// It waits for another person to confirm it.
    case proposed
  }

  package let id: Int64
  /// Microseconds since 1970.
  package let recordedAt: Int64
  package let actor: Actor
  package let origin: String
  /// The name of an `Act`.
  package let act: String
  package let subject: String
  package let detail: String
  package let outcome: Outcome
  package let reference: String

  package init(
    id: Int64, recordedAt: Int64, actor: Actor, origin: String, act: String, subject: String, detail: String,
    outcome: Outcome, reference: String
  ) {
    self.id = id
    self.recordedAt = recordedAt
    self.actor = actor
    self.origin = origin
    self.act = act
    self.subject = subject
    self.detail = detail
    self.outcome = outcome
    self.reference = reference
  }

  /// Digest that the first record follows.
  package static let first = Array(SHA256.hash(data: Data("ledgerline audit".utf8)))

  /// SHA-256 over the predecessor's digest, the place in the chain and the content, each field with its length in
  /// front. `audit_digest` in the migrations computes the same in SQL.
  package func digest(at position: Int64, after previous: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(data: previous)
    let fields = [
      "\(position)", "\(id)", "\(recordedAt)", actor.id, actor.name, origin, act, subject, detail, outcome.rawValue,
      reference,
    ]
    hash.update(data: Data(fields.map { "\($0.utf8.count):\($0) " }.joined().utf8))
    return Array(hash.finalize())
  }
}
