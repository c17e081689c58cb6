import Crypto
import Foundation
import Ledger
import Postgres
import Refusals
import Synchronization

/// Acts that one person proposed and another has to confirm, before they are done.
package struct ProposalStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Time in which a proposal can be confirmed.
  private static let validity: SQL = "interval '7 days'"

  /// The acts of this process that need four eyes, told to it once when it starts: none unless told.
  package static var required: Set<Act> {
    get { acts.withLock { $0 } }
    set { acts.withLock { $0 = newValue } }
  }
  private static let acts = Mutex<Set<Act>>([])

  /// An act that waits for another person.
  package struct Proposal: Sendable {
    package let id: Int64
    package let act: String
    package let subject: String
    /// The words of it, as canonical JSON.
    package let content: String
    package let proposedBy: Actor
    /// Microseconds since 1970.
    package let proposedAt: Int64
    package let expiresAt: Int64
  }

  /// Outcomes of an act that needs four eyes.
  package enum Answer: Sendable {
    /// It was proposed: another has to ask for the same.
    case proposed(Proposal)
    /// Another has proposed it: it may be carried out, and the deed confirms it.
    case confirmed(Proposal)
  }

  /// Refusal of a proposal's own author: who proposed something does not confirm it.
  package struct SamePerson: Refusal {
    package var refusal: RefusalKind { .conflict }
    package let description: String
  }

  /// Proposes what a deed is about, or finds that another has proposed exactly that.
  ///
  /// - Parameter content: from `canonical`.
  /// - Throws: `SamePerson` where it was proposed by the same person, by a token of the same name, or by one of two
  ///   tokens of which one made the other.
  package func meet(_ deed: Deed, content: String) throws -> Answer {
    let digest = Array(SHA256.hash(data: Data("\(deed.act.rawValue)\n\(deed.subject)\n\(content)".utf8)))
    let answer: Answer = try db.transaction {
      try db.query("SELECT pg_advisory_xact_lock(hashtextextended('ledgerline proposals', 0))")
      if let open = try open(digest: digest) {
        try check(open, another: deed.actor)
        deed.confirm(open.id)
        return .confirmed(open)
      }
      let id = try db.query(
        """
        INSERT INTO proposals (act, subject, content, digest, proposed_by, proposed_by_name, expires_at)
        VALUES (\(deed.act.rawValue), \(deed.subject), \(content), \(.bytes(digest)), \(deed.actor.id), \(deed.actor.name),
          clock_timestamp() + \(Self.validity)) RETURNING id
        """)[0].int(0)
      try AuditStore(db).write(deed, outcome: .proposed, reference: "proposal \(id)")
      return .proposed(try open(digest: digest)!)
    }
    if case .proposed = answer { deed.wasWritten() }
    Chains(db).settleIfFree()
    return answer
  }

  private func check(_ proposal: Proposal, another actor: Actor) throws {
    let (first, second) = (proposal.proposedBy, actor)
    func made(_ made: Actor, by maker: Actor) throws -> Bool {
      guard made.id.hasPrefix("token:"), let id = Int32(made.id.dropFirst("token:".count)) else { return false }
      return try !db.query("SELECT FROM tokens WHERE token_id = \(id) AND created_by = \(maker.id)").isEmpty
    }
    guard first.id != second.id, first.name != second.name else {
      throw SamePerson(
        description: "proposal \(proposal.id) is by \(first.name), who does not confirm it too: another person has to")
    }
    guard try !made(first, by: second), try !made(second, by: first) else {
      throw SamePerson(
        description: "proposal \(proposal.id) is by \(first.name), and one of the two tokens was made by the other: "
          + "another person has to confirm it")
    }
  }

  /// Confirms a proposal in the transaction of its act.
  ///
  /// - Throws: `Transaction.Refusal` where somebody else did meanwhile.
  func confirm(_ id: Int64, by actor: Actor) throws {
    let written = try db.query(
      """
      INSERT INTO proposal_confirmations (proposal_id, confirmed_by, confirmed_by_name)
      VALUES (\(id), \(actor.id), \(actor.name)) ON CONFLICT DO NOTHING
      """
    ).affected
    guard written == 1 else { throw Transaction.Refusal("proposal \(id) was confirmed by somebody else meanwhile") }
  }

  private static let columns: SQL =
    "p.id, p.act, p.subject, p.content, p.proposed_by, p.proposed_by_name, p.proposed_at, p.expires_at"
  private static let isOpen: SQL =
    """
    p.expires_at > clock_timestamp() AND NOT EXISTS (SELECT FROM proposal_confirmations c WHERE c.proposal_id = p.id)
    """

  private func open(digest: [UInt8]) throws -> Proposal? {
    try db.query(
      "SELECT \(Self.columns) FROM proposals p WHERE p.digest = \(.bytes(digest)) AND \(Self.isOpen) ORDER BY p.id LIMIT 1"
    ).first.map(proposal)
  }

  /// Proposals that wait for another person, the oldest first.
  package func waiting(limit: Int = 1_000) throws -> [Proposal] {
    try db.query("SELECT \(Self.columns) FROM proposals p WHERE \(Self.isOpen) ORDER BY p.id LIMIT \(limit)")
      .map(proposal)
  }

  private func proposal(_ row: Row) -> Proposal {
    Proposal(
      id: row.int(0), act: row.text(1), subject: row.text(2), content: row.text(3),
      proposedBy: Actor(id: row.text(4), name: row.text(5)), proposedAt: row.timestamp(6), expiresAt: row.timestamp(7))
  }

  /// Words of an act so that the same is the same: without what is zero, keys in order.
  package static func canonical(_ words: [String: Any]) -> String {
    let kept = words.filter { ($0.value as? Int) != 0 }
    guard let text = try? JSONSerialization.data(withJSONObject: kept, options: [.sortedKeys, .withoutEscapingSlashes])
    else { preconditionFailure("words of an act are texts and numbers") }
    return String(decoding: text, as: UTF8.self)
  }
}
