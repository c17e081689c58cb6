import Answers
import Foundation
import Schemas
import Texts

/// Formats of reports: those that are read, a file against them, and the label's own.
enum FormatEndpoints {
  private static let listed =
    #""name":"tidewater","title":"Tidewater (Shop, Land, Monat, ...)","lines":"quoted semicolon","from":"label","asks":false"#
  private static let one =
    #"{\#(listed),"columns":[{"column":"Monat","meaning":"month","required":true},{"column":"Titel","required":false}],"yaml":"name: tidewater\n","versions":[{"version":1,"recorded_at":"2026-11-05T07:00:00.412Z","recorded_by":"Anna","removed":false}]}"#
  private static let reading =
    #"{"rows":1,"kept_apart":0,"left_out":0,"units":1204,"totals":{"EUR":"4.093600000000"},"kept_apart_totals":{},"left_out_totals":{},"file_totals":{"EUR":"4.093600000000"},"rounding":{},"first_statement":"2026-03","last_statement":"2026-03","gross":{"EUR":"4.816000000000"},"fees":{"EUR":"0.722400000000"},"monetisation":{},"origins":{},"control_totals":[],"ignored_columns":[],"unreadable_barcodes":0,"ignored_sheets":[]}"#
  private static let row =
    #"{"line":4,"period":"2026-01","platform":"spotify","country":"DE","isrc":"QZLL22600001","upc":"036000291452","units":1204,"amount":"4.093600000000","currency":"EUR"}"#
  private static let body = "Shop;Land;Monat;ISRC;Anzahl;Netto\nSpotify;DE;01.2026;QZLL22600001;1.204;4,0936\n"
  private static let file =
    "The body is the file itself: text, plain or gzip, or a spreadsheet, of any content type, of at most 4 GiB. Nothing is stored. "

  private static let name = Endpoint.Parameter(
    name: "file", what: "its name, which tells months in some formats", type: .text(256),
    example: "tidewater-2026-03.csv")

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/formats", tag: "Reconciliation", summary: "Formats of reports that are read",
        detail:
          "From the program, from a label that has added its own, or from a folder of whoever started the server: of two "
          + "with one name the later of these counts. One that asks is of files that do not tell all that a row has, so "
          + "that a format of the label's own has to be like it and tell it.",
        scope: .ledgerRead, needsWholeView: true, example: #"{"formats":[{\#(listed)}]}"#,
        handle: .ask { call in AllFormats(call.services.formats) }),
      Endpoint(
        method: .get, path: "/v1/formats/{name}", tag: "Reconciliation",
        summary: "A format: its columns, its file, and the versions of it that a label has written", scope: .ledgerRead,
        needsWholeView: true, example: one,
        handle: .ask { call in OneFormat(call.parts["name"] ?? "", call.services.formats) }),
      Endpoint(
        method: .post, path: "/v1/formats/check", work: .run, tag: "Reconciliation",
        summary: "What a report's file is recognised as, and why it is of none of the others", detail: file,
        scope: .reportsWrite, needsWholeView: true, parameters: [name],
        example:
          #"{"file":"tidewater-2026-03.csv","format":"tidewater","lines":"quoted semicolon","rows":[],"reading":\#(reading),"others":[{"format":"distrokid","reason":"its first line does not name Sale Month, Store"}]}"#,
        bodyExample: body, bodyType: "application/octet-stream", streamsBody: true,
        handle: trial { call in (nil, 0) }),
      Endpoint(
        method: .post, path: "/v1/formats/{name}/try", work: .run, tag: "Reconciliation",
        summary: "A report's first rows as a format would take them, and what all of them come to", detail: file,
        scope: .reportsWrite, needsWholeView: true,
        parameters: [name, .init(name: "rows", what: "rows that are shown", type: .limit(1_000, usual: 10))],
        example:
          #"{"file":"tidewater-2026-03.csv","format":"tidewater","lines":"quoted semicolon","rows":[\#(row)],"reading":\#(reading),"others":[]}"#,
        bodyExample: body, bodyType: "application/octet-stream", streamsBody: true,
        handle: trial { call in (call.parts["name"], call.query.integer("rows")) }),
      Endpoint(
        method: .put, path: "/v1/formats/{name}", work: .decision, tag: "Reconciliation",
        summary: "Add a format of the label's own, or another version of it",
        detail:
          "The body is its file in YAML, of at most 256 KiB. It is refused with line and reason where it is none. The same "
          + "again changes nothing. It may be like one that came with the program, and takes the place of one with its name.",
        scope: .reportsWrite, needsWholeView: true, example: one, bodyExample: "name: tidewater\nlike: believe\n",
        bodyType: "application/yaml", streamsBody: true, handle: write),
      Endpoint(
        method: .delete, path: "/v1/formats/{name}", work: .decision, tag: "Reconciliation",
        summary: "Take a format of the label's own away",
        detail: "Its versions stay on record. One of the name that came with the program counts again.",
        scope: .reportsWrite, needsWholeView: true, example: #"{"removed":"tidewater"}"#,
        handle: .carryOut { call in RemoveFormat(call.parts["name"] ?? "") }),
    ]
  }

  private static func trial(
    _ what: @escaping @Sendable (Call) throws -> (format: String?, rows: Int)
  ) -> Handler {
    .upload { call in
      let (format, rows) = try what(call)
      return try await SpooledUpload.with(call.request, limit: ReconciliationUpload.maximumSize) { path in
        try await TryReport(
          path: path, name: call.query["file"] ?? "upload", format: format, rows: rows, call.services.formats,
          bounds: ReconciliationUpload.bounds
        ).answer(call)
      }
    }
  }

  private static var write: Handler {
    var handler = Handler.upload { call in
      let limit = Int64(YAMLDocument.maximumBytes)
      let text = try await SpooledUpload.with(call.request, limit: limit) { path in
        FileManager.default.contents(atPath: path).flatMap { String(bytes: $0, encoding: .utf8) }
      }
      guard let text else { throw Problem.badFile("The body is not UTF-8 text.") }
      return try await WriteFormat(call.parts["name"] ?? "", text: text, call.services.formats).answer(call)
    }
    handler.act = WriteFormat.act
    return handler
  }
}
