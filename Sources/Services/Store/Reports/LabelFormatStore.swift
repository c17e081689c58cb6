import Ledger
import Postgres

/// Formats of reports that a label has added, every version of them. The latest counts.
package struct LabelFormatStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// A version of a format as it is on record.
  package struct Version: Sendable {
    package let number: Int
    /// YAML; `nil` where the format was taken away.
    package let content: String?
    /// Microseconds since 1970.
    package let recordedAt: Int64
    package let actor: Actor?
  }

  /// The latest of each that was not taken away, by name.
  package func all() throws -> [(name: String, text: String)] {
    try db.query(
      """
      SELECT name, content FROM (
        SELECT DISTINCT ON (name COLLATE "C") name, content FROM label_formats
        ORDER BY name COLLATE "C", version DESC) l
      WHERE content IS NOT NULL
      """
    ).map { ($0.text(0), $0.text(1)) }
  }

  /// Versions of one, the latest first.
  package func versions(_ name: String) throws -> [Version] {
    try db.query(
      """
      SELECT version, content, recorded_at, recorded_by, recorded_by_name FROM label_formats
      WHERE name = \(name) ORDER BY version DESC LIMIT 100
      """
    ).map {
      Version(
        number: Int($0.int(0)), content: $0.optionalText(1), recordedAt: $0.timestamp(2), actor: $0.actor(3, 4))
    }
  }

  /// Records a version in the name of the connection's actor. The same again changes nothing.
  ///
  /// - Parameter content: YAML; `nil` takes the format away.
  /// - Returns: true if something has changed.
  package func write(_ name: String, _ content: String?) throws -> Bool {
    try db.transaction {
      // One writer at a time, so that a version follows on what it was compared with.
      try db.query("SELECT pg_advisory_xact_lock(hashtextextended('ledgerline formats', 0))")
      let last = try versions(name).first
      guard last?.content != content else { return false }
      try db.query(
        """
        INSERT INTO label_formats (name, version, content, recorded_by, recorded_by_name)
        VALUES (\(name), \(Int32((last?.number ?? 0) + 1)), \(content), \(db.actor.id), \(db.actor.name))
        """)
      db.note("format \(name)")
      return true
    }
  }
}
