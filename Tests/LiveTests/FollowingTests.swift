import Catalog
import Earnings
import Foundation
import Ingest
import Live
import Logging
import Money
import Plays
import Postgres
import Rates
import Seeded
import Store
import Synchronization
import TestSupport
import Testing

@Suite("Live totals that follow")
struct FollowingTests {
  private func follower(_ book: LiveBook, _ url: String, listedAtATime: Int = 4 << 20) async throws -> LiveFollower {
    let follower = LiveFollower(
      book, databaseURL: url, cellLimit: 1_000_000, listedAtATime: listedAtATime, logger: Logger(label: "test"))
    try await follower.start()
    return follower
  }

  private func compare(_ book: LiveBook, _ db: Connection) throws {
    let stored = try EarningsStore(db).rows(EarningsQuery(), RateStore(db).book())
    #expect(book.rows(EarningsQuery())?.map(\.earnings) == stored.map(\.earnings))
  }

  @Test(
    "have at each generation what SQL has at it, through commits, imports and corrected rates, and load once"
  )
  func anything() async throws {
    let url = try await ScratchServer.shared.database()
    let now = UInt32(Date().timeIntervalSince1970)
    var world = try FollowedWorld(
      Connection(url: url), random: Seeded.printed("commits and imports that are followed"), now: now)
    let book = LiveBook()
    // Each commit in a step of its own.
    let follower = try await follower(book, url, listedAtATime: 1)
    let samples = Samples()
    defer { samples.end() }
    samples.take(from: book)
    for round in 0..<25 {
      // Some come while others are being added.
      for _ in 0..<Int.random(in: 1...6, using: &world.random) { try world.step() }
      guard round % 5 == 0 else { continue }
      // Corrected rates, while the last commits may still be added.
      let table = RateTable(
        platform: "spotify", effective: Day("2026-10-16")!, version: 2 + round,
        quotes: [.init(country: nil, tier: nil): .init(currency: .init("USD")!, rate: try .init("0.00\(round + 1)"))])
      _ = try RateStore(world.db).publish([.init(table: table, digest: [UInt8(round)])])
      let corrected = try EarningsStore(world.db).rows(EarningsQuery(), RateStore(world.db).book()).map(\.earnings)
      #expect(try await eventually { try book.state.generation == LiveStore(world.db).generation() })
      #expect(try await eventually { book.rows(EarningsQuery())?.map(\.earnings) == corrected })
      let (values, rates) = (try QuestionValues(world.db), try RateStore(world.db).book())
      for _ in 0..<40 {
        let question = values.question(&world.random)
        let (live, stored) = (try #require(book.rows(question)), try EarningsStore(world.db).rows(question, rates))
        #expect(live.map(\.key) == stored.map(\.key), "\(question)")
        #expect(live.map(\.name) == stored.map(\.name), "\(question)")
        #expect(live.map(\.earnings) == stored.map(\.earnings), "\(question)")
      }
    }
    #expect(try await eventually { try book.state.generation == LiveStore(world.db).generation() })
    samples.end()
    #expect(samples.all.count > 5)
    for (generation, sums) in samples.all where generation > 0 {
      #expect(sums == world.sums[generation], "at generation \(generation)")
    }
    #expect(follower.loads == 1)
    await follower.stop()
  }

  @Test("follow a commit of 400,000 cells by what it has added")
  func large() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try Month.loadReference(url)
    try db.run(
      script: """
        INSERT INTO tracks (isrc, title, artist_id, album_id, label_id)
        SELECT 'QZXX2' || lpad(i::text, 7, '0'), 'T' || i, artist_id, album_id, label_id
        FROM generate_series(1, 4000) i,
          LATERAL (SELECT artist_id, album_id, label_id FROM tracks WHERE isrc = 'QZLL22600001') t
        """)
    let tracks = try db.query("SELECT track_id FROM tracks WHERE isrc LIKE 'QZXX2%' ORDER BY 1").map { $0.int32(0) }
    let store = IngestStore(db)
    let market = try store.marketIDs(platforms: ["spotify"], countries: ["DE"], tiers: ["premium"])[0]
    let book = LiveBook()
    let follower = try await follower(book, url)
    var claim = try store.claim(topic: "t", incarnation: "i", partitions: [0])[0]
    for _ in 0..<2 {
      var batch = PlayBatch()
      batch.catalogVersion = try CatalogIndex(db).version
      for track in tracks {
        for day in Int32(20_000)..<20_100 {
          batch.cells.append(.init(track: track, day: day, market: market, plays: 3))
        }
      }
      let next = claim.nextOffset + 1
      try store.commit(
        batch, topic: "t", incarnation: "i",
        advances: [
          .init(claim: claim, nextOffset: next, accepted: 1, quarantined: 0, highWatermark: next, lastMessageAt: nil)
        ])
      claim.nextOffset = next
    }
    #expect(try await eventually { try book.state.generation == LiveStore(db).generation() })
    #expect(book.rows(EarningsQuery())?.first?.earnings.plays == Int64(2 * 400_000 * 3))
    #expect(follower.loads == 1)
    await follower.stop()
  }

