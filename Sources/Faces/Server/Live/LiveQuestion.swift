import Earnings
import Money
import NIOCore

/// Subject of a stream of live totals. Those who ask the same, and may see the same, are told the same.
package struct LiveQuestion: Hashable, Sendable {
  /// With the visibility of who asks.
  package let query: EarningsQuery
  package let currency: Currency?

  package init(_ query: EarningsQuery, in currency: Currency?) {
    self.query = query
    self.currency = currency
  }
}

/// One who listens to the answers.
struct LiveListener: Sendable {
  let parts: AsyncStream<ByteBuffer>.Continuation
  /// Ends the connection of a listener that does not read.
  let hangUp: @Sendable () -> Void
}
