import Catalog
import Earnings
import Ingest
import Live
import Money
import Logging
import Plays
import Postgres
import Rates
import Store
import TestSupport
import Testing

@Suite("The live totals")
struct LiveBookTests {
  private func book(_ url: String) async throws -> (LiveBook, LiveFollower) {
    let book = LiveBook()
    let follower = LiveFollower(book, databaseURL: url, cellLimit: 1_000_000, logger: Logger(label: "test"))
    try await follower.start()
    return (book, follower)
  }

  /// Questions that differ in everything a question can differ in.
  private static let questions: [EarningsQuery] = {
    var questions: [EarningsQuery] = []
    for dimension in [nil] + Dimension.allCases {
      for variant in 0..<9 {
        var query = EarningsQuery()
        query.groupBy = dimension
        switch variant {
        case 1: (query.from, query.to) = (Day("2026-10-10"), Day("2026-10-20"))
        case 2: query.platform = "spotify"
        case 3: (query.country, query.tier) = (Country("DE"), "premium")
        case 4: query.artist = "art-001"
        case 5: query.album = "00011000001089"
        case 6: (query.track, query.from) = ("QZLL22600002", Day("2026-10-16"))
        case 7: query.label = "lab-quay"
        case 8: query.visibility = Visibility.narrowed(artists: ["art-000"], labels: ["lab-self"], payees: [])
        default: break
        }
        questions.append(query)
      }
    }
    return questions
  }()

  private func compare(_ book: LiveBook, _ db: Connection) throws {
    let rates = try RateStore(db).book()
    for query in Self.questions {
      let live = try #require(book.rows(query))
      let stored = try EarningsStore(db).rows(query, rates)
      #expect(live.map(\.key) == stored.map(\.key), "\(query)")
      #expect(live.map(\.name) == stored.map(\.name), "\(query)")
      #expect(live.map(\.earnings) == stored.map(\.earnings), "\(query)")
    }
  }

  @Test("Memory and database give the same answer to every question, before and after every kind of change")
  func agreement() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try Month.loadReference(url)
    let (book, follower) = try await book(url)
    #expect(book.rows(EarningsQuery())?.isEmpty == true)

    try Month.loadPlays(url)
    #expect(
      try await eventually { try book.state.generation == LiveStore(db).generation() && book.state.generation > 0 })
    try compare(book, db)
    #expect(try await eventually { book.state.counts.acceptedEvents == 5184 })

    // A corrected rate table shows at once; nothing is counted again.
    let before = book.rows(EarningsQuery())![0].earnings
    let table = RateTable(
      platform: "spotify", effective: Day("2026-10-16")!, version: 2,
      quotes: [.init(country: nil, tier: nil): .init(currency: .init("USD")!, rate: try .init("0.5"))])
    _ = try RateStore(db).publish([.init(table: table, digest: [1])])
    #expect(try await eventually { book.rows(EarningsQuery())![0].earnings != before })
    try compare(book, db)
    #expect(book.rows(EarningsQuery())![0].earnings.plays == before.plays)

    // A commit too large to list, or one that was missed, is read anew.
    try db.query("UPDATE plays_daily SET plays = plays + 3 WHERE market_id = 1")
    try db.transaction {
      try db.query(
        "WITH n AS (UPDATE versions SET generation = generation + 1 RETURNING generation) INSERT INTO recent_commits (generation) SELECT generation FROM n"
      )
      try db.query("SELECT pg_notify('ledgerline_live', 'plays')")
    }
    #expect(try await eventually { try book.state.generation == LiveStore(db).generation() })
    try compare(book, db)
    await follower.stop()
  }

  @Test("A lost connection is opened again, and what happened meanwhile is there")
  func reconnecting() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try Month.loadReference(url)
    let (book, follower) = try await book(url)
    try db.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ledgerline-live' AND datname = current_database()"
    )
    try Month.loadPlays(url)
    #expect(try await eventually { try book.state.generation == LiveStore(db).generation() })
    try compare(book, db)
    await follower.stop()
  }

  /// Commits that are numbered after the last, as ingest numbers them; of `nil` nothing is listed.
  private func number(_ db: Connection, _ script: String) throws {
    try db.transaction {
      try db.query("UPDATE plays_daily SET plays = plays + 5 WHERE market_id = 1")
      try db.run(script: script)
      try db.query("SELECT pg_notify('ledgerline_live', 'plays')")
    }
  }

  @Test(
    "Where a commit is missing everything is read anew",
    arguments: [
      // One that was forgotten before it was read: the next one has a number too many.
      """
      UPDATE versions SET generation = generation + 2;
      INSERT INTO recent_commits (generation, cells) SELECT generation, '' FROM versions
      """,
      // One in the middle.
      """
      UPDATE versions SET generation = generation + 3;
      INSERT INTO recent_commits (generation, cells)
      SELECT generation - n, '' FROM versions, unnest(ARRAY[2, 0]) n
      """,
      // The last, and with it all there is.
      "UPDATE versions SET generation = generation + 1",
      // One that was too large to list, with others around it.
      """
      UPDATE versions SET generation = generation + 3;
      INSERT INTO recent_commits (generation, cells)
      SELECT generation - n, CASE WHEN n <> 1 THEN ''::bytea END FROM versions, unnest(ARRAY[2, 1, 0]) n
      """,
      // An older state of the database, from a backup.
      "UPDATE versions SET generation = generation - 1; DELETE FROM recent_commits",
    ])
  func missing(script: String) async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let (book, follower) = try await book(url)
    let before = book.rows(EarningsQuery())![0].earnings.plays
    try number(db, script)
    #expect(try await eventually { try book.state.generation == LiveStore(db).generation() })
    #expect(book.rows(EarningsQuery())![0].earnings.plays > before)
    try compare(book, db)
    await follower.stop()
  }

  @Test("Where none is missing only what was added is read")
  func following() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let (book, follower) = try await book(url)
    let before = book.rows(EarningsQuery())![0].earnings.plays
    // Totals that changed behind its back are not seen: nothing was read but the moments that it lists.
    try number(
      db,
      """
      UPDATE versions SET generation = generation + 1;
      INSERT INTO recent_commits (generation, cells) SELECT generation, '' FROM versions
      """)
    #expect(try await eventually { try book.state.generation == LiveStore(db).generation() })
    #expect(book.rows(EarningsQuery())![0].earnings.plays == before)
    await follower.stop()
  }

  @Test("Plays that come while it follows may become too many for memory")
  func growing() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    let book = LiveBook()
    let follower = LiveFollower(book, databaseURL: url, cellLimit: 10, logger: Logger(label: "test"))
    try await follower.start()
    #expect(book.rows(EarningsQuery())?.isEmpty == true)
    try Month.loadPlays(url)
    #expect(try await eventually { book.rows(EarningsQuery()) == nil })
    await follower.stop()
  }

  @Test("Too many cells for memory are asked of the database instead")
  func tooLarge() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    try Connection(url: url).run(script: "ANALYZE plays_daily")
    let book = LiveBook()
    let follower = LiveFollower(book, databaseURL: url, cellLimit: 10, logger: Logger(label: "test"))
    try await follower.start()
    #expect(book.rows(EarningsQuery()) == nil)
    await follower.stop()
  }
}
