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
}
