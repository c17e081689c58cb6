import CLibpq

/// One session with a PostgreSQL server. It owns its `PGconn` and closes it when it goes.
///
/// Every call blocks its thread until the server has answered, so it belongs on a thread of its own: a command's main
/// thread, an ingest worker's, or one of a `ConnectionPool`. It is not `Sendable`: one thread uses it at a time.
package final class Connection {
  let pointer: OpaquePointer
  private var prepared: [String: String] = [:]
  /// Context of the present job. A pool forgets it between jobs.
  package var context: (any JobContext)?
  private let waiter: LockWaiter?
  private var lasting: [String: Bool] = [:]

  /// Settings of a session.
  package struct Options: Sendable {
    /// Name in `pg_stat_activity`.
    package var applicationName: String
    /// A statement that runs longer is cancelled; 0 lets it run. Milliseconds.
    package var statementTimeout: Int
    /// Waiting longer for a lock fails with `lockNotAvailable`; 0 waits. Milliseconds.
    package var lockTimeout: Int
    /// The server ends a session that leaves its open transaction alone for longer; 0 leaves it. Milliseconds.
    package var idleInTransactionTimeout: Int
    /// The server ends a session whose transaction takes longer, from PostgreSQL 17 on; 0 lets it take its time.
    /// Milliseconds.
    package var transactionTimeout: Int
    /// A session of ledgerline that keeps a lock from this one, and meanwhile leaves its own server waiting for longer,
    /// is ended: its process is stopped or gone. 0 waits for it. Milliseconds.
    package var holderSilence: Int

    /// The silence that is believed to be work: no step of ours between two statements takes as long.
    package static let usualSilence = 30_000

    package init(
      applicationName: String = "ledgerline", statementTimeout: Int = 0, lockTimeout: Int = 0,
      idleInTransactionTimeout: Int = 0, transactionTimeout: Int = 0, holderSilence: Int = Options.usualSilence
    ) {
      self.applicationName = applicationName
      self.statementTimeout = statementTimeout
      self.lockTimeout = lockTimeout
      self.idleInTransactionTimeout = idleInTransactionTimeout
      self.transactionTimeout = transactionTimeout
      self.holderSilence = holderSilence
    }
  }

  /// Statements kept prepared on the server. Beyond it the rest is sent unprepared.
  private static let maximumPrepared = 256

  /// Opens a session.
  ///
  /// - Parameter url: a libpq connection URI or key-value string.
  /// - Throws: `PostgresError` with `connectionFailure` where there is no server, or it refuses.
  package init(url: String, options: Options = Options()) throws(PostgresError) {
    let settings =
      "-c statement_timeout=\(options.statementTimeout) -c lock_timeout=\(options.lockTimeout)"
      + " -c idle_in_transaction_session_timeout=\(options.idleInTransactionTimeout)"
      + " -c timezone=UTC -c client_min_messages=warning -c jit=off"
    let keys = ["dbname", "application_name", "options", "client_encoding", "keepalives_idle", "connect_timeout"]
    let values = [url, options.applicationName, settings, "UTF8", "30", "10"]
    let handle = withCStrings(keys) { keys in withCStrings(values) { values in PQconnectdbParams(keys, values, 1) } }
    guard let handle else { throw PostgresError(.connectionFailure, "out of memory") }
    guard PQstatus(handle) == CONNECTION_OK else {
      let message = String(cString: PQerrorMessage(handle)).trimmedOfNewlines
      PQfinish(handle)
      throw PostgresError(.connectionFailure, message)
    }
    pointer = handle
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    waiter =
      options.holderSilence > 0
      ? LockWaiter(url: url, pid: PQbackendPID(handle), silence: .milliseconds(options.holderSilence)) : nil
    if let waiter { LockWatch.shared.add(waiter) }
    // Older servers refuse a parameter that they do not know.
    if options.transactionTimeout > 0, serverVersion >= 170_000 {
      try run(script: "SET transaction_timeout = \(options.transactionTimeout)")
    }
  }

  deinit {
    if let waiter { LockWatch.shared.remove(waiter) }
    PQfinish(pointer)
  }

  /// Runs a call of libpq that may wait for a lock: every one is run by this, so that `LockWatch` sees who waits.
  func waiting<T>(_ call: () -> T) -> T {
    if let waiter { waiter.waiting(call) } else { call() }
  }

  /// Ends sessions of ledgerline that are in the way of this one, where their servers have waited for their clients for
  /// longer than allowed. For who asks whether a lock is free and does not wait for it; asked again and again, it also
  /// finds those that hang inside a statement.
  ///
  /// - Parameters:
  ///   - sessions: the numbers of their server processes.
  ///   - silence: milliseconds.
  /// - Returns: those that were ended.
  @discardableResult
  package func endStopped(_ sessions: [Int32], silence: Int) throws(PostgresError) -> [Int32] {
    try LockWatch.shared.look(at: sessions, silence: .milliseconds(silence), on: self)
  }

  /// True while the session can be used.
  package var isUsable: Bool { PQstatus(pointer) == CONNECTION_OK }

  /// True while a transaction is open, failed or not.
  package var isInTransaction: Bool { PQtransactionStatus(pointer) != PQTRANS_IDLE }

  /// The server's version: 150020 is 15.20.
  package var serverVersion: Int { Int(PQserverVersion(pointer)) }

  /// Runs one statement with its bound values and returns its rows. The server keeps its plan for the next time.
  @discardableResult
  package func query(_ sql: SQL) throws(PostgresError) -> Rows {
    if let name = try prepare(sql) {
      let result = withParameters(sql.values) { _, values, lengths, formats in
        waiting { PQexecPrepared(pointer, name, Int32(sql.values.count), values, lengths, formats, 1) }
      }
      return Rows(result: try check(result, sql: sql.text))
    }
    let result = withParameters(sql.values) { types, values, lengths, formats in
      waiting { PQexecParams(pointer, sql.text, Int32(sql.values.count), types, values, lengths, formats, 1) }
    }
    return Rows(result: try check(result, sql: sql.text))
  }

  /// Answer to a question whose answer stays for as long as the session lives. The server is asked once.
  package func lasting(_ question: StaticString) throws(PostgresError) -> Bool {
    let key = "\(question)"
    if let answer = lasting[key] { return answer }
    let answer = try query(SQL(stringLiteral: key))[0].bool(0)
    lasting[key] = answer
    return answer
  }

  /// Runs a script of statements without values, as a migration is.
  package func run(script: String) throws(PostgresError) {
    _ = try check(waiting { PQexec(pointer, script) }, sql: nil)
  }

  /// Runs the body in one transaction: committed when it returns, rolled back when it throws.
  ///
  /// - Parameter onSnapshot: everything in it is read as it was at its first statement.
  package func transaction<T>(onSnapshot: Bool = false, _ body: () throws -> T) throws -> T {
    try run(script: onSnapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ" : "BEGIN")
    do {
      let value = try body()
      try commit()
      return value
    } catch {
      rollBack()
      throw error
    }
  }

  /// Commits the open transaction, with what the job's context adds to it.
  package func commit() throws {
    try context?.willCommit(self)
    try run(script: "COMMIT")
    context?.didCommit(self)
  }

  /// Rolls back the transaction that is open, if one is.
  package func rollBack() {
    if isUsable, isInTransaction { try? run(script: "ROLLBACK") }
    context?.didRollBack()
  }

  /// Runs the body on one unchanging snapshot, so that its statements agree with each other.
  ///
  /// - Parameter other: the snapshot of another session, as its `exportedSnapshot` has named it; `nil` for a new one.
  package func snapshot<T>(_ other: String? = nil, _ body: () throws -> T) throws -> T {
    try beginSnapshot()
    defer { if isUsable, isInTransaction { try? run(script: "ROLLBACK") } }
    if let other {
      precondition(
        other.utf8.allSatisfy { $0 == 0x2D || 0x30...0x39 ~= $0 || 0x41...0x46 ~= $0 }, "not a snapshot's name")
      try run(script: "SET TRANSACTION SNAPSHOT '\(other)'")
    }
    return try body()
  }

  /// Begins to read one unchanging snapshot, which ends with `rollBack`.
  package func beginSnapshot() throws { try run(script: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") }

  /// Name of the snapshot that is being read, by which other sessions can read the same, for as long as it is.
  package func exportedSnapshot() throws -> String { try query("SELECT pg_export_snapshot()")[0].text(0) }

  /// A handle by which another thread can cancel the statement under way.
  package func cancellation() -> Cancellation { Cancellation(PQgetCancel(pointer)) }

  private func prepare(_ sql: SQL) throws(PostgresError) -> String? {
    let key =
      sql.values.isEmpty ? sql.text : sql.text + "\u{0}" + sql.values.map { String($0.oid) }.joined(separator: ",")
    if let name = prepared[key] { return name }
    guard prepared.count < Self.maximumPrepared else { return nil }
    let name = "s\(prepared.count + 1)"
    let types = sql.values.map(\.oid)
    _ = try check(waiting { PQprepare(pointer, name, sql.text, Int32(types.count), types) }, sql: sql.text)
    prepared[key] = name
    return name
  }

  /// Takes ownership of a result and throws where it is an error.
  func check(_ result: OpaquePointer?, sql: String?) throws(PostgresError) -> ResultHandle {
    guard let result else { throw lost(sql: sql) }
    let handle = ResultHandle(result)
    if let error = handle.error(sql: sql) {
      // A lost connection arrives as a result without an SQLSTATE, or as one of class 57.
      throw isUsable ? error : PostgresError(.connectionFailure, error.message, sql: sql)
    }
    return handle
  }

  func lost(sql: String?) -> PostgresError {
    PostgresError(.connectionFailure, String(cString: PQerrorMessage(pointer)).trimmedOfNewlines, sql: sql)
  }
}

extension String {
  fileprivate var trimmedOfNewlines: String {
    split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
