import CSV
import Refusals
import Testing

/// A record in a form that tests compare.
struct Line: Equatable, CustomStringConvertible {
  let line: Int
  let fields: [String]

  init(_ line: Int, _ fields: [String]) {
    self.line = line
    self.fields = fields
  }

  var description: String { "\(line): \(fields)" }
}

/// All records of a text.
func records(_ text: String) throws -> [Line] { try records(CSVReader(file: "test.csv", bytes: Array(text.utf8))) }

func records(_ reader: CSVReader) throws -> [Line] {
  var reader = reader
  var lines: [Line] = []
  while let record = try reader.next() { lines.append(Line(record.line, record.fields)) }
  return lines
}

/// A reader that is handed the pieces one by one.
func reader(pieces: [[UInt8]]) -> CSVReader {
  var rest = pieces[...]
  return CSVReader(file: "test.csv") { rest.popFirst() }
}

/// The error that reading ends with.
func csvError(sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) throws -> InputError {
  try #require(
    #expect(throws: InputError.self, sourceLocation: sourceLocation) { try body() }, sourceLocation: sourceLocation)
}
