import PlatformReports
import ReportMatching
import Store
import Texts

/// A report's file: what it is recognised as, and why it is of none of the others; its first rows, and what all come to. Nothing is
/// stored.
package struct TryReport: Question {
  package typealias Answer = ReportTrial

  let path: String
  let name: String
  let format: String?
  let rows: Int
  let installed: InstalledFormats
  let bounds: ImportBounds

  /// - Parameters:
  ///   - name: the file's, which tells months in some formats.
  ///   - format: the one that is tried; all unless told.
  ///   - rows: that are shown.
  package init(
    path: String, name: String, format: String? = nil, rows: Int, _ installed: InstalledFormats, bounds: ImportBounds
  ) {
    self.path = path
    self.name = name
    self.format = format
    self.rows = rows
    self.installed = installed
    self.bounds = bounds
  }

  package func answer(_ asking: some Asking) async throws -> ReportTrial {
    let progress = asking.progress
    return try await asking.atLength { db in
      var book = try installed.book(LabelFormatStore(db).all())
      if let format {
        guard let only = book.only(format) else { throw ListedFormat.missing(format) }
        book = only
      }
      return try ReportTrial(path: path, name: name, book: book, limit: rows, bounds: bounds) {
        progress("reading", $0, $1)
      }
    }
  }
}
