import Postgres

/// Answers that were given to requests with an `Idempotency-Key`.
package struct IdempotencyStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Time that an answer is kept, and time that a request may be under way before its key may be used again.
  private static let kept: SQL = "interval '24 hours'"
  private static let underWay: SQL = "interval '10 minutes'"

  package enum Claim: Sendable {
    /// Nobody has used the key: go on, and say what the answer was.
    case new
    case underWay
    /// The key was used for another request.
    case other
    /// 0 bytes where the answer was not to be kept.
    case answered(status: Int, answer: [UInt8])
  }

  /// Takes a key for a request.
  ///
  /// - Parameter request: a digest of all that makes it this request.
  package func claim(token: Int32, key: String, request: [UInt8]) throws -> Claim {
    try db.query(
      """
      DELETE FROM idempotency_keys WHERE created_at < now() - \(Self.kept)
        OR (status = 0 AND created_at < now() - \(Self.underWay))
      """)
    let taken = try db.query(
      """
      INSERT INTO idempotency_keys (token_id, key, request, status, answer)
      VALUES (\(token), \(key), \(.bytes(request)), 0, '') ON CONFLICT DO NOTHING
      """
    ).affected
    if taken == 1 { return .new }
    let row = try db.query(
      "SELECT request, status, answer FROM idempotency_keys WHERE token_id = \(token) AND key = \(key)"
    ).first
    guard let row else { return .underWay }
    guard row.bytes(0) == request else { return .other }
    return row.int(1) == 0 ? .underWay : .answered(status: Int(row.int(1)), answer: row.bytes(2))
  }

  package func answer(token: Int32, key: String, status: Int, answer: [UInt8]) throws {
    try db.query(
      """
      UPDATE idempotency_keys SET status = \(Int32(status)), answer = \(.bytes(answer))
      WHERE token_id = \(token) AND key = \(key)
      """)
  }

  /// Gives a key back: the request came to nothing, and may be sent again.
  package func release(token: Int32, key: String) throws {
    try db.query("DELETE FROM idempotency_keys WHERE token_id = \(token) AND key = \(key) AND status = 0")
  }
}
