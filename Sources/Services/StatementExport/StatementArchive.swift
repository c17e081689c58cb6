import Foundation
import Gzip
import Ledger
import Plays
import Postgres
import Store

/// The statements of a period in one ZIP file, each under the name that its file would have.
///
/// They are drawn up and packed on several threads, and stand in the order of their numbers. So the same statements are the
/// same bytes.
package struct StatementArchive: Sendable {
  /// A statement's file, packed and kept aside.
  private struct Packed: @unchecked Sendable {
    // Made by one thread, and handed over to another that reads it.
    let name: String
    let file: PackedFile
    let content: Spool
  }

  private let period: Period
  private let formats: [StatementFiles.Format]
  private let connect: @Sendable () throws -> Connection

  /// - Parameter connect: opens a session for each thread.
  package init(
    _ period: Period, as formats: [StatementFiles.Format], connect: @escaping @Sendable () throws -> Connection
  ) {
    self.period = period
    self.formats = formats
    self.connect = connect
  }

  /// Writes the file, whole or not at all.
  ///
  /// - Parameters:
  ///   - threads: how many draw statements up.
  ///   - progress: told how many statements are in it.
  /// - Returns: how many statements.
  /// - Throws: `Transaction.Refusal` where none was issued, or one no longer comes to its digest.
  @discardableResult
  package func write(
    to path: String, threads: Int, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> Int {
    let db = try connect()
    let issued = try StatementStore(db).list(period: period, limit: .max).filter { !$0.isSuperseded }
      .sorted { $0.number.utf8.lexicographicallyPrecedes($1.number.utf8) }
    guard !issued.isEmpty else {
      throw Transaction.Refusal("no statement of \(period) was issued: `ledgerline statements generate` issues them")
    }
    let basis = try PeriodBasis(db, period)
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let (formats, connect) = (formats, connect)
    try AtomicFile.write(path) { partial in
      guard let target = FileHandle(forWritingAtPath: partial) else {
        throw AtomicFile.Failed(description: "\(path): it cannot be written")
      }
      defer { try? target.close() }
      let days = Int(period.last.number - period.first.number) + 1
      var archive = ZipWriter(date: (period.year, period.month, days)) { try target.write(contentsOf: $0) }
      let statements = InTurn(count: issued.count, threads: min(threads, issued.count)) {
        let db = try connect()
        return { try Self.packed(issued[$0], formats, basis, over: db, in: folder) }
      }
      try statements.forEach { index, files in
        for packed in files { try archive.add(packed.name, packed.file, content: packed.content.read) }
        progress(index + 1, issued.count)
      }
      try archive.finish()
    }
    return issued.count
  }

  private static func packed(
    _ issued: StatementStore.Issued, _ formats: [StatementFiles.Format], _ basis: PeriodBasis, over db: Connection,
    in folder: String
  ) throws -> [Packed] {
    var files: [(format: StatementFiles.Format, path: String)] = []
    defer { for file in files { unlink(file.path) } }
    try db.snapshot {
      let statement = try StatementFiles.content(of: issued, basis: basis, db)
      for format in formats {
        files.append((format, try AtomicFile.begin(in: folder, for: "\(folder)/\(issued.number).\(format.rawValue)")))
        try statement.write(format, to: files[files.count - 1].path)
      }
    }
    return try files.map { format, path in
      let content = Spool()
      // A workbook is a ZIP file itself.
      let file = try PackedFile(deflates: format == .json, to: content.write) { body in
        guard let source = FileHandle(forReadingAtPath: path) else {
          throw AtomicFile.Failed(description: "\(path): it cannot be read")
        }
        defer { try? source.close() }
        while let data = try source.read(upToCount: 1 << 18), !data.isEmpty { try body(Array(data)) }
      }
      return Packed(name: StatementFiles.name(issued, format), file: file, content: content)
    }
  }
}
