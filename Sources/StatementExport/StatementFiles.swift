import Foundation
import Postgres
import Statements
import Store

/// Statements as files.
public struct StatementFiles {
  public enum Format: String, Sendable, CaseIterable {
    case xlsx, json
  }

  private let db: Connection

  public init(_ db: Connection) {
    self.db = db
  }

  /// Writes a statement to a file, whole or not at all, from one snapshot.
  ///
  /// - Throws: `WorkbookError`, `AtomicFile.Failed`, `PostgresError`: what stood at the path stands there still.
  public func write(_ format: Format, to path: String, _ open: (Connection) throws -> StatementSource) throws {
    try AtomicFile.write(path) { partial in
      try db.snapshot {
        let source = try open(db)
        switch format {
        case .xlsx:
          try WorkbookRendering.write(
            source, to: partial, temporaryFolder: URL(fileURLWithPath: partial).deletingLastPathComponent().path,
            digest: source.issued?.digest)
        case .json:
          guard FileManager.default.createFile(atPath: partial, contents: nil),
            let file = FileHandle(forWritingAtPath: partial)
          else { throw AtomicFile.Failed(description: "\(partial): it cannot be written") }
          defer { try? file.close() }
          try JSONRendering.write(source) { try file.write(contentsOf: $0) }
        }
      }
    }
  }

  /// The file of an issued statement: `2026-10_art-000_USD_r1.xlsx`.
  public static func name(_ issued: StatementStore.Issued, _ format: Format) -> String {
    // An id of a payee may have anything in it that a file's name may not.
    let payee = issued.payee.map { $0.isLetter || $0.isNumber || "-_.@".contains($0) ? String($0) : "_" }.joined()
    let kind = issued.kind == .payee ? "" : "\(issued.kind.rawValue)_"
    return "\(issued.period)_\(kind)\(payee)_\(issued.currency)_r\(issued.revision)_\(issued.id).\(format.rawValue)"
  }
}
