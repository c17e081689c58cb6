import Catalog
import Earnings
import Ingest
import Live
import Logging
import Money
import Plays
import Postgres
import Rates
import Seeded
import Store
import TestSupport
import Testing

/// Questions of any filters, groupings and views at once, asked of memory and of the database.
@Suite("Random questions")
struct RandomQuestionTests {
  @Test("have the same rows in memory as by SQL")
  func rows() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let db = try Connection(url: url)
    // Artists with tracks at two labels, and labels with several artists on one album.
    try db.query("UPDATE tracks SET label_id = (SELECT min(label_id) FROM labels) WHERE track_id % 3 = 0")
    try db.query("UPDATE tracks SET album_id = (SELECT min(album_id) FROM albums) WHERE track_id % 5 = 0")
    try OwnersByDate.give(db, "random questions, owners")
    let book = LiveBook()
    let follower = LiveFollower(book, databaseURL: url, cellLimit: 1_000_000, logger: Logger(label: "test"))
    try await follower.start()
    let (values, rates) = (try QuestionValues(db), try RateStore(db).book())
    var random = Seeded.printed("random questions")
    var answered = 0
    for _ in 0..<400 {
      let question = values.question(&random)
      let (live, stored) = (try #require(book.rows(question)), try EarningsStore(db).rows(question, rates))
      #expect(live.map(\.key) == stored.map(\.key), "\(question)")
      #expect(live.map(\.name) == stored.map(\.name), "\(question)")
      #expect(live.map(\.earnings) == stored.map(\.earnings), "\(question)")
      answered += live.isEmpty ? 0 : 1
    }
    #expect(answered > 100, "most of the questions must not be about nothing")
    await follower.stop()
  }

  @Test("have the same first rows in memory as by SQL, by plays and by money")
  func rankings() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let db = try Connection(url: url)
    // Equals, so that the keys decide, and a rate that changes in the middle of a month.
    try db.query("UPDATE plays_daily SET plays = 7 WHERE track_id % 2 = 0")
    try OwnersByDate.give(db, "random rankings, owners")
    let table = RateTable(
      platform: "spotify", effective: Day("2026-10-11")!, version: 1,
      quotes: [.init(country: nil, tier: nil): .init(currency: .init("USD")!, rate: try .init("0.000000000001"))])
    _ = try RateStore(db).publish([.init(table: table, digest: [1])])
    let book = LiveBook()
    let follower = LiveFollower(book, databaseURL: url, cellLimit: 1_000_000, logger: Logger(label: "test"))
    try await follower.start()
    let (values, rates, fx) = (try QuestionValues(db), try RateStore(db).book(), try FXStore(db).book())
    var random = Seeded.printed("random rankings")
    var answered = 0
    for _ in 0..<300 {
      var question = values.question(&random)
      question.groupBy = [.artist, .album, .track, .label, .platform].randomElement(using: &random)!
      let currency = [nil, "USD", "EUR", "JPY"].randomElement(using: &random)!.map { Currency($0)! }
      let limit = [1, 2, 5, 100].randomElement(using: &random)!
      func first(_ rows: [EarningsRow]) -> [String] {
        let ranked =
          if let currency {
            rows.map { (row: $0, amount: $0.earnings.converted(to: currency, fx).amount) }
              .sorted { ($1.amount, $0.row.key) < ($0.amount, $1.row.key) }.map(\.row)
          } else {
            rows.sorted { ($1.earnings.plays, $0.key) < ($0.earnings.plays, $1.key) }
          }
        return ranked.prefix(limit).map { "\($0.key) \($0.name) \($0.earnings.plays) \($0.earnings.gross.sorted)" }
      }
      let live = try #require(
        try book.read { try $0.leaders(question, limit: limit, in: currency) { true } })
      let stored = try EarningsStore(db).rows(question, rates)
      #expect(first(live) == first(stored), "\(question) \(limit) \(String(describing: currency))")
      answered += stored.count > limit ? 1 : 0
    }
    #expect(answered > 30, "some must leave something out")
    await follower.stop()
  }
}
