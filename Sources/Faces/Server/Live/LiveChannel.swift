import Answers
import Earnings
import Foundation
import Live
import NIOCore
import Store
import Synchronization

/// Channel of one question to all who listen: computed once and encoded once, however many they are.
final class LiveChannel: Sendable {
  /// Events a second at most: the eye sees no more, and a page need not be told.
  private static let shortestPause = Duration.milliseconds(250)
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
    var task: Task<Void, Never>?
  }

  private struct Told {
    var total: EarningsFigures
    var earnings: Earnings
    var seconds: [Int64: Int64]
    var book: LiveBook.State
    var version: LiveBook.Version
    /// Everything in one event, for whoever comes now, and the second it was made in.
    var whole: (bytes: ByteBuffer, madeIn: Int64)?
  }

  private let question: LiveQuestion
  private let book: LiveBook
  private let totals: LiveHub.Totals
  private let encoded: @Sendable () -> Void
  private let dropped: @Sendable (Int) -> Void
  private let state = Mutex(State())

  /// - Parameters:
  ///   - encoded: told of each encoding.
  ///   - dropped: told of each listener that did not read.
  init(
    _ question: LiveQuestion, _ book: LiveBook, totals: @escaping LiveHub.Totals,
    encoded: @escaping @Sendable () -> Void, dropped: @escaping @Sendable (Int) -> Void
  ) {
    self.question = question
    self.book = book
    self.totals = totals
    self.encoded = encoded
    self.dropped = dropped
  }

  var isEmpty: Bool { state.withLock { $0.listeners.isEmpty } }

  /// Adds a listener, and tells it everything: at once where it is known, else when it is.
  func add(_ number: Int, _ listener: LiveListener) {
    state.withLock { state in
      state.listeners[number] = listener
      if state.told == nil {
        state.waiting.insert(number)
      } else if let whole = whole(&state) {
        listener.parts.yield(whole)
      }
      if state.task == nil { state.task = Task { [self] in await follow() } }
    }
  }

  /// - Returns: the listener, where it was there.
  func remove(_ number: Int) -> LiveListener? {
    state.withLock { state in
      state.waiting.remove(number)
      return state.listeners.removeValue(forKey: number)
    }
  }

  /// Ends the following of the totals.
  func stop() { state.withLock { $0.task }?.cancel() }

  private func follow() async {
    for await _ in Self.ticks(book.changes()) {
      guard !Task.isCancelled else { return }
      await tell()
      do { try await Task.sleep(for: Self.shortestPause) } catch { return }
    }
  }

  /// Tells what has changed, where something has.
  private func tell() async {
    let (book, version) = (self.book.state, self.book.version)
    if isTold(version) { return }
    let now = Int64(Date().timeIntervalSince1970)
    // Where the totals cannot be had now, the next tick has them.
    guard let earnings = try? await totals(question.query) else { return }
    let seconds = self.book.read { $0.playsPerSecond(question.query, from: now - Self.firstSpan) }
    let fx = self.book.fx
    let slow = state.withLock { state -> [Int] in
      let before = state.told
      let changed = seconds.filter {
        $0.second >= now - Self.changeSpan && before?.seconds[$0.second] != $0.plays
      }
      var part: ByteBuffer?
      if before == nil || before!.earnings != earnings || !changed.isEmpty {
        let total = EarningsFigures(earnings, question.currency, fx)
        state.told = Told(
          total: total, earnings: earnings, seconds: Dictionary(uniqueKeysWithValues: seconds), book: book,
          version: version)
        if before != nil { part = event(total, changed, book) }
      } else {
        state.told!.version = version
        if ContinuousClock.now - state.toldAt >= Self.keepAlive { part = LiveEvent.keepAlive }
      }
      var slow = part.map { send($0, to: state.listeners.filter { !state.waiting.contains($0.key) }) } ?? []
      if part != nil { state.toldAt = .now }
      if !state.waiting.isEmpty, let whole = whole(&state) {
        slow += send(whole, to: state.listeners.filter { state.waiting.contains($0.key) })
        state.waiting = []
        state.toldAt = .now
      }
      return slow
    }
    // Outside the lock: what ends a listener comes back here.
    for number in slow { dropped(number) }
  }

  /// True if nothing has changed since the last event, nobody waits for one, and no stream has been quiet for long: then
  /// nothing is computed.
  private func isTold(_ version: LiveBook.Version) -> Bool {
    state.withLock { state in
      state.told?.version == version && state.waiting.isEmpty && ContinuousClock.now - state.toldAt < Self.keepAlive
    }
  }

  /// - Returns: those that have not read what was sent before.
  private func send(_ part: ByteBuffer, to listeners: [Int: LiveListener]) -> [Int] {
    listeners.compactMap { number, listener in
      if case .dropped = listener.parts.yield(part) { number } else { nil }
    }
  }

  private func event(
    _ total: EarningsFigures, _ seconds: [(second: Int64, plays: Int64)], _ book: LiveBook.State
  ) -> ByteBuffer? {
    encoded()
    return try? LiveEvent(total, seconds: seconds, Freshness(book)).bytes(generation: book.generation)
  }

  /// Everything that was told, for whoever comes now. Those who come within a second share it.
  private func whole(_ state: inout State) -> ByteBuffer? {
    guard let told = state.told else { return nil }
    let now = Int64(Date().timeIntervalSince1970)
    if let whole = told.whole, whole.madeIn == now { return whole.bytes }
    let seconds = told.seconds.filter { $0.key >= now - Self.firstSpan }.sorted { $0.key < $1.key }
    guard let bytes = event(told.total, seconds.map { ($0.key, $0.value) }, told.book) else { return nil }
    state.told!.whole = (bytes, now)
    return bytes
  }

  /// Changes, and a tick each second so that moments pass; the first at once.
  private static func ticks(_ changes: AsyncStream<Void>) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    continuation.yield()
    let follow = Task {
      for await _ in changes { continuation.yield() }
    }
    let tick = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: .seconds(1))
        continuation.yield()
      }
    }
    continuation.onTermination = { _ in
      follow.cancel()
      tick.cancel()
    }
    return stream
  }
}
