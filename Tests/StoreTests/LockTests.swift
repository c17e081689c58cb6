import CSV
import Catalog
import Contracts
import Ingest
import Plays
import Postgres
import Rates
import Store
import TestSupport
import Testing

/// Each lock of the store is one that somebody waits for, and takes turns where it says so.
@Suite("Locks of the store")
struct LockTests {
  private static let gateAlone = "SELECT pg_advisory_xact_lock(hashtext('ledgerline ingest'))"
  private static let gateTogether = "SELECT pg_advisory_xact_lock_shared(hashtext('ledgerline ingest'))"

  private let url: String

  init() async throws {
    url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
  }

  private func waits(for script: String, _ work: @escaping @Sendable (Connection) throws -> Void) async throws -> Bool {
    let url = url
    return try await Holder(url, script).isAwaited { try work(Connection(url: url)) }
  }

  private static func commit(_ db: Connection) throws {
    let store = IngestStore(db)
    let claim = try store.claim(topic: "t", incarnation: "i", partitions: [0])[0]
    var batch = PlayBatch()
    batch.cells = [PlayBatch.Cell(track: 1, day: 20_000, market: 1, plays: 1)]
    batch.catalogVersion = try CatalogIndex(db).version
    try store.commit(
      batch, topic: "t", incarnation: "i",
      advances: [
        IngestStore.PartitionAdvance(
          claim: claim, nextOffset: claim.nextOffset + 1, accepted: 1, quarantined: 0,
          highWatermark: claim.nextOffset + 1, lastMessageAt: nil)
      ])
  }

  @Test("A commit waits for whoever is alone at the gate, and not for other commits")
  func commits() async throws {
    #expect(try await waits(for: Self.gateAlone) { try Self.commit($0) })
    #expect(try await !waits(for: Self.gateTogether) { try Self.commit($0) })
  }

  @Test("A commit holds the catalog's version and the number that it marks under")
  func rows() async throws {
    #expect(try await waits(for: "SELECT FROM catalog_version FOR UPDATE") { try Self.commit($0) })
    #expect(try await waits(for: "SELECT FROM ledger_epoch FOR UPDATE") { try Self.commit($0) })
    #expect(try await !waits(for: "SELECT FROM catalog_version FOR SHARE") { try Self.commit($0) })
    #expect(try await !waits(for: "SELECT FROM ledger_epoch FOR SHARE") { try Self.commit($0) })
  }

  @Test("A posting that raises its number waits for the commits at the gate, and for those that mark under the last")
  func posting() async throws {
    #expect(try await waits(for: Self.gateTogether) { _ = try PendingStore($0).raiseEpoch() })
    #expect(
      try await waits(for: "SELECT FROM ledger_epoch FOR SHARE") { _ = try PendingStore($0).raiseEpoch() })
  }

  @Test("An import of the catalog waits for the commits at the gate, and for those that looked up in the last one")
  func catalog() async throws {
    let work: @Sendable (Connection) throws -> Void = { db in
      // Another title each time: each is a connection of its own.
      let title = "T\(try db.query("SELECT pg_backend_pid()")[0].int32(0))"
      _ = try CatalogStore(db).write([
        CatalogEntry(
          isrc: ISRC("QZLL22699999")!, title: title, artist: .init(id: "art-900", name: "A"),
          album: GTIN("011000009993")!, albumTitle: "B", label: .init(id: "lab-900", name: "L"), externalIDs: [],
          featured: [])
      ])
    }
    #expect(try await waits(for: Self.gateTogether, work))
    #expect(try await waits(for: "SELECT FROM catalog_version FOR SHARE", work))
    // What changes nothing keeps nobody waiting, and waits for nobody.
    #expect(
      try await !waits(for: Self.gateTogether) {
        _ = try ReferenceImport($0).catalog(path: "\(Month.inputs)/catalog.csv")
      })
  }

  @Test("Publishers of rates and of exchange rates take turns")
  func rates() async throws {
    let other = "SELECT pg_advisory_xact_lock_shared(hashtext('ledgerline rates'))"
    let rates: @Sendable (Connection) throws -> Void = {
      _ = try ReferenceImport($0).rateTables(path: "\(Month.inputs)/RateTables")
    }
    #expect(try await waits(for: other, rates))
    #expect(
      try await waits(for: other) {
        _ = try ReferenceImport($0).fx(path: "\(Month.inputs)/fx.csv")
      })
    // Commits of plays take that row: where nothing is new it is left alone.
    #expect(try await !waits(for: "SELECT FROM versions FOR SHARE", rates))
  }

  @Test("Who records contracts takes turns with others, and keeps nobody from reading them")
  func contracts() async throws {
    let work: @Sendable (Connection) throws -> Void = {
      _ = try ReferenceImport($0).contracts(path: "\(Month.inputs)/contracts")
    }
    #expect(try await waits(for: "LOCK TABLE contracts IN ROW EXCLUSIVE MODE", work))
    #expect(try await !waits(for: "LOCK TABLE contracts IN ACCESS SHARE MODE", work))
  }

  @Test("Who changes schedules takes turns")
  func schedules() async throws {
    #expect(
      try await waits(for: "SELECT pg_advisory_xact_lock(hashtextextended('ledgerline schedules', 0))") {
        _ = try ScheduleStore($0).remove("nothing")
      })
  }

  @Test("Two programs that start at once do not both migrate")
  func migrations() async throws {
    #expect(
      try await waits(for: "SELECT pg_advisory_xact_lock(hashtext('ledgerline migrations'))") {
        _ = try Migrator(directory: Project.migrations).migrate($0)
      })
  }
}
