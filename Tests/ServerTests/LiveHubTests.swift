import Catalog
import Earnings
import Foundation
import Ingest
import Live
import Logging
import NIOCore
import Postgres
import Server
import Store
import Synchronization
import TestSupport
import Testing

@Suite("The hub of streams")
struct LiveHubTests {
  /// What a listener has read.
  private final class Reader: Sendable {
    let parts = Mutex<[String]>([])
    let hasEnded = Mutex(false)

    var plays: Int64? {
      parts.withLock { $0.last }.flatMap { part in
        let data = part.split(separator: "\n").first { $0.hasPrefix("data: ") }?.dropFirst(6)
        let event = try? JSONSerialization.jsonObject(with: Data((data ?? "").utf8)) as? [String: Any]
        return ((event?["total"] as? [String: Any])?["plays"] as? Int).map(Int64.init)
      }
    }
    var count: Int { parts.withLock { $0.count } }

    init(_ stream: AsyncStream<ByteBuffer>) {
      Task {
        for await part in stream where !part.readableBytesView.starts(with: [UInt8(ascii: ":")]) {
          parts.withLock { $0.append(String(buffer: part)) }
        }
        hasEnded.withLock { $0 = true }
      }
    }
  }

  private func stand() async throws -> (url: String, book: LiveBook, follower: LiveFollower) {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    let book = LiveBook()
    let follower = LiveFollower(book, databaseURL: url, cellLimit: 1_000_000, logger: Logger(label: "test"))
    try await follower.start()
    return (url, book, follower)
  }

  private func hub(
    _ book: LiveBook, _ limits: LiveHub.Limits = .init(), _ longWork: LongWork = LongWork(),
    valid: @escaping LiveHub.Valid = { $0 }
  ) -> LiveHub {
    LiveHub(book, longWork, limits: limits, valid: valid) { book.rows($0)?.first?.earnings ?? Earnings() }
  }

  private func caller(_ token: Int32, hangUp: @escaping @Sendable () -> Void = {}) -> LiveHub.Caller {
    LiveHub.Caller(token: token, turn: "\(token)", hangUp: hangUp)
  }

  @Test("500 listeners of a question are told by one encoding; each gets everything first, and ends at the same total")
  func sharing() async throws {
    let (url, book, follower) = try await stand()
    let hub = hub(book)
    let question = LiveQuestion(EarningsQuery(), in: nil)
    let began = ContinuousClock.now
    let readers = try (0..<500).map { Reader(try hub.listen(question, caller(Int32($0 % 10)))) }
    #expect(try await eventually(within: 60) { readers.allSatisfy { $0.plays == 0 } })
    try Month.loadPlays(url)
    let all = try Connection(url: url).query("SELECT sum(plays)::bigint FROM plays_daily")[0].int(0)
    #expect(try await eventually(within: 60) { readers.allSatisfy { $0.plays == all } })
    // Four events a second at most, and one more for whoever came in each.
    let seconds = Int((ContinuousClock.now - began) / .seconds(1)) + 2
    #expect(hub.encodings <= seconds * 5, "\(hub.encodings) in \(seconds) s")
    #expect(readers.reduce(0) { $0 + $1.count } >= 1_000)
    // Whoever comes late has everything at once.
    let late = Reader(try hub.listen(question, caller(10)))
    #expect(try await eventually { late.plays == all })
    #expect(late.count == 1)
    await follower.stop()
  }

