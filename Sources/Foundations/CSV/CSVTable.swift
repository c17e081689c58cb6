import Refusals

/// Records of a file whose first line names the columns.
package struct CSVTable {
  /// One row, read by the names of its columns.
  package struct Row {
    package let file: String
    package let line: Int
    let fields: [String]
    let columns: [String: Int]

    /// The text of a column, trimmed; empty where the file has no such optional column.
    package subscript(column: String) -> String {
      guard let index = columns[column] else { return "" }
      return fields[index].trimmed
    }

    /// The text of a column that must not be empty.
    package func required(_ column: String) throws(InputError) -> String {
      let text = self[column]
      guard !text.isEmpty else { throw error("column \"\(column)\" is empty") }
      return text
    }

    package func error(_ reason: String) -> InputError { InputError(file: file, line: line, reason: reason) }
  }

  private let file: String
  private var reader: CSVReader
  private let columns: [String: Int]

  /// - Throws: `InputError` where the header lacks a required column or names one that is not known.
  package init(_ reader: CSVReader, file: String, required: [String], optional: [String] = []) throws {
    self.file = file
    self.reader = reader
    let expected = "the columns are \(required.joined(separator: ","))"
    guard let header = try self.reader.next() else {
      throw InputError(file: file, line: 1, reason: "the file is empty; \(expected)")
    }
    var columns: [String: Int] = [:]
    for (index, field) in header.fields.enumerated() {
      let name = field.trimmed.lowercased()
      guard required.contains(name) || optional.contains(name) else {
        throw InputError(file: file, line: header.line, reason: "unknown column \"\(field)\"; \(expected)")
      }
      guard columns.updateValue(index, forKey: name) == nil else {
        throw InputError(file: file, line: header.line, reason: "column \"\(field)\" stands twice")
      }
    }
    if let missing = required.first(where: { columns[$0] == nil }) {
      throw InputError(file: file, line: header.line, reason: "column \"\(missing)\" is missing; \(expected)")
    }
    self.columns = columns
  }

  /// True if the header names a column.
  package func has(_ column: String) -> Bool { columns[column] != nil }

  package mutating func next() throws -> Row? {
    guard let record = try reader.next() else { return nil }
    guard record.fields.count == columns.count else {
      throw InputError(
        file: file, line: record.line, reason: "\(record.fields.count) fields, but the header names \(columns.count)")
    }
    return Row(file: file, line: record.line, fields: record.fields, columns: columns)
  }
}

extension String {
  fileprivate var trimmed: String {
    guard first?.isWhitespace == true || last?.isWhitespace == true else { return self }
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
