import Answers
import Hummingbird
import Money
import Plays
import Schemas
import StatementExport

/// Statements: those that were issued, drafts of an open period, and issuing them.
enum StatementEndpoints {
  struct IssueRequest: Decodable {
    let period: Period
    let payee, label: ID?
    let reason: Text<1_000>?
  }

  private static let item =
    #""id":7,"kind":"payee","number":"2026-10/art-0007/USD","payee":"art-0007","period":"2026-10","currency":"USD","revision":1,"status":"issued","payable":"185.290000000000","digest":"9f2c...","issued_at":"2026-11-05T08:00:00.000Z","transaction":12"#
  private static let document =
    #"{"statement":{"format":"ledgerline-statement-1","number":"2026-10/art-0007/USD","revision":1,"payee":{"id":"art-0007","name":"Luna Mar"},"period":"2026-10","currency":"USD","summary":{"opening":"0.000000000000","royalties":"225.292759805948","payable":"185.290000000000"}},"status":"issued","digest":"9f2c..."}"#

  private static let format = Endpoint.Parameter(
    name: "format", what: "json unless told", type: .oneOf(StatementFiles.Format.allCases.map(\.rawValue)))

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/statements", tag: "Statements", summary: "Issued statements, the newest first",
        detail: "A token for artists, labels or payees sees those that it is the payee of.", scope: .earningsRead,
        parameters: [
          .init(name: "payee", what: "only this payee"),
          .init(name: "period", what: "only this period", type: .period, example: "2026-10"),
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 100)),
          .init(name: "before", what: "the next of the answer before", type: .number),
        ], example: #"{"statements":[{\#(item)}],"next":7}"#,
        handle: .ask { call in
          IssuedStatements(
            period: try call.query.period("period"), payee: call.query["payee"],
            before: try call.query.number("before"), limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .get, path: "/v1/statements/{id}", work: .document, tag: "Statements",
        summary: "A statement as JSON, or as a workbook",
        detail: "With .xlsx behind the id it is the workbook. The document is of its schema in Reports/; its digest is "
          + "SHA-256 over the bytes of what stands under statement.",
        scope: .earningsRead, example: document,
        handle: .file([.document, .workbook]) { call in
          let isWorkbook = call.id.hasSuffix(".xlsx")
          return try await file(
            call, .issued(id: isWorkbook ? String(call.id.dropLast(5)) : call.id), isWorkbook ? .xlsx : .json)
        }),
      Endpoint(
        method: .get, path: "/v1/statement-drafts/{id}", work: .document, tag: "Statements",
        summary: "What a payee's statement of an open period would be", scope: .earningsRead,
        parameters: [
          .init(name: "period", what: "the period; this month's unless told", type: .period, example: "2026-11"),
          .init(name: "currency", what: "the currency", type: .currency, example: "USD", isRequired: true),
          format,
        ], example: document.replacing("issued", with: "draft"),
        handle: .file([.document, .workbook]) { call in
          try await file(
            call, .draft(payee: call.id, try call.query.period("period"), try currency(call)), format(call))
        }),
      Endpoint(
        method: .get, path: "/v1/label-statement-drafts/{id}", work: .document, tag: "Statements",
        summary: "A label's statement over all its artists, as the books are now",
        detail:
          "What its tracks came to, by artist, payee, platform, country, release and track. It is another document "
          + "than what the label itself is owed.",
        scope: .earningsRead,
        parameters: [
          .init(name: "period", what: "the period; this month's unless told", type: .period, example: "2026-11"),
          .init(name: "currency", what: "the currency", type: .currency, example: "USD", isRequired: true),
          format,
        ],
        example:
          #"{"statement":{"format":"ledgerline-label-statement-1","number":"2026-10/label/lab-north/USD","revision":0,"label":{"id":"lab-north","name":"Northern Lights"},"period":"2026-10","currency":"USD","summary":{"gross":"812.250000000000","net":"690.412500000000","label_share":"276.165000000000"}},"status":"draft","digest":"9f2c..."}"#,
        handle: .file([.document, .workbook]) { call in
          try await file(
            call, .labelDraft(label: call.id, try call.query.period("period"), try currency(call)), format(call))
        }),
      Endpoint(
        method: .get, path: "/v1/statement-previews", work: .figure, tag: "Statements",
        summary: "Figures that an open period's statements would have", detail: "By the books as they are.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "period", what: "the accounting period", type: .period, example: "2026-11", isRequired: true),
          .init(name: "payee", what: "only this payee"),
        ],
        example:
          #"{"period":"2026-11","statements":[{"payee":"art-0007","currency":"USD","opening":"0.000000000000","royalties":"1.700000000000","reserve_held":"0.170000000000","reserve_released":"0.000000000000","recouped":"0.000000000000","unrecouped":"0.000000000000","withholding":"0.000000000000","payments":"0.000000000000","closing":"1.530000000000","expected":"0.000000000000","payable":"1.530000000000","carried_forward":"0.000000000000"}]}"#,
        handle: .ask { call in
          guard let period = try call.query.period("period") else { throw Problem.missing("period") }
          return StatementPreviews(period, payee: call.query["payee"])
        }),
      Endpoint(
        method: .post, path: "/v1/statements", work: .run, tag: "Statements",
        summary: "Issue the statements of a closed period",
        detail:
          "Of one payee, of one label over all its artists, or of all payees. Each is issued once: again it is the one on record. A payee that fails does not "
          + "stop the others, and is listed with its reason. A reason issues another revision where the catalog now calls "
          + "something otherwise.",
        scope: .statementsIssue, needsWholeView: true, example: #"{"issued":[{\#(item)}],"failed":[]}"#,
        bodyExample: #"{"period":"2026-10","payee":"art-0007"}"#,
        handle: .carryOut(IssueRequest.self) { _, request in
          try IssueStatements(
            request.period, payees: [request.payee?.spelling].compactMap(\.self),
            labels: [request.label?.spelling].compactMap(\.self), reason: request.reason?.spelling)
        }),
    ]
  }

  private static func currency(_ call: Call) throws(Problem) -> Currency {
    guard let currency = try call.query.currency() else { throw .missing("currency") }
    return currency
  }

  private static func format(_ call: Call) -> StatementFiles.Format {
    call.query["format"].flatMap(StatementFiles.Format.init) ?? .json
  }

  private static func file(
    _ call: Call, _ document: StatementDocument, _ format: StatementFiles.Format
  ) async throws -> Response {
    let found = try await document.found(call)
    return try await SpooledFile.response(
      call, name: found.name(format), type: format == .json ? "application/json" : SpooledFile.workbook
    ) { db, path in try StatementFiles(db).write(format, to: path, found.open) }
  }
}
