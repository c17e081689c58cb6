import Foundation
import Ledger
import Postgres
import Synchronization

/// An act of somebody on its way into the audit log: who, from where, what. One may work over several connections.
package final class Deed: Sendable {
  package let actor: Actor
  package let origin: String
  package let act: Act
  package let subject: String
  package let detail: String
  private let isOnRecord = Atomic(false)
  /// The proposal that it carries out.
  private let proposal = Mutex<Int64?>(nil)

  /// - Parameters:
  ///   - origin: an address, or the name of a machine.
  ///   - subject: what it is done to: a period, a number, a file's name.
  ///   - detail: the words of it: a body, the arguments of a command. No secret is among them.
  package init(
    _ act: Act, by actor: Actor, from origin: String = Deed.thisMachine, to subject: String, detail: String = ""
  ) {
    self.act = act
    self.actor = actor
    self.origin = origin
    self.subject = subject
    self.detail = detail
  }

  /// The name of this machine.
  package static let thisMachine = ProcessInfo.processInfo.hostName

  /// True once it stands in the audit log.
  package var isRecorded: Bool { isOnRecord.load(ordering: .relaxed) }

  /// Has the proposal confirmed by the commit of the act.
  func confirm(_ id: Int64) { proposal.withLock { $0 = id } }

  /// Confirms the proposal that it carries out, if it does, in the open transaction.
  func settleProposal(_ db: Connection) throws {
    guard !isRecorded, let id = proposal.withLock({ $0 }) else { return }
    try ProposalStore(db).confirm(id, by: actor)
  }

  func wasWritten() { isOnRecord.store(true, ordering: .relaxed) }

  /// Records an act that was done and changed nothing, or nothing in the database: an export. Nothing is recorded
  /// twice.
  ///
  /// - Throws: `PostgresError`, where a retry may help.
  package func finish(_ db: Connection, outcome: AuditRecord.Outcome = .done, reference: String = "") throws {
    guard !isRecorded else { return }
    try db.transaction {
      try AuditStore(db).write(self, outcome: outcome, reference: reference)
      if outcome == .done { try settleProposal(db) }
    }
    wasWritten()
    Chains(db).settleIfFree()
  }
}
