import Gzip
import Ledger
import Postgres
import Statements
import Store

/// An issued statement as its own document says it, byte for byte: nothing of it is read from the books, so whatever becomes
/// of the program that reads them, it stays as it was.
struct KeptStatement: StatementContent {
  private let db: Connection
  private let issued: StatementStore.Issued

  init(_ db: Connection, _ issued: StatementStore.Issued) {
    self.db = db
    self.issued = issued
  }

  private var status: Statement.Status { issued.isSuperseded ? .superseded : .issued }

  func statement() throws -> Statement { try read { try $0.head(issued.kind, status) } }

  func writeJSON(to sink: @escaping ([UInt8]) throws -> Void) throws {
    try sink(JSONRendering.beginning)
    let document = StatementDocumentReader(db, issued.id)
    do {
      while let piece = try document.next() { try sink(piece) }
    } catch is GzipReader.Damaged {
      throw altered
    }
    guard document.digest == issued.digest else { throw altered }
    try sink(JSONRendering.ending(status, issued.digest))
  }

  func writeWorkbook(to path: String, temporaryFolder: String) throws {
    try read { document in
      let head = try document.head(issued.kind, status)
      let heading = head.heading
      let rendering = try WorkbookRendering(
        heading.kind, heading.number, heading.period, heading.currency, sheets: head.tables.map(\.title), to: path,
        temporaryFolder: temporaryFolder)
      try document.detail(DetailTable(heading.kind)) { try rendering.add($0) }
      try document.finish()
      try rendering.finish(head, digest: issued.digest)
    }
  }

  /// Reads the document, all of which comes to its digest.
  private func read<T>(_ body: (StatementParser) throws -> T) throws -> T {
    let document = StatementDocumentReader(db, issued.id)
    let parser = StatementParser(document.next)
    do {
      let result = try body(parser)
      try parser.finish()
      guard document.digest == issued.digest else { throw altered }
      return result
    } catch is StatementParser.Malformed {
      throw altered
    } catch is GzipReader.Damaged {
      throw altered
    }
  }

  private var altered: Transaction.Refusal {
    Transaction.Refusal(
      "the document of statement \(issued.number) revision \(issued.revision) is not the one that was issued: "
        + "run `ledgerline ledger verify`, and restore it from a backup")
  }
}
