import Answers
import Earnings
import Foundation
import Live
import NIOCore
import Rates
import Store
import Synchronization

/// Channel of one question to all who listen: computed once and encoded once, however many they are. The hub tells it of each
/// moment; it computes only where what its answer depends on has changed.
final class LiveChannel: Sendable {
  private static let keepAlive = Duration.seconds(15)
  /// Seconds of plays in the first event that a listener gets, and those that are looked at for changes.
  private static let firstSpan: Int64 = 60
  private static let changeSpan: Int64 = 15

  private struct State {
    var listeners: [Int: LiveListener] = [:]
    /// Those that wait for the first computation.
    var waiting: Set<Int> = []
    /// Last event told; `nil` before the first computation.
    var told: Told?
    var toldAt = ContinuousClock.now
    /// State of the totals that was looked at last, also where it changed nothing.
    var version: AnswerVersion?
    /// A computation is under way elsewhere, and what comes meanwhile waits for the next moment.
    var isComputing = false
  }

  private struct Told {
    let earnings: Earnings
    let fx: FXBook
    let seconds: [Int64: Int64]
    let book: LiveBook.State
    /// Everything in one event, for whoever comes now, and the second it was made in.
    var whole: (bytes: ByteBuffer, madeIn: Int64)?
  }

  /// Figures that a question came to.
  struct Reading: Sendable {
    let earnings: Earnings
    let seconds: [(second: Int64, plays: Int64)]
    let now: Int64
    let version: AnswerVersion
    let fx: FXBook
    let book: LiveBook.State

    /// - Parameter version: state of the totals that the earnings are of, where it is not that of the contents.
    init(
      _ question: LiveQuestion, _ contents: LiveBook.Contents, _ earnings: Earnings, _ version: AnswerVersion? = nil
    ) {
      now = Int64(Date().timeIntervalSince1970)
      self.earnings = earnings
      seconds = contents.playsPerSecond(question.query, from: now - LiveChannel.firstSpan)
      self.version = version ?? contents.version(of: question.query)
      fx = contents.fx
      book = contents.state
    }
  }

  /// Computation that a channel needs at a moment.
  enum Need {
    case nothing
    /// A short computation, which can be made at once.
    case short
    /// One that walks so many cells.
    case long(cost: Int)
  }

  let question: LiveQuestion
  private let encoded: @Sendable () -> Void
  private let state = Mutex(State())

  /// - Parameter encoded: told of each encoding.
  init(_ question: LiveQuestion, encoded: @escaping @Sendable () -> Void) {
    self.question = question
    self.encoded = encoded
  }

  var isEmpty: Bool { state.withLock { $0.listeners.isEmpty } }

  /// Adds a listener, and tells it everything at once where that is known.
  ///
  /// - Returns: true if it is not, and has to be computed.
  func add(_ number: Int, _ listener: LiveListener) -> Bool {
    state.withLock { state in
      state.listeners[number] = listener
      guard state.told != nil, let whole = whole(&state) else {
        state.waiting.insert(number)
        return true
      }
      listener.parts.yield(whole)
      return false
    }
  }

  /// - Returns: the listener, where it was there.
  func remove(_ number: Int) -> LiveListener? {
    state.withLock { state in
      state.waiting.remove(number)
      return state.listeners.removeValue(forKey: number)
    }
  }

  /// Tells what the channel needs. Where that is a computation, it is under way until `tell` or `missed`.
  ///
  /// - Parameter longCost: cells above which a computation is long.
  func need(in contents: LiveBook.Contents, longCost: Int) -> Need {
    state.withLock { state in
      guard !state.isComputing, !state.listeners.isEmpty else { return .nothing }
      if state.waiting.isEmpty, state.version == contents.version(of: question.query) { return .nothing }
      state.isComputing = true
      let cost = contents.cost(of: question.query)
      return cost <= longCost ? .short : .long(cost: cost)
    }
  }

  /// Keeps a stream open that has been quiet.
  ///
  /// - Returns: listeners that have not read what was sent before.
  func keepOpen() -> [Int] {
    state.withLock { state in
      guard state.told != nil, ContinuousClock.now - state.toldAt >= Self.keepAlive else { return [] }
      state.toldAt = .now
      return send(LiveEvent.keepAlive, to: state.listeners)
    }
  }

  /// The totals could not be had now; the next moment has them.
  func missed() { state.withLock { $0.isComputing = false } }

  /// Tells what has changed, where something has.
  ///
  /// - Returns: listeners that have not read what was sent before.
  func tell(_ reading: Reading) -> [Int] {
    state.withLock { state in
      let before = state.told
      let changed = reading.seconds.filter {
        $0.second >= reading.now - Self.changeSpan && before?.seconds[$0.second] != $0.plays
      }
      state.isComputing = false
      state.version = reading.version
      var slow: [Int] = []
      if before == nil || before!.earnings != reading.earnings || !changed.isEmpty {
        state.told = Told(
          earnings: reading.earnings, fx: reading.fx,
          seconds: Dictionary(uniqueKeysWithValues: reading.seconds.map { ($0.second, $0.plays) }), book: reading.book)
        let known = state.listeners.filter { !state.waiting.contains($0.key) }
        if !known.isEmpty {
          slow = send(event(state.told!, changed), to: known)
          state.toldAt = .now
        }
      }
      if !state.waiting.isEmpty, let whole = whole(&state) {
        slow += send(whole, to: state.listeners.filter { state.waiting.contains($0.key) })
        state.waiting = []
        state.toldAt = .now
      }
      return slow
    }
  }

  /// - Returns: those that have not read what was sent before.
  private func send(_ part: ByteBuffer, to listeners: [Int: LiveListener]) -> [Int] {
    listeners.compactMap { number, listener in
      if case .dropped = listener.parts.yield(part) { number } else { nil }
    }
  }

  private func event(_ told: Told, _ seconds: [(second: Int64, plays: Int64)]) -> ByteBuffer {
    encoded()
    let figures = FiguresText(told.earnings, question.currency, told.fx, playsPerSecond: seconds)
    return LiveEvent.bytes(figures, Freshness(told.book))
  }

  /// Everything that was told, for whoever comes now. Those who come within a second share it.
  private func whole(_ state: inout State) -> ByteBuffer? {
    guard let told = state.told else { return nil }
    let now = Int64(Date().timeIntervalSince1970)
    if let whole = told.whole, whole.madeIn == now { return whole.bytes }
    let seconds = told.seconds.filter { $0.key >= now - Self.firstSpan }.sorted { $0.key < $1.key }
    let bytes = event(told, seconds.map { ($0.key, $0.value) })
    state.told!.whole = (bytes, now)
    return bytes
  }
}
