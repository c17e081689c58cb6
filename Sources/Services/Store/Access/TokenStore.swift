import Crypto
import Foundation
import Ledger
import Postgres

/// The bearer tokens of the API.
package struct TokenStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Rights of a token, and its subjects.
  package struct Grant: Sendable, Hashable {
    package let id: Int32
    package let name: String
    package let scopes: Set<String>
    /// `artist:ID`, `label:ID`, `payee:ID`; empty sees everything.
    package let subjects: [String]
    /// Requests a second.
    package let rateLimit: Int
    /// Microseconds since 1970.
    package let createdAt: Int64
    package let expiresAt: Int64?
    package let revokedAt: Int64?
  }

  /// Makes a token of 256 random bits. It is returned once; the database has only its SHA-256.
  ///
  /// - Throws: `Transaction.Refusal` for a subject `payee:x` where an artist and a label have the id.
  package func create(
    name: String, scopes: [String], subjects: [String], rateLimit: Int, expiresAt: Int64?
  ) throws -> (token: String, grant: Grant) {
    for subject in subjects where subject.hasPrefix("payee:") {
      _ = try PartyStore(db).party(String(subject.dropFirst("payee:".count)))
    }
    let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    let token =
      "llt_" + secret.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    let made = try db.transaction {
      let rows = try db.query(
        """
        INSERT INTO tokens (digest, name, scopes, subjects, rate_limit, expires_at, created_by)
        VALUES (\(.bytes(Self.digest(token))), \(name), \(.texts(scopes)), \(.texts(subjects)), \(Int32(rateLimit)),
          \(expiresAt.map { Value.timestamp($0) } ?? .null), \(db.actor.id))
        RETURNING \(Self.columns)
        """)
      let made = grant(rows[0])
      db.note("token \(made.id)")
      return made
    }
    return (token, made)
  }

  /// - Returns: `nil` for a token that is unknown, expired or revoked.
  package func grant(token: String) throws -> Grant? {
    try db.query(
      """
      SELECT \(Self.columns) FROM tokens
      WHERE digest = \(.bytes(Self.digest(token))) AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > clock_timestamp())
      """
    ).first.map(grant)
  }

  /// Those of some tokens that are neither expired nor revoked.
  package func valid(of ids: Set<Int32>) throws -> Set<Int32> {
    Set(
      try db.query(
        """
        SELECT token_id FROM tokens
        WHERE token_id = ANY(\(.int32s(ids.sorted()))) AND revoked_at IS NULL
          AND (expires_at IS NULL OR expires_at > clock_timestamp())
        """
      ).map { $0.int32(0) })
  }

  package func all() throws -> [Grant] {
    try db.query("SELECT \(Self.columns) FROM tokens ORDER BY token_id").map(grant)
  }

  /// - Returns: `false` where there is no such token, or it was revoked before.
  package func revoke(id: Int32) throws -> Bool {
    try db.transaction {
      let revoked = try db.query(
        "UPDATE tokens SET revoked_at = clock_timestamp() WHERE token_id = \(id) AND revoked_at IS NULL"
      ).affected
      if revoked == 1 { db.note("token \(id)") }
      return revoked == 1
    }
  }

  private static let columns: SQL =
    "token_id, name, scopes, subjects, rate_limit, created_at, expires_at, revoked_at"

  private static func digest(_ token: String) -> [UInt8] { Array(SHA256.hash(data: Data(token.utf8))) }

  private func grant(_ row: Row) -> Grant {
    Grant(
      id: row.int32(0), name: row.text(1), scopes: Set(row.texts(2)), subjects: row.texts(3),
      rateLimit: Int(row.int(4)), createdAt: row.timestamp(5), expiresAt: row.optionalTimestamp(6),
      revokedAt: row.optionalTimestamp(7))
  }
}
