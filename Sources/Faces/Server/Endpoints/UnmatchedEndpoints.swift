import Answers
import Money
import Plays
import Schemas
import Store

/// Names of reported rows that the catalog does not know, and what is decided on them.
enum UnmatchedEndpoints {
  struct NewDecision: Decodable {
    /// One of the three: the name that rows have.
    let isrc: ISRC?
    let external_id: ID?
    let upc: GTIN?
    let verdict: NameVerdict
    /// The recording that rows of the name are of, where they are assigned.
    let recording: ISRC?
    let reason: Text<1_000>
  }

  private static let next = Endpoint.Parameter(
    name: "after", what: "the next of the answer before", type: .integer(0...1_000_000_000, usual: 0))

  private static let queue =
    #"{"as_of":"2026-11-24","unmatched":[{"external_id":"spotify:6rqhFgbbKwnb9MLmUQDhG6","rows":3,"words":[{"title":"Tidewater","artist":"Mara Quay"}],"money":[{"currency":"#
    + #""EUR","units":1200,"amount":"4.800000000000","accepted":"3.600000000000","in_suspense":"3.600000000000"}],"#
    + #""platforms":["spotify"],"reconciliations":[1,4],"since":"2026-11-20","age_days":4,"candidates":[{"isrc":"#
    + #""QZLL22600001","title":"Tidewater","artist":"Mara Quay","reasons":["barcode","reports"]}],"competing":false,"#
    + #""verdict":"assigned","recording":"QZLL22600001"}],"next":1}"#

  private static let decision =
    #"{"external_id":"spotify:6rqhFgbbKwnb9MLmUQDhG6","version":1,"verdict":"assigned","recording":"QZLL22600001","#
    + #""effective":true,"reason":"the distributor says so","decided_at":"2026-11-24T08:30:00.000Z","decided_by":"finance"}"#

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/unmatched", work: .figure, tag: "Reconciliation",
        summary: "Reported money of no recording that is known, by what the reports call it: the most money first",
        detail:
          "Of reports that are accepted and of those that nobody has decided on. An entry's place is by its largest "
          + "sum in any one currency: sums of several are never added. Candidates are recordings that its rows may be of; "
          + "nothing is done with them. Each is decided on with POST /v1/unmatched/decisions.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "account", what: "only reports of this account", type: .text(64), example: "distrokid-main"),
          .init(name: "platform", what: "only this platform", example: "spotify"),
          .init(name: "currency", what: "only money in this currency", type: .currency, example: "EUR"),
          .init(name: "all", what: "true has names too that are decided on", type: .oneOf(["true", "false"])),
          .init(name: "limit", what: "entries at most", type: .limit(1_000, usual: 100)), next,
        ], example: queue,
        handle: .ask { call in
          UnmatchedNames(
            .init(
              account: call.query["account"], platform: call.query["platform"],
              currency: call.query["currency"].flatMap { Currency($0) }, hasDecided: call.query["all"] == "true"),
            after: call.query.integer("after"), limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .get, path: "/v1/unmatched/decisions", tag: "Reconciliation",
        summary: "Decisions on names that the catalog does not know, the newest first",
        detail:
          "The latest on each name. An assignment is effective once the catalog has the recording, and as long as it "
          + "does not know the name itself.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [.init(name: "limit", what: "decisions at most", type: .limit(1_000, usual: 100)), next],
        example: #"{"decisions":[\#(decision)],"next":1}"#,
        handle: .ask { call in
          NameDecisions(after: call.query.integer("after"), limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .post, path: "/v1/unmatched/decisions", work: .decision, tag: "Reconciliation",
        summary: "Decide on a name: a recording's, none of ours, or nothing any more",
        detail:
          "Accepted reports follow with the next posting, those to come when they are taken in, and those that nobody "
          + "has decided on are compared again. A name that the catalog knows is refused: what the catalog says comes first.",
        scope: .reportsAccept, needsWholeView: true,
        example: #"{"decisions":[\#(decision)],"moved":[1],"compared":[4]}"#,
        bodyExample:
          #"{"external_id":"spotify:6rqhFgbbKwnb9MLmUQDhG6","verdict":"assigned","recording":"QZLL22600001","#
          + #""reason":"the distributor says so"}"#,
        handle: .carryOut(NewDecision.self) { _, new in
          try DecideName(
            isrc: new.isrc, externalID: new.external_id?.spelling, upc: new.upc, new.verdict, recording: new.recording,
            reason: new.reason.spelling)
        }),
    ]
  }
}
