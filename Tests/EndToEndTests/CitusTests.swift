import Foundation
import Ingest
import Ledger
import Plays
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

/// The real binary on several nodes of Citus, also while they are killed. Only where tests are given nodes.
@Suite("Several nodes", .serialized, .enabled(if: CitusCluster.given != nil))
struct CitusTests {
  private var cluster: CitusCluster { CitusCluster.given! }

  /// What is asked of both: each line is a command.
  private static let tour: [[String]] =
    ["artist", "album", "track", "label", "platform", "country", "tier", "day", "month"].map {
      ["earnings", "--by", $0, "--from", "2026-10-01", "--to", "2026-10-31"]
    } + [
      ["status"], ["rankings", "--by", "artist", "--from", "2026-10-01", "--to", "2026-10-31"],
      ["statements", "preview", "--period", "2026-10"], ["ledger", "post", "--period", "2026-10"],
      ["ledger", "post", "--period", "2026-10"], ["ledger", "balance", "art-001", "--period", "2026-10"],
      ["ledger", "trial-balance"], ["ledger", "verify"], ["ledger", "post"],
      ["reconcile", "import", "\(Month.inputs)/report-spotify-2026-10.csv"],
      ["reconcile", "show", "1", "--by", "country"], ["reconcile", "lines", "1"], ["reconcile", "accept", "1"],
      ["ledger", "post"], ["ledger", "balance", "art-001", "--period", "2026-10"], ["reconcile", "accuracy"],
      ["reconcile", "receivables", "--as-of", "2027-01-15"], ["rates", "calibrate", "spotify"],
      ["ledger", "suspense"], ["ledger", "verify"],
      ["import", "catalog", "\(Month.inputs)/catalog.csv"], ["ledger", "trial-balance"],
    ]

  @Test(
    "A database with rows in it is distributed, again nothing changes, and every command says what it says of one node")
  func sameFigures() async throws {
    let plain = try await ScratchServer.shared.database(empty: true)
    let spread = try await cluster.database(migrated: false)
    for url in [plain, spread] {
      try await CommandLineTool(database: url).run("migrate")
      try Month.loadReference(url)
      try Month.loadPlays(url)
    }
    let superuser = CommandLineTool(database: cluster.url(0, cluster.name(of: spread)))
    let owner = CommandLineTool(database: spread)
    #expect(try await owner.refusal("migrate", "--citus").said.contains("superuser"))
    try await superuser.run("migrate", "--citus")
    try await superuser.run("migrate", "--citus")
    try await owner.run("migrate")
    #expect(try Nodes(Connection(url: spread)).areSeveral)
    let left = try Connection(url: spread).query("SELECT pg_relation_size('plays_daily')")[0].int(0)
    #expect(left == 0, "the rows are on the nodes alone")
    for arguments in Self.tour {
      let folders = (try TemporaryFolder(), try TemporaryFolder())
      let isDraft = arguments.starts(with: ["rates", "calibrate"])
      let one = try await Self.said(plain, arguments + (isDraft ? ["--to-folder", folders.0.path] : []))
        .replacing(folders.0.path, with: "")
      let several = try await Self.said(spread, arguments + (isDraft ? ["--to-folder", folders.1.path] : []))
        .replacing(folders.1.path, with: "")
      #expect(one == several, "\(arguments.joined(separator: " "))")
      #expect(!one.isEmpty || arguments[0] == "import")
    }
    #expect(try await owner.json("ledger", "verify")["ok"] as? Bool == true)
  }