  @Test("Other visibility is another question; a listener that has gone is forgotten")
  func visibility() async throws {
    let (url, book, follower) = try await stand()
    try Month.loadPlays(url)
    #expect(try await eventually { book.rows(EarningsQuery())?.isEmpty == false })
    let hub = hub(book)
    var mine = EarningsQuery()
    mine.visibility = Visibility.narrowed(artists: ["art-000"], labels: [], payees: [])
    let all = Reader(try hub.listen(LiveQuestion(EarningsQuery(), in: nil), caller(1)))
    let narrow = Reader(try hub.listen(LiveQuestion(mine, in: nil), caller(2)))
    #expect(
      try await eventually {
        all.plays == book.rows(EarningsQuery())?.first?.earnings.plays
          && narrow.plays == book.rows(mine)?.first?.earnings.plays
      })
    #expect(all.plays != narrow.plays)
    let task = Task {
      for await _ in try hub.listen(LiveQuestion(EarningsQuery(), in: nil), caller(3)) {}
    }
    #expect(try await eventually { hub.count == 3 })
    task.cancel()
    #expect(try await eventually { hub.count == 2 })
    await follower.stop()
  }

  @Test("More than may be are refused, by token and in all, and may come when others have gone")
  func limits() async throws {
    let (_, book, follower) = try await stand()
    var limits = LiveHub.Limits()
    (limits.ofOne, limits.inAll) = (2, 3)
    let hub = hub(book, limits)
    let question = LiveQuestion(EarningsQuery(), in: nil)
    var streams = try (1...2).map { _ in try hub.listen(question, caller(1)) }
    #expect(throws: LiveHub.Refusal.tooManyOfOne) { try hub.listen(question, caller(1)) }
    streams.append(try hub.listen(question, caller(2)))
    #expect(throws: LiveHub.Refusal.tooMany) { try hub.listen(question, caller(3)) }
    streams.removeFirst()
    #expect(hub.count == 2)
    streams.append(try hub.listen(question, caller(3)))
    #expect(hub.count == 3)
    streams = []
    #expect(hub.count == 0)
    await follower.stop()
  }

  @Test("A listener that does not read is dropped and its connection ended; the others are not kept waiting")
  func slow() async throws {
    let (url, book, follower) = try await stand()
    var limits = LiveHub.Limits()
    limits.unread = 1
    let hub = hub(book, limits)
    let question = LiveQuestion(EarningsQuery(), in: nil)
    let hungUp = Mutex(false)
    let unread = try hub.listen(question, caller(1) { hungUp.withLock { $0 = true } })
    let reader = Reader(try hub.listen(question, caller(2)))
    #expect(try await eventually { reader.plays == 0 })
    try Month.loadPlays(url)
    #expect(try await eventually { hungUp.withLock { $0 } })
    #expect(hub.count == 1 && hub.drops == 1)
    let all = try Connection(url: url).query("SELECT sum(plays)::bigint FROM plays_daily")[0].int(0)
    #expect(try await eventually { reader.plays == all })
    withExtendedLifetime(unread) {}
    await follower.stop()
  }

  @Test("A token that is no longer good ends all its streams, by one question for all tokens")
  func revoked() async throws {
    let (_, book, follower) = try await stand()
    let question = LiveQuestion(EarningsQuery(), in: nil)
    let isGood = Mutex(true)
    let asked = Mutex(0)
    let hub = hub(book) { ids in
      asked.withLock { $0 += 1 }
      return isGood.withLock { $0 } ? ids : ids.subtracting([1])
    }
    let readers = try (1...50).map { _ in Reader(try hub.listen(question, caller(1))) }
    let other = Reader(try hub.listen(question, caller(2)))
    #expect(try await eventually { asked.withLock { $0 } >= 1 && readers.allSatisfy { $0.count == 1 } })
    isGood.withLock { $0 = false }
    let before = asked.withLock { $0 }
    #expect(try await eventually { readers.allSatisfy { $0.hasEnded.withLock { $0 } } })
    #expect(asked.withLock { $0 } - before <= 2)
    #expect(hub.count == 1 && !other.hasEnded.withLock { $0 })
    await follower.stop()
  }

  @Test("While a stream that walks much waits, others are told; nothing is encoded where nothing concerns a stream")
  func apart() async throws {
    let (url, book, follower) = try await stand()
    try Month.loadPlays(url)
    let all = try Connection(url: url).query("SELECT sum(plays)::bigint FROM plays_daily")[0].int(0)
    #expect(try await eventually { book.rows(EarningsQuery())?.first?.earnings.plays == all })
    var limits = LongWork.Limits()
    (limits.threads, limits.longCost) = (1, book.read { $0.cost(of: EarningsQuery()) } - 1)
    let longWork = LongWork(limits)
    let letGo = Atomic(false)
    let holding = Task {
      try await longWork.run(turn: "test", cost: 1) { _ in while !letGo.load(ordering: .acquiring) {} }
    }
    #expect(try await eventually { longWork.statistics.busy == 1 })
    let hub = hub(book, .init(), longWork)
    var mine = EarningsQuery()
    mine.artist = "art-001"
    let whole = Reader(try hub.listen(LiveQuestion(EarningsQuery(), in: nil), caller(1)))
    let narrow = Reader(try hub.listen(LiveQuestion(mine, in: nil), caller(2)))
    #expect(try await eventually { narrow.plays == book.rows(mine)?.first?.earnings.plays })
    #expect(whole.count == 0 && hub.encodings == 1)
    letGo.store(true, ordering: .releasing)
    try await holding.value
    #expect(try await eventually { whole.plays == all })
    #expect(hub.encodings == 2)
    await follower.stop()
  }
}
