import Plays

/// A kind of file that platforms report in, as a value: what it starts with and what stands where.
package struct ReportFormat: Sendable {
  /// Mark by which a file of the format is known.
  enum Start: Sendable {
    /// The first cell of the first line is one of these, or begins so where a `*` ends it.
    case firstCell([String])
    /// A line names at least this many of the columns that must be there. It need not be all of them, so that the one
    /// that is missing can be named.
    case required(Int)
    /// A line names all of these columns.
    case columns([String])
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
  /// Ways in which its lines may be cut into fields, in the order in which they are tried.
  var dialects: [Dialect]
  /// True if a line that is no UTF-8 is Windows-1252.
  var isLatin = false
  let start: Start
  /// Sheets of its files, where they are spreadsheets with more than a table.
  var sheets: [SheetTable] = []
  /// The YAML that it was read from; empty for what is code.
  package var source = ""
  package var origin = Origin.program

  /// Place that a format comes from.
  package enum Origin: String, Sendable, Codable, CaseIterable {
    /// It came with the program.
    case program
    /// A label has added it: over the API, to all who share the database.
    case label
    /// A folder of whoever started the command or server.
    case folder
  }
  /// Names of its files, which decide where two formats would read a file.
  var files: [DatePattern] = []
  let body: Body
  /// Account of the sender's files, unless somebody says another.
  var account: String?
  /// True if a file is of many platforms by a distributor, whose rows of earlier months are late ones.
  package var isDistributors = false
  /// Names of files all of whose rows add to what was reported.
  var corrections: [DatePattern] = []

  /// True if a file of this name corrects earlier ones by adding to them.
  package func isCorrection(_ file: String) -> Bool { corrections.match(file) != nil }

  /// Lines within which a file of the format shows what it is.
  var headerWithin: Int {
    guard case .table(let layout) = body, !layout.hasLabels else { return 1 }
    return layout.headerWithin
  }

  /// Columns that it knows, by their usual names; none for what is not a table.
  package var columns: [(name: String, role: String?, isRequired: Bool)] {
    guard case .table(let layout) = body else { return [] }
    return layout.columns.map { ($0.names[0], $0.meaning?.rawValue, $0.isRequired) }
  }

  /// Words for how its lines are cut into fields.
  package var delimiters: String { (dialects.map(\.word) + sheets.map(\.words)).joined(separator: ", ") }

  /// True if something that its files do not tell has to be told for each account.
  package var asks: Bool {
    guard case .table(let layout) = body else { return false }
    return !layout.untold.isEmpty || sheets.contains { $0.table?.asks ?? false }
  }

  /// Refusal of a file of which only its label can tell what is not in it.
  func untold(_ facts: [String], line: Int) -> ReportError {
    let ways = [
      "month": "month_is_statement: true", "country": "constants: {country: WW}",
      "currency": "constants: {currency: EUR}",
    ]
    return ReportError(
      line: line,
      reason:
        "this is a file of \(name), which does not tell the \(facts.joined(separator: ", nor the ")) of its rows: "
        + "write a format of your own that does, with \"like: \(name)\" and, as it is for you, "
        + facts.compactMap { ways[$0] }.joined(separator: ", "))
  }

  /// True if the line is the header.
  func isHeader(_ fields: Fields) -> Bool { missing(fields)?.isEmpty ?? false }

  /// Columns by which the format would be known and that the line does not name; `nil` where it goes by other marks.
  func missing(_ fields: Fields) -> [String]? {
    guard case .table(let layout) = body else { return nil }
    if case .firstCell = start { return nil }
    let names = (0..<fields.count).map { fields[$0].text }
    let normals = Set(names.map { Header.normal($0) })
    func isNamed(_ column: [String], _ normal: [String]) -> Bool {
      normal.contains { normals.contains($0) } || names.contains { Header.hasCurrency($0, as: column) }
    }
    switch start {
    case .firstCell: return nil
    case .columns(let wanted): return wanted.filter { !isNamed([$0], [Header.normal($0)]) }
    case .required(let minimum):
      let required = layout.columns.filter(\.isRequired)
      let absent = required.filter { !isNamed($0.names, $0.normals) }
      return required.count - absent.count >= minimum ? [] : absent.map(\.names[0])
    }
  }

  /// The number of columns of a line that the format knows.
  func known(_ fields: Fields) -> Int {
    guard case .table(let layout) = body else { return 0 }
    return (0..<fields.count).count { place in
      let (name, normal) = (fields[place].text, Header.normal(fields[place].text))
      return layout.columns.contains { $0.normals.contains(normal) || Header.hasCurrency(name, as: $0.names) }
    }
  }

  func lines(
    _ dialect: Dialect, file name: String, statement: Period?, take: @escaping (ReportRow) throws -> Void,
    apart: @escaping (RowApart) throws -> Void
  ) throws(ReportError) -> any LineReader {
    switch body {
    case .table: try tableLines(dialect, file: name, statement: statement, take: take, apart: apart)
    case .records(let layout): RecordLines(self, layout, dialect, take: take)
    }
  }
}

extension ReportFormat {
  /// Reader of a format of tables.
  func tableLines(
    _ dialect: Dialect, file name: String, statement: Period?, take: @escaping (ReportRow) throws -> Void,
    apart: @escaping (RowApart) throws -> Void
  ) throws(ReportError) -> TableLines {
    guard case .table(let layout) = body else { preconditionFailure("\(self.name) is no table") }
    return try TableLines(
      self, dialect == .sheet ? layout.ofSheets : layout, dialect, file: name, statement: statement, take: take,
      apart: apart)
  }
}

/// Reads the lines of a format, one after the other.
protocol LineReader: AnyObject {
  /// - Parameter line: without its line end. The bytes may go away afterwards.
  func read(_ line: UnsafeRawBufferPointer, number: Int) throws
  /// After the last line.
  func finish(lines: Int) throws -> ReportSummary
}
