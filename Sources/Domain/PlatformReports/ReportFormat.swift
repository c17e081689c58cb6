/// A kind of file that platforms report in, as a value: what it starts with and what stands where.
///
/// One more format is one more value in a file of its own, listed in `all`.
package struct ReportFormat: Sendable {
  /// Mark by which a file of the format is known in its first line.
  enum Start: Sendable {
    /// The first cell is one of these, or begins so where a `*` ends it.
    case firstCell([String])
    /// The first line names at least this many of the columns that must be there. It need not be all of them, so that
    /// the one that is missing can be named.
    case columns(Int)
  }

  /// Kind of the lines.
  enum Body: Sendable {
    /// Columns under a header line.
    case table(TableLayout)
    /// Records of several types, each named by its first cell.
    case records(RecordLayout)
  }

  /// Name in summaries and among people: `distrokid`.
  package let name: String
  /// Title: `DistroKid bank details (TSV)`.
  package let title: String
  let delimiter: UInt8
  /// True if `"` opens a field that may hold the delimiter (RFC 4180). Else it is a character like others.
  let isQuoted: Bool
  let start: Start
  let body: Body

  /// Every format that is read, in the order in which they are tried.
  package static let all: [ReportFormat] = [own, dsr, distroKid, appleMusic]

  /// The format of a file with this first line, by content alone.
  static func of(firstLine: UnsafeRawBufferPointer) -> ReportFormat? {
    all.first { $0.begins(firstLine) }
  }

  private func begins(_ line: UnsafeRawBufferPointer) -> Bool {
    let fields = Fields()
    guard (try? fields.split(line, delimiter: delimiter, isQuoted: isQuoted)) != nil else { return false }
    switch start {
    case .firstCell(let names):
      let cell = fields[0].text
      // Alone on its line it could be anything.
      return names.contains { $0.hasSuffix("*") ? cell.hasPrefix($0.dropLast()) : cell == $0 && fields.count > 1 }
    case .columns(let minimum):
      guard case .table(let layout) = body else { return false }
      let names = Set((0..<fields.count).map { Header.normal(fields[$0].text) })
      return layout.columns.count { $0.isRequired && $0.names.contains { names.contains(Header.normal($0)) } }
        >= minimum
    }
  }

  func lines(take: @escaping (ReportRow) throws -> Void) -> any LineReader {
    switch body {
    case .table(let layout): TableLines(self, layout, take: take)
    case .records(let layout): RecordLines(self, layout, take: take)
    }
  }
}

/// Reads the lines of a format, one after the other.
protocol LineReader: AnyObject {
  /// - Parameter line: without its line end. The bytes may go away afterwards.
  func read(_ line: UnsafeRawBufferPointer, number: Int) throws
  /// After the last line.
  func finish(lines: Int) throws -> ReportSummary
}
