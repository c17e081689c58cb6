import Postgres
import Store
import TestSupport
import Testing

@Suite("Days that a commit opens")
struct NewDaysTests {
  private let days = Int32(20_000)...20_002

  private func batch(_ db: Connection, days: ClosedRange<Int32>, tracks: Int32 = 3) throws -> PlayBatch {
    var batch = PlayBatch()
    for track in 1...tracks {
      for day in days { batch.cells.append(PlayBatch.Cell(track: track, day: day, market: 1, plays: 2)) }
    }
    batch.catalogVersion = try CatalogIndex(db).version
    return batch
  }

  private func commit(_ db: Connection, _ partition: Int32, _ batch: PlayBatch) throws {
    let store = IngestStore(db)
    let claim = try store.claim(topic: "t", incarnation: "i", partitions: [partition])[0]
    try store.commit(
      batch, topic: "t", incarnation: "i",
      advances: [
        IngestStore.PartitionAdvance(
          claim: claim, nextOffset: claim.nextOffset + 1, accepted: 1, quarantined: 0, lastMessageAt: nil)
      ])
  }

  /// Cells and plays of each day that is listed or has any.
  private func totals(_ db: Connection) throws -> [Int32: [Int64]] {
    let rows = try db.query(
      """
      SELECT day, (SELECT count(*) FROM plays_days l WHERE l.day = e.day), count(plays), coalesce(sum(plays), 0)::bigint
      FROM plays_daily RIGHT JOIN (SELECT day FROM plays_days UNION SELECT day FROM plays_daily) e USING (day) GROUP BY 1
      """)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.date(0), [$0.int(1), $0.int(2), $0.int(3)]) })
  }

  @Test("are listed with their cells, and later commits add to them", arguments: [Int32(3), 25_000])
  func listed(tracks: Int32) async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    try commit(db, 0, batch(db, days: 20_000...20_001, tracks: tracks))
    #expect(
      try totals(db) == [
        20_000: [1, Int64(tracks), Int64(tracks) * 2], 20_001: [1, Int64(tracks), Int64(tracks) * 2],
      ])
    // One day that stands, one that is new.
    try commit(db, 0, batch(db, days: 20_001...20_002, tracks: tracks))
    #expect(
      try totals(db) == [
        20_000: [1, Int64(tracks), Int64(tracks) * 2], 20_001: [1, Int64(tracks), Int64(tracks) * 4],
        20_002: [1, Int64(tracks), Int64(tracks) * 2],
      ])
  }

  @Test("are not opened where the commit is refused")
  func refused() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    var stale = try batch(db, days: days)
    stale.catalogVersion += 1
    #expect(throws: IngestStore.Refusal.self) { try commit(db, 0, stale) }
    #expect(try totals(db) == [:])
  }

  @Test("are opened by one of two commits, and the other waits and adds")
  func together() async throws {
    let url = try await ScratchServer.shared.database()
    let (first, watcher) = (try Connection(url: url), try Connection(url: url))
    // As a commit that has opened a day and takes its time.
    try first.run(script: "BEGIN; INSERT INTO plays_days VALUES ('2024-10-04')")
    try first.query(
      "INSERT INTO plays_daily (track_id, day, market_id, plays) VALUES (1, \(.date(20_000)), 1, 5)")
    let batch = try batch(watcher, days: 20_000...20_000)
    let other = Task.detached { try commit(Connection(url: url), 1, batch) }
    let isWaiting = try await eventually {
      try watcher.query(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")[0].int(
          0) == 1
    }
    #expect(isWaiting)
    try first.run(script: "COMMIT")
    try await other.value
    #expect(try totals(watcher) == [20_000: [1, 3, 11]])
  }

  @Test("that have cells already, written by somebody who lists no days, are added to all the same")
  func unlisted() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    try db.query("INSERT INTO plays_daily (track_id, day, market_id, plays) VALUES (2, \(.date(20_000)), 1, 5)")
    try commit(db, 0, batch(db, days: 20_000...20_000))
    #expect(try totals(db) == [20_000: [1, 3, 11]])
    try commit(db, 0, batch(db, days: 20_000...20_000))
    #expect(try totals(db) == [20_000: [1, 3, 17]])
  }
}
