import Foundation
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

@Suite("A commit of ingest")
struct IngestStoreTests {
  private func batch(_ db: Connection, plays: Int64 = 1) throws -> PlayBatch {
    var batch = PlayBatch()
    batch.cells = [PlayBatch.Cell(track: 1, day: 20_000, market: 1, plays: plays)]
    batch.catalogVersion = try CatalogIndex(db).version
    return batch
  }

  private func advance(_ claim: IngestStore.PartitionClaim, to offset: Int64) -> IngestStore.PartitionAdvance {
    IngestStore.PartitionAdvance(
      claim: claim, nextOffset: offset, accepted: offset - claim.nextOffset, quarantined: 0, highWatermark: offset,
      lastMessageAt: nil)
  }

  private func plays(_ db: Connection) throws -> Int64 {
    try db.query("SELECT coalesce(sum(plays), 0)::bigint FROM plays_daily")[0].int(0)
  }

  @Test("Totals and position move together")
  func together() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let store = IngestStore(db)
    let claim = try store.claim(topic: "t", incarnation: "i", partitions: [0])[0]
    #expect(claim == IngestStore.PartitionClaim(partition: 0, epoch: 1, nextOffset: 0))
    try store.commit(batch(db, plays: 5), topic: "t", incarnation: "i", advances: [advance(claim, to: 3)])
    #expect(try plays(db) == 5)
    let next = try store.claim(topic: "t", incarnation: "i", partitions: [0])[0]
    #expect(next == IngestStore.PartitionClaim(partition: 0, epoch: 2, nextOffset: 3))
    #expect(try StatusStore(db).counts().acceptedEvents == 3)
  }

  @Test("A worker that was overtaken commits nothing, on any of its partitions")
  func fencing() async throws {
    let url = try await ScratchServer.shared.database()
    let (old, new) = (try Connection(url: url), try Connection(url: url))
    let claims = try IngestStore(old).claim(topic: "t", incarnation: "i", partitions: [0, 1]).sorted {
      $0.partition < $1.partition
    }
    let taken = try IngestStore(new).claim(topic: "t", incarnation: "i", partitions: [1])[0]
    #expect(throws: IngestStore.Refusal.self) {
      try IngestStore(old).commit(
        batch(old), topic: "t", incarnation: "i", advances: claims.map { advance($0, to: 10) })
    }
    #expect(try plays(new) == 0)
    #expect(!old.isInTransaction)
    try IngestStore(new).commit(batch(new), topic: "t", incarnation: "i", advances: [advance(taken, to: 10)])
    #expect(try plays(new) == 1)
  }

  @Test("The same advance twice is refused the second time")
  func twice() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let claim = try IngestStore(db).claim(topic: "t", incarnation: "i", partitions: [0])[0]
    try IngestStore(db).commit(batch(db), topic: "t", incarnation: "i", advances: [advance(claim, to: 10)])
    #expect(throws: IngestStore.Refusal.self) {
      try IngestStore(db).commit(batch(db), topic: "t", incarnation: "i", advances: [advance(claim, to: 10)])
    }
    #expect(try plays(db) == 1)
  }

  @Test("A claim waits behind the open transaction of the former owner, so its offset is final")
  func waiting() async throws {
    let url = try await ScratchServer.shared.database()
    let zombie = try Connection(url: url)
    let claim = try IngestStore(zombie).claim(topic: "t", incarnation: "i", partitions: [0])[0]
    try zombie.run(script: "BEGIN; UPDATE ingest_partitions SET next_offset = 77 WHERE epoch = \(claim.epoch)")
    let taking = Task.detached {
      try IngestStore(Connection(url: url)).claim(topic: "t", incarnation: "i", partitions: [0])[0]
    }
    // Of a third connection: within a transaction the activity is seen as it was first seen.
    let watcher = try Connection(url: url)
    let isWaiting = try await eventually {
      try watcher.query(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")[0].int(
          0) == 1
    }
    #expect(isWaiting)
    try zombie.run(script: "COMMIT")
    #expect(try await taking.value.nextOffset == 77)
  }

  @Test("A catalog that has changed since the look-up refuses the commit")
  func catalog() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let claim = try IngestStore(db).claim(topic: "t", incarnation: "i", partitions: [0])[0]
    let stale = try batch(db)
    try db.query("UPDATE catalog_version SET version = version + 1")
    let refusal = #expect(throws: IngestStore.Refusal.self) {
      try IngestStore(db).commit(stale, topic: "t", incarnation: "i", advances: [advance(claim, to: 1)])
    }
    #expect(refusal == .catalogChanged)
    #expect(try plays(db) == 0)
  }

  @Test("Commits that overlap for as long as they come keep neither a posting nor an import of the catalog waiting")
  func turns() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    // Each commit takes its time, so that there is always one under way.
    try db.run(
      script: """
        CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END $$;
        CREATE TRIGGER wait AFTER INSERT ON quarantine FOR EACH STATEMENT EXECUTE FUNCTION wait();
        """)
    let traffic = Traffic()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for partition in Int32(0)..<4 {
        group.addTask {
          try await onThread {
            let db = try Connection(url: url)
            let store = IngestStore(db)
            var claim = try store.claim(topic: "t", incarnation: "i", partitions: [partition])[0]
            // Not all at once, so that they overlap.
            try db.query("SELECT pg_sleep(\(partition) * 0.05)")
            while !traffic.isOver {
              var batch = PlayBatch()
              batch.quarantined = [
                .init(reason: "bad_isrc", source: "t", position: 0, bytes: [], size: 0, receivedAt: 0)
              ]
              batch.catalogVersion = try CatalogIndex(db).version
              try store.commit(
                batch, topic: "t", incarnation: "i", advances: [advance(claim, to: claim.nextOffset + 1)])
              claim.nextOffset += 1
              traffic.count()
            }
          }
        }
      }
      defer { traffic.end() }
      #expect(try await eventually { traffic.commits >= 8 })
      try await onThread {
        // More than enough for the commits under way; without a turn it would wait for as long as plays come.
        let db = try Connection(url: url, options: .init(statementTimeout: 60_000))
        _ = try PendingStore(db).raiseEpoch()
        _ = try CatalogStore(db).write([])
      }
      let before = traffic.commits
      #expect(try await eventually { traffic.commits >= before + 8 }, "they go on")
      traffic.end()
      try await group.waitForAll()
    }
  }

  @Test("Small and large batches merge alike, by arrays and by COPY", arguments: [10, 30_000])
  func merging(count: Int) async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let store = IngestStore(db)
    var claim = try store.claim(topic: "t", incarnation: "i", partitions: [0])[0]
    for _ in 0..<2 {
      var batch = try batch(db)
      batch.cells = (0..<count).map { PlayBatch.Cell(track: Int32($0), day: 20_000, market: 1, plays: 2) }
      try store.commit(batch, topic: "t", incarnation: "i", advances: [advance(claim, to: claim.nextOffset + 1)])
      claim.nextOffset += 1
    }
    let row = try db.query("SELECT count(*), sum(plays)::bigint FROM plays_daily")[0]
    #expect(row.int(0) == Int64(count) && row.int(1) == Int64(count) * 4)
    #expect(try LiveStore(db).generation() == 2)
    #expect(try LiveStore(db).commits(from: 1).map(\.generation) == [1, 2])
  }
}

/// Commits that go on until they are told to end.
private final class Traffic: Sendable {
  private let state = Mutex((commits: 0, isOver: false))

  var commits: Int { state.withLock { $0.commits } }
  var isOver: Bool { state.withLock { $0.isOver } }
  func count() { state.withLock { $0.commits += 1 } }
  func end() { state.withLock { $0.isOver = true } }
}

/// Runs what blocks on a thread of its own.
private func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
  try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
    Thread { done.resume(with: Result { try body() }) }.start()
  }
}
