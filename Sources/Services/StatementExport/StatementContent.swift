import Foundation
import Ledger
import Money
import Plays
import Postgres
import Statements
import Store

/// A statement that can be written as a file: from the books, or from the document that was kept when it was issued.
package protocol StatementContent {
  /// The statement without its detail.
  func statement() throws -> Statement

  /// Writes `{"statement":{...},"status":"issued","digest":"..."}`.
  ///
  /// - Throws: `Transaction.Refusal` where an issued statement does not come to its digest.
  func writeJSON(to sink: @escaping ([UInt8]) throws -> Void) throws

  /// Writes the workbook to a file that may be thrown away.
  ///
  /// - Throws: as `writeJSON`, for the workbook is made from the same reading.
  func writeWorkbook(to path: String, temporaryFolder: String) throws
}

extension StatementContent {
  /// Writes a file that may be thrown away.
  func write(_ format: StatementFiles.Format, to path: String) throws {
    switch format {
    case .xlsx:
      try writeWorkbook(to: path, temporaryFolder: URL(fileURLWithPath: path).deletingLastPathComponent().path)
    case .json:
      guard let file = FileHandle(forWritingAtPath: path) else {
        throw AtomicFile.Failed(description: "\(path): it cannot be written")
      }
      defer { try? file.close() }
      try writeJSON { try file.write(contentsOf: $0) }
    }
  }
}

extension StatementSource: StatementContent {
  package func writeJSON(to sink: @escaping ([UInt8]) throws -> Void) throws {
    try JSONRendering.write(self, to: sink)
  }

  package func writeWorkbook(to path: String, temporaryFolder: String) throws {
    guard let issued else {
      return try WorkbookRendering.write(self, to: path, temporaryFolder: temporaryFolder, digest: nil)
    }
    // One reading for both: so the workbook is of what the digest is over.
    let drawn = try DrawnStatement(self, as: [.xlsx], in: temporaryFolder)
    defer { drawn.discard() }
    guard drawn.digest == issued.digest else { throw JSONRendering.changed(issued) }
    guard rename(drawn.files[0].path, path) == 0 else {
      throw AtomicFile.Failed(description: "\(path): \(String(cString: strerror(errno)))")
    }
  }
}

extension StatementFiles {
  /// An issued statement: what was kept of it, or from the books one that was issued before documents were kept.
  ///
  /// - Parameter basis: of its period, where it was read before.
  package static func content(
    of issued: StatementStore.Issued, basis: PeriodBasis? = nil, _ db: Connection
  ) throws -> any StatementContent {
    if try StatementDocumentStore(db).isKept(issued.id) { return KeptStatement(db, issued) }
    return try StatementSource(db, issued, basis: basis)
  }

  /// The statement as it is known: the one on record where one was issued, else a draft.
  package static func current(
    _ db: Connection, _ kind: Statement.Kind = .payee, payee: String, _ period: Period, _ currency: Currency
  ) throws -> any StatementContent {
    if let issued = try StatementStore(db).last(kind, payee, period, currency) { return try content(of: issued, db) }
    return try StatementSource(db, kind, payee: payee, period, currency)
  }
}
