import Ledger
import Postgres

/// Work that follows each commit to the chains: records get their places, and the chains' ends are signed.
package struct Chains {
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Links records that wait, and signs what has grown, where this process has a key.
  ///
  /// - Returns: the last signature of each chain.
  /// - Throws: `PostgresError`. Nothing is lost: whoever comes next does it.
  @discardableResult
  package func settle() throws -> [SignedHead] {
    try db.transaction {
      // A short wait: this comes after the work, and whoever is in the way does it as well.
      try db.run(script: "SET LOCAL lock_timeout = '2s'")
      try AuditStore(db).link()
      guard let key = SignatureStore.processKeys.signing else { return [] }
      return try SignatureStore(db).sign(key)
    }
  }

  /// The same after a commit, on its session.
  func settleIfFree() {
    guard db.isUsable, !db.isInTransaction else { return }
    _ = try? settle()
  }
}
