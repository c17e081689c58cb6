import Catalog
import Earnings
import Live
import Logging
import Plays
import Postgres
import Seeded
import Store
import TestSupport
import Testing

/// Servers that keep a part of the totals: what they answer from memory is what the database says, and they say of
/// nothing more that they could.
@Suite("Parts of the totals")
struct PartsTests {
  private func book(_ url: String, _ part: LivePart) async throws -> (LiveBook, LiveFollower) {
    let book = LiveBook()
    let follower = LiveFollower(
      book, databaseURL: url, part: part, cellLimit: 1_000_000, logger: Logger(label: "test"))
    try await follower.start()
    return (book, follower)
  }

  @Test("answer what is about them, as SQL does, and leave the rest to the database")
  func parts() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    let parts: [LivePart] = [
      .everything, .nothing, .labels(["lab-quay"]), .labels(["lab-quay", "lab-self"]), .share(0, of: 3),
      .share(1, of: 3),
      .share(2, of: 3),
    ]
    var books: [(LiveBook, LiveFollower)] = []
    for part in parts { books.append(try await book(url, part)) }
    try Month.loadPlays(url)
    let db = try Connection(url: url)
    for (book, _) in books {
      #expect(try await eventually { try book.state.generation == LiveStore(db).generation() })
    }
    // Those that are read at once, and those that came by commits.
    for part in parts { books.append(try await book(url, part)) }
    let (values, rates) = (try QuestionValues(db), try RateStore(db).book())
    var random = Seeded.printed("parts of the totals")
    var answered = [Int](repeating: 0, count: books.count)
    for _ in 0..<200 {
      let question = values.question(&random)
      let stored = try EarningsStore(db).rows(question, rates)
      var shares = 0
      for (index, (book, _)) in books.enumerated() {
        guard let live = book.rows(question) else { continue }
        #expect(live.map(\.key) == stored.map(\.key), "\(question)")
        #expect(live.map(\.earnings) == stored.map(\.earnings), "\(question)")
        answered[index] += 1
        if case .share = parts[index % parts.count], !stored.isEmpty { shares += 1 }
      }
      if question.artist != nil, !stored.isEmpty { #expect(shares == 2, "each artist is in one share: \(question)") }
    }
    #expect(answered[0] == 200 && answered[1] == 0)
    #expect(answered[2...6].allSatisfy { $0 > 0 && $0 < 200 })
    #expect(Array(answered[..<parts.count]) == Array(answered[parts.count...]))
    for (_, follower) in books { await follower.stop() }
  }

  @Test("have the plays of a track that comes to them, of before as well")
  func coming() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let (book, follower) = try await book(url, .labels(["lab-quay"]))
    let db = try Connection(url: url)
    var question = EarningsQuery()
    question.label = "lab-quay"
    let before = try #require(book.rows(question)?.first?.earnings.plays)
    let moved = try db.query(
      """
      SELECT t.isrc, t.title, a.id, a.name, b.upc, b.title, l.id, l.name
      FROM tracks t JOIN artists a USING (artist_id) JOIN albums b USING (album_id) JOIN labels l USING (label_id)
      WHERE l.id <> 'lab-quay' AND EXISTS (SELECT FROM plays_daily p WHERE p.track_id = t.track_id) ORDER BY 1 LIMIT 1
      """)[0]
    _ = try CatalogStore(db).write([
      CatalogEntry(
        isrc: ISRC(moved.text(0))!, title: moved.text(1), artist: .init(id: moved.text(2), name: moved.text(3)),
        album: GTIN(moved.text(4))!, albumTitle: moved.text(5), label: .init(id: "lab-quay", name: "Quay"),
        externalIDs: [], featured: [])
    ])
    #expect(try await eventually { try book.state.generation == LiveStore(db).generation() })
    let after = try #require(book.rows(question)?.first?.earnings)
    let stored = try EarningsStore(db).rows(question, RateStore(db).book())
    #expect(after == stored.first?.earnings && after.plays > before)
    await follower.stop()
  }
}
