import Answers
import Ledger
import Schemas
import Store

/// What one person proposed and another has to confirm.
enum ProposalEndpoints {
  struct Item: Codable {
    let id: Int64
    let act, subject, content, proposed_by, proposed_by_name, proposed_at, expires_at: String

    init(_ proposal: ProposalStore.Proposal) {
      id = proposal.id
      act = proposal.act
      subject = proposal.subject
      content = proposal.content
      proposed_by = proposal.proposedBy.id
      proposed_by_name = proposal.proposedBy.name
      proposed_at = RFC3339.precise(microseconds: proposal.proposedAt)
      expires_at = RFC3339.precise(microseconds: proposal.expiresAt)
    }
  }

  struct Body: Codable {
    let proposals: [Item]
  }

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/proposals", tag: "Audit", summary: "What waits for another person",
        detail: "Where the configuration asks for four eyes: the same call by another person carries it out.",
        scope: .ledgerRead, needsWholeView: true,
        example:
          #"{"proposals":[{"id":1,"act":"ledger.payment","subject":"art-0007","content":"{\"amount\":\"12.500000000000\",\"currency\":\"USD\",\"date\":\"2026-11-24\",\"payee\":\"art-0007\",\"reference\":\"SEPA-9\"}","proposed_by":"token:3","proposed_by_name":"Anna","proposed_at":"2026-11-24T09:12:00.118Z","expires_at":"2026-12-01T09:12:00.118Z"}]}"#,
        handle: .answer { call in
          Body(proposals: try await call.database { try ProposalStore($0).waiting().map(Item.init) })
        })
    ]
  }
}
