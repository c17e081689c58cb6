import Foundation
import Ledger
import Postgres
import Statements
import Store

/// A statement that is drawn up and not on record yet: what it says, and its files, which wait without their names.
struct DrawnStatement {
  let draft: StatementStore.Draft
  /// True if every check comes out.
  let isSound: Bool
  let files: [(format: StatementFiles.Format, path: String)]
  /// Document of one that is about to be issued.
  private let document: PackedDocument?

  var place: PayeeCurrency { draft.place }
  var digest: [UInt8] { draft.digest }

  /// Reads it once, for its digest and all its files. In a snapshot of the caller's.
  init(_ source: StatementSource, as formats: [StatementFiles.Format], in folder: String) throws {
    var files: [(format: StatementFiles.Format, path: String)] = []
    do {
      for format in formats {
        files.append((format, try AtomicFile.begin(in: folder, for: "\(folder)/\(source.number).\(format.rawValue)")))
      }
      let selection = try source.selection()
      let workbook = try files.first { $0.format == .xlsx }.map {
        try WorkbookRendering(source, selection, to: $0.path, temporaryFolder: folder)
      }
      let detail = JSONRendering.Detail(source.kind)
      let statement = try source.statement(
        of: selection, ready: { cells, columns in (cells, JSONRendering.members(cells, columns)) }
      ) { row in
        try detail.add(
          DetailRow(track: row.track.1, market: row.market.1, contract: row.contract.1, figures: row.figures))
        try workbook?.add(
          DetailRow(track: row.track.0, market: row.market.0, contract: row.contract.0, figures: row.figures))
      }
      let json = try files.first { $0.format == .json }.map { try Self.open($0.path) }
      document = source.issued == nil ? PackedDocument() : nil
      let (digest, isSound) = try JSONRendering.write(statement, detail, keeping: document) {
        try json?.write(contentsOf: $0)
      }
      try json?.close()
      try workbook?.finish(statement, digest: digest)
      self.files = files
      self.isSound = isSound
      draft = StatementStore.Draft(
        place: PayeeCurrency(payee: source.payee, currency: source.currency), revision: source.revision,
        digest: digest, payable: statement.figure(source.kind == .payee ? "payable" : "net"), reason: nil,
        names: try source.names(selection))
    } catch {
      for file in files { unlink(file.path) }
      throw error
    }
  }

  /// Keeps its document. Inside the transaction that puts it on record.
  func keep(as issued: StatementStore.Issued, _ db: Connection) throws { try document?.keep(as: issued, db) }

  /// Has the files on the disk before any of them has its name.
  func synchronize() throws { for file in files { try AtomicFile.synchronize(file.path) } }

  /// Gives the files the names of the statement on record, where there are none of them.
  func move(to folder: String, as issued: StatementStore.Issued) throws {
    for file in files {
      let path = "\(folder)/\(StatementFiles.name(issued, file.format))"
      guard !StatementFiles.isWritten(path) else { continue }
      guard rename(file.path, path) == 0 else {
        throw AtomicFile.Failed(description: "\(path): \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Removes files that have not got their names.
  func discard() { for file in files { unlink(file.path) } }

  private static func open(_ path: String) throws -> FileHandle {
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw AtomicFile.Failed(description: "\(path): it cannot be written")
    }
    return file
  }
}
