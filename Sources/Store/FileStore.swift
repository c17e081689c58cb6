import Postgres

/// Files of play events, by their digest.
public struct FileStore {
  let db: Connection

  public init(_ db: Connection) {
    self.db = db
  }

  /// A file that was, or is being, counted.
  public struct Record: Sendable {
    public let digest: [UInt8]
    public let name: String
    public let size: Int64
    public let epoch: Int64
    /// Bytes counted so far.
    public let position: Int64
    public let accepted: Int64
    public let quarantined: Int64
    public let isComplete: Bool
  }

  /// Takes a file over, so that one import at a time counts it; makes its record where it is new.
  public func claim(digest: [UInt8], name: String, size: Int64) throws -> Record {
    let rows = try db.query(
      """
      INSERT INTO ingest_files AS f (digest, name, size, epoch) VALUES (\(.bytes(digest)), \(name), \(size), 1)
      ON CONFLICT (digest) DO UPDATE SET epoch = f.epoch + 1
      RETURNING digest, name, size, epoch, position, accepted_events, quarantined_events, completed_at IS NOT NULL
      """)
    return record(rows[0])
  }

  /// Files of at most this size that have counted something, the smallest first.
  public func counted(upTo size: Int64) throws -> [Record] {
    try db.query(
      """
      SELECT digest, name, size, epoch, position, accepted_events, quarantined_events, completed_at IS NOT NULL
      FROM ingest_files WHERE size <= \(size) AND position > 0 ORDER BY size
      """
    ).map(record)
  }

  private func record(_ row: Row) -> Record {
    Record(
      digest: row.bytes(0), name: row.text(1), size: row.int(2), epoch: row.int(3), position: row.int(4),
      accepted: row.int(5), quarantined: row.int(6), isComplete: row.bool(7))
  }
}
