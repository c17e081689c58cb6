import Foundation
import Postgres
import Statements
import Store

/// Statements as files.
package struct StatementFiles {
  package enum Format: String, Sendable, CaseIterable {
    case xlsx, json
  }

  /// Bytes of a payee's id in a file's name, which has 255 at most.
  private static let longestPayee = 150
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Writes the files of an issued statement that are not there: it does not change, and neither do they.
  ///
  /// - Parameter basis: of its period, where it was read before.
  package func write(
    _ issued: StatementStore.Issued, as formats: [Format], to folder: String, basis: PeriodBasis? = nil
  ) throws {
    for format in formats {
      let path = "\(folder)/\(Self.name(issued, format))"
      if !Self.isWritten(path) {
        try write(format, to: path) { try Self.content(of: issued, basis: basis, $0) }
      }
    }
  }

  /// Writes a statement to a file, whole or not at all, from one snapshot.
  ///
  /// - Throws: `WorkbookError`, `AtomicFile.Failed`, `PostgresError`: what stood at the path stands there still.
  package func write(_ format: Format, to path: String, _ open: (Connection) throws -> any StatementContent) throws {
    try AtomicFile.write(path) { partial in
      try db.snapshot { try open(db).write(format, to: partial) }
    }
  }

  /// True if a statement's file stands at a path. A link is none: somebody else put it there.
  package static func isWritten(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// The file of an issued statement: `2026-10_art-000_USD_r1_17.xlsx`.
  package static func name(_ issued: StatementStore.Issued, _ format: Format) -> String {
    // An id of a payee may have anything in it that a file's name may not, and be longer than one. The statement's number
    // tells apart what comes out alike.
    var payee = ""
    for character in issued.payee {
      let part = character.isLetter || character.isNumber || "-_.@".contains(character) ? String(character) : "_"
      guard payee.utf8.count + part.utf8.count <= longestPayee else { break }
      payee += part
    }
    let kind = issued.kind == .payee ? "" : "\(issued.kind.rawValue)_"
    return "\(issued.period)_\(kind)\(payee)_\(issued.currency)_r\(issued.revision)_\(issued.id).\(format.rawValue)"
  }
}
