import Earnings
import Live
import NIOCore
import Synchronization

/// All streams of live totals: a channel for each question, however many listen to it.
package final class LiveHub: Sendable {
  /// The total of a question, from the database: asked where the totals are not in memory.
  package typealias Stored = @Sendable (EarningsQuery) async throws -> Earnings
  /// Those of some tokens that are still good.
  package typealias Valid = @Sendable (Set<Int32>) async throws -> Set<Int32>

  /// Limits of streams. Beyond them a stream is refused.
  package struct Limits: Sendable {
    /// Streams of one token, or of all tokens with the same subjects.
    package var ofOne = 100
    package var inAll = 5_000
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
    /// Ends the connection.
    let hangUp: @Sendable () -> Void
    /// Has something done when the other end of the connection goes.
    let whenLeft: @Sendable (@escaping @Sendable () -> Void) -> Void

    package init(
      token: Int32, turn: String, hangUp: @escaping @Sendable () -> Void = {},
      whenLeft: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { _ in }
    ) {
      self.token = token
      self.turn = turn
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
    var isFollowed = false
    var isWatched = false
    var isClosed = false
  }

  /// Time between two events of a channel at least: the eye sees no more than four a second, and a page need not be told.
  private static let shortestPause = Duration.milliseconds(250)
  /// Time between two looks at quiet streams.
  private static let quietTick = Duration.seconds(5)
  /// Computations after which others may run.
  private static let piece = 16
  /// Time between two looks at the tokens of open streams.
  private static let recheck = Duration.seconds(2)

  private let book: LiveBook
  private let longWork: LongWork
  private let valid: Valid
  private let stored: Stored
  private let limits: Limits
  private let state = Mutex(State())
  private let encoded = Atomic(0)
  private let dropped = Atomic(0)

  package init(
    _ book: LiveBook, _ longWork: LongWork, limits: Limits = Limits(), valid: @escaping Valid, stored: @escaping Stored
  ) {
    (self.book, self.longWork, self.limits) = (book, longWork, limits)
    (self.valid, self.stored) = (valid, stored)
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
      guard state.streams.count < limits.inAll, !state.isClosed else { return .failure(.tooMany) }
      state.last += 1
      let number = state.last
      state.counts[caller.turn, default: 0] += 1
      state.streams[number] = Stream(question: question, caller: caller)
      let channel = state.channels[question] ?? channel(question)
      state.channels[question] = channel
      if channel.add(number, LiveListener(parts: continuation, hangUp: caller.hangUp)) {
        Task { await attend(to: channel) }
      }
      if !state.isFollowed {
        state.isFollowed = true
        Task { await follow() }
      }
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

  /// Ends all streams, and takes none any more.
  func close() {
    let numbers = state.withLock { state in
      state.isClosed = true
      return Array(state.streams.keys)
    }
    for number in numbers { end(number) }
  }

  private func channel(_ question: LiveQuestion) -> LiveChannel {
    LiveChannel(question) { [weak self] in _ = self?.encoded.wrappingAdd(1, ordering: .relaxed) }
  }

  /// Tells all channels of each change, and quiet streams that they are open, for as long as anybody listens.
  private func follow() async {
    var (last, lookedAt) = (LiveBook.Version?.none, ContinuousClock.now)
    for await _ in Self.moments(book.changes()) {
      // The follower also tells that nothing has come; quiet streams cost nothing then.
      let (version, now) = (book.version, ContinuousClock.now)
      if version == last, now - lookedAt < Self.quietTick / 2 { continue }
      (last, lookedAt) = (version, now)
      let channels = state.withLock { state -> [LiveChannel]? in
        if state.channels.isEmpty { state.isFollowed = false }
        return state.isFollowed ? Array(state.channels.values) : nil
      }
      guard let channels else { return }
      var computed = 0
      for channel in channels {
        if await attend(to: channel) {
          computed += 1
          if computed % Self.piece == 0 { await Task.yield() }
        }
        drop(channel.keepOpen())
      }
      try? await Task.sleep(for: Self.shortestPause)
    }
  }

  /// Computes what a channel needs: here where that is short, else on a thread for what is long.
  ///
  /// - Returns: true if something was computed here.
  @discardableResult
  private func attend(to channel: LiveChannel) async -> Bool {
    let question = channel.question
    let (reading, cost) = book.read { contents -> (LiveChannel.Reading?, cost: Int?) in
      switch channel.need(in: contents, longCost: longWork.longCost) {
      case .nothing: return (nil, nil)
      case .long(let cost): return (nil, cost)
      case .short:
        guard let rows = contents.rows(question.query) else { return (nil, 1) }
        return (LiveChannel.Reading(question, contents, rows.first?.earnings ?? Earnings()), nil)
      }
    }
    if let reading { drop(channel.tell(reading)) }
    if let cost {
      Task {
        do { drop(channel.tell(try await long(question, cost))) } catch { channel.missed() }
      }
    }
    return reading != nil
  }

  private func long(_ question: LiveQuestion, _ cost: Int) async throws -> LiveChannel.Reading {
    let (book, version) = (book, book.read { $0.version(of: question.query) })
    // Each question takes turns with all others.
    let reading = try await longWork.run(turn: "live \(question.hashValue)", cost: cost) { isWanted in
      try book.read { contents in
        try contents.rows(question.query, isWanted: isWanted).map {
          LiveChannel.Reading(question, contents, $0.first?.earnings ?? Earnings())
        }
      }
    }
    if let reading { return reading }
    let earnings = try await stored(question.query)
    return book.read { LiveChannel.Reading(question, $0, earnings, version) }
  }

  /// Ends listeners that do not read, and their connections: they do not read, so they are not told either.
  private func drop(_ numbers: [Int]) {
    for number in numbers {
      guard let listener = end(number) else { continue }
      dropped.wrappingAdd(1, ordering: .relaxed)
      listener.hangUp()
    }
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
      if channel.isEmpty { state.channels[stream.question] = nil }
      return listener
    }
    listener?.parts.finish()
    return listener
  }

  /// Ends the streams whose token is no longer good: one question for all tokens, however many streams they have. While
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
      guard let valid = try? await valid(Set(byToken.keys)) else { continue }
      for (token, numbers) in byToken where !valid.contains(token) {
        for number in numbers { end(number) }
      }
    }
  }

  /// Changes, and a tick in a while for quiet streams; the first at once.
  private static func moments(_ changes: AsyncStream<Void>) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    continuation.yield()
    let follow = Task {
      for await _ in changes { continuation.yield() }
    }
    let tick = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: quietTick)
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
