import Earnings
import Rates
import Store
import Synchronization

/// The totals of everything, in memory, following the commits of ingest.
///
/// A cache and no more: a pure function of a snapshot of the database and the commits after it. Money is not in it;
/// every answer multiplies the plays by the rates in force, so a new rate table shows at once.
///
/// The follower makes the totals of the next moment beside those of this one, sharing what stays, and puts them in their
/// place. So a reader waits for nothing, and has what it read for as long as it needs it.
package final class LiveBook: Sendable {
  /// Counts, freshness and generation that an answer was computed from.
  package typealias State = StatusStore.State
  package typealias Contents = LiveContents

  private final class Moment: Sendable {
    let contents: LiveContents

    init(_ contents: LiveContents) {
      self.contents = contents
    }
  }

  /// State of totals and prices: while it stays, so does every answer but for its freshness.
  package struct Version: Hashable, Sendable {
    let generation: Int64
    let pricing: Int
  }

  private let current = Mutex(Moment(LiveContents()))
  private let waiters = Broadcast()

  package init() {}

  package var state: State { read { $0.state } }
  package var rates: RateBook { read { $0.rates } }
  package var fx: FXBook { read { $0.fx } }

  /// Generations as they arrive, the latest only: a slow reader skips.
  package func changes() -> AsyncStream<Void> { waiters.subscribe() }

  /// Reads the totals as they are now. A commit that comes while somebody reads them changes nothing for them.
  package func read<Value>(_ body: (LiveContents) throws -> Value) rethrows -> Value {
    try body(current.withLock { $0 }.contents)
  }

  /// The rows of a query, as `LiveContents.rows` has them.
  package func rows(_ query: EarningsQuery) -> [EarningsRow]? { read { $0.rows(query) } }

  package var version: Version { read { Version(generation: $0.state.generation, pricing: $0.pricing) } }

  /// Makes the next moment's totals of this one's. By the follower only, one change after another.
  func update(_ body: (inout LiveContents) throws -> Void) rethrows {
    var contents = read { $0 }
    try body(&contents)
    put(contents)
  }

  func replace(_ other: LiveContents) {
    var contents = other
    contents.pricing += read { $0.pricing }
    put(contents)
  }

  /// Puts totals that were made of these in their place. By the follower only.
  func put(_ contents: LiveContents) {
    let new = Moment(contents)
    // What is let go of is let go of outside the lock.
    let old = current.withLock { current in
      defer { current = new }
      return current
    }
    _ = consume old
    waiters.send()
  }
}
