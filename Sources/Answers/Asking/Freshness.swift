import Schemas
import Store

/// Freshness of an answer about money: part of every such answer.
package struct Freshness: Codable, Sendable {
  package let as_of: Time
  /// Null where there is no live source.
  package let complete_through: Nullable<Time>
  package let lag_events: Int64
  package let generation: Int64

  package init(_ state: StatusStore.State) {
    self.init(generation: state.generation, state.freshness)
  }

  package init(generation: Int64, _ freshness: StatusStore.Freshness) {
    as_of = Time(shown: freshness.asOf)
    complete_through = Nullable(freshness.completeThrough.map { Time(shown: $0) })
    lag_events = freshness.lagEvents
    self.generation = generation
  }
}

/// An answer with how fresh it is.
package typealias Fresh<Answer: Codable & Sendable> = Joined<Answer, Freshness>
