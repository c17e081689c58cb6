import Foundation
import Postgres
import Seeded
import TestSupport
import Testing

@Suite("A connection")
struct ConnectionTests {
  @Test("Every kind of value comes back as it was bound")
  func roundTrip() async throws {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    let bytes: [UInt8] = [0, 255, 10, 39]
    let row = try db.query(
      """
      SELECT \(true), \(Int16(-7)), \(Int32.min), \(Int64.max), \("O'Brien; DROP TABLE x; --"), \(.bytes(bytes)),
        \(.date(20_000)), \(.timestamp(1_700_000_000_123_456)), \(.null)::text, \(.texts(["a", "", "ü\"{},\\"])), ''::text
      """)[0]
    #expect(row.bool(0))
    #expect(row.int(1) == -7)
    #expect(row.int32(2) == .min)
    #expect(row.int(3) == .max)
    #expect(row.text(4) == "O'Brien; DROP TABLE x; --")
    #expect(row.bytes(5) == bytes)
    #expect(row.date(6) == 20_000)
    #expect(row.timestamp(7) == 1_700_000_000_123_456)
    #expect(row.isNull(8) && row.optionalText(8) == nil)
    #expect(row.texts(9) == ["a", "", "ü\"{},\\"])
    #expect(row.optionalText(10) == "")
  }

  @Test("Dates are the server's own", arguments: [Int32(-719_162), 0, 10_957, 20_748])
  func dates(day: Int32) async throws {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    let row = try db.query("SELECT \(.date(day)) - '1970-01-01'::date, \(.date(day))")[0]
    #expect(row.int32(0) == day)
    #expect(row.date(1) == day)
  }

  @Test("Numerics are exact, and the server reads them as we wrote them")
  func numerics() async throws {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    var picos: [Int128] = [0, 1, -1, 9_999, 10_000, 1_000_000_000_000, -123_456_789_012_345_678_901_234]
    var generator = Seeded.printed("numerics")
    for shift in stride(from: 1, to: 120, by: 7) {
      picos.append((Int128(truncatingIfNeeded: generator.next()) << Int128(shift)) >> 30)
    }
    for pico in picos {
      let row = try db.query("SELECT \(.numeric(pico)), (\(.numeric(pico)) * 1000000000000)::numeric(60, 0)::text")[0]
      #expect(row.numeric(0) == pico)
      #expect(row.text(1) == "\(pico)")
    }
  }

  @Test("Parts of a statement number their parameters on")
  func composition() async throws {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    var sql: SQL = "SELECT \("a")"
    for letter in "bcdefghijkl" { sql.append(" || \(String(letter))") }
    #expect(sql.text.hasSuffix("$12"))
    #expect(try db.query(sql)[0].text(0) == "abcdefghijkl")
    let nested: SQL = "SELECT \(Int64(1)) + (\(sql + " = \("abcdefghijkl")"))::int"
    #expect(nested.values.count == 14)
  }

