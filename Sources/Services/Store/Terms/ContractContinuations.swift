import Contracts
import Plays

extension ContractStore {
  /// Refuses a contract that continues one which is not there, begins before it, or goes round in a circle with it.
  ///
  /// - Parameter recorded: contracts by id, as they were before these were written.
  func refuseContinuations(of written: [Submission], _ recorded: [String: Contract]) throws(Refusal) {
    guard written.contains(where: { $0.contract.continues != nil }) else { return }
    let contracts = recorded.merging(written.map { ($0.contract.id, $0.contract) }) { $1 }
    for submission in written {
      guard let id = submission.contract.continues else { continue }
      guard let former = contracts[id] else {
        throw refusal(submission, "continues \(id), and there is no such contract: import that one with it, or before")
      }
      guard former.effectiveFrom < submission.contract.effectiveFrom else {
        throw refusal(
          submission,
          "continues \(id), which begins on \(former.effectiveFrom): what goes on with another begins after it")
      }
      // Each begins after the one that it continues, so that a circle would have been refused just now, or holds a contract
      // of before whose own beginning was moved.
      var (seen, next): (Set<String>, Contract?) = ([submission.contract.id], former)
      while let contract = next {
        guard seen.insert(contract.id).inserted else {
          throw refusal(submission, "continues \(id), which continues it: one of them is the first")
        }
        next = contract.continues.flatMap { contracts[$0] }
      }
    }
  }

  private func refusal(_ submission: Submission, _ what: String) -> Refusal {
    Refusal(
      description: "\(submission.file):\(submission.line): contract \(submission.contract.id) \(what). "
        + "Nothing was imported.")
  }
}
