import Ledger
import Schemas
import Store

/// Acts that one person proposed and another has to confirm, the oldest first.
package struct Proposals: Question {
  package struct Answer: Codable, Sendable {
    package let proposals: [ProposalAnswer]
  }

  package init() {}

  package func answer(_ asking: some Asking) async throws -> Answer {
    Answer(proposals: try await asking.database { try ProposalStore($0).waiting().map(ProposalAnswer.init) })
  }
}

/// An act that waits for another person.
package struct ProposalAnswer: Codable, Sendable {
  package let id: Int64
  package let act, subject, content, proposed_by, proposed_by_name: String
  package let proposed_at, expires_at: Time

  package init(_ proposal: ProposalStore.Proposal) {
    id = proposal.id
    act = proposal.act
    subject = proposal.subject
    content = proposal.content
    proposed_by = proposal.proposedBy.id
    proposed_by_name = proposal.proposedBy.name
    proposed_at = Time(exact: proposal.proposedAt)
    expires_at = Time(exact: proposal.expiresAt)
  }
}
