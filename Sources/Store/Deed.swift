import Foundation
import Ledger
import Postgres
import Synchronization

/// An act of somebody on its way into the audit log: who, from where, what. One may work over several connections.
public final class Deed: Sendable {
  public let actor: Actor
  public let origin: String
  public let act: Act
  public let subject: String
  public let detail: String
  private let isOnRecord = Atomic(false)

  /// - Parameters:
  ///   - origin: an address, or the name of a machine.
  ///   - subject: what it is done to: a period, a number, a file's name.
  ///   - detail: the words of it: a body, the arguments of a command. No secret is among them.
  public init(
    _ act: Act, by actor: Actor, from origin: String = Deed.thisMachine, to subject: String, detail: String = ""
  ) {
    self.act = act
    self.actor = actor
    self.origin = origin
    self.subject = subject
    self.detail = detail
  }

  /// The name of this machine.
  public static let thisMachine = ProcessInfo.processInfo.hostName

  /// Whether it stands in the audit log.
  public var isRecorded: Bool { isOnRecord.load(ordering: .relaxed) }

  func wasWritten() { isOnRecord.store(true, ordering: .relaxed) }

  /// Records an act that was done and changed nothing, or nothing in the database: an export. Nothing is recorded
  /// twice.
  ///
  /// - Throws: `PostgresError`, where a retry may help.
  public func finish(_ db: Connection, outcome: AuditRecord.Outcome = .done, reference: String = "") throws {
    guard !isRecorded else { return }
    try AuditStore(db).write(self, outcome: outcome, reference: reference)
    wasWritten()
    Chains(db).settleIfFree()
  }
}
