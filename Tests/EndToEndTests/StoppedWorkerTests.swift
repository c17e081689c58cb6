import Catalog
import Foundation
import Ingest
import Plays
import Postgres
import Seeded
import Simulation
import Store
import Synchronization
import TestSupport
import Testing

/// The real binary, stopped as by SIGSTOP while it holds what others need.
@Suite("A process that is stopped", .serialized)
struct StoppedWorkerTests {
  /// How often the worker is stopped.
  private static let stops = ProcessInfo.processInfo.environment["LEDGERLINE_TEST_STOPS"].flatMap(Int.init) ?? 8

  @Test("At random moments of a load: its successor counts all partitions, and all is exact")
  func atRandomMoments() async throws {
    var random = Seeded.printed("a worker that is stopped at random moments")
    let stand = try await Stand(.sample, partitions: 4)
    defer { stand.stop() }
    let db = try Connection(url: stand.url)
    let sender = try stand.tool.start("simulate", "--rate", "2000", "--seed", "\(random.next() % 1_000_000)")
    func start() throws -> Command { try stand.tool.start("ingest", "--partitions", "0,1,2,3") }
    var worker = try start()
    var moved: [Int64] = []
    var (longest, holding) = (Duration.zero, 0)
    for stop in 1...Self.stops {
      let begun = moved
      #expect(try await eventually { try passed(begun, db) })
      try await randomMoment(0...1_500, using: &random)
      // Commits are short: some are sought.
      if stop % 4 == 0 { #expect(try await eventually(every: 1) { try isInTransaction(db) }) }
      worker.send(SIGSTOP)
      let before = try positions(db)
      if try isInTransaction(db) { holding += 1 }
      let began = ContinuousClock.now
      let successor = try start()
      // Seconds on a machine that has nothing else to do; how long it took is printed below, and no test.
      let counted = try await eventually(within: 180) { try passed(before, db) }
      longest = max(longest, ContinuousClock.now - began)
      #expect(counted, "stop \(stop): \(successor.standardError)")
      moved = try positions(db)
      // One that goes on has lost what it held; it may claim its partitions once more before it ends.
      if random.next() % 2 == 0 {
        worker.send(SIGCONT)
        worker.send(SIGTERM)
      } else {
        worker.send(SIGKILL)
      }
      #expect(try await worker.wait() != nil)
      worker = successor
    }
    print("stopped \(Self.stops) times, \(holding) of them inside a transaction; taken over within \(longest)")
    sender.send(SIGINT)
    #expect(try await sender.wait() == 0)
    let sent = try #require(Int64(sender.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(try await eventually(within: 120) { try stand.taken() >= sent })
    worker.send(SIGTERM)
    #expect(try await worker.wait() == 0)
    #expect(try stand.taken() == sent)
    #expect(try stand.plays() == sent)
  }

  /// Where the partitions stand, in their order.
  private func positions(_ db: Connection) throws -> [Int64] {
    try db.query("SELECT next_offset FROM ingest_partitions ORDER BY partition").map { $0.int(0) }
  }

  /// Whether all four partitions stand behind where they stood.
  private func passed(_ before: [Int64], _ db: Connection) throws -> Bool {
    let now = try positions(db)
    return now.count == 4 && now.indices.allSatisfy { now[$0] > ($0 < before.count ? before[$0] : 0) }
  }

  private func isInTransaction(_ db: Connection) throws -> Bool {
    try !db.query(
      """
      SELECT FROM pg_stat_activity WHERE application_name = 'ledgerline-ingest' AND datname = current_database()
        AND xact_start IS NOT NULL
      """
    ).isEmpty
  }

  @Test("An import inside COPY: the next import of the file counts all of it, each line once")
  func importInsideCopy() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    let db = try Connection(url: url)
    _ = try CatalogStore(db).write(SampleCatalog.entries)
    _ = try ReferenceImport(db).rateTables(path: "\(Project.root)/RateTables")
    let folder = try TemporaryFolder()
    // So many that they are sent by COPY, and that most of it is still to come when it is stopped.
    let lines = 1_600_000
    try folder.write("plays.ndjson", Self.manyCells(lines))
    let path = "\(folder.path)/plays.ndjson"
    let isReached = Mutex(false)
    let isStopped = DispatchSemaphore(value: 0)
    let relay = try DatabaseRelay(to: url, after: "COPY stage", bytes: 1 << 16) {
      isReached.withLock { $0 = true }
      isStopped.wait()
    }
    let stopped = try CommandLineTool(database: relay.url).start("import", "plays", path)
    defer { stopped.send(SIGKILL) }
    #expect(try await eventually(within: 300) { isReached.withLock { $0 } || !stopped.isRunning })
    #expect(stopped.isRunning, "it was never met inside COPY")
    stopped.send(SIGSTOP)
    isStopped.signal()
    let began = ContinuousClock.now
    let result = try await tool.json("import", "plays", path)
    print("an import went on \(ContinuousClock.now - began) after the one before it was stopped inside COPY")
    #expect(result["already_counted"] as? Bool == false)
    let counts = try StatusStore(db).counts()
    #expect(counts.acceptedEvents == lines && counts.quarantinedEvents == 0)
    stopped.send(SIGCONT)
    #expect(try await stopped.wait() != 0, "it was overtaken")
    let after = try StatusStore(db).counts()
    #expect(after.acceptedEvents == lines && after.quarantinedEvents == 0)
  }

  /// Plays that add up to so many cells that they are staged by COPY.
  private static func manyCells(_ lines: Int) -> String {
    var text = ""
    text.reserveCapacity(lines * 120)
    let tracks = SampleCatalog.entries.prefix(100).map(\.isrc.description)
    for line in 0..<lines {
      let day = line / 100 % 28 + 1
      text += #"{"isrc":"\#(tracks[line % 100])","played_at":"2026-10-\#(day < 10 ? "0" : "")\#(day)T00:00:00Z","#
      text += #""platform":"spotify","country":"\#(["US", "GB", "DE", "ES", "JP"][line / 2_800 % 5])","#
      text += #""tier":"t\#(line / 14_000)"}"# + "\n"
    }
    return text
  }
}
