import Answers
import Plays
import Schemas
import Store
import Texts

/// The books, to read: accounts, transactions, the trial balance, the proof.
enum LedgerEndpoints {
  static let transactionExample =
    #""id":12,"kind":"royalties","accounting_date":"2026-10-31","recorded_at":"2026-11-01T00:10:00.000Z","reference":"royalties:2026-10:accrual:12","earning_period":"2026-10","cause":"accrual","versions":"rates=6;fx=11;contracts=4;reports=0","lines":1200,"digest":"9f2c...","actor":"system:posting","actor_name":"posting""#
  static let asOf: [Endpoint.Parameter] = [
    .init(name: "as_of", what: "only what is dated up to this day", type: .day, example: "2026-10-31"),
    .init(
      name: "recorded_by", what: "only what was recorded by this time", type: .time, example: "2026-11-01T00:00:00Z"),
  ]

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/ledger/trial-balance", work: .figure, tag: "Ledger",
        summary: "Every account with its balance",
        detail:
          "Debits are positive, credits negative; each currency's balances come to zero. as_of asks what the books "
          + "now say of a day, recorded_by what they said at a time.",
        scope: .ledgerRead, needsWholeView: true, parameters: asOf,
        example:
          #"{"as_of":"2026-10-31","accounts":[{"account":"fee:distribution","currency":"EUR","debits":"0.000000000000","credits":"88.573196477726","balance":"-88.573196477726","entries":1}],"totals":[{"currency":"EUR","balance":"0.000000000000"}]}"#,
        handle: .ask { call in TrialBalance(asOf: try asOf(call)) }),
      Endpoint(
        method: .get, path: "/v1/ledger/accounts", work: .figure, tag: "Ledger",
        summary: "Accounts whose code begins so",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "prefix", what: "the beginning of the code", type: .text(300), example: "payee:art-0007:")
        ] + asOf,
        example:
          #"{"as_of":"2026-10-31","accounts":[{"account":"payee:art-0007:estimated","currency":"USD","debits":"0.000000000000","credits":"12.500000000000","balance":"-12.500000000000","entries":3}],"totals":[{"currency":"USD","balance":"-12.500000000000"}]}"#,
        handle: .ask { call in TrialBalance(asOf: try asOf(call), prefix: call.query["prefix"] ?? "") }),
      Endpoint(
        method: .get, path: "/v1/ledger/accounts/{id}/entries", tag: "Ledger",
        summary: "An account's entries, with the balance after each",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "currency", what: "only this currency", type: .currency, example: "USD"),
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 100)),
          .init(name: "cursor", what: "the next of the answer before", type: .cursor),
        ] + asOf,
        example:
          #"{"account":"fee:distribution","entries":[{"transaction":12,"date":"2026-10-31","recorded_at":"2026-11-01T00:10:00.000Z","kind":"royalties","earning_period":"2026-10","cause":"accrual","reference":"royalties:2026-10:accrual:12","currency":"EUR","amount":"-88.573196477726","balance":"-88.573196477726"}],"next":"12:EUR"}"#,
        handle: .ask { call in
          AccountEntries(
            account: call.id, currency: try call.query.currency(), asOf: try asOf(call), cursor: call.query["cursor"],
            limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .get, path: "/v1/ledger/lines", work: .figure, tag: "Ledger",
        summary: "Posted lines of a track's month, each with what it follows from",
        detail:
          "Of an estimated line the rate tables in force, in the versions that the posting knew; of a reported one the "
          + "reports and the rows of their files, the first 100.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(
            name: "period", what: "the month in which it was earned", type: .period, example: "2026-10",
            isRequired: true),
          .init(name: "track", what: "the recording", type: .isrc, example: "QZLL22600001", isRequired: true),
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 100)),
          .init(name: "cursor", what: "the next of the answer before", type: .cursor),
        ],
        example:
          #"{"period":"2026-10","track":"QZLL22600001","lines":[{"transaction":12,"date":"2026-10-31","cause":"accrual","basis":"estimated","platform":"spotify","country":"DE","tier":"free","contract":"C-1","contract_version":1,"currency":"EUR","plays":1051,"gross":"4.262905000000","converted":"4.262905000000","fee":"0.639435750000","rates":[{"table":"spotify/2026-10-01.csv","from":"2026-10-01","rate":"0.004056046622","currency":"EUR"}],"rows":[]}],"next":"12:17:1:EUR:false"}"#,
        handle: .ask { call in
          guard let period = try call.query.period("period"), let track = call.query["track"].flatMap({ ISRC($0) })
          else {
            throw Problem.badParameter("track", "track is an ISRC, as QZLL22600001.")
          }
          return LedgerLines(period, track: track, cursor: call.query["cursor"], limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .get, path: "/v1/ledger/transactions", tag: "Ledger", summary: "Transactions, the newest first",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 100)),
          .init(name: "before", what: "the next of the answer before", type: .number),
        ],
        example: #"{"transactions":[{\#(transactionExample)}],"next":12}"#,
        handle: .ask { call in
          Transactions(before: try call.query.number("before"), limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .get, path: "/v1/ledger/transactions/{id}", tag: "Ledger", summary: "A transaction with its entries",
        scope: .ledgerRead, needsWholeView: true, pathType: .number,
        example:
          #"{"transaction":{\#(transactionExample)},"entries":[{"account":"fee:distribution","currency":"EUR","amount":"-88.573196477726"}]}"#,
        handle: .ask { call in OneTransaction(id: call.id) }),
      Endpoint(
        method: .get, path: "/v1/ledger/corrections", tag: "Ledger",
        summary: "Changes of closed periods that somebody agreed to, the newest first",
        detail: "Each was imported or published with corrects_closed; its sums are posted in the open month.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "limit", what: "corrections at most", type: .limit(100, usual: 20)),
          .init(name: "before", what: "the next of the answer before", type: .smallNumber),
        ],
        example:
          #"{"corrections":[{"correction":1,"kind":"contracts","source":"contracts","agreed_at":"2026-11-24T08:00:00.000Z","agreed_by":"token:7","agreed_by_name":"Anna","changes":[{"period":"2026-10","by":"payee","key":"art-0007","currency":"USD","difference":"12.500000000000"}]}],"next":1}"#,
        handle: .ask { call in
          AgreedCorrections(
            before: try call.query.number("before").map { Int32($0) }, limit: call.query.integer("limit"))
        }),
      Endpoint(
        method: .get, path: "/v1/ledger/verify", work: .figure, tag: "Ledger", summary: "Prove the books",
        detail: "Recomputes the chain of digests, the entries from their lines, the lines from the plays, and the "
          + "settlements from the balances, and says where each first differs. It reads everything: on large books run "
          + "`ledgerline ledger verify`, which has no time limit.",
        scope: .ledgerRead, needsWholeView: true,
        example:
          #"{"ok":true,"transactions":12,"lines":1200,"derived":240,"pending":0,"records":40,"signed":{"ledger":{"since":1,"since_time":"2026-10-31T08:00:00.000Z","until":12,"until_time":"2026-11-24T08:00:00.000Z"}},"differences":[]}"#,
        handle: .ask { _ in BooksProof() }),
    ]
  }

  private static func asOf(_ call: Call) throws(Problem) -> AccountStore.AsOf {
    AccountStore.AsOf(recordedAt: try call.query.time("recorded_by"), accountingDate: try call.query.day("as_of"))
  }
}
