import Answers
import Schemas

/// Debts of platforms, and their age.
enum ReceivableEndpoints {
  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/receivables", work: .figure, tag: "Reconciliation",
        summary: "What platforms owe by accepted reports, what came in, and for how long the rest has been due",
        detail: "Each report's month three ways: plays x rate, report, money. A receipt pays the report or the period "
          + "that it names, and with what it has left the oldest; what nothing needs is unapplied. "
          + "reported - received = remaining - unapplied = in_books + not_in_books.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "platform", what: "only this platform", example: "spotify"),
          .init(name: "as_of", what: "the day of the ages, today unless told", type: .day, example: "2026-11-24"),
        ],
        example:
          #"{"as_of":"2026-11-24","balances":[{"platform":"spotify","currency":"EUR","reported":"1250.000000000000","received":"1000.000000000000","remaining":"250.000000000000","unapplied":"0.000000000000","in_books":"250.000000000000","accrued":"12.500000000000","not_in_books":"0.000000000000","buckets":{"not_due":"0.000000000000","0_30":"250.000000000000","31_60":"0.000000000000","61_90":"0.000000000000","over_90":"0.000000000000"},"items":[{"reconciliation":"1","period":"2026-10","statement":"2026-10","estimated":"1244.100000000000","reported":"1250.000000000000","received":"1000.000000000000","received_by_name":"1000.000000000000","remaining":"250.000000000000","due":"2026-11-20","age_days":4,"bucket":"0_30"}]}]}"#,
        handle: .ask { call in
          Receivables(platform: call.query["platform"], asOf: try call.query.day("as_of"))
        }),
      Endpoint(
        method: .get, path: "/v1/unclaimed", work: .figure, tag: "Reconciliation",
        summary: "Reported money that nobody is known to own, by what the reports call it",
        detail: "The oldest first. Once the catalog knows the ISRC, the barcode or the platform's id, it goes to the "
          + "recording with the next posting.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [.init(name: "limit", what: "rows at most", type: .limit(10_000, usual: 1000))],
        example:
          #"{"as_of":"2026-11-24","unclaimed":[{"reconciliation":1,"period":"2026-10","platform":"spotify","country":"US","isrc":"QZZZ92600001","currency":"USD","units":12,"amount":"0.048000000000","since":"2026-11-20","age_days":4}],"more":false}"#,
        handle: .ask { call in UnclaimedMoney(limit: call.query.integer("limit")) }),
    ]
  }
}
