import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

/// Who waits for a lock gets it, whatever the session that has it was doing when its process was stopped.
@Suite("Locks of a silent session", .serialized)
struct LockWatchTests {
  private static let advisory: SQL = "SELECT pg_advisory_lock(7)"
  private static let untilCommit: SQL = "SELECT pg_advisory_xact_lock(7)"
  private static let silence = 400

  /// A waiter that must get its lock: without the watch it fails by its own limit.
  private func waiter(_ url: String, silence: Int = Self.silence) throws -> Connection {
    try Connection(
      url: url,
      options: .init(applicationName: "ledgerline-waiter", lockTimeout: 600_000, holderSilence: silence))
  }

  @Test("is ended by whoever waits for it, wherever it fell silent", arguments: SilentSession.Place.allCases)
  func ends(_ place: SilentSession.Place) async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let holder = SilentSession(url, place, taking: Self.advisory)
    let db = try waiter(url)
    try db.query(Self.advisory)
    let error = holder.resume() as? PostgresError
    #expect(error?.isConnectionLost == true, "\(place): \(String(describing: error))")
    #expect(error?.isRetriable == true)
  }

  @Test("is ended also where it is in the way of one who is in the way of the waiter")
  func chain() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    try Connection(url: url).run(script: "CREATE TABLE t (n int); CREATE TABLE u (n int)")
    let holder = SilentSession(url, .insidePipeline, taking: "LOCK TABLE t")
    let middle = Task.detached {
      // It waits for the first without a limit, and holds what the last one wants.
      let db = try Connection(url: url, options: .init(applicationName: "ledgerline-middle", holderSilence: 0))
      try db.transaction {
        try db.query("LOCK TABLE u")
        try db.query("LOCK TABLE t")
      }
    }
    let db = try waiter(url)
    #expect(
      try await eventually {
        try db.query(
          "SELECT FROM pg_stat_activity WHERE application_name = 'ledgerline-middle' AND wait_event_type = 'Lock' AND datname = current_database()"
        ).count == 1
      })
    try db.query("SELECT FROM u")
    try await middle.value
    #expect((holder.resume() as? PostgresError)?.isConnectionLost == true)
  }

  @Test("One that works is never ended, however long it takes")
  func busy() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let db = try Connection(url: url)
    try db.run(script: "CREATE TABLE over (yes boolean)")
    // Whatever happens here, the other comes to its end.
    defer { _ = try? db.query("INSERT INTO over VALUES (true)") }
    let working = Work {
      let db = try Connection(url: url)
      try db.transaction {
        try db.query(Self.untilCommit)
        // One statement, until somebody says that it is over.
        try db.run(
          script: "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM over) LOOP PERFORM pg_sleep(0.02); END LOOP; END $$")
      }
    }
    try await granted(db)
    let waiting = Work { try waiter(url).query(Self.advisory) }
    try await waited(Self.silence * 5, db)
    try db.query("INSERT INTO over VALUES (true)")
    try await waiting.end()
    try await working.end()
  }

  @Test("One that says something now and then is never ended", arguments: [true, false])
  func slow(copies: Bool) async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    // It talks for twice as long as it may be silent, and a busy machine does not make it silent for as long.
    let silence = 1_500
    let pause = Double(silence) / 15_000
    let over = Flag()
    let db = try Connection(url: url)
    let talking = Work {
      let db = try Connection(url: url)
      try db.run(script: "CREATE TEMP TABLE stage (t text)")
      try db.transaction {
        try db.query(Self.untilCommit)
        guard copies else {
          while !over.isSet {
            try db.query("SELECT 1")
            beSilent(seconds: pause)
          }
          return
        }
        try db.copyIn("stage (t)", columns: 1) { copy in
          while !over.isSet {
            // As much as is sent at once.
            for _ in 0..<30 {
              try copy.row()
              copy.value(.text(String(repeating: "x", count: 10_000)))
            }
            beSilent(seconds: pause)
          }
        }
      }
    }
    // Whatever happens here, the other comes to its end.
    defer { over.set() }
    try await granted(db)
    let waiting = Work { try waiter(url, silence: silence).query(Self.advisory) }
    try await waited(silence * 2, db)
    over.set()
    try await waiting.end()
    try await talking.end()
  }

  @Test("Another program's session is not ended, and told of once")
  func foreign() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let told = Mutex<[String]>([])
    LockWatch.tell { text in told.withLock { $0.append(text) } }
    let holder = SilentSession(url, .betweenStatements, application: "psql-of-finance", taking: Self.advisory)
    let db = try Connection(url: url, options: .init(lockTimeout: Self.silence * 5, holderSilence: Self.silence))
    let error = #expect(throws: PostgresError.self) { try db.query(Self.advisory) }
    #expect(error?.code == .lockNotAvailable)
    #expect(holder.resume() == nil)
    let ours = told.withLock { $0.filter { $0.contains("psql-of-finance") } }
    #expect(ours.count == 1)
    #expect(ours.first?.contains("pg_terminate_backend") == true)
  }

  @Test("Without the privilege it says which one is missing")
  func privilege() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let role = "weak_\(ProcessInfo.processInfo.processIdentifier)"
    let admin = try Connection(url: url)
    try admin.run(script: "CREATE ROLE \(role) LOGIN")
    defer { try? admin.run(script: "DROP ROLE \(role)") }
    let told = Mutex<[String]>([])
    LockWatch.tell { text in told.withLock { $0.append(text) } }
    let holder = SilentSession(url, .betweenStatements, taking: Self.advisory)
    do {
      let weak = try Connection(
        url: url.replacing(/\/\/[^@]*@/, with: "//\(role)@"),
        options: .init(lockTimeout: Self.silence * 5, holderSilence: Self.silence))
      #expect(throws: PostgresError.self) { try weak.query(Self.advisory) }
    }
    #expect(holder.resume() == nil)
    let words = told.withLock { $0.filter { $0.contains("pg_read_all_stats") } }
    #expect(words.count == 1)
  }

  /// Waits until somebody has the lock, who keeps it until told.
  private func granted(_ db: Connection) async throws {
    try #require(
      try await eventually(within: 300) {
        try db.query(
          """
          SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          """
        ).count == 1
      })
  }

  /// Waits until the waiter has waited for so long.
  private func waited(_ milliseconds: Int, _ db: Connection) async throws {
    try #require(
      try await eventually(within: 300) {
        try !db.query(
          """
          SELECT FROM pg_stat_activity WHERE application_name = 'ledgerline-waiter' AND wait_event_type = 'Lock'
            AND datname = current_database()
            AND clock_timestamp() - query_start > make_interval(secs => \(Int32(milliseconds)) / 1000.0)
          """
        ).isEmpty
      })
  }
}

/// Statements that wait for others, on a thread of their own: those of tasks are as many as there are processors.
private final class Work: Sendable {
  private let outcome = Mutex<Result<Void, any Error>?>(nil)

  init(_ body: @escaping @Sendable () throws -> Void) {
    Thread { [self] in
      let result = Result { try body() }
      outcome.withLock { $0 = result }
    }.start()
  }

  /// Waits until they have ended.
  func end() async throws {
    let hasEnded = try await eventually(within: 300) { outcome.withLock { $0 != nil } }
    try #require(hasEnded)
    try outcome.withLock { $0 }?.get()
  }
}

/// Set once, read from anywhere.
private final class Flag: Sendable {
  private let value = Mutex(false)

  var isSet: Bool { value.withLock { $0 } }
  func set() { value.withLock { $0 = true } }
}
