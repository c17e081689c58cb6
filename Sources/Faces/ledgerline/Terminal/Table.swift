import Answers
import CSV

/// A result as rows of text, for people and spreadsheets.
struct Table {
  let columns: [String]
  let rows: [[String]]
  /// Columns with numbers, set to the right.
  var numeric: Set<Int> = []

  /// - Parameter json: the same as the API answers it.
  func print(_ format: ResultFormat, json: some Encodable) throws {
    if format == .json {
      Swift.print(String(decoding: try AnswerJSON.encode(json), as: UTF8.self))
    } else {
      try print(format)
    }
  }

  /// Prints its rows; there is no JSON of them.
  func print(_ format: ResultFormat) throws {
    switch format {
    case .json: break
    case .csv: for row in [columns] + rows { Swift.print(CSVRecord.line(row)) }
    case .rawCSV: for row in [columns] + rows { Swift.print(CSVRecord.line(row, .raw)) }
    case .table: printAligned()
    }
  }

  private func printAligned() {
    var widths = columns.map(\.count)
    for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) } }
    for row in [columns] + rows {
      let cells = row.enumerated().map { index, cell in
        let space = String(repeating: " ", count: widths[index] - cell.count)
        return numeric.contains(index) ? space + cell : cell + space
      }
      Swift.print(cells.joined(separator: "  ").replacing(#/ +$/#, with: ""))
    }
  }
}

/// A result that has a table and JSON of its own.
struct Report<Body: Encodable & SendableMetatype> {
  let columns: [String]
  let rows: [[String]]
  var numeric: Set<Int> = []
  let json: Body

  func print(_ format: ResultFormat) throws {
    try Table(columns: columns, rows: rows, numeric: numeric).print(format, json: json)
  }
}
