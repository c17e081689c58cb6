import ArgumentParser
import CSV
import Foundation

/// How a result is printed on standard output.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, csv
  /// Every field as it is, for a program: a spreadsheet would run a title that is a formula.
  case rawCSV = "csv-raw"
}

/// A result as rows of text, and as JSON.
struct Report<Body: Encodable & SendableMetatype> {
  let columns: [String]
  let rows: [[String]]
  /// Columns with numbers, set to the right.
  var numeric: Set<Int> = []
  let json: Body

  func print(_ format: ResultFormat) throws {
    switch format {
    case .json: Swift.print(String(decoding: try Self.encoder.encode(json), as: UTF8.self))
    case .csv: for row in [columns] + rows { Swift.print(CSVRecord.line(row)) }
    case .rawCSV: for row in [columns] + rows { Swift.print(CSVRecord.line(row, .raw)) }
    case .table: printTable()
    }
  }

  private func printTable() {
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

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
