import Earnings
import Live
import NIOCore
import Synchronization

/// All streams of live totals: a channel for each question, however many listen to it.
package final class LiveHub: Sendable {
  /// The total of a question.
  package typealias Totals = @Sendable (EarningsQuery) async throws -> Earnings

  /// Limits of streams. Beyond them a stream is refused.
  package struct Limits: Sendable {
    /// Streams of one token, or of all tokens with the same subjects.
    package var ofOne = 100
    package var inAll = 2_000
    /// Events that wait for a listener to read them. One with more is dropped.
    package var unread = 16

    package init() {}
  }

  /// Why a stream was refused.
  package enum Refusal: Error {
    /// Its own have as many as they may.
    case tooManyOfOne
    /// There are as many as there may be.
    case tooMany
  }

  /// Listener of a stream.
  package struct Caller: Sendable {
    let token: Int32
    /// Caller whose streams are counted together.
    let turn: String
    /// True if the token is still good.
    let isStillGranted: @Sendable () async throws -> Bool
    /// Ends the connection.
    let hangUp: @Sendable () -> Void
    /// Has something done when the other end of the connection goes.
    let whenLeft: @Sendable (@escaping @Sendable () -> Void) -> Void

    package init(
      token: Int32, turn: String, isStillGranted: @escaping @Sendable () async throws -> Bool,
      hangUp: @escaping @Sendable () -> Void = {},
      whenLeft: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { _ in }
    ) {
      self.token = token
      self.turn = turn
      self.isStillGranted = isStillGranted
      self.hangUp = hangUp
      self.whenLeft = whenLeft
    }
  }

  private struct Stream {
    let question: LiveQuestion
    let caller: Caller
  }

  private struct State {
    var channels: [LiveQuestion: LiveChannel] = [:]
    var streams: [Int: Stream] = [:]
    var counts: [String: Int] = [:]
    var last = 0
    var isWatched = false
  }

  /// Time between two looks at the tokens of open streams.
  private static let recheck = Duration.seconds(2)

  private let book: LiveBook
  private let totals: Totals
  private let limits: Limits
  private let state = Mutex(State())
  private let encoded = Atomic(0)
  private let dropped = Atomic(0)

  package init(_ book: LiveBook, limits: Limits = Limits(), totals: @escaping Totals) {
    self.book = book
    self.limits = limits
    self.totals = totals
  }

  /// Streams that are open.
  package var count: Int { state.withLock { $0.streams.count } }
  /// Events that were encoded, and listeners dropped because they did not read, since the start.
  package var encodings: Int { encoded.load(ordering: .relaxed) }
  package var drops: Int { dropped.load(ordering: .relaxed) }

  /// The events of a question, the first with everything. It ends when the caller's token does, or when nobody
  /// takes its events.
  ///
  /// - Throws: `Refusal`.
  package func listen(_ question: LiveQuestion, _ caller: Caller) throws(Refusal) -> AsyncStream<ByteBuffer> {
    let (parts, continuation) = AsyncStream.makeStream(
      of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(limits.unread))
    let outcome = state.withLock { state -> Result<Int, Refusal> in
      guard state.counts[caller.turn, default: 0] < limits.ofOne else { return .failure(.tooManyOfOne) }
      guard state.streams.count < limits.inAll else { return .failure(.tooMany) }
      state.last += 1
      let number = state.last
      state.counts[caller.turn, default: 0] += 1
      state.streams[number] = Stream(question: question, caller: caller)
      let channel = state.channels[question] ?? channel(question)
      state.channels[question] = channel
      channel.add(number, LiveListener(parts: continuation, hangUp: caller.hangUp))
      if !state.isWatched {
        state.isWatched = true
        Task { await watchTokens() }
      }
      return .success(number)
    }
    let number = try outcome.get()
    continuation.onTermination = { [weak self] _ in self?.end(number) }
    caller.whenLeft { [weak self] in self?.end(number) }
    return parts
  }

  private func channel(_ question: LiveQuestion) -> LiveChannel {
    LiveChannel(
      question, book, totals: totals,
      encoded: { [weak self] in _ = self?.encoded.wrappingAdd(1, ordering: .relaxed) },
      dropped: { [weak self] number in
        guard let self, let listener = end(number) else { return }
        dropped.wrappingAdd(1, ordering: .relaxed)
        // It does not read, so it is not told either.
        listener.hangUp()
      })
  }

  /// Forgets a stream, and ends it where it is still open.
  @discardableResult
  private func end(_ number: Int) -> LiveListener? {
    let listener = state.withLock { state -> LiveListener? in
      guard let stream = state.streams.removeValue(forKey: number) else { return nil }
      let turn = stream.caller.turn
      state.counts[turn]! -= 1
      if state.counts[turn] == 0 { state.counts[turn] = nil }
      guard let channel = state.channels[stream.question] else { return nil }
      let listener = channel.remove(number)
      if channel.isEmpty {
        state.channels[stream.question] = nil
        channel.stop()
      }
      return listener
    }
    listener?.parts.finish()
    return listener
  }

  /// Ends the streams whose token is no longer good: one question for each token, however many streams it has. While
  /// nobody can say, they stay open.
  private func watchTokens() async {
    while true {
      try? await Task.sleep(for: Self.recheck)
      let byToken = state.withLock { state -> [Int32: [Int]]? in
        if state.streams.isEmpty {
          state.isWatched = false
          return nil
        }
        return Dictionary(grouping: state.streams.keys) { state.streams[$0]!.caller.token }
      }
      guard let byToken else { return }
      for numbers in byToken.values {
        let caller = state.withLock { state in
          numbers.first { state.streams[$0] != nil }.map { state.streams[$0]!.caller }
        }
        guard let caller,
          (try? await caller.isStillGranted()) == false
        else { continue }
        for number in numbers { end(number) }
      }
    }
  }
}
