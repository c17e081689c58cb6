import Answers
import HTTPTypes
import Live
import Store
import Synchronization

/// Freshness as answers show it, in the body and in fields of the head: written once for each state of the totals.
struct WrittenFreshness: Sendable {
  let text: FreshnessText
  let fields: HTTPFields

  /// Left out where there is no live source.
  static let completeThrough = HTTPField.Name("Ledgerline-Complete-Through")!
  /// Fields of the head, for the documentation too.
  static let names = [
    HTTPField.Name("Ledgerline-As-Of")!, completeThrough, HTTPField.Name("Ledgerline-Generation")!,
    HTTPField.Name("Ledgerline-Lag-Events")!,
  ]

  init(_ freshness: Freshness) {
    text = FreshnessText(freshness)
    // Revalidated each time, and by nobody but the caller's own cache.
    var fields: HTTPFields = [.cacheControl: "private, no-cache"]
    let values = [text.asOf, text.completeThrough, text.generation, text.lagEvents]
    for (name, value) in zip(Self.names, values) {
      if let value { fields.append(HTTPField(name: name, value: value)) }
    }
    self.fields = fields
  }
}

/// The freshness that was written last: most answers have the one before's.
final class LastFreshness: Sendable {
  private struct Moment: Hashable {
    let generation: Int64
    let freshness: StatusStore.Freshness
  }

  private let last = Mutex<(moment: Moment, written: WrittenFreshness)?>(nil)

  func written(_ state: LiveBook.State) -> WrittenFreshness {
    let moment = Moment(generation: state.generation, freshness: state.freshness)
    return last.withLock { last in
      if let last, last.moment == moment { return last.written }
      let written = WrittenFreshness(Freshness(state))
      last = (moment, written)
      return written
    }
  }
}
