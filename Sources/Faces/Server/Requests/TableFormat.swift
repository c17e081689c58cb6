import Answers
import CSV
import HTTPTypes
import Hummingbird
import Money
import NIOCore
import Schemas

/// Rows of earnings as a table for other programs: comma-separated, or one JSON object a line.
enum TableFormat: String, CaseIterable {
  case json, csv, ndjson
  /// Every field as it is, for a program: a spreadsheet would run a title that is a formula.
  case rawCSV = "csv-raw"

  static let parameter = Endpoint.Parameter(
    name: "format", what: "json unless told; csv, csv-raw and ndjson are the rows alone",
    type: .oneOf(allCases.map(\.rawValue)))

  static func of(_ query: QueryReader) -> TableFormat { query["format"].flatMap(TableFormat.init) ?? .json }

  /// The rows alone; JSON of a whole answer has more in it.
  func response(_ rows: [RatedRow], _ currency: Currency?) throws -> Response {
    var buffer = ByteBuffer()
    switch self {
    case .json, .ndjson:
      for row in rows {
        buffer.writeImmutableBuffer(try JSON.encode(row))
        buffer.writeString("\n")
      }
      return Self.response(buffer, "application/x-ndjson")
    case .csv, .rawCSV:
      let form: CSVForm = self == .csv ? .neutral : .raw
      let currencies = Set(rows.flatMap(\.second.gross.keys)).sorted()
      let converted = currency.map { ["converted_\($0.code)"] } ?? []
      Self.write(
        ["key", "name", "plays", "unrated_plays"] + currencies.map { "gross_\($0)" } + converted, form, to: &buffer
      )
      for row in rows {
        let figures = row.second
        let amounts = currencies.map { figures.gross[$0]?.description ?? "" }
        let total = figures.converted.map { ["\($0.amount)"] } ?? []
        Self.write(
          [row.first.key, row.first.name, "\(figures.plays)", "\(figures.unrated_plays)"] + amounts + total, form,
          to: &buffer)
      }
      return Self.response(buffer, "text/csv; charset=utf-8")
    }
  }

  private static func response(_ buffer: ByteBuffer, _ type: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: type, .cacheControl: "no-store"], body: ResponseBody(byteBuffer: buffer))
  }

  /// One record of RFC 4180.
  private static func write(_ fields: [String], _ form: CSVForm, to buffer: inout ByteBuffer) {
    buffer.writeString(CSVRecord.line(fields, form) + "\r\n")
  }
}
