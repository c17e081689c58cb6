import Contracts
import Foundation
import Ingest
import Ledger
import Plays
import Postgres
import Posting
import Seeded
import Simulation
import Store
import TestSupport
import Testing

/// `ledger post` of the real binary, killed, beside itself, and beside ingest.
@Suite("Posting exactly", .serialized)
struct PostingCrashTests {
  /// The sample catalog with its terms, and plays of a month written by SQL: enough that a posting takes a while.
  private func stand() async throws -> (url: String, db: Connection, tool: CommandLineTool) {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try SampleBooks.load(db)
    try db.run(
      script: """
        INSERT INTO markets (platform, country, tier)
        SELECT p, c, 'premium' FROM unnest(ARRAY['spotify', 'deezer', 'tidal']) p, unnest(ARRAY['US', 'DE', 'SE', 'JP']) c;
        INSERT INTO plays_daily SELECT t.track_id, date '2026-10-01' + (n * 3)::int, m.market_id, 1 + (track_id + n) % 90
        FROM tracks t, markets m, generate_series(0, 2) n
        """)
    try touch(db)
    return (url, db, CommandLineTool(database: url))
  }

  /// Late plays in every track: all of it is to be posted again.
  private func touch(_ db: Connection) throws {
    try db.run(
      script: """
        UPDATE plays_daily SET plays = plays + 1 WHERE day = '2026-10-04';
        INSERT INTO ledger_pending (epoch, period, track_id)
        SELECT epoch, date '2026-10-01', track_id FROM tracks, ledger_epoch ON CONFLICT DO NOTHING
        """)
  }

  @Test("Killed at 100 random moments, a posting leaves all or nothing, and the next one completes it")
  func killed() async throws {
    let (_, db, tool) = try await stand()
    // How long one takes here, so that the moments fall into all of it.
    let started = ContinuousClock.now
    try await tool.run("ledger", "post")
    let usual = (ContinuousClock.now - started) / .milliseconds(1)
    try touch(db)
    var random = Seeded.printed("postings killed at random moments")
    var (kills, completed) = (0, 0)
    while kills < 100 {
      let head = try LedgerStore(db).head().number
      let command = try tool.start("ledger", "post")
      try await randomMoment(1...max(Int(usual), 10), using: &random)
      if command.isRunning {
        command.send(SIGKILL)
        kills += 1
      }
      try await command.wait()
      // The server ends what the killed one had begun.
      #expect(try await eventually { try !isPosting(db) })
      let after = try LedgerStore(db).head().number
      let lines = try db.query("SELECT count(*) FROM ledger_lines WHERE transaction_id > \(head)")[0].int(0)
      if after == head {
        #expect(lines == 0, "nothing is left of it")
      } else {
        #expect(after == head + 1)
        #expect(try LedgerStore(db).transaction(after)?.transaction.evidence.lineCount == lines, "all of it is there")
        completed += 1
        try touch(db)
      }
    }
    print("killed \(kills) times; \(completed) postings were complete before they were killed, or were not caught")
    try await tool.run("ledger", "post")
    let proof = try await tool.json("ledger", "verify")
    #expect(proof["ok"] as? Bool == true && proof["pending"] as? Int == 0)
    #expect(
      try await tool.run("ledger", "post", "--format", "csv").split(separator: "\n").count == 1, "nothing is left")
  }

  @Test("Postings beside heavy ingest and beside each other leave exact books")
  func besideIngest() async throws {
    let stand = try await Stand(.sample, partitions: 4)
    defer { stand.stop() }
    let db = try Connection(url: stand.url)
    try SampleBooks.load(db)
    let events: Int64 = 60_000
    let workers = [
      try stand.tool.start("ingest", "--partitions", "0,1"), try stand.tool.start("ingest", "--partitions", "2,3"),
    ]
    let sender = try stand.tool.start("simulate", "--events", "\(events)", "--rate", "5000")
    var postings = 0
    while sender.isRunning {
      let both = [try stand.tool.start("ledger", "post"), try stand.tool.start("ledger", "post")]
      for command in both { #expect(try await command.wait() == 0, "\(command.standardError)") }
      postings += 2
    }
    #expect(try await sender.wait() == 0)
    #expect(try await eventually(within: 60) { try stand.taken() >= events })
    for worker in workers { worker.send(SIGTERM) }
    for worker in workers { #expect(try await worker.wait() == 0) }
    print("\(postings) postings while \(events) plays were counted")
    #expect(postings > 2)
    try await stand.tool.run("ledger", "post")
    let counts = try db.query(
      "SELECT (SELECT sum(plays) FROM plays_daily)::bigint, (SELECT sum(plays) FROM ledger_lines)::bigint")[0]
    #expect(counts.int(0) == events && counts.int(1) == events)
    let proof = try await stand.tool.json("ledger", "verify")
    #expect(proof["ok"] as? Bool == true && proof["pending"] as? Int == 0, "\(proof)")
  }

  private func isPosting(_ db: Connection) throws -> Bool {
    try !db.query(
      """
      SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'ledgerline%'
      """
    ).isEmpty
  }
}

/// The sample catalog with rates, exchange rates, payees and contracts.
enum SampleBooks {
  static func load(_ db: Connection) throws {
    _ = try CatalogStore(db).write(SampleCatalog.entries)
    let reference = ReferenceImport(db)
    _ = try reference.rateTables(path: "\(Project.root)/RateTables")
    _ = try reference.fx(path: "\(Project.root)/Sources/Services/Simulation/Seeds/fx.csv")
    let store = ContractStore(db)
    _ = try store.write(SampleTerms.payees)
    _ = try store.write(
      SampleTerms.contracts.map {
        ContractStore.Submission(contract: $0, file: $0.id, line: 1, digest: Array("test".utf8))
      })
  }
}
