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

  @Test("One caller leaves a connection to the others, and gets no more waiting than it may")
  func limits() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let pool = ConnectionPool(
      url: url, options: .init(), size: 2,
      limits: ConnectionPool.Limits(runningOfOne: 1, waitingOfOne: 2, waiting: 3), waitLimit: .seconds(60))
    defer { pool.close() }
    let greedy = (1...3).map { _ in
      Task { try await pool.withConnection(turn: "greedy") { _ = try $0.query("SELECT pg_sleep(600)") } }
    }
    #expect(try await eventually { pool.statistics.busy == 1 && pool.statistics.waiting == 2 })
    let tooMany = await #expect(throws: ConnectionPool.Unavailable.self) {
      try await pool.withConnection(turn: "greedy") { _ in }
    }
    #expect(tooMany?.reason == .tooMany)
    // Another caller has the other connection at once.
    for _ in 1...5 {
      #expect(try await pool.withConnection(turn: "other") { try $0.query("SELECT 7")[0].int(0) } == 7)
    }
    #expect(try await eventually { pool.statistics.busy == 1 })
    let slow = (1...2).map { _ in
      Task { try await pool.withConnection(turn: "other") { _ = try $0.query("SELECT pg_sleep(600)") } }
    }
    #expect(try await eventually { pool.statistics.busy == 2 && pool.statistics.waiting == 3 })
    let full = await #expect(throws: ConnectionPool.Unavailable.self) {
      try await pool.withConnection(turn: "third") { _ in }
    }
    #expect(full?.reason == .full)
    for task in greedy + slow { task.cancel() }
    for task in greedy + slow { await #expect(throws: (any Error).self) { try await task.value } }
    #expect(try await eventually { pool.statistics.busy == 0 && pool.statistics.waiting == 0 })
    #expect(try await pool.withConnection(turn: "greedy") { try $0.query("SELECT 8")[0].int(0) } == 8)
  }
}
