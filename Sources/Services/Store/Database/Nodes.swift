import Postgres

/// Agreement between the nodes of a database whose large tables are distributed by Citus. On plain PostgreSQL there is
/// nothing to agree on, and everything here comes to what it is without.
///
/// Nodes share no snapshot: each has its own, of the moment at which it is first asked. And COMMIT has returned when a
/// node may not have heard of it yet: what it has of it is prepared, and nobody sees it there. Two things make up for
/// that.
///
/// - The *barrier* (`settle`): whoever has the lock under which others have committed finishes what a node has not heard
///   of, before anything is read.
/// - The *fence* (`snapshot`): whoever reads from several nodes takes all their snapshots while nobody can commit.
///   Citus tells the nodes of a commit before PostgreSQL lets go of its locks, so that having them is enough.
package struct Nodes {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// True if tables are distributed over several nodes.
  package var areSeveral: Bool {
    get throws {
      try db.lasting(
        """
        SELECT to_regclass('pg_dist_partition') IS NOT NULL AND to_regprocedure('ledgerline_settle_commits()') IS NOT NULL
        """)
    }
  }

  /// Barrier: everything that was committed is there to be read on every node. Outside a transaction.
  ///
  /// - Throws: `PostgresError` with `cannotConnectNow` while a node that has not heard of a commit is not reached.
  func settle() throws {
    guard try areSeveral else { return }
    try db.query("SELECT ledgerline_settle_commits()")
  }

  /// Lets those who are about to read from several nodes have read, or wait until this transaction is over: the last
  /// statement before COMMIT of a transaction that writes lines.
  func passReaders() throws {
    guard try areSeveral else { return }
    try db.query("SELECT pg_advisory_xact_lock(hashtext('ledgerline lines'))")
  }

  /// Kinds of commits that a fence keeps out while snapshots are taken.
  package enum Commits: Sendable {
    /// Postings and comparisons: those who write lines.
    case ofLines
    /// These, and those of plays and the catalog.
    case all
  }

  /// Runs the body on one unchanging snapshot on which all nodes agree. It writes nothing.
  package func snapshot<T>(without commits: Commits = .all, _ body: () throws -> T) throws -> T {
    guard try areSeveral else { return try db.snapshot { try body() } }
    return try fenced(commits) { take in
      try db.snapshot {
        try take()
        return try body()
      }
    }
  }

  /// Runs the body in one transaction on such a snapshot: committed when it returns, rolled back when it throws.
  package func transaction<T>(_ body: () throws -> T) throws -> T {
    guard try areSeveral else { return try db.transaction(onSnapshot: true, body) }
    return try fenced(.all) { take in
      try db.transaction(onSnapshot: true) {
        try take()
        let value = try body()
        try passReaders()
        return value
      }
    }
  }

  /// - Parameter body: opens the transaction, and calls what it is given first: that takes the snapshots.
  private func fenced<T>(_ commits: Commits, _ body: (_ take: () throws -> Void) throws -> T) throws -> T {
    var isHeld = true
    func release() {
      guard isHeld, db.isUsable else { return }
      isHeld = false
      if commits == .all { _ = try? db.query("SELECT pg_advisory_unlock(hashtext('ledgerline ingest'))") }
      _ = try? db.query("SELECT pg_advisory_unlock_shared(hashtext('ledgerline lines'))")
    }
    try db.query("SELECT pg_advisory_lock_shared(hashtext('ledgerline lines'))")
    // After the transaction, if it has not come that far: one that has failed takes no statement.
    defer { release() }
    if commits == .all { try db.query("SELECT pg_advisory_lock(hashtext('ledgerline ingest'))") }
    try settle()
    return try body {
      try touch()
      release()
    }
  }

  /// Has every node take its snapshot. One connection to each: another would have a snapshot of its own, of later.
  private func touch() throws {
    try db.run(script: "SET LOCAL citus.max_adaptive_executor_pool_size = 1")
    try db.query("SELECT FROM plays_daily LIMIT 1")
    try db.query("SELECT FROM plays_hourly LIMIT 1")
    try db.query("SELECT FROM platform_report_lines LIMIT 1")
    try db.query("SELECT FROM acceptance_lines LIMIT 1")
  }
}
