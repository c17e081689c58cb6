import Ledger
import Postgres
import Synchronization

/// The signatures of the chains' ends.
package struct SignatureStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Keys that a process signs with, and checks by.
  package struct Keys: Sendable {
    package var signing: SigningKey?
    package var verifying: [VerifyingKey]

    package init(signing: SigningKey? = nil, verifying: [VerifyingKey] = []) {
      self.signing = signing
      self.verifying = verifying
    }
  }

  /// The keys of this process, given to it once when it starts; without one nothing is signed here.
  package static var processKeys: Keys {
    get { keys.withLock { $0 } }
    set { keys.withLock { $0 = newValue } }
  }
  private static let keys = Mutex(Keys())

  /// Signs the end of each chain that has grown since it was signed last, in a transaction of the caller's.
  ///
  /// - Returns: the last signature of each chain there is.
  @discardableResult
  package func sign(_ key: SigningKey) throws -> [SignedHead] {
    try db.query("SELECT pg_advisory_xact_lock(hashtextextended('ledgerline signatures', 0))")
    return try SignedHead.Chain.allCases.compactMap { chain in
      let last = try last(chain)
      let (number, digest) = try head(chain)
      guard number > last?.number ?? 0 else { return last }
      let now = try db.query("SELECT clock_timestamp()")[0].timestamp(0)
      let signed = try key.sign(
        chain, sequence: (last?.sequence ?? 0) + 1, number: number, digest: digest, signedAt: now,
        after: last?.signature ?? [])
      try db.query(
        """
        INSERT INTO head_signatures (chain, sequence, number, digest, signed_at, key, signature)
        VALUES (\(chain.rawValue), \(signed.sequence), \(number), \(.bytes(digest)), \(.timestamp(now)), \(signed.key),
          \(.bytes(signed.signature)))
        """)
      return signed
    }
  }

  private func head(_ chain: SignedHead.Chain) throws -> (number: Int64, digest: [UInt8]) {
    switch chain {
    case .ledger:
      let head = try LedgerStore(db).head()
      return (head.number, head.digest)
    case .audit:
      let head = try AuditStore(db).head()
      return (head.position, head.digest)
    }
  }

  private static let columns: SQL = "sequence, number, digest, signed_at, key, signature"

  package func last(_ chain: SignedHead.Chain) throws -> SignedHead? {
    try db.query(
      "SELECT \(Self.columns) FROM head_signatures WHERE chain = \(chain.rawValue) ORDER BY sequence DESC LIMIT 1"
    ).first.map { signed($0, chain) }
  }

  /// Signatures behind one, in their order, each with the digest that the chain now has in its place.
  package func signatures(
    _ chain: SignedHead.Chain, after sequence: Int64, limit: Int
  ) throws -> [(signed: SignedHead, digestNow: [UInt8]?)] {
    let digest: SQL =
      switch chain {
      case .ledger: "(SELECT t.digest FROM ledger_transactions t WHERE t.id = s.number)"
      case .audit: "(SELECT a.digest FROM audit_log a WHERE a.position = s.number)"
      }
    return try db.query(
      """
      SELECT \(Self.columns), \(digest) FROM head_signatures s
      WHERE chain = \(chain.rawValue) AND sequence > \(sequence) ORDER BY sequence LIMIT \(limit)
      """
    ).map { (signed($0, chain), $0.optionalBytes(6)) }
  }

  /// The first number behind one that was recorded longer ago than some seconds.
  package func unsigned(_ chain: SignedHead.Chain, after number: Int64, for seconds: Int32) throws -> Int64? {
    let since: SQL = "clock_timestamp() - make_interval(secs => \(seconds))"
    let rows =
      switch chain {
      case .ledger:
        try db.query("SELECT min(id) FROM ledger_transactions WHERE id > \(number) AND recorded_at < \(since)")
      case .audit:
        try db.query("SELECT min(position) FROM audit_log WHERE position > \(number) AND recorded_at < \(since)")
      }
    return rows[0].optionalInt(0)
  }

  private func signed(_ row: Row, _ chain: SignedHead.Chain) -> SignedHead {
    SignedHead(
      chain: chain, sequence: row.int(0), number: row.int(1), digest: row.bytes(2), signedAt: row.timestamp(3),
      key: row.text(4), signature: row.bytes(5))
  }
}