  @Test("lose what a file had brought when it is taken out, of the last hour too")
  func withdrawn() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let book = LiveBook()
    let follower = try await follower(book, url)
    let before = try #require(book.rows(EarningsQuery())).map(\.earnings)
    let folder = try TemporaryFolder()
    let now = Int64(Date().timeIntervalSince1970)
    let (day, rest) = (Day(number: Int32(now / 86_400)), now % 86_400)
    let time = [rest / 3_600, rest / 60 % 60, rest % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    try folder.write(
      "plays.ndjson",
      (0..<50).map {
        #"{"event_id":"w\#($0)","isrc":"QZLL22600001","played_at":"\#(day)T\#(time)Z","platform":"spotify","country":"US"}"#
          + "\n"
      }.joined())
    let path = "\(folder.path)/plays.ndjson"
    _ = try PlayImport(databaseURL: url).run(path: path)
    #expect(try await eventually { try book.state.generation == LiveStore(db).generation() })
    try compare(book, db)
    #expect(book.rows(EarningsQuery())?.map(\.earnings) != before)
    func recent() throws -> Int64 {
      var plays: Int64 = 0
      try LiveStore(db).recentMoments(seconds: 3_600) { plays += $0.plays }
      return plays
    }
    #expect(try recent() == 50)
    #expect(try PlayWithdrawal(db).run(path: path).plays == 50)
    #expect(try await eventually { try book.state.generation == LiveStore(db).generation() })
    #expect(book.rows(EarningsQuery())?.map(\.earnings) == before)
    try compare(book, db)
    #expect(try recent() == 0)
    await follower.stop()
  }

  @Test("go on where they stood when the connection is lost, and load where the database is not the one it was")
  func reconnecting() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try Month.loadReference(url)
    let book = LiveBook()
    let follower = try await follower(book, url)
    func cutOff() async throws {
      // While it waits for news, and not in the middle of something.
      let isCutOff = try await eventually {
        try !db.query(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'ledgerline-live' AND datname = current_database() AND state = 'idle'
          """
        ).isEmpty
      }
      #expect(isCutOff)
    }
    try await cutOff()
    try Month.loadPlays(url)
    #expect(try await eventually { try book.state.generation == LiveStore(db).generation() })
    try compare(book, db)
    #expect(follower.loads == 1)

    try db.query("UPDATE recent_commits SET committed_at = committed_at + interval '1 second'")
    try db.query("UPDATE plays_daily SET plays = plays + 1 WHERE market_id = 1")
    try await cutOff()
    #expect(try await eventually { follower.loads == 2 })
    try compare(book, db)
    await follower.stop()
  }
}

/// Totals as they were met while a follower was at work, one for each generation.
private final class Samples: Sendable {
  private let state = Mutex((all: [Int64: FollowedWorld.Sums](), isOver: false))

  var all: [Int64: FollowedWorld.Sums] { state.withLock { $0.all } }
  func end() { state.withLock { $0.isOver = true } }

  /// Looks at every generation that it finds, on a thread of its own, until it is over.
  func take(from book: LiveBook) {
    Thread { [self] in
      while !state.withLock({ $0.isOver }) {
        book.read { contents in
          let generation = contents.state.generation
          guard state.withLock({ $0.all[generation] == nil }) else { return beSilent(seconds: 0.001) }
          var sums: FollowedWorld.Sums = [:]
          for dimension in FollowedWorld.dimensions {
            var query = EarningsQuery()
            query.groupBy = dimension
            sums.merge(FollowedWorld.sums(contents.rows(query) ?? [], dimension)) { $1 }
          }
          state.withLock { $0.all[generation] = sums }
        }
      }
    }.start()
  }
}
