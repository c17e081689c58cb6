import Postgres
import Texts

/// Files of play events, by their digest.
package struct FileStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Name of a file as the source of what is quarantined, and of what stands by its commits.
  package static func source(of digest: [UInt8]) -> String { "file:" + digest.prefix(8).hex }

  /// A file that was, or is being, counted.
  package struct Record: Hashable, Sendable {
    package let digest: [UInt8]
    package let name: String
    package let size: Int64
    /// SHA-256 of its first 4 KiB; `nil` where it is shorter.
    package let head: [UInt8]?
    package let epoch: Int64
    /// Bytes counted so far.
    package let position: Int64
    package let accepted: Int64
    package let quarantined: Int64
    package let isComplete: Bool
    /// Begin of what was counted of it: 0, or the end of the file that it continues.
    package let countedFrom: Int64

    package init(
      digest: [UInt8], name: String, size: Int64, head: [UInt8]?, epoch: Int64, position: Int64, accepted: Int64,
      quarantined: Int64, isComplete: Bool, countedFrom: Int64 = 0
    ) {
      self.digest = digest
      self.name = name
      self.size = size
      self.head = head
      self.epoch = epoch
      self.position = position
      self.accepted = accepted
      self.quarantined = quarantined
      self.isComplete = isComplete
      self.countedFrom = countedFrom
    }
  }

  /// Takes a file over, so that one import at a time counts it; makes its record where it is new.
  package func claim(digest: [UInt8], name: String, size: Int64, head: [UInt8]?) throws -> Record {
    let rows = try db.query(
      """
      INSERT INTO ingest_files AS f (digest, name, size, head, epoch)
      VALUES (\(.bytes(digest)), \(name), \(size), \(head.map { Value.bytes($0) } ?? .null)::bytea, 1)
      ON CONFLICT (digest) DO UPDATE SET epoch = f.epoch + 1
      RETURNING \(Self.columns)
      """)
    return record(rows[0])
  }

  /// Takes over a file of which something was counted: whoever is counting it can commit no more.
  ///
  /// - Returns: `nil` where nothing of it is counted.
  package func takeOver(digest: [UInt8]) throws -> Record? {
    try db.query(
      """
      UPDATE ingest_files SET epoch = epoch + 1 WHERE digest = \(.bytes(digest)) AND position > 0
      RETURNING \(Self.columns)
      """
    ).first.map(record)
  }

  /// Forgets that a file was taken on of which nothing was counted.
  package func forget(digest: [UInt8]) throws {
    try db.query("DELETE FROM ingest_files WHERE digest = \(.bytes(digest)) AND position = 0")
  }

  /// Files of which something was counted, the smallest first.
  package func counted() throws -> [Record] {
    try db.query(
      """
      SELECT \(Self.columns) FROM ingest_files WHERE position > 0 ORDER BY size
      """
    ).map(record)
  }

  /// All files that were ever taken on.
  package func all() throws -> [Record] {
    try db.query(
      """
      SELECT \(Self.columns) FROM ingest_files ORDER BY started_at
      """
    ).map(record)
  }

  private static let columns: SQL = """
    digest, name, size, head, epoch, position, accepted_events, quarantined_events, completed_at IS NOT NULL, counted_from
    """

  private func record(_ row: Row) -> Record {
    Record(
      digest: row.bytes(0), name: row.text(1), size: row.int(2), head: row.optionalBytes(3), epoch: row.int(4),
      position: row.int(5), accepted: row.int(6), quarantined: row.int(7), isComplete: row.bool(8),
      countedFrom: row.int(9))
  }
}
