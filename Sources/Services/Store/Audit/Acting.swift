import Foundation
import Ledger
import Postgres

/// Person or service that a session's present job is done for, and what of it stands in the audit log.
///
/// The books name the actor of the connection; nobody hands it down. What a job changes is noted by the store that
/// changes it (`Connection.note`), and the record is written right before the commit of that very transaction.
package final class Acting: JobContext {
  package let actor: Actor
  private let deed: Deed?
  private var notes: [String] = []
  private var isWritten = false

  package init(_ actor: Actor, _ deed: Deed? = nil) {
    self.actor = actor
    self.deed = deed
  }

  fileprivate func note(_ what: String) { notes.append(what) }

  package func willCommit(_ db: Connection) throws {
    guard let deed, !notes.isEmpty else { return }
    try AuditStore(db).write(deed, reference: notes.joined(separator: ", "))
    try deed.settleProposal(db)
    isWritten = true
  }

  package func didCommit(_ db: Connection) {
    notes = []
    guard isWritten else { return }
    isWritten = false
    deed?.wasWritten()
    Chains(db).settleIfFree()
  }

  package func didRollBack() {
    notes = []
    isWritten = false
  }
}

extension Connection {
  /// Actor of the present job: the operating system's user that runs this process, unless somebody was named.
  package var actor: Actor { (context as? Acting)?.actor ?? .process }

  /// Names who the work from here on is done for.
  ///
  /// - Parameter deed: what it is, where it is to stand in the audit log.
  package func act(for actor: Actor, _ deed: Deed? = nil) { context = Acting(actor, deed) }

  /// Names who the work from here on is done for, and what it is for the audit log.
  package func act(_ deed: Deed) { context = Acting(deed.actor, deed) }

  /// Notes what the open transaction changes, for the record of the act: `transaction 12`, `token 3`.
  package func note(_ what: String) { (context as? Acting)?.note(what) }
}

extension Actor {
  /// The operating system's user that runs this process.
  package static let process: Actor = {
    let id = geteuid()
    return .user(getpwuid(id).map { String(cString: $0.pointee.pw_name) } ?? "\(id)")
  }()
}
