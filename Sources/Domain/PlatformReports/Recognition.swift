/// Format of a file, recognised by its first lines, and by its name where two would read them.
struct Recognition {
  let format: ReportFormat
  let dialect: Dialect

  /// The first line as text: without a byte-order mark.
  ///
  /// - Throws: `ReportError` for a file that is not text.
  static func text(_ line: UnsafeRawBufferPointer) throws(ReportError) -> UnsafeRawBufferPointer {
    if let reason = TextEncoding.foreign(line) { throw ReportError(line: 1, reason: reason) }
    if line.contains(0) { throw ReportError(line: 1, reason: TextEncoding.nul) }
    return TextEncoding.withoutMark(line)
  }

  /// - Parameters:
  ///   - lines: from the first; the last of them has not been asked about yet.
  ///   - name: the file's.
  /// - Returns: `nil` where no format is recognised by the last line.
  /// - Throws: `ReportError` where several are, and nothing tells them apart.
  static func find(_ lines: [[UInt8]], name: String, in book: FormatBook) throws(ReportError) -> Recognition? {
    var found: [(recognition: Recognition, known: Int)] = []
    for format in book.formats {
      for dialect in format.dialects {
        if let known = match(lines.last!, number: lines.count, format, dialect) {
          found.append((Recognition(format: format, dialect: dialect), known))
          break
        }
      }
    }
    return try nearest(found.map { ($0.recognition, $0.recognition.format, $0.known) }, name: name, line: lines.count)
  }

  /// The one of several that a file is of.
  ///
  /// - Throws: `ReportError` where nothing tells them apart.
  static func nearest<Found>(
    _ found: [(found: Found, format: ReportFormat, known: Int)], name: String, line: Int
  ) throws(ReportError) -> Found? {
    var found = found
    if found.count > 1 {
      let named = found.filter { $0.format.files.match(name) != nil }
      if !named.isEmpty { found = named }
      let most = found.map(\.known).max() ?? 0
      found = found.filter { $0.known == most }
      // One of the label's own tells what the one that it is like asks for.
      let telling = found.filter { !$0.format.asks }
      if !telling.isEmpty { found = telling }
    }
    guard found.count <= 1 else {
      throw ReportError(
        line: line,
        reason:
          "this may be any of \(found.map(\.format.name).joined(separator: ", ")): say which it is, or "
          + "have one of them name a column that the others have not")
    }
    return found.first?.found
  }

  /// - Returns: how many columns of the line the format knows; `nil` where it is none of its files.
  static func match(_ line: [UInt8], number: Int, _ format: ReportFormat, _ dialect: Dialect) -> Int? {
    guard number <= format.headerWithin else { return nil }
    return with(line, format, dialect) { fields in
      guard case .firstCell(let names) = format.start else {
        return format.isHeader(fields) ? format.known(fields) : nil
      }
      let cell = fields[0].text
      // Alone on its line it could be anything.
      let isMeant = names.contains {
        $0.hasSuffix("*") ? cell.hasPrefix($0.dropLast()) : cell == $0 && fields.count > 1
      }
      // Any format that knows the columns of the line is nearer.
      return isMeant ? 1 : nil
    }
  }

  /// - Returns: `nil` for a line that cannot be cut so.
  private static func with<T>(
    _ line: [UInt8], _ format: ReportFormat, _ dialect: Dialect, _ body: (Fields) -> T?
  ) -> T? {
    let fields = Fields()
    return line.withUnsafeBytes { text in
      guard (try? fields.split(text, dialect, isLatin: format.isLatin)) != nil else { return nil }
      return body(fields)
    }
  }

  /// Refusal of a file that no format was recognised in.
  static func unknown(_ lines: [[UInt8]], in book: FormatBook) -> ReportError {
    let first = lines.first ?? []
    guard first.count > ReportReader.maximumLineBytes || TextEncoding.isUTF8(first) else {
      return ReportError(line: 1, reason: TextEncoding.notUTF8)
    }
    let known = book.formats.map(\.name).joined(separator: ", ")
    return ReportError(
      line: 1,
      reason:
        "no report format begins with \(first.withUnsafeBytes { SafeText.quoted($0) }). Known are \(known); \"ledgerline "
        + "formats check FILE\" says why it is none of them"
        + (first.contains(UInt8(ascii: "\r")) ? ". If lines end in CR alone, save the file with LF or CRLF" : ""))
  }

  /// Columns by which the format would be known and that none of the lines names: of the line that comes nearest.
  static func missing(_ lines: [[UInt8]], _ format: ReportFormat, _ dialect: Dialect) -> [String]? {
    lines.prefix(format.headerWithin).compactMap { with($0, format, dialect) { format.missing($0) } }
      .min { $0.count < $1.count }
  }

  /// The reason why a file is not of a format, by the line that comes nearest to its header.
  static func reason(_ lines: [[UInt8]], _ format: ReportFormat) -> String {
    if case .firstCell(let names) = format.start {
      return "its first cell is none of \(names.joined(separator: ", "))"
    }
    guard !format.dialects.isEmpty else {
      return "its files are spreadsheets with the sheet \(format.sheets.map { $0.names[0] }.joined(separator: ", "))"
    }
    var best: [String]?
    for dialect in format.dialects {
      guard let missing = missing(lines, format, dialect) else { continue }
      if missing.count < best?.count ?? .max { best = missing }
    }
    guard let best else { return "none of its first lines is text in \(format.delimiters)" }
    let place = format.headerWithin == 1 ? "its first line" : "none of its first \(format.headerWithin) lines"
    return best.isEmpty
      ? "another format knows more of its columns"
      : "\(place) \(format.headerWithin == 1 ? "does not name" : "names") \(best.joined(separator: ", "))"
  }
}