  @Test(
    "A database that was distributed in its first months is brought to this schema by its owner, with what is in it")
  func laterMigrations() async throws {
    let folder = try TemporaryFolder()
    // Those of the program that distributed first.
    let first = try FileManager.default.contentsOfDirectory(atPath: Project.migrations).filter { $0 < "0029" }
    for name in first {
      try folder.write(name, String(contentsOfFile: "\(Project.migrations)/\(name)", encoding: .utf8))
    }
    let url = try await cluster.database(migrated: false)
    let old = try Migrator(directory: folder.path)
    let owner = try Connection(url: url, options: CitusCluster.unwatched)
    _ = try old.migrate(owner)
    _ = try old.migrate(Connection(url: cluster.url(0, cluster.name(of: url))), distributing: true)
    try owner.run(
      script: """
        INSERT INTO artists (artist_id, id, name, party) OVERRIDING SYSTEM VALUE VALUES (1, 'art-1', 'Nova', 'art-1');
        INSERT INTO labels (label_id, id, name, party) OVERRIDING SYSTEM VALUE VALUES (1, 'lab-1', 'North', 'lab-1');
        INSERT INTO albums (album_id, gtin, upc, title) OVERRIDING SYSTEM VALUE
          VALUES (1, '00011000004073', '011000004073', 'Album');
        INSERT INTO tracks (track_id, isrc, title, artist_id, album_id, label_id) OVERRIDING SYSTEM VALUE
          SELECT n, 'QZLL2260000' || n, 'Track', 1, 1, 1 FROM generate_series(1, 9) n;
        INSERT INTO markets (market_id, platform, country, tier) OVERRIDING SYSTEM VALUE
          VALUES (1, 'spotify', 'US', 'premium');
        INSERT INTO plays_daily (track_id, day, market_id, plays) SELECT n, '2026-10-01', 1, n FROM generate_series(1, 9) n
        """)
    let migrator = try Migrator(directory: Project.migrations)
    #expect(try !migrator.migrate(owner).isEmpty)
    try migrator.requireCurrent(owner)
    let rows = try owner.query(
      "SELECT count(*), sum(plays)::bigint FROM plays_daily JOIN tracks USING (track_id) WHERE owned_from = '-infinity'"
    )
    #expect(rows[0].int(0) == 9 && rows[0].int(1) == 45)
    let proof = try await CommandLineTool(database: url).json("ledger", "verify")
    #expect(proof["ok"] as? Bool == true, "\(proof)")
  }

