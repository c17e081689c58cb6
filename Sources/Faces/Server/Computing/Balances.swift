import Answers
import Plays
import Postgres
import Store
import Synchronization

/// Balances that were computed, each as long as nothing has changed.
///
/// An answer is given again only where the database is at the very state it was computed from, and those who ask the
/// same while it is computed share one computation. So a balance asked for in a loop costs a look at the state.
package final class Balances: Sendable {
  /// Everything that a balance depends on besides the database.
  package struct Question: Hashable, Sendable {
    /// The name in the books.
    package let payee: String
    package let period: Period
    package let today: Day

    package init(payee: String, period: Period, today: Day) {
      self.payee = payee
      self.period = period
      self.today = today
    }
  }

  /// Runs what it is given on a connection.
  package typealias Run = @Sendable (@escaping @Sendable (Connection) throws -> Computed) async throws -> Computed

  /// An answer with the state it was computed from; `nil` where the state changed meanwhile, and it is not kept.
  package struct Computed: Sendable {
    let balance: ComputedBalance?
    let mark: SnapshotMark?
  }

  /// Answers kept. Each is some hundred bytes for each currency.
  private static let capacity = 2_000

  private let kept = Mutex(RecentTable<Question, Computed>(capacity: capacity))
  private let shared = SharedComputation<Question, SnapshotMark, Computed>()
  private let computed = Atomic(0)

  package init() {}

  /// Count of balances that were computed since the start.
  package var computations: Int { computed.load(ordering: .relaxed) }

  /// - Parameters:
  ///   - mark: the state of the database, read after the question came.
  ///   - run: runs the computation on a connection, where one is needed.
  /// - Returns: `nil` where there is no such party.
  package func answer(
    _ question: Question, at mark: SnapshotMark, _ run: @escaping Run
  ) async throws -> ComputedBalance? {
    if let kept = kept.withLock({ $0[question] }), kept.mark == mark { return kept.balance }
    return try await shared.value(question, mark: mark) { [self] in
      computed.wrappingAdd(1, ordering: .relaxed)
      let new = try await run { try Self.compute(question, $0) }
      if new.mark != nil { kept.withLock { $0[question] = new } }
      return new
    }.balance
  }

  private static func compute(_ question: Question, _ db: Connection) throws -> Computed {
    let before = try SnapshotMark(db)
    let balance = try ComputedBalance(db, payee: question.payee, question.period, today: question.today)
    // Every snapshot in between saw the same where the first and the last did.
    return Computed(balance: balance, mark: try SnapshotMark(db) == before ? before : nil)
  }
}
