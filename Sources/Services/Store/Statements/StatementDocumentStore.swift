import Crypto
import Gzip
import Postgres

/// Documents of issued statements: the bytes that their digests are over, packed, in parts.
package struct StatementDocumentStore {
  /// Bytes of a part at most, which is what writing or reading a document takes of memory.
  package static let partSize = 1 << 20
  private static let statementsAtATime = 500
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// A document that was read again is not the one that was kept.
  package struct ReadOtherwise: Error, CustomStringConvertible {
    package let statement: Int64
    package var description: String {
      "the document of statement \(statement) was read otherwise than it was written: nothing was issued"
    }
  }

  package func isKept(_ statement: Int64) throws -> Bool {
    try db.query("SELECT EXISTS (SELECT FROM statement_documents WHERE statement_id = \(statement))")[0].bool(0)
  }

  /// Keeps the document of a statement, and reads it again. Inside the transaction that puts the statement on record.
  ///
  /// - Parameter packed: hands over the packed bytes, in order.
  /// - Throws: `ReadOtherwise` where what was read does not come to the digest.
  package func keep(
    _ statement: Int64, digest: [UInt8], packed content: (([UInt8]) throws -> Void) throws -> Void
  ) throws {
    try db.copyIn("statement_documents (statement_id, part, packed)", columns: 3) { copy in
      var (number, part) = (Int32(0), [UInt8]())
      part.reserveCapacity(Self.partSize)
      func end() throws {
        guard !part.isEmpty else { return }
        try copy.row()
        copy.int64(statement)
        copy.int32(number)
        copy.value(.bytes(part))
        number += 1
        part.removeAll(keepingCapacity: true)
      }
      try content { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
          let some = rest.prefix(Self.partSize - part.count)
          part += some
          rest = rest.dropFirst(some.count)
          if part.count == Self.partSize { try end() }
        }
      }
      try end()
    }
    guard try self.digest(statement) == digest else { throw ReadOtherwise(statement: statement) }
  }

  /// The digest of a document as it is kept; `nil` where it can no longer be unpacked.
  func digest(_ statement: Int64) throws -> [UInt8]? {
    let document = StatementDocumentReader(db, statement)
    do {
      while try document.next() != nil {}
      return document.digest
    } catch is GzipReader.Damaged {
      return nil
    }
  }

  /// The first statement of which another document is kept than was issued, or none where one was.
  ///
  /// - Parameter progress: told how many statements have been looked at.
  package func contradiction(progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }) throws -> String? {
    let total = try db.query("SELECT count(*) FROM statements")[0].int(0)
    var (last, done) = (Int64(0), Int64(0))
    while true {
      let rows = try db.query(
        """
        SELECT s.statement_id, s.digest, s.is_kept,
          EXISTS (SELECT FROM statement_documents d WHERE d.statement_id = s.statement_id)
        FROM statements s WHERE s.statement_id > \(last) ORDER BY s.statement_id LIMIT \(Self.statementsAtATime)
        """
      ).map { (id: $0.int(0), digest: $0.bytes(1), isKept: $0.bool(2), hasParts: $0.bool(3)) }
      guard let end = rows.last?.id else { return nil }
      for row in rows {
        let isRight = try row.hasParts ? digest(row.id) == row.digest : !row.isKept
        if !isRight { return try describe(row.id, hasParts: row.hasParts) }
      }
      (last, done) = (end, done + Int64(rows.count))
      progress(done, total)
    }
  }

  private func describe(_ statement: Int64, hasParts: Bool) throws -> String? {
    try StatementStore(db).statement(statement).map {
      "statement \($0.number) revision \($0.revision): "
        + (hasParts ? "the document that is kept is not the one that was issued" : "its document is gone")
    }
  }
}