  @Test("A transaction that throws leaves nothing")
  func rollback() async throws {
    struct Stop: Error {}
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    try db.run(script: "CREATE TABLE t (n int)")
    #expect(throws: Stop.self) {
      try db.transaction {
        try db.query("INSERT INTO t VALUES (1)")
        throw Stop()
      }
    }
    #expect(try db.query("SELECT count(*) FROM t")[0].int(0) == 0)
    #expect(!db.isInTransaction)
  }

  @Test("Rows go in and out by COPY, and a failing one takes all back")
  func copy() async throws {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    try db.run(script: "CREATE TABLE t (a int, b date, c bigint, d text, e numeric(38, 12))")
    try db.copyIn("t (a, b, c, d, e)", columns: 5) { copy in
      for number in 0..<50_000 {
        try copy.row()
        copy.int32(Int32(number))
        copy.date(20_000)
        copy.int64(Int64(number) << 33)
        copy.value(number % 2 == 0 ? .text("row \(number)") : .null)
        copy.value(.numeric(Int128(number) - 25_000))
      }
    }
    var seen = 0
    try db.copyOut("SELECT a, b, c, d, e FROM t ORDER BY a") { row in
      #expect(row.int32(0) == Int32(seen) && row.date(1) == 20_000 && row.int64(2) == Int64(seen) << 33)
      #expect(row.text(3) == (seen % 2 == 0 ? "row \(seen)" : nil))
      #expect(row.numeric(4) == Int128(seen) - 25_000)
      seen += 1
    }
    #expect(seen == 50_000)
    struct Stop: Error {}
    #expect(throws: Stop.self) { try db.copyIn("t (a)", columns: 1) { _ in throw Stop() } }
    #expect(throws: Stop.self) { try db.copyOut("SELECT a FROM t") { _ in throw Stop() } }
    #expect(try db.query("SELECT count(*) FROM t")[0].int(0) == 50_000)
  }

  @Test("A pipeline answers in order, and stops at its first error")
  func pipeline() async throws {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    let rows = try db.pipeline {
      try $0.add("SELECT \(Int64(1))")
      try $0.add("SELECT n FROM generate_series(1, 3) n")
    }
    #expect(rows[0][0].int(0) == 1)
    #expect(rows[1].map { $0.int(0) } == [1, 2, 3])
    let error = #expect(throws: PostgresError.self) {
      _ = try db.pipeline {
        try $0.add("BEGIN")
        try $0.add("SELECT 1 / 0")
        try $0.add("COMMIT")
      }
    }
    #expect(error?.code.rawValue == "22012")
    if db.isInTransaction { try db.run(script: "ROLLBACK") }
    #expect(try db.query("SELECT 2")[0].int(0) == 2)
  }

  @Test("A notification arrives on another connection")
  func notifications() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let listener = try Connection(url: url)
    try listener.listen("news")
    #expect(try listener.notifications(timeout: 10).isEmpty)
    try Connection(url: url).query("SELECT pg_notify('news', \("hello"))")
    #expect(try listener.notifications(timeout: 60_000) == [Notification(channel: "news", payload: "hello")])
  }

  @Test("Statement and lock timeouts end a wait with their own codes")
  func timeouts() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let slow = try Connection(url: url, options: .init(statementTimeout: 50))
    let canceled = #expect(throws: PostgresError.self) { try slow.query("SELECT pg_sleep(5)") }
    #expect(canceled?.code == .queryCanceled)
    let holder = try Connection(url: url)
    try holder.run(script: "CREATE TABLE t (n int)")
    try holder.run(script: "BEGIN; LOCK TABLE t")
    let waiting = try Connection(url: url, options: .init(lockTimeout: 50))
    let locked = #expect(throws: PostgresError.self) { try waiting.query("SELECT FROM t") }
    #expect(locked?.code == .lockNotAvailable)
    #expect(locked?.isRetriable == true)
  }

  @Test("The limit of a whole transaction is set where the server knows one, and is no error where it does not")
  func transactionTimeout() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let db = try Connection(url: url, options: .init(transactionTimeout: 600))
    let limit = try db.query("SELECT current_setting('transaction_timeout', true)")[0].optionalText(0)
    #expect(limit == (db.serverVersion >= 170_000 ? "600ms" : nil))
  }

  @Test("A session that leaves its transaction alone loses it, and its locks go to whoever waits")
  func idleInTransaction() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let stopped = try Connection(url: url, options: .init(idleInTransactionTimeout: 50))
    try stopped.run(script: "CREATE TABLE t (n int)")
    try stopped.run(script: "BEGIN; LOCK TABLE t; INSERT INTO t VALUES (1)")
    let successor = try Connection(url: url, options: .init(lockTimeout: 30_000))
    #expect(try successor.query("SELECT n FROM t").count == 0)
    let lost = #expect(throws: PostgresError.self) { try stopped.query("SELECT 1") }
    #expect(lost?.isConnectionLost == true)
    #expect(!stopped.isUsable)
  }

  @Test("An error's public description holds no values of rows")
  func redaction() async throws {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    try db.run(script: "CREATE TABLE t (secret text UNIQUE)")
    try db.query("INSERT INTO t VALUES (\("hunter2"))")
    let error = #expect(throws: PostgresError.self) { try db.query("INSERT INTO t VALUES (\("hunter2"))") }
    #expect(error?.code == .uniqueViolation)
    #expect(error?.description.contains("hunter2") == false)
    #expect(error?.debugDescription.contains("hunter2") == true)
    #expect(error?.constraint == "t_secret_key")
  }

  @Test("A server that is not there is told in one sentence")
  func unreachable() {
    let error = #expect(throws: PostgresError.self) { try Connection(url: "postgresql://x@127.0.0.1:1/none") }
    #expect(error?.code == .connectionFailure)
    #expect(error?.description.contains("\n") == false)
  }
}
