import Answers
import Catalog
import Earnings
import Foundation
import Hummingbird
import Ledger
import Money
import Plays
import Postgres
import Posting
import Schemas
import StatementExport
import Statements
import Store
import Texts

/// Statements: those that were issued, drafts of an open period, and issuing them.
enum StatementEndpoints {
  enum Status: String, Codable, CaseIterable {
    case issued, superseded
  }

  struct Item: Codable {
    let id: Int64
    let kind, number, payee: String
    let period: Period
    let currency: Currency
    let revision: Int
    let status: Status
    /// Payable, in a payee's statement.
    let payable: Amount?
    let digest: String
    let issued_at: Time
    let transaction: Int64
    let reason: String?

    init(_ issued: StatementStore.Issued) {
      id = issued.id
      kind = issued.kind.rawValue
      number = issued.number
      payee = issued.payee
      period = issued.period
      currency = issued.currency
      revision = issued.revision
      status = issued.isSuperseded ? .superseded : .issued
      payable = issued.kind == .payee ? issued.payable : nil
      digest = issued.digest.hex
      issued_at = Time(shown: issued.issuedAt)
      transaction = issued.transaction
      reason = issued.reason
    }
  }

  struct ListBody: Codable {
    let statements: [Item]
    let next: Int64?
  }

  struct IssueRequest: Decodable {
    let period: Period
    let payee, label: ID?
    let reason: Text<1_000>?
  }

