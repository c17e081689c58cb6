import Synchronization

/// Outcome of this server's own work in the background.
package final class ServiceRecord: Sendable {
  private let state = Mutex((postingFailures: 0, refuted: 0))

  package init() {}

  package func posted() { state.withLock { $0.postingFailures = 0 } }
  package func postingFailed() { state.withLock { $0.postingFailures += 1 } }

  /// - Parameter differences: proofs that failed.
  package func verified(differences: Int) { state.withLock { $0.refuted = differences } }

  /// Faults; empty if there are none.
  package var findings: [Finding] {
    let (failures, refuted) = state.withLock { ($0.postingFailures, $0.refuted) }
    var findings: [Finding] = []
    if failures > 0 {
      let text = "the last \(failures == 1 ? "posting" : "\(failures) postings") of this server failed"
      let remedy = "see `nothing was posted` in the log; what was not posted is posted the next time"
      findings.append(
        failures < 3 ? .warning(.posting, text, do: remedy) : .failure(.posting, text, do: remedy))
    }
    if refuted > 0 {
      findings.append(
        .failure(
          .books, "\(refuted) proofs of the books failed",
          do: "`ledgerline ledger verify`; docs/operations.md, Verify finds a difference"))
    }
    return findings
  }
}
