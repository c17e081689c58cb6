import Ledger
import Statements
import Store

/// Progress of one attempt at the run of a schedule: whose statements are still to come, and what came of the others.
///
/// A pure value: told what happened, it says what to do next. Where an attempt is cut off nothing more is told; the next
/// one begins anew and finds done what was done.
package struct RunProgress {
  /// Somebody who has a statement in the run.
  package struct Recipient: Hashable, Sendable {
    package let kind: Statement.Kind
    package let place: PayeeCurrency

    package init(_ kind: Statement.Kind, _ place: PayeeCurrency) {
      self.kind = kind
      self.place = place
    }
  }

  package enum Event: Hashable, Sendable {
    case begun(attempt: Int)
    /// The run had ended before.
    case refused
    case listed([Recipient])
    /// A statement was issued and delivered, or was not, for a reason.
    case tried(ScheduleRunStore.Result)
    case recorded
    case finished
  }

  package enum Action: Hashable, Sendable {
    case begin
    /// List who has a statement in the run.
    case list
    case issue(Recipient)
    case record(ScheduleRunStore.Result, attempt: Int)
    case finish
    case end(ScheduledRun.Outcome?)
  }

  private enum State {
    case beginning, listing, issuing, finishing, over
    case recording(ScheduleRunStore.Result)
  }

  private var state = State.beginning
  private var outcome = ScheduledRun.Outcome(attempt: 0)
  private var waiting: ArraySlice<Recipient> = []

  package init() {}

  /// - Returns: what to do next; `nil` where nothing changes it.
  package mutating func handle(_ event: Event) -> Action? {
    switch (state, event) {
    case (.beginning, .begun(let attempt)):
      outcome = .init(attempt: attempt)
      state = .listing
      return .list
    case (.beginning, .refused):
      state = .over
      return .end(nil)
    case (.listing, .listed(let recipients)):
      waiting = recipients[...]
      return next()
    case (.issuing, .tried(let result)):
      state = .recording(result)
      return .record(result, attempt: outcome.attempt)
    case (.recording(let result), .recorded):
      outcome.results.append(result)
      return next()
    case (.finishing, .finished):
      state = .over
      return .end(outcome)
    default: return nil
    }
  }

  private mutating func next() -> Action {
    guard let recipient = waiting.popFirst() else {
      state = .finishing
      return .finish
    }
    state = .issuing
    return .issue(recipient)
  }
}