  struct IssuedBody: Codable {
    struct Failed: Codable {
      let payee: String
      let currency: Currency
      let reason: String
    }
    let issued: [Item]
    let failed: [Failed]
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
        ], example: #"{"statements":[{\#(item)}],"next":7}"#, handle: .answer(list)),
      Endpoint(
        method: .get, path: "/v1/statements/{id}", work: .document, tag: "Statements",
        summary: "A statement as JSON, or as a workbook",
        detail: "With .xlsx behind the id it is the workbook. The document is of its schema in Reports/; its digest is "
          + "SHA-256 over the bytes of what stands under statement.",
        scope: .earningsRead, example: document, handle: .file([.document, .workbook], document)),
      Endpoint(
        method: .get, path: "/v1/statement-drafts/{id}", work: .document, tag: "Statements",
        summary: "What a payee's statement of an open period would be", scope: .earningsRead,
        parameters: [
          .init(name: "period", what: "the period; this month's unless told", type: .period, example: "2026-11"),
          .init(name: "currency", what: "the currency", type: .currency, example: "USD", isRequired: true),
          format,
        ], example: document.replacing("issued", with: "draft"), handle: .file([.document, .workbook], draft)),
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
        handle: .file([.document, .workbook], labelDraft)),
      Endpoint(
        method: .post, path: "/v1/statements", work: .run, tag: "Statements",
        summary: "Issue the statements of a closed period",
        detail:
          "Of one payee, of one label over all its artists, or of all payees. Each is issued once: again it is the one on record. A payee that fails does not "
          + "stop the others, and is listed with its reason. A reason issues another revision where the catalog now calls "
          + "something otherwise.",
        scope: .statementsIssue, needsWholeView: true, example: #"{"issued":[{\#(item)}],"failed":[]}"#,
        bodyExample: #"{"period":"2026-10","payee":"art-0007"}"#, handle: .take(issue)),
    ]
  }

  /// True if a token may see a statement. A label's over all its artists is for the label alone.
  private static func maySee(_ issued: StatementStore.Issued, _ call: Call, _ db: Connection) throws -> Bool {
    switch issued.kind {
    case .payee: try call.asker.parties(db)?.contains(issued.payee) ?? true
    case .label: maySeeLabel(issued.payee, call)
    }
  }

  private static func maySeeLabel(_ label: String, _ call: Call) -> Bool {
    call.grant.visibility.speaksFor(label: label)
  }

  @Sendable private static func list(_ call: Call) async throws -> ListBody {
    let period = try call.query.period("period")
    let limit = call.query.integer("limit")
    let before = try call.query.number("before")
    let name = call.query["payee"]
    let page = try await call.database { db in
      var wanted = try call.asker.parties(db).map { (all: Array($0), labels: call.grant.visibility.labels) }
      if let name {
        guard let party = try call.asker.party(name, db) else { throw Problem.notFound("payee", name) }
        let label = name.hasPrefix("label:") ? String(name.dropFirst("label:".count)) : name
        let isLabel = try maySeeLabel(label, call) && PartyStore(db).party("label", label) == party
        wanted = (all: [party], labels: isLabel ? [label] : [])
      }
      return try StatementStore(db).page(period: period, payees: wanted, before: before, limit: limit + 1)
    }
    return ListBody(
      statements: page.prefix(limit).map(Item.init), next: page.count > limit ? page[limit - 1].id : nil)
  }

  @Sendable private static func document(_ call: Call) async throws -> Response {
    let isWorkbook = call.id.hasSuffix(".xlsx")
    let text = isWorkbook ? String(call.id.dropLast(5)) : call.id
    let found = try await Int64(text).asyncFlatMap { id in
      try await call.database { db in
        try StatementStore(db).statement(id).flatMap { try maySee($0, call, db) ? $0 : nil }
      }
    }
    guard let issued = found else { throw Problem.notFound("statement", text) }
    let format: StatementFiles.Format = isWorkbook ? .xlsx : .json
    return try await file(call, format, StatementFiles.name(issued, format)) {
      try StatementSource($0, issued)
    }
  }

  @Sendable private static func draft(_ call: Call) async throws -> Response {
    guard let party = try await call.database({ try call.asker.payee(call.id, $0) }) else {
      throw Problem.notFound("payee", call.id)
    }
    return try await draft(call, .payee, party, "draft")
  }

  @Sendable private static func labelDraft(_ call: Call) async throws -> Response {
    let label = call.id
    guard maySeeLabel(label, call), try await call.database({ try PartyStore($0).party("label", label) }) != nil
    else { throw Problem.notFound("label", label) }
    return try await draft(call, .label, label, "label_draft")
  }

  private static func draft(
    _ call: Call, _ kind: Statement.Kind, _ id: String, _ name: String
  ) async throws -> Response {
    let period = try call.query.period("period") ?? Day.today.period
    guard let currency = try call.query.currency() else {
      throw Problem.badParameter("currency", "currency is missing.")
    }
    let format = call.query["format"].flatMap(StatementFiles.Format.init) ?? .json
    return try await file(
      call, format, "\(name)_\(period)_\(id.replacing(":", with: "_"))_\(currency).\(format.rawValue)"
    ) {
      try StatementSource.current($0, kind, payee: id, period, currency)
    }
  }

  @Sendable private static func issue(_ call: Call, _ request: IssueRequest) async throws -> IssuedBody {
    let period = request.period
    guard request.payee == nil || request.label == nil else {
      throw Problem.unusable("label", "Name a payee or a label, not both.")
    }
    let outcome = try await call.atLength { db in
      let kind: Statement.Kind = request.label == nil ? .payee : .label
      let one = try request.label?.spelling ?? request.payee.map { try PartyStore(db).party($0.spelling) }
      let places = try (kind == .payee ? SettlementStore(db).places(period) : StatementLineStore(db).labels(period))
        .filter { one == nil || $0.payee == one }
      guard !places.isEmpty else {
        guard try PeriodStore(db).lastSettled().map({ period <= $0 }) ?? false else {
          throw Transaction.Refusal("\(period) is open: its statements are drafts until it is closed")
        }
        throw Transaction.Refusal("\(one ?? "nobody") has nothing in \(period): there is nothing to issue")
      }
      return StatementIssue(db, today: .today).issue(kind, places, period, reason: request.reason?.spelling)
    }
    return IssuedBody(
      issued: outcome.issued.map(Item.init),
      failed: outcome.failed.map {
        IssuedBody.Failed(payee: $0.place.payee, currency: $0.place.currency, reason: $0.reason)
      })
  }

  private static func file(
    _ call: Call, _ format: StatementFiles.Format, _ name: String,
    _ open: @escaping @Sendable (Connection) throws -> StatementSource
  ) async throws -> Response {
    try await SpooledFile.response(
      call, name: name, type: format == .json ? "application/json" : SpooledFile.workbook
    ) { db, path in try StatementFiles(db).write(format, to: path, open) }
  }
}

extension Optional {
  fileprivate func asyncFlatMap<T>(_ body: (Wrapped) async throws -> T?) async rethrows -> T? {
    if let self { try await body(self) } else { nil }
  }
}
