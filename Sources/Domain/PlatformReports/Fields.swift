/// Ends of the fields of a line, found eight bytes at a time.
///
/// Unsafe on purpose: with `Memo` this is the innermost loop. It reads only inside the line it was given, and its own
/// memory is as long as the longest line.
final class Fields {
  /// No report has as many columns.
  static let maximum = 512

  private let ends = UnsafeMutablePointer<Int>.allocate(capacity: Fields.maximum)
  /// The line without its quotes, where it has some. As long as a line may be, since unquoting only shortens.
  private var unquoted = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var line = UnsafeRawBufferPointer(start: nil, count: 0)
  private(set) var count = 0
  /// The first of the fields that a row of a sheet does not have, and that are empty.
  private var emptyFrom = Int.max
  /// The line in UTF-8, where it came in another encoding.
  private var latin = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// For each field of a row of a sheet: true for a number of the spreadsheet's own, a plain decimal. Empty for a line of text.
  private var numbers: [Bool] = []

  deinit {
    ends.deallocate()
    unquoted.deallocate()
    latin.deallocate()
  }

  /// The field of a place that is below `count`.
  subscript(place: Int) -> Cell {
    precondition(place < count)
    if place >= emptyFrom { return Cell(bytes: UnsafeRawBufferPointer(rebasing: line[..<0]), place: place) }
    var start = place == 0 ? 0 : ends[place - 1] + 1
    var end = ends[place]
    while start < end, line[start] == 0x20 { start += 1 }
    while start < end, line[end - 1] == 0x20 { end -= 1 }
    return Cell(bytes: UnsafeRawBufferPointer(rebasing: line[start..<end]), place: place)
  }

  /// Splits a line and checks that it is text.
  ///
  /// - Parameter isLatin: true if a line that is no UTF-8 is Windows-1252, of which ISO 8859-1 is a part.
  /// - Throws: `CellError` for NUL bytes, for what is not UTF-8, for quotes that do not match, for too many fields.
  func split(_ line: UnsafeRawBufferPointer, _ dialect: Dialect, isLatin: Bool) throws(CellError) {
    let (delimiter, isQuoted) = (dialect.delimiter, dialect.isQuoted)
    self.line = line
    count = 0
    if !numbers.isEmpty {
      numbers.removeAll(keepingCapacity: true)
      emptyFrom = .max
    }
    if dialect == .sheet { return try splitRow() }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let delimiters = ones &* UInt64(delimiter)
    let quotes = ones &* 0x22
    var special: UInt64 = 0
    var hasQuote: UInt64 = 0
    var at = 0
    while at + 8 <= line.count {
      let word = line.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
      special |= word | Self.zeros(word)
      hasQuote |= Self.zeros(word ^ quotes)
      var found = Self.zeros(word ^ delimiters)
      while found != 0 {
        try end(at + found.trailingZeroBitCount >> 3)
        found &= found - 1
      }
      at += 8
    }
    while at < line.count {
      let byte = line[at]
      if byte == 0 || byte >= 0x80 { special |= 0x80 }
      if byte == 0x22 { hasQuote |= 1 }
      if byte == delimiter { try end(at) }
      at += 1
    }
    try end(line.count)
    if special & (ones &* 0x80) != 0 {
      if isLatin, !line.contains(0), !TextEncoding.isUTF8(line) {
        let text = TextEncoding.fromLatin(line)
        latin.deallocate()
        latin = .allocate(byteCount: text.count, alignment: 1)
        latin.copyBytes(from: text)
        return try split(UnsafeRawBufferPointer(latin), dialect, isLatin: false)
      }
      try checkText()
    }
    if isQuoted, hasQuote != 0 { try unquote(delimiter) }
  }

  /// True for a number that a spreadsheet has as one, whatever signs its format has for numbers in text.
  @inline(__always)
  func isNumber(_ place: Int) -> Bool { !numbers.isEmpty && numbers[place] }

  /// Adds empty fields to a row of a sheet, which ends with its last cell that has something in it.
  func fill(to width: Int) {
    guard !numbers.isEmpty, width <= Self.maximum else { return }
    while count < width {
      emptyFrom = min(emptyFrom, count)
      count += 1
      numbers.append(false)
    }
  }

  private func splitRow() throws(CellError) {
    for at in 0..<line.count where line[at] == SheetLine.end || line[at] == SheetLine.numberEnd {
      try end(at)
      numbers.append(line[at] == SheetLine.numberEnd)
    }
  }

  private func end(_ at: Int) throws(CellError) {
    guard count < Self.maximum else {
      throw CellError(place: count, reason: "the line has more than \(Self.maximum) fields")
    }
    ends[count] = at
    count += 1
  }

  /// The high bit of each byte that is 0, exactly.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~(((word & low) &+ low) | word | low)
  }

  /// The field that is to blame tells where to look in a line of thousands of bytes.
  private func checkText() throws(CellError) {
    if TextEncoding.isUTF8(line), !line.contains(0) { return }
    for place in 0..<count {
      let cell = self[place]
      if cell.bytes.contains(0) { throw cell.error(TextEncoding.nul) }
      if !TextEncoding.isUTF8(cell.bytes) { throw cell.error(TextEncoding.notUTF8) }
    }
    throw CellError(place: 0, reason: TextEncoding.notUTF8)
  }

  /// Fields in quotes as RFC 4180 has them, but none over two lines: no field of a report needs that.
  private func unquote(_ delimiter: UInt8) throws(CellError) {
    let source = line
    if unquoted.count < source.count {
      unquoted.deallocate()
      unquoted = .allocate(byteCount: max(source.count, 4096), alignment: 1)
    }
    count = 0
    var length = 0
    var start = 0
    var at = 0
    var isOpen = false
    var isClosed = false
    while at < source.count {
      let byte = source[at]
      at += 1
      if isOpen {
        if byte != 0x22 {
          unquoted[length] = byte
        } else if at < source.count, source[at] == 0x22 {
          unquoted[length] = byte
          at += 1
        } else {
          isOpen = false
          isClosed = true
          continue
        }
      } else if byte == delimiter {
        unquoted[length] = byte
        try end(length)
        start = length + 1
        isClosed = false
      } else if byte == 0x22, length == start, !isClosed {
        isOpen = true
        continue
      } else if isClosed {
        throw CellError(place: count, reason: "text stands after the closing quote")
      } else {
        unquoted[length] = byte
      }
      length += 1
    }
    guard !isOpen else {
      throw CellError(place: count, reason: "a quote opens and the line ends before it closes; was the file cut?")
    }
    try end(length)
    line = UnsafeRawBufferPointer(rebasing: unquoted[..<length])
  }
}
