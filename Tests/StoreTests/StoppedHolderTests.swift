import Catalog
import Foundation
import Ledger
import Plays
import Postgres
import Rates
import Store
import TestSupport
import Testing

/// Everything in the store that others wait for, kept by a session whose process was stopped.
@Suite("What a stopped process holds")
struct StoppedHolderTests {
  private static let silence = 400

  /// One who waits, and what keeps it waiting.
  struct Wait: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let held: SQL
    let work: @Sendable (Connection) throws -> Void

    init(_ description: String, held: SQL, _ work: @escaping @Sendable (Connection) throws -> Void) {
      testDescription = description
      self.held = held
      self.work = work
    }
  }

  static let waits: [Wait] = [
    Wait(
      "a claim of partitions, for a commit's row",
      held: "UPDATE ingest_partitions SET next_offset = next_offset + 5"
    ) {
      let claims = try IngestStore($0).claim(topic: "t", incarnation: "i", partitions: [0, 1])
      #expect(claims.map(\.nextOffset) == [0, 0], "what the stopped one had not committed is taken back")
    },
    Wait("a claim of a file, for a commit's row", held: "UPDATE ingest_files SET position = position + 5") {
      let record = try FileStore($0).claim(digest: digest, name: "f", size: 9, head: nil)
      #expect(record.position == 0)
    },
    Wait("a commit, for the gate", held: "SELECT pg_advisory_xact_lock(hashtext('ledgerline ingest'))") { db in
      let store = IngestStore(db)
      let claim = try store.claim(topic: "t", incarnation: "i", partitions: [0])[0]
      var batch = PlayBatch()
      batch.catalogVersion = try CatalogIndex(db).version
      try store.commit(
        batch, topic: "t", incarnation: "i",
        advances: [
          .init(claim: claim, nextOffset: 3, accepted: 3, quarantined: 0, highWatermark: 3, lastMessageAt: nil)
        ])
    },
    Wait("a posting, at the gate", held: "SELECT pg_advisory_xact_lock_shared(hashtext('ledgerline ingest'))") {
      _ = try PendingStore($0).raiseEpoch()
    },
    Wait("an import of the catalog, for another", held: "SELECT pg_advisory_lock(hashtext('ledgerline catalog'))") {
      _ = try CatalogStore($0).write([])
    },
    Wait("an import of the catalog, for its version", held: "SELECT FROM catalog_version FOR SHARE") {
      let entry = CatalogEntry(
        isrc: ISRC("QZLL22699999")!, title: "T", artist: .init(id: "art-900", name: "A"),
        album: GTIN("011000009993")!, albumTitle: "B", label: .init(id: "lab-900", name: "L"), externalIDs: [],
        featured: [])
      _ = try CatalogStore($0).write([entry])
    },
    Wait("whoever writes to the books", held: "SELECT pg_advisory_lock(hashtext('ledgerline books'))") {
      _ = try LedgerStore($0).exclusively { 1 }
    },
    Wait("whoever publishes rates", held: "SELECT pg_advisory_lock(hashtext('ledgerline rates'))") {
      _ = try RateStore($0).publish([])
    },
    Wait("an import of exchange rates", held: "SELECT pg_advisory_lock(hashtext('ledgerline rates'))") {
      _ = try FXStore($0).write([])
    },
    Wait(
      "a close, for imports that are judged by what is closed",
      held: "SELECT pg_advisory_lock_shared(hashtext('ledgerline closing'))"
    ) {
      try PeriodStore($0).aloneToClose {}
    },
    Wait("an import, for a close", held: "SELECT pg_advisory_lock(hashtext('ledgerline closing'))") { db in
      _ = try db.transaction { try PeriodStore(db).closedDays() }
    },
    Wait("an import of contracts", held: "LOCK TABLE contracts IN SHARE ROW EXCLUSIVE MODE") {
      _ = try ContractStore($0).write([ContractStore.Submission]())
    },
    Wait("a change of schedules", held: "SELECT pg_advisory_xact_lock(hashtextextended('ledgerline schedules', 0))") {
      _ = try ScheduleStore($0).enable("s", false)
    },
    Wait("a comparison of a report", held: "SELECT pg_advisory_lock(hashtext('ledgerline report'), 7)") {
      try ReportStore($0).alone(with: 7) {}
    },
    Wait("a migration", held: "SELECT pg_advisory_lock(hashtext('ledgerline migrations'))") {
      _ = try Migrator(directory: Project.migrations).migrate($0)
    },
  ]

  private static let digest: [UInt8] = [1]

  @Test("is got by whoever waits for it", arguments: waits)
  func got(_ wait: Wait) async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(
      url: url,
      options: .init(applicationName: "ledgerline-waiter", lockTimeout: 30_000, holderSilence: Self.silence))
    _ = try IngestStore(db).claim(topic: "t", incarnation: "i", partitions: [0, 1])
    _ = try FileStore(db).claim(digest: Self.digest, name: "f", size: 9, head: nil)
    // Where PostgreSQL itself never ends it.
    let holder = SilentSession(url, .insideCopy, taking: wait.held)
    try wait.work(db)
    #expect((holder.resume() as? PostgresError)?.isConnectionLost == true)
  }

  @Test("Every session of ours ends stopped ones unless it is told otherwise")
  func usual() {
    #expect(Connection.Options().holderSilence == 30_000)
  }

  @Test(
    "The run of a schedule is got by whoever asks for it again and again, and an honest holder keeps it",
    arguments: SilentSession.Place.allCases)
  func run(_ place: SilentSession.Place) async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    let period = Period("2026-10")!
    let runs = ScheduleRunStore(db)
    let holder = SilentSession(
      url, place, taking: "SELECT pg_advisory_lock(hashtextextended('ledgerline schedule s 2026-10', 0))")
    for _ in 0..<5 { #expect(try runs.holding("s", period) { 1 } == nil, "it may be at work") }
    #expect(try await eventually { try runs.holding("s", period, silence: Self.silence) { 1 } == 1 })
    #expect((holder.resume() as? PostgresError)?.isConnectionLost == true)
  }
}
