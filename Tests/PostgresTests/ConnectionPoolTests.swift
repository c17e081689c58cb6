import Postgres
import TestSupport
import Testing

@Suite("A connection pool")
struct ConnectionPoolTests {
  @Test("More jobs than connections all get their turn")
  func turns() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let pool = ConnectionPool(url: url, options: .init(), size: 3)
    defer { pool.close() }
    let sum = try await withThrowingTaskGroup(of: Int64.self) { group in
      for number in 1...100 {
        group.addTask { try await pool.withConnection { try $0.query("SELECT \(Int64(number))")[0].int(0) } }
      }
      return try await group.reduce(0, +)
    }
    #expect(sum == 5050)
  }

  @Test("A connection that was lost is opened again")
  func reopening() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let pool = ConnectionPool(url: url, options: .init(), size: 1)
    defer { pool.close() }
    let lost = await #expect(throws: PostgresError.self) {
      try await pool.withConnection { _ = try $0.query("SELECT pg_terminate_backend(pg_backend_pid())") }
    }
    #expect(lost?.isConnectionLost == true)
    #expect(try await pool.withConnection { try $0.query("SELECT 5")[0].int(0) } == 5)
  }

  @Test("A transaction that was left open does not reach the next job")
  func leftOpen() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let pool = ConnectionPool(url: url, options: .init(), size: 1)
    defer { pool.close() }
    try await pool.withConnection { try $0.run(script: "BEGIN; CREATE TABLE t (n int)") }
    let exists = try await pool.withConnection { try $0.query("SELECT to_regclass('t') IS NOT NULL")[0].bool(0) }
    #expect(!exists)
  }

  @Test("A cancelled task cancels its statement")
  func cancellation() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let pool = ConnectionPool(url: url, options: .init(), size: 1)
    defer { pool.close() }
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      try await pool.withConnection { db in
        start.finish()
        _ = try db.query("SELECT pg_sleep(60)")
      }
    }
    for await _ in started {}
    // Cancelled while it runs, not just before.
    let watcher = try Connection(url: url)
    #expect(
      try await eventually {
        try watcher.query(
          "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(60)%' AND datname = current_database()"
        )[0].int(0) == 1
      })
    let began = ContinuousClock.now
    task.cancel()
    await #expect(throws: (any Error).self) { try await task.value }
    #expect(ContinuousClock.now - began < .seconds(30))
  }

  @Test("A closed pool refuses, and a full one says so")
  func unavailable() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let pool = ConnectionPool(url: url, options: .init(), size: 1, waitLimit: .seconds(2))
    let slow = Task { try await pool.withConnection { _ = try $0.query("SELECT pg_sleep(600)") } }
    // Not before the connection is taken, however slow the machine is.
    let watcher = try Connection(url: url)
    #expect(
      try await eventually {
        try !watcher.query(
          "SELECT FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(600)' AND datname = current_database()"
        ).isEmpty
      })
    // Both give up while the connection is still taken: who waits too long, and who is no longer wanted.
    let waiting = Task { try await pool.withConnection { _ in } }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    await #expect(throws: ConnectionPool.Unavailable.self) { try await pool.withConnection { _ in } }
    #expect(
      try !watcher.query(
        "SELECT FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(600)' AND datname = current_database()"
      ).isEmpty, "refused in time, not when the connection was free")
    slow.cancel()
    await #expect(throws: (any Error).self) { try await slow.value }
    pool.close()
    await #expect(throws: ConnectionPool.Unavailable.self) { try await pool.withConnection { _ in } }
  }
}
