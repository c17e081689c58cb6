import Answers
import Hummingbird
import Ledger
import Plays
import Postgres
import ReportMatching
import Schemas
import StatementExport
import Store

/// What platforms report, against what the plays imply.
enum ReconciliationEndpoints {
  struct Rejection: Decodable {
    let reason: Text<1_000>
  }

  static let statuses = [
    "matched", "within_tolerance", "over", "under", "missing_in_report", "not_estimated", "not_ours",
  ]
  private static let filter: [Endpoint.Parameter] = [
    .init(name: "status", what: "only lines of this status", type: .oneOf(statuses)),
    .init(name: "platform", what: "only this platform", example: "spotify"),
    .init(name: "country", what: "only this country", type: .country, example: "DE"),
    .init(name: "isrc", what: "only this recording", type: .isrc, example: "QZLL22600001"),
  ]

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/reconciliations", work: .run, tag: "Reconciliation",
        summary: "Take in a platform's report, and compare it with the plays",
        detail: "The body is the file itself, plain or gzip, of any content type, of at most 4 GiB. Its format is "
          + "recognised by what is in it: our own CSV, DDEX DSR, DistroKid's TSV, Apple Music's detail. It is taken "
          + "whole or not at all. The same file again is the same reconciliation, and changes nothing; so the "
          + "Idempotency-Key is not needed, and not looked at.",
        scope: .reportsWrite, needsWholeView: true,
        parameters: [
          .init(name: "file", what: "what it is called on record", type: .text(256), example: "spotify-2026-10.csv"),
          .init(name: "supersedes", what: "the reconciliation whose report this one corrects", type: .smallNumber),
        ], example: ReconciliationExamples.uploaded, bodyExample: ReconciliationExamples.file,
        bodyType: "application/octet-stream", streamsBody: true, handle: .upload(ReconciliationUpload.take)),
      Endpoint(
        method: .get, path: "/v1/reconciliations", tag: "Reconciliation", summary: "Reports, the newest first",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "period", what: "only about this period", type: .period, example: "2026-10"),
          .init(name: "platform", what: "only of this platform", example: "spotify"),
          .init(name: "status", what: "only these", type: .oneOf(PlatformReportStore.Status.allCases.map(\.rawValue))),
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 100)),
          .init(name: "before", what: "the next of the answer before", type: .smallNumber),
        ], example: #"{"reconciliations":[\#(ReconciliationExamples.item)],"next":1}"#, handle: .answer(list)),
      Endpoint(
        method: .get, path: "/v1/reconciliations/{id}", tag: "Reconciliation",
        summary: "What a report comes to, and what accepting it changes for whom",
        detail: "Parts sum to the variance: reported less estimated. A platform's month is fine, to be reviewed, or "
          + "blocked: more than 5 % off, so that the period is not closed before somebody decides.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(
            name: "by", what: "of the sums, platform unless told",
            type: .oneOf(ReconciliationStore.Dimension.allCases.map(\.rawValue))),
          .init(
            name: "limit", what: "of the sums, the largest variance first", type: .limit(10_000, usual: 1000)),
        ], pathType: .smallNumber, example: ReconciliationExamples.whole,
        handle: .answer(show)),
      Endpoint(
        method: .get, path: "/v1/reconciliations/{id}/lines", tag: "Reconciliation",
        summary: "The lines of a comparison, in their order", scope: .ledgerRead, needsWholeView: true,
        parameters: filter + [
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 100)),
          .init(name: "after", what: "the next of the answer before", type: .smallNumber),
        ], pathType: .smallNumber, example: ReconciliationExamples.lines, handle: .answer(lines)),
      Endpoint(
        method: .get, path: "/v1/reconciliations/{id}/lines/{line}", tag: "Reconciliation",
        summary: "What stands behind a line: the file's rows, our plays, the books",
        detail: "The first 1000 rows of the file, plays by day over the month and the report's own days, and what is "
          + "posted. Contracts that share a recording in a market share its rows and its plays.",
        scope: .ledgerRead, needsWholeView: true, pathType: .smallNumber, example: ReconciliationExamples.detail,
        handle: .answer(line)),
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
        handle: .answer { call in
          let found = try await report(call)
          try await call.atLength { try ReportMatch($0).run(found.id) }
          return try await body(call, found.id)
        }),
      Endpoint(
        method: .post, path: "/v1/reconciliations/{id}/accept", work: .run, tag: "Reconciliation",
        summary: "Accept a report",
        detail: "It is compared once more, and with the next posting stands in the place of the estimate. Again it "
          + "changes nothing. One that corrects an accepted report takes its place.",
        scope: .reportsAccept, needsWholeView: true,
        pathType: .smallNumber, example: ReconciliationExamples.whole.replacing("received\"", with: "accepted\""),
        bodyExample: "{}",
        handle: .answer { call in
          let found = try await report(call)
          try await call.atLength { try ReportDecision($0).accept(found.id) }
          return try await body(call, found.id)
        }),
      Endpoint(
        method: .post, path: "/v1/reconciliations/{id}/reject", work: .decision, tag: "Reconciliation",
        summary: "Reject a report, with a reason",
        detail: "It may be accepted later. One that is accepted is not rejected: only a file that corrects it takes "
          + "its place.",
        scope: .reportsAccept, needsWholeView: true,
        pathType: .smallNumber,
        example: ReconciliationExamples.whole.replacing(
          #""status":"received""#, with: #""status":"rejected","reason":"the wrong month""#),
        bodyExample: #"{"reason":"the wrong month"}"#, handle: .take(reject)),
    ]
  }

  // MARK: Answers

  /// The report that the path names.
  private static func report(_ call: Call) async throws -> PlatformReportStore.Report {
    guard let id = Int32(call.id),
      let report = try await call.database({ try PlatformReportStore($0).report(id) })
    else { throw Problem.notFound("reconciliation", call.id) }
    return report
  }

  @Sendable private static func show(_ call: Call) async throws -> ReconciliationBody {
    let by = call.query["by"].flatMap(ReconciliationStore.Dimension.init) ?? .platform
    return try await body(call, try await report(call).id, by: by, limit: call.query.integer("limit"))
  }

  static func body(
    _ call: Call, _ report: Int32, by: ReconciliationStore.Dimension = .platform, limit: Int = 1000
  ) async throws -> ReconciliationBody {
    try await call.database { db in
      try db.snapshot {
        let reports = PlatformReportStore(db)
        // Nothing takes a report away.
        return try ReconciliationBody(
          reports.report(report)!, reports, ReconciliationStore(db), by: by, limit: limit)
      }
    }
  }

  @Sendable private static func list(_ call: Call) async throws -> ReconciliationsBody {
    let period = try call.query.period("period")
    let platform = call.query["platform"].map(Market.code)
    let status = call.query["status"].flatMap(PlatformReportStore.Status.init)
    let limit = call.query.integer("limit")
    let before = try place(call, "before")
    let (page, overviews) = try await call.database { db in
      let page = try PlatformReportStore(db).page(
        period: period, platform: platform, status: status, before: before, limit: limit + 1)
      return (page, try ReconciliationStore(db).overviews(page.map(\.id)))
    }
    return ReconciliationsBody(
      reconciliations: page.prefix(limit).map { .init($0, overviews[$0.id] ?? .init()) },
      next: page.count > limit ? page[limit - 1].id : nil)
  }

  @Sendable private static func lines(_ call: Call) async throws -> ReconciliationLinesBody {
    let (filter, report) = (try lineFilter(call), try await report(call))
    let limit = call.query.integer("limit")
    let after = try place(call, "after") ?? 0
    let page = try await call.database {
      try ReconciliationStore($0).lines(report.id, filter, after: after, limit: limit + 1)
    }
    return ReconciliationLinesBody(
      lines: page.prefix(limit).map(ReconciliationLineBody.init),
      next: page.count > limit ? page[limit - 1].number : nil)
  }

  @Sendable private static func line(_ call: Call) async throws -> ReconciliationLineDetailBody {
    let report = try await report(call)
    let text = call.parts["line"] ?? ""
    let detail = try await call.database { db in
      try db.snapshot { () -> ReconciliationLineDetailBody? in
        let store = ReconciliationStore(db)
        guard let number = Int32(text), let line = try store.line(report.id, number) else { return nil }
        return try ReconciliationLineDetailBody(line, of: report.id, PlatformReportStore(db), store)
      }
    }
    guard let detail else { throw Problem.notFound("line", text) }
    return detail
  }

  @Sendable private static func export(_ call: Call) async throws -> Response {
    let (filter, report) = (try lineFilter(call), try await report(call))
    let format = call.query["format"].flatMap(ReconciliationExport.Format.init) ?? .csv
    return try await SpooledFile.response(
      call, name: "reconciliation_\(report.id).\(format.ending)",
      type: format == .xlsx ? SpooledFile.workbook : "text/csv; charset=utf-8"
    ) { db, path in try ReconciliationExport(db).write(report.id, filter, format, to: path) }
  }

  @Sendable private static func reject(_ call: Call, _ rejection: Rejection) async throws -> ReconciliationBody {
    let found = try await report(call)
    guard found.status == .received || found.status == .rejected else {
      throw Problem.refused(
        "Reconciliation \(found.id) is \(found.status.rawValue): send the file that corrects it, with supersedes=\(found.id)."
      )
    }
    try await call.atLength { try ReportDecision($0).reject(found.id, reason: rejection.reason.spelling) }
    return try await body(call, found.id)
  }

  // MARK: Parameters

  private static func lineFilter(_ call: Call) throws(Problem) -> ReconciliationStore.Filter {
    var filter = ReconciliationStore.Filter()
    filter.status = call.query["status"]
    filter.platform = call.query["platform"].map(Market.code)
    filter.country = try call.query.country()?.description
    filter.isrc = try call.query["isrc"].map { text throws(Problem) in try QueryReader.isrc(text, "isrc") }
    return filter
  }

  /// A number of a page's end.
  static func place(_ call: Call, _ name: String) throws(Problem) -> Int32? {
    guard let number = try call.query.number(name) else { return nil }
    guard let place = Int32(exactly: number) else {
      throw .badParameter(name, "\(name) is what an earlier answer gave, unchanged.")
    }
    return place
  }
}
