/// Format of a file, recognised by its first line.
enum Recognition {
  /// The first line as text: without a byte-order mark.
  ///
  /// - Throws: `ReportError` for a file that is not UTF-8 text.
  static func text(_ line: UnsafeRawBufferPointer) throws(ReportError) -> UnsafeRawBufferPointer {
    if let reason = TextEncoding.foreign(line) { throw ReportError(line: 1, reason: reason) }
    if line.contains(0) { throw ReportError(line: 1, reason: TextEncoding.nul) }
    let text = TextEncoding.withoutMark(line)
    // A line that is too long may have been cut within a character. It is refused for its length.
    if text.count <= ReportReader.maximumLineBytes, !TextEncoding.isUTF8(text) {
      throw ReportError(line: 1, reason: TextEncoding.notUTF8)
    }
    return text
  }

  static func format(_ line: UnsafeRawBufferPointer) throws(ReportError) -> ReportFormat {
    if let format = ReportFormat.of(firstLine: line) { return format }
    let known = ReportFormat.all.map(\.title).joined(separator: "; ")
    throw ReportError(
      line: 1,
      reason: "no report format begins with \(SafeText.quoted(line)). Known are: \(known)"
        + (line.contains(UInt8(ascii: "\r")) ? ". If lines end in CR alone, save the file with LF or CRLF" : ""))
  }
}
