import Gzip
import Postgres
import Store

/// The document of a statement that is being issued: packed, and kept aside until the statement is on record.
final class PackedDocument {
  private let aside: Spool
  private let gzip: GzipWriter

  init() {
    let aside = Spool()
    self.aside = aside
    gzip = GzipWriter(to: aside.write)
  }

  func write(_ bytes: [UInt8]) throws { try gzip.write(bytes) }

  func finish() throws { try gzip.finish() }

  /// Keeps it as the document of a statement, and reads it again. Inside the transaction that puts the statement on record.
  func keep(as issued: StatementStore.Issued, _ db: Connection) throws {
    try StatementDocumentStore(db).keep(issued.id, digest: issued.digest, packed: aside.read)
  }
}
