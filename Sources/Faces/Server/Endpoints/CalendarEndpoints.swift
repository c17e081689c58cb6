import Answers
import Plays
import Reconciliation
import Schemas
import Store

/// Senders' accounts and the statements that are expected of them.
enum CalendarEndpoints {
  struct Terms: Decodable {
    /// Months from one statement to the next; 1 unless told.
    let every: Int?
    /// Days after the end of its month by which a statement is expected; 45 unless told.
    let due_days: Int?
    /// The first statement that is expected; the first that came unless told.
    let first: Period?
    /// The last, where the account has ended.
    let last: Period?
  }

  private static let example =
    #"{"as_of":"2026-11-24","accounts":[{"account":"distrokid-main","every":1,"due_days":45,"first":"2026-07","#
    + #""counts":{"received":1,"missing":1,"empty":1,"expected":1},"months":[{"statement":"2026-07","state":"received","#
    + #""due":"2026-09-14","reconciliations":[3],"came":"2026-08-20","days_late":0},{"statement":"2026-08","#
    + #""state":"missing","due":"2026-10-15","reconciliations":[],"days_late":40},{"statement":"2026-09","#
    + #""state":"empty","due":"2026-11-14","reconciliations":[7],"came":"2026-11-16","days_late":2},"#
    + #"{"statement":"2026-10","state":"expected","due":"2026-12-15","reconciliations":[],"days_late":0}]}]}"#

  private static let inboxExample =
    #"{"files":[{"number":12,"name":"march.csv","account":"distrokid-main","outcome":"taken","reconciliation":3,"#
    + #""bytes":48213,"digest":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","#
    + #""seen_at":"2026-11-24T08:30:00.000Z"},{"number":11,"name":"odd.csv","outcome":"refused","#
    + #""reason":"odd.csv: line 1: none of the formats begins so. Nothing of it was taken.","bytes":120,"#
    + #""digest":"60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752","seen_at":"2026-11-24T08:29:00.000Z"}],"#
    + #""next":null}"#

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/report-calendars", tag: "Reconciliation",
        summary: "Senders' accounts and their statements: what came, and what did not",
        detail:
          "The accounts with the most gaps come first. A statement is missing where a later one came, and late where its "
          + "day has passed. Without a statement's month of its own a report is of the months that it speaks of.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "account", what: "only this account", type: .text(64), example: "distrokid-main"),
          .init(name: "as_of", what: "on this day; today unless told", type: .day, example: "2026-11-24"),
        ], example: example,
        handle: .ask { call in StatementCalendars(account: call.query["account"], asOf: try call.query.day("as_of")) }),
      Endpoint(
        method: .get, path: "/v1/inbox", tag: "Reconciliation",
        summary: "Files that came through a watched folder, the newest first, and what became of each",
        detail: "Known is a file that is a report already; one that waits may be taken where somebody says more.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "outcome", what: "only these", type: .oneOf(InboxStore.Outcome.allCases.map(\.rawValue))),
          .init(name: "limit", what: "files at most", type: .limit(1000, usual: 100)),
          .init(name: "before", what: "the next of the answer before", type: .smallNumber),
        ], example: inboxExample,
        handle: .ask { call in
          InboxFiles(
            outcome: call.query["outcome"].flatMap(InboxStore.Outcome.init(rawValue:)),
            before: try call.query.number("before").map { Int32($0) }, limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .post, path: "/v1/report-calendars/{id}", work: .decision, tag: "Reconciliation",
        summary: "Say when statements of an account are expected",
        detail: "What is said last counts, for all of the account's months.", scope: .reportsWrite,
        needsWholeView: true,
        example: example, bodyExample: #"{"every":1,"due_days":45,"first":"2026-07"}"#,
        handle: .carryOut(Terms.self) { call, body in
          try ExpectStatements(
            account: call.id, every: body.every ?? 1, dueDays: body.due_days ?? 45, first: body.first, last: body.last)
        }),
    ]
  }
}
