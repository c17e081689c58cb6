import Refusals

/// Reads comma-separated records (RFC 4180) from chunks of bytes, knowing the line of each.
///
/// It keeps one record at a time, so a file may be larger than memory. Quoted fields may hold commas, doubled quotes
/// and line breaks; lines end in LF or CRLF; a byte-order mark is skipped; blank lines are skipped.
package struct CSVReader {
  /// A record longer than this is a damaged file (a quote that never closes), not data.
  package static let maximumRecordBytes = 1 << 20

  /// One record and the line it starts on.
  package struct Record: Sendable {
    package let line: Int
    package let fields: [String]
  }

  private let file: String
  private let nextChunk: () throws -> [UInt8]?
  private var chunk: [UInt8] = []
  private var position = 0
  private var line = 1
  private var started = false

  /// - Parameters:
  ///   - file: the name that errors give.
  ///   - nextChunk: the following bytes, `nil` at the end.
  package init(file: String, nextChunk: @escaping () throws -> [UInt8]?) {
    self.file = file
    self.nextChunk = nextChunk
  }

  package init(file: String, bytes: [UInt8]) {
    var rest: [UInt8]? = bytes
    self.init(file: file) {
      defer { rest = nil }
      return rest
    }
  }

  /// The next record, `nil` at the end.
  ///
  /// - Throws: `InputError` for a record that is not well-formed.
  package mutating func next() throws -> Record? {
    while let record = try nextIncludingBlank() {
      if record.fields != [""] { return record }
    }
    return nil
  }

  private mutating func nextIncludingBlank() throws -> Record? {
    if !started {
      started = true
      while chunk.count < 3, let more = try nextChunk() { chunk += more }
      if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }
    guard try peek() != nil else { return nil }
    let first = line
    var fields: [String] = []
    var field: [UInt8] = []
    var quoted = false
    var closed = false
    var size = 0
    func finish() throws(InputError) -> String {
      guard let text = String(validating: field, as: UTF8.self) else {
        throw InputError(file: file, line: first, reason: "the text is not UTF-8; save the file as UTF-8 and try again")
      }
      return text
    }
    while let byte = try take() {
      size += 1
      guard size <= Self.maximumRecordBytes else {
        throw InputError(file: file, line: first, reason: "the record is longer than 1 MiB; is a quote missing?")
      }
      if quoted {
        if byte != UInt8(ascii: "\"") {
          if byte == UInt8(ascii: "\n") { line += 1 }
          field.append(byte)
        } else if try peek() == UInt8(ascii: "\"") {
          _ = try take()
          field.append(byte)
        } else {
          quoted = false
          closed = true
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        fields.append(try finish())
        return Record(line: first, fields: fields)
      case UInt8(ascii: "\r") where try peek() == UInt8(ascii: "\n"):
        continue
      case UInt8(ascii: ","):
        fields.append(try finish())
        field.removeAll(keepingCapacity: true)
        closed = false
      case UInt8(ascii: "\"") where field.isEmpty && !closed:
        quoted = true
      case _ where closed:
        throw InputError(
          file: file, line: first, reason: "text stands after the closing quote of field \(fields.count + 1)")
      default:
        field.append(byte)
      }
    }
    guard !quoted else {
      throw InputError(file: file, line: first, reason: "a quote opens and the file ends before it closes; was it cut?")
    }
    fields.append(try finish())
    return Record(line: first, fields: fields)
  }

  private mutating func peek() throws -> UInt8? {
    while position == chunk.count {
      guard let more = try nextChunk() else { return nil }
      chunk = more
      position = 0
    }
    return chunk[position]
  }

  private mutating func take() throws -> UInt8? {
    let byte = try peek()
    if byte != nil { position += 1 }
    return byte
  }
}
