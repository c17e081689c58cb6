import Answers
import Hummingbird
import Plays
import Reconciliation
import Schemas
import StatementExport
import Store

/// Platforms' reports, their comparisons with the plays, and the decisions on them.
enum ReconciliationEndpoints {
  struct Reason: Decodable {
    let reason: Text<1_000>
  }

  struct Relation: Decodable {
    /// The reconciliation whose report this one corrects.
    let supersedes: Int32?
    /// Reconciliations whose reports it shares rows with, and counts beside.
    let adds_to: [Int32]?
    /// The account of the sender that it is of, where its format does not say so.
    let account: Text<64>?
  }

  private static let filter: [Endpoint.Parameter] = [
    .init(name: "status", what: "only lines of this status", type: .oneOf(LineStatus.allCases.map(\.rawValue))),
    .init(name: "platform", what: "only this platform", example: "spotify"),
    .init(name: "country", what: "only this country", type: .country, example: "DE"),
    .init(name: "isrc", what: "only this recording", type: .isrc, example: "QZLL22600001"),
  ]

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/reconciliations", work: .run, tag: "Reconciliation",
        summary: "Take in a platform's report, and compare it with the plays",
        detail: "The body is the file itself, plain or gzip or a spreadsheet (XLSX), of any content type, of at most 4 "
          + "GiB. Its format is recognised by what is in it: GET /v1/formats lists those that are known. It is taken "
          + "whole or not at all. The same rows again are the same reconciliation, however the file was saved, and change "
          + "nothing; so the Idempotency-Key is not needed, and not looked at. One that shares at least 5 % of its rows with a "
          + "report that is accepted is refused unless it names it.",
        scope: .reportsWrite, needsWholeView: true,
        parameters: [
          .init(name: "file", what: "what it is called on record", type: .text(256), example: "spotify-2026-10.csv"),
          .init(name: "supersedes", what: "the reconciliation whose report this one corrects", type: .smallNumber),
          .init(
            name: "adds_to", what: "reconciliations whose reports it shares rows with, and counts beside, with commas",
            type: .text(256), example: "1,2"),
          .init(
            name: "account", what: "the account of the sender that it is of, where its format does not say so",
            type: .text(64), example: "distrokid-main"),
          .init(
            name: "statement", what: "the month in which the sender accounts, where the file does not tell",
            type: .period, example: "2026-10"),
          .init(
            name: "reason", what: "why it is right, for a month that is not over or a platform without rates",
            type: .text(1_000), example: "the platform is new"),
        ], example: ReconciliationExamples.uploaded, bodyExample: ReconciliationExamples.file,
        bodyType: "application/octet-stream", streamsBody: true, handle: .upload(ReconciliationUpload.take)),
      Endpoint(
        method: .get, path: "/v1/reconciliations", tag: "Reconciliation", summary: "Reports, the newest first",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "period", what: "only about this period", type: .period, example: "2026-10"),
          .init(name: "platform", what: "only of this platform", example: "spotify"),
          .init(name: "status", what: "only these", type: .oneOf(ReportStore.Status.allCases.map(\.rawValue))),
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 100)),
          .init(name: "before", what: "the next of the answer before", type: .smallNumber),
        ], example: #"{"reconciliations":[\#(ReconciliationExamples.item)],"next":1}"#,
        handle: .ask { call in
          Reports(
            period: try call.query.period("period"), platform: call.query["platform"],
            status: call.query["status"].flatMap(ReportStore.Status.init(rawValue:)),
            before: try call.query.number("before").map { Int32($0) }, limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .get, path: "/v1/reconciliations/{id}", tag: "Reconciliation",
        summary: "A report's comparison, and the change that accepting it makes for each payee",
        detail: "Parts sum to the variance: reported less estimated. A platform's month is fine, to be reviewed, or "
          + "blocked: \(PlatformMonthVerdict.blocked.excess()), so that the period is not closed before somebody decides.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(
            name: "by", what: "of the sums, platform unless told",
            type: .oneOf(ComparisonStore.Dimension.allCases.map(\.rawValue))),
          .init(
            name: "limit", what: "of the sums, the largest variance first", type: .limit(10_000, usual: 1000)),
        ], pathType: .smallNumber, example: ReconciliationExamples.whole,
        handle: .ask { call in
          Comparison(
            try report(call), by: call.query["by"].flatMap(ComparisonStore.Dimension.init(rawValue:)) ?? .platform,
            limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .get, path: "/v1/reconciliations/{id}/lines", tag: "Reconciliation",
        summary: "The lines of a comparison, in their order", scope: .ledgerRead, needsWholeView: true,
        parameters: filter + [
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 100)),
          .init(name: "after", what: "the next of the answer before", type: .smallNumber),
        ], pathType: .smallNumber, example: ReconciliationExamples.lines,
        handle: .ask { call in
          ComparedLines(
            try report(call), try lineFilter(call), after: try call.query.number("after").map { Int32($0) },
            limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .get, path: "/v1/reconciliations/{id}/totals", tag: "Reconciliation",
        summary: "Totals that a report states for whole markets, and that no row has",
        detail: "Fees that do not hang on plays, deductions, exchange rates and what the platform will pay in the end "
          + "(DDEX, SY10). What it owes goes by the final total where it is told.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "limit", what: "totals at most", type: .limit(1000, usual: 100)),
          .init(name: "after", what: "the next of the answer before", type: .smallNumber),
        ], pathType: .smallNumber, example: ReconciliationExamples.totals,
        handle: .ask { call in
          StatedTotals(
            try report(call), after: try call.query.number("after").map { Int32($0) },
            limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .get, path: "/v1/reconciliations/{id}/apart", tag: "Reconciliation",
        summary: "Rows of a report's file that are no income: passed on, paid out, or left out by the format",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 100)),
          .init(name: "after", what: "the next of the answer before", type: .smallNumber),
        ], pathType: .smallNumber, example: ReconciliationExamples.apart,
        handle: .ask { call in
          RowsApart(
            try report(call), after: try call.query.number("after").map { Int32($0) },
            limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .get, path: "/v1/reconciliations/{id}/lines/{line}", tag: "Reconciliation",
        summary: "A line's sources: the file's rows, our plays, the books",
        detail: "The first 1000 rows of the file, plays by day over the month and the report's own days, and what is "
          + "posted. Contracts that share a recording in a market share its rows and its plays.",
        scope: .ledgerRead, needsWholeView: true, pathType: .smallNumber, example: ReconciliationExamples.detail,
        handle: .ask { call in
          guard let line = call.parts["line"].flatMap({ Int32($0) }) else {
            throw Problem.notFound("line", call.parts["line"] ?? "")
          }
          return LineSources(try report(call), line: line)
        }),
      Endpoint(
        method: .get, path: "/v1/reconciliations/{id}/export", work: .document, tag: "Reconciliation",
        summary: "Every line of a comparison as a file", scope: .ledgerRead, needsWholeView: true,
        parameters: filter + [
          .init(
            name: "format", what: "csv unless told",
            type: .oneOf(ReconciliationExport.Format.allCases.map(\.rawValue)))
        ], pathType: .smallNumber, example: ReconciliationExamples.export, handle: .file([.csv, .workbook], export)),
      Endpoint(
        method: .post, path: "/v1/reconciliations/{id}/match", work: .run, tag: "Reconciliation",
        summary: "Compare a report again",
        detail: "With plays, rates and contracts as they are now. That of a report that is accepted stays as it was.",
        scope: .reportsWrite, needsWholeView: true, pathType: .smallNumber, example: ReconciliationExamples.whole,
        bodyExample: "{}",
        handle: .carryOut { call in CompareReport(try report(call)) }),
      Endpoint(
        method: .post, path: "/v1/reconciliations/{id}/accept", work: .run, tag: "Reconciliation",
        summary: "Accept a report",
        detail: "It is compared once more, and with the next posting stands in the place of the estimate. Again it "
          + "changes nothing. One that corrects an accepted report takes its place; one that shares rows with an "
          + "accepted report has to name it.",
        scope: .reportsAccept, needsWholeView: true,
        pathType: .smallNumber, example: ReconciliationExamples.whole.replacing("received\"", with: "accepted\""),
        bodyExample: "{}",
        handle: .carryOut { call in AcceptReport(try report(call)) }),
      Endpoint(
        method: .post, path: "/v1/reconciliations/{id}/reject", work: .decision, tag: "Reconciliation",
        summary: "Reject a report, with a reason",
        detail: "It may be accepted later. One that is accepted is withdrawn instead, or corrected by another.",
        scope: .reportsAccept, needsWholeView: true,
        pathType: .smallNumber,
        example: ReconciliationExamples.whole.replacing(
          #""status":"received""#, with: #""status":"rejected","reason":"the wrong month""#),
        bodyExample: #"{"reason":"the wrong month"}"#,
        handle: .carryOut(Reason.self) { call, body in
          RejectReport(try report(call), reason: body.reason.spelling)
        }),
      Endpoint(
        method: .post, path: "/v1/reconciliations/{id}/withdraw", work: .run, tag: "Reconciliation",
        summary: "Take an accepted report back, with a reason",
        detail:
          "With the next posting the report before it counts again, or the estimate, by the difference. It may be "
          + "accepted again.",
        scope: .reportsAccept, needsWholeView: true, pathType: .smallNumber,
        example: ReconciliationExamples.whole.replacing(
          #""status":"received""#, with: #""status":"withdrawn","reason":"of another label""#),
        bodyExample: #"{"reason":"of another label"}"#,
        handle: .carryOut(Reason.self) { call, body in
          WithdrawReport(try report(call), reason: body.reason.spelling)
        }),
      Endpoint(
        method: .post, path: "/v1/reconciliations/{id}/relation", work: .run, tag: "Reconciliation",
        summary: "Say how a report stands to others",
        detail:
          "Until it is decided on: that it takes the place of another, or counts beside others that it shares rows "
          + "with. With neither it stands on its own. It is compared again.",
        scope: .reportsWrite, needsWholeView: true, pathType: .smallNumber,
        example: ReconciliationExamples.whole.replacing(
          #""status":"received""#, with: #""status":"received","supersedes":2"#),
        bodyExample: #"{"supersedes":2}"#,
        handle: .carryOut(Relation.self) { call, body in
          RelateReport(
            try report(call),
            .init(
              supersedes: body.supersedes, addsTo: body.adds_to ?? [],
              account: try ReconciliationUpload.account(body.account?.spelling)))
        }),
    ]
  }

  /// Number of the report that the path names.
  private static func report(_ call: Call) throws(Problem) -> Int32 {
    guard let number = Int32(call.id) else { throw .notFound("reconciliation", call.id) }
    return number
  }

  private static func lineFilter(_ call: Call) throws(Problem) -> ComparisonStore.Filter {
    ComparisonStore.Filter(
      platform: call.query["platform"], country: try call.query.country(),
      isrc: call.query["isrc"].flatMap { ISRC($0) }, status: call.query["status"].flatMap(LineStatus.init(rawValue:)))
  }

  @Sendable private static func export(_ call: Call) async throws -> Response {
    let (report, filter) = (try report(call), try lineFilter(call))
    let format = call.query["format"].flatMap(ReconciliationExport.Format.init(rawValue:)) ?? .csv
    return try await SpooledFile.response(
      call, name: "reconciliation_\(report).\(format.ending)",
      type: format == .xlsx ? SpooledFile.workbook : "text/csv; charset=utf-8"
    ) { db, path in try ReconciliationExport(db).write(report, filter, format, to: path) }
  }
}
