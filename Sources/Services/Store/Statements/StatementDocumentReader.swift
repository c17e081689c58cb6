import Crypto
import Gzip
import Postgres

/// Reads the document of a statement piece by piece, as it was written, in bounded memory.
package final class StatementDocumentReader {
  /// Packed bytes that are unpacked at a time: to a thousand times as many, if they are of the kind that packs best.
  private static let pieceSize = 1 << 12
  private let db: Connection
  private let statement: Int64
  private let gzip = GzipReader()
  private var hash = SHA256()
  private var part: Int32 = 0
  private var packed: ArraySlice<UInt8> = []
  /// SHA-256 over the document; `nil` until all of it was read.
  package private(set) var digest: [UInt8]?

  package init(_ db: Connection, _ statement: Int64) {
    self.db = db
    self.statement = statement
  }

  /// The next piece; `nil` at the end.
  ///
  /// - Throws: `GzipReader.Damaged` where what is kept is not what was packed.
  package func next() throws -> [UInt8]? {
    while digest == nil {
      if packed.isEmpty {
        let row = try db.query(
          "SELECT packed FROM statement_documents WHERE statement_id = \(statement) AND part = \(part)"
        ).first
        guard let row else {
          try gzip.finish()
          digest = Array(hash.finalize())
          return nil
        }
        packed = row.bytes(0)[...]
        part += 1
      }
      var piece: [UInt8] = []
      let some = Array(packed.prefix(Self.pieceSize))
      packed = packed.dropFirst(some.count)
      try some.withUnsafeBytes { try gzip.write($0) { piece.append(contentsOf: $0) } }
      guard !piece.isEmpty else { continue }
      hash.update(data: piece)
      return piece
    }
    return nil
  }
}
