import Answers

/// Acts that one person proposed and another has to confirm.
enum ProposalEndpoints {
  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/proposals", tag: "Audit", summary: "What waits for another person",
        detail: "Where the configuration asks for four eyes: the same call by another person carries it out.",
        scope: .ledgerRead, needsWholeView: true,
        example:
          #"{"proposals":[{"id":1,"act":"ledger.payment","subject":"art-0007","content":"{\"amount\":\"12.500000000000\",\"currency\":\"USD\",\"date\":\"2026-11-24\",\"payee\":\"art-0007\",\"reference\":\"SEPA-9\"}","proposed_by":"token:3","proposed_by_name":"Anna","proposed_at":"2026-11-24T09:12:00.118Z","expires_at":"2026-12-01T09:12:00.118Z"}]}"#,
        handle: .ask { _ in Proposals() })
    ]
  }
}