  /// Fields of an answer, without those that no two runs share.
  private static func said(_ url: String, _ arguments: [String]) async throws -> String {
    let tool = CommandLineTool(database: url)
    // An import has no formats.
    guard arguments[0] != "import" else { return try await tool.run("import", arguments[1], arguments[2]) }
    let answer = try await tool.json(arguments: arguments)
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
    let text = try String(decoding: JSONSerialization.data(withJSONObject: answer, options: options), as: UTF8.self)
    // Records are those of the audit log, which has the distribution itself.
    return text.replacing(/"(as_of|digest|recorded_at|received_at|complete_through)":("[^"]*"|null)/, with: "")
      .replacing(/"records":[0-9]+/, with: "")
  }

  @Test("Readers see all of a commit or nothing of it, on all nodes and the coordinator, while others commit")
  func wholeCommits() async throws {
    let url = try await cluster.database()
    let db = try Connection(url: url)
    let outcome = Outcome()
    Thread.detachNewThread { outcome.keep(Result { try Self.commit150(url) }) }
    var (reads, isOver) = (0, false)
    var seen: Set<Int64> = []
    while !isOver {
      isOver = outcome.isThere
      try Nodes(db).snapshot {
        let generation = try LiveStore(db).generation()
        for _ in 0..<2 {
          var plays: Int64 = 0
          try LiveStore(db).cells { plays += $0.plays }
          #expect(plays == 16 * generation)
        }
        seen.insert(generation)
      }
      reads += 1
    }
    try outcome.get()
    #expect(seen.count > 5, "\(reads) reads were between commits")
    #expect(try LiveStore(db).generation() == 150)
  }

  private static func commit150(_ url: String) throws {
    let store = IngestStore(try Connection(url: url))
    var claim = try store.claim(topic: "t", incarnation: "i", partitions: [0])[0]
    for _ in 0..<150 {
      var batch = PlayBatch()
      batch.cells = (1...16).map { PlayBatch.Cell(track: $0, day: 20_000, market: 1, plays: 1) }
      let advance = IngestStore.PartitionAdvance(
        claim: claim, nextOffset: claim.nextOffset + 1, accepted: 1, quarantined: 0,
        highWatermark: claim.nextOffset + 1, lastMessageAt: nil)
      try store.commit(batch, topic: "t", incarnation: "i", advances: [advance])
      claim.nextOffset += 1
    }
  }

  /// Has a command commit while a node is killed: after it has prepared its part, and before it hears of the commit.
  ///
  /// - Parameter lock: that the command waits for before it writes; until then it may commit what it likes.
  private func inDoubt(_ database: String, waitingFor lock: String, _ arguments: [String]) async throws {
    let holder = try Connection(url: cluster.url(0, cluster.name(of: database)))
    let watcher = try Connection(url: cluster.url(0, cluster.name(of: database)))
    try cluster.set("SET citus.recover_2pc_interval = '-1'")
    try holder.query("SELECT pg_advisory_lock(hashtext(\(lock)))")
    let command = try Command(arguments, environment: CommandLineTool(database: database).environment)
    #expect(
      try await eventually {
        try watcher.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").count > 0
      }, "\(command.standardError)")
    // A standby that never answers: the coordinator waits for it after every node has prepared, before it tells them.
    try cluster.set("SET synchronous_standby_names = 'nobody'")
    // Whatever comes of it: the next test would wait for it for ever.
    defer { _ = try? cluster.set("RESET synchronous_standby_names") }
    try holder.query("SELECT pg_advisory_unlock(hashtext(\(lock)))")
    let prepared: SQL = "SELECT FROM pg_prepared_xacts"
    let node = cluster.nodes.last!
    #expect(
      try await eventually {
        try !Connection(url: cluster.url(node)).query(prepared).isEmpty
          && !watcher.query(
            "SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name LIKE 'ledgerline%'"
          ).isEmpty
      }, "\(command.standardError)")
    try await cluster.kill(node)
    try cluster.set("RESET synchronous_standby_names")
    #expect(try await command.wait() == 0, "it has committed: \(command.standardError)")
  }

  private func restart() async throws {
    let node = cluster.nodes.last!
    try await cluster.start(node)
    #expect(try !Connection(url: cluster.url(node)).query("SELECT FROM pg_prepared_xacts").isEmpty, "it is in doubt")
  }

  @Test("A node that is killed between its part of an import and the end of it has all of it before anything is posted")
  func importInDoubt() async throws {
    let url = try await cluster.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    try await inDoubt(url, waitingFor: "ledgerline ingest", ["import", "plays", "\(Month.inputs)/plays.ndjson"])
    let refused = try await tool.refusal("ledger", "post")
    #expect(refused.code == 1, "nothing is posted while a node is away: \(refused.said)")
    try await restart()
    try await tool.run("ledger", "post")
    let proof = try await tool.json("ledger", "verify")
    #expect(proof["ok"] as? Bool == true && proof["pending"] as? Int == 0, "\(proof)")
    let status = try await tool.json("status")
    let plays = try Connection(url: url).query(
      "SELECT (SELECT sum(plays)::bigint FROM plays_daily) + (SELECT sum(plays)::bigint FROM plays_unmatched)")[0].int(
        0)
    #expect(status["accepted_events"] as? Int == 5_184)
    let whole = try await ScratchServer.shared.database()
    try Month.loadReference(whole)
    try Month.loadPlays(whole)
    #expect(
      try Connection(url: whole).query(
        "SELECT (SELECT sum(plays)::bigint FROM plays_daily) + (SELECT sum(plays)::bigint FROM plays_unmatched)")[0]
        .int(0)
        == plays)
    try cluster.set("RESET citus.recover_2pc_interval")
  }

  @Test("A posting that a node is killed in is there for the next one, and nothing is posted twice")
  func postingInDoubt() async throws {
    let url = try await cluster.database()
    let tool = CommandLineTool(database: url)
    let db = try Connection(url: url)
    try Month.loadReference(url)
    try Month.loadPlays(url)
    try await inDoubt(url, waitingFor: "ledgerline books", ["ledger", "post"])
    try await restart()
    // Every track is looked at again: whoever does not see the lines of the last posting posts them anew.
    try db.query(
      """
      INSERT INTO ledger_pending (epoch, period, track_id)
      SELECT e.epoch, date '2026-10-01', t.track_id FROM tracks t, (SELECT epoch FROM ledger_epoch) e ON CONFLICT DO NOTHING
      """)
    let head = try LedgerStore(db).head().number
    try await tool.run("ledger", "post")
    #expect(try LedgerStore(db).head().number == head)
    let proof = try await tool.json("ledger", "verify")
    #expect(proof["ok"] as? Bool == true && proof["pending"] as? Int == 0, "\(proof)")
    try cluster.set("RESET citus.recover_2pc_interval")
  }

  @Test("Lines that direct SQL adds to a posting are not refused on a node, and are found by the proof")
  func foundAfterwards() async throws {
    let url = try await cluster.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let tool = CommandLineTool(database: url)
    try await tool.run("ledger", "post")
    let db = try Connection(url: cluster.url(0, cluster.name(of: url)))
    try db.run(
      script:
        "INSERT INTO ledger_lines SELECT 999, period, track_id, market_id, contract_id, artist_id, currency, reported, plays, unrated_plays, gross, waiting, converted, fee, shares FROM ledger_lines WHERE transaction_id = 5"
    )
    #expect(throws: PostgresError.self) { try db.run(script: "DELETE FROM ledger_lines") }
    let refused = try await tool.refusal("ledger", "verify")
    #expect(refused.code == 1)
  }
}

/// Outcome of what another thread does.
private final class Outcome: Sendable {
  private let result = Mutex<Result<Void, any Error>?>(nil)

  var isThere: Bool { result.withLock { $0 != nil } }
  func keep(_ outcome: Result<Void, any Error>) { result.withLock { $0 = outcome } }
  func get() throws { try result.withLock { try $0!.get() } }
}
