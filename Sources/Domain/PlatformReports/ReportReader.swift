import Plays

/// Reads a platform's report from chunks of its plain text, in bounded memory, and gives out its rows.
///
/// The format is recognised by the content. A report is taken whole or not at all: after a throw the caller undoes what
/// it did with the rows that came before it, since control totals may stand at the end. Lines end in LF or CRLF. One
/// reader reads one file, in one place at a time.
///
///     var reader = ReportReader(book, file: "march.csv") { row in rows.append(row) }
///     while let chunk = try file.next() { try chunk.withUnsafeBytes { try reader.read($0) } }
///     let summary = try reader.finish()
package struct ReportReader: ~Copyable {
  /// A longer line is a damaged file, and is refused before it is kept.
  package static let maximumLineBytes = 64 << 10

  private let take: (ReportRow) throws -> Void
  private let apart: (RowApart) throws -> Void
  private let book: FormatBook
  private let name: String
  private let statement: Period?
  private var decoder = TextDecoder()
  /// The beginning of a line whose end has not come yet.
  private var begun: [UInt8] = []
  private var lineNumber = 0
  /// Lines from the first, while the format is not recognised.
  private var held: [[UInt8]] = []
  private var lines: (any LineReader)?
  private var failure: (any Error)?

  /// The format that was recognised; `nil` as long as none is.
  package private(set) var format: ReportFormat?
  /// Words for how its lines are cut: `quoted comma`.
  package private(set) var delimiter: String?

  /// - Parameters:
  ///   - book: the formats that it may be of.
  ///   - name: the file's, which tells months in some formats.
  ///   - statement: the month in which the sender accounts, where the file does not tell.
  ///   - take: gets each row, in the order of the file. What it throws ends the reading, and comes out of `read` or
  ///     `finish`.
  ///   - apart: gets rows that are none of the report's, in the same way.
  package init(
    _ book: FormatBook, file name: String, statement: Period? = nil,
    apart: @escaping (RowApart) throws -> Void = { _ in },
    take: @escaping (ReportRow) throws -> Void
  ) {
    self.apart = apart
    self.statement = statement
    self.book = book
    self.name = name
    self.take = take
  }

  /// Reads on. Chunks may end anywhere.
  ///
  /// - Throws: `ReportError`, or what `take` threw; from then on always the same.
  package mutating func read(_ chunk: UnsafeRawBufferPointer) throws {
    if let failure { throw failure }
    do {
      if decoder.isPlain { return try split(chunk) }
      let text = try decoder.decode(chunk, line: lineNumber + 1)
      try text.withUnsafeBytes { try split($0) }
    } catch {
      failure = error
      throw error
    }
  }

  /// Reads what the last chunk left open and checks the file as a whole.
  ///
  /// - Throws: as `read`; also where the file has been cut, as far as its format lets that be seen.
  package mutating func finish() throws -> ReportSummary {
    if let failure { throw failure }
    do {
      let rest = try decoder.finish(line: lineNumber + 1)
      try rest.withUnsafeBytes { try split($0) }
      if !begun.isEmpty { try readBegun() }
      guard let lines else {
        throw held.isEmpty ? ReportError(line: 1, reason: "the file is empty") : Recognition.unknown(held, in: book)
      }
      let summary = try lines.finish(lines: lineNumber)
      failure = ReportError(line: lineNumber, reason: "the file has been read to its end")
      return summary
    } catch {
      failure = error
      throw error
    }
  }

  /// Why the file is of none of the formats, one after the other: for who asks after a refusal.
  package var reasons: [(format: String, reason: String)] {
    book.formats.map { ($0.name, Recognition.reason(held, $0)) }
  }

  private mutating func split(_ chunk: UnsafeRawBufferPointer) throws {
    var at = 0
    if !begun.isEmpty {
      let end = chunk.firstLineEnd(from: 0)
      try keep(UnsafeRawBufferPointer(rebasing: chunk[..<(end ?? chunk.count)]))
      guard let end else { return }
      try readBegun()
      at = end + 1
    }
    while at < chunk.count, let end = chunk.firstLineEnd(from: at) {
      try read(line: UnsafeRawBufferPointer(rebasing: chunk[at..<end]))
      at = end + 1
    }
    if at < chunk.count { try keep(UnsafeRawBufferPointer(rebasing: chunk[at...])) }
  }

  private mutating func keep(_ bytes: UnsafeRawBufferPointer) throws {
    let room = Self.maximumLineBytes + 1 - begun.count
    begun.append(contentsOf: bytes.prefix(room))
    if bytes.count > room {
      let start = begun
      try start.withUnsafeBytes { try refuseLongLine($0) }
    }
  }

  private mutating func readBegun() throws {
    // Moved out, so that reading may change `self`; and back, to keep the memory.
    var line: [UInt8] = []
    swap(&line, &begun)
    try line.withUnsafeBytes { try read(line: $0) }
    line.removeAll(keepingCapacity: true)
    swap(&line, &begun)
  }

  private mutating func read(line: UnsafeRawBufferPointer) throws {
    let isCRLF = line.last == UInt8(ascii: "\r")
    guard line.count - (isCRLF ? 1 : 0) <= Self.maximumLineBytes else { return try refuseLongLine(line) }
    let text = isCRLF ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
    lineNumber += 1
    if let lines { return try lines.read(text, number: lineNumber) }
    held.append(Array(lineNumber == 1 ? try Recognition.text(text) : text))
    guard let found = try Recognition.find(held, name: name, in: book) else {
      guard lineNumber < book.headerWithin else { throw Recognition.unknown(held, in: book) }
      return
    }
    (format, delimiter) = (found.format, found.dialect.word)
    let recognised = try found.format.lines(found.dialect, file: name, statement: statement, take: take, apart: apart)
    lines = recognised
    for (index, line) in held.enumerated() {
      try line.withUnsafeBytes { try recognised.read($0, number: index + 1) }
    }
  }

  private func refuseLongLine(_ start: UnsafeRawBufferPointer) throws {
    if lines == nil, lineNumber == 0 { _ = try Recognition.text(start) }
    throw ReportError(
      line: lineNumber + 1,
      reason: "the line is longer than \(Self.maximumLineBytes >> 10) KiB"
        + (start.contains(UInt8(ascii: "\r"))
          ? "; if lines end in CR alone, save the file with LF or CRLF" : "; the file is damaged, ask for it again"))
  }
}

extension UnsafeRawBufferPointer {
  /// End of the line that goes on at `start`, found eight bytes at a time.
  fileprivate func firstLineEnd(from start: Int) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var at = start
    while at + 8 <= count {
      let word = loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian ^ (ones &* 0x0A)
      // The lowest bit is right; others may be set too.
      let found = (word &- ones) & ~word & (ones &* 0x80)
      if found != 0 { return at + found.trailingZeroBitCount >> 3 }
      at += 8
    }
    while at < count {
      if self[at] == 0x0A { return at }
      at += 1
    }
    return nil
  }
}
