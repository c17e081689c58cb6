import Hummingbird
import Ledger
import Money
import Plays
import Posting
import Store

/// The books, to read: accounts, transactions, the trial balance, the proof.
enum LedgerEndpoints {
  struct TransactionBody: Codable {
    let id: Int64
    let kind, reference: String
    let accounting_date: Day
    let recorded_at: Time
    let earning_period: Period?
    let cause, reason, versions: String?
    let reverses, reversed_by: Int64?
    let lines: Int64
    let digest: String
    let actor, actor_name: String?

    init(_ heading: TransactionHeading) {
      id = heading.number
      kind = heading.kind
      accounting_date = heading.accountingDate
      recorded_at = Time(exact: heading.recordedAt)
      reference = heading.reference
      earning_period = heading.earningPeriod
      cause = heading.cause
      reason = heading.reason
      versions = heading.versions
      reverses = heading.reverses
      reversed_by = heading.reversedBy
      lines = heading.lineCount
      digest = heading.digest.hex
      actor = heading.actor?.id
      actor_name = heading.actor?.name
    }
  }

  struct EntryBody: Codable {
    let account: String
    let currency: Currency
    let amount: Amount
  }

  struct PostedBody: Codable {
    let transaction: TransactionBody
    let entries: [EntryBody]

    init(_ posted: LedgerStore.Posted) {
      transaction = TransactionBody(posted.heading)
      entries = posted.transaction.entries.map {
        EntryBody(account: $0.account.code, currency: $0.currency, amount: $0.amount)
      }
    }
  }

  struct TransactionsBody: Codable {
    let transactions: [TransactionBody]
    let next: Int64?
  }

  struct AccountBody: Codable {
    let account, currency: String
    let debits, credits, balance: Amount
    let entries: Int64
  }

  struct TrialBalanceBody: Codable {
    struct Total: Codable {
      let currency: String
      let balance: Amount
    }
    let as_of: Day?
    let recorded_by: Time?
    let accounts: [AccountBody]
    let totals: [Total]
  }

  struct AccountEntryBody: Codable {
    let transaction: Int64
    let date: Day
    let recorded_at: Time
    let kind, reference, currency: String
    let amount, balance: Amount
    let earning_period: Period?
    let cause: String?
  }

  struct EntriesBody: Codable {
    let account: String
    let entries: [AccountEntryBody]
    let next: String?
  }

  struct ProofBody: Codable {
    let ok: Bool
    let transactions, lines, derived, pending, records: Int64
    /// By chain; left out where no key is there to check by.
    let signed: SignedChains
    let differences: [String]
  }

  struct SignedChains: Codable {
    let ledger, audit: SignedBody?
  }

  struct SignedBody: Codable {
    let since, until: Int64
    let since_time, until_time: String

    init(_ cover: Verification.Cover) {
      since = cover.first.number
      until = cover.last.number
      since_time = RFC3339.precise(microseconds: cover.first.signedAt)
      until_time = RFC3339.precise(microseconds: cover.last.signedAt)
    }
  }

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
        handle: .answer { call in try await trialBalance(call, prefix: "") }),
      Endpoint(
        method: .get, path: "/v1/ledger/accounts", work: .figure, tag: "Ledger",
        summary: "Accounts whose code begins so",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "prefix", what: "the beginning of the code", type: .text(300), example: "payee:art-0007:")
        ] + asOf,
        example:
          #"{"as_of":"2026-10-31","accounts":[{"account":"payee:art-0007:estimated","currency":"USD","debits":"0.000000000000","credits":"12.500000000000","balance":"-12.500000000000","entries":3}],"totals":[{"currency":"USD","balance":"-12.500000000000"}]}"#,
        handle: .answer { call in try await trialBalance(call, prefix: call.query["prefix"] ?? "") }),
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
        handle: .answer(entries)),
      Endpoint(
        method: .get, path: "/v1/ledger/transactions", tag: "Ledger", summary: "Transactions, the newest first",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 100)),
          .init(name: "before", what: "the next of the answer before", type: .number),
        ],
        example: #"{"transactions":[{\#(transactionExample)}],"next":12}"#,
        handle: .answer { call in
          let limit = call.query.integer("limit")
          let before = try call.query.number("before")
          let page = try await call.database { try LedgerStore($0).latest(before: before, limit: limit + 1) }
          return TransactionsBody(
            transactions: page.prefix(limit).map(TransactionBody.init),
            next: page.count > limit ? page[limit - 1].number : nil)
        }),
      Endpoint(
        method: .get, path: "/v1/ledger/transactions/{id}", tag: "Ledger", summary: "A transaction with its entries",
        scope: .ledgerRead, needsWholeView: true, pathType: .number,
        example:
          #"{"transaction":{\#(transactionExample)},"entries":[{"account":"fee:distribution","currency":"EUR","amount":"-88.573196477726"}]}"#,
        handle: .answer { call in
          let id = call.id
          guard let number = Int64(id),
            let posted = try await call.database({ try LedgerStore($0).transaction(number) })
          else { throw Problem.notFound("transaction", id) }
          return PostedBody(posted)
        }),
      Endpoint(
        method: .get, path: "/v1/ledger/verify", work: .figure, tag: "Ledger", summary: "Prove the books",
        detail: "Recomputes the chain of digests, the entries from their lines, the lines from the plays, and the "
          + "settlements from the balances, and says where each first differs. It reads everything: on large books run "
          + "`ledgerline ledger verify`, which has no time limit.",
        scope: .ledgerRead, needsWholeView: true,
        example:
          #"{"ok":true,"transactions":12,"lines":1200,"derived":240,"pending":0,"records":40,"signed":{"ledger":{"since":1,"since_time":"2026-10-31T08:00:00.000Z","until":12,"until_time":"2026-11-24T08:00:00.000Z"}},"differences":[]}"#,
        handle: .answer { call in
          let outcome = try await call.database { try Verification($0).run() }
          return ProofBody(
            ok: outcome.isProven, transactions: outcome.transactions, lines: outcome.lines,
            derived: outcome.derived, pending: outcome.pending, records: outcome.records,
            signed: SignedChains(
              ledger: outcome.signed[.ledger].map(SignedBody.init), audit: outcome.signed[.audit].map(SignedBody.init)),
            differences: outcome.differences)
        }),
    ]
  }

  private static func trialBalance(_ call: Call, prefix: String) async throws -> TrialBalanceBody {
    let asOf = try asOf(call)
    let balances = try await call.database { try AccountStore($0).balances(asOf, prefix: prefix) }
    var totals: [String: Amount] = [:]
    for balance in balances { totals[balance.currency, default: .zero] += balance.balance }
    return TrialBalanceBody(
      as_of: asOf.accountingDate, recorded_by: asOf.recordedAt.map { Time(exact: $0) },
      accounts: balances.map {
        AccountBody(
          account: $0.account, currency: $0.currency, debits: $0.debits, credits: $0.credits, balance: $0.balance,
          entries: $0.entryCount)
      },
      totals: totals.sorted { $0.key < $1.key }.map {
        TrialBalanceBody.Total(currency: $0.key, balance: $0.value)
      })
  }

  @Sendable private static func entries(_ call: Call) async throws -> EntriesBody {
    let (account, asOf) = (call.id, try asOf(call))
    guard Account(code: account) != nil else {
      throw Problem(
        "not-found", "Not found", 404, "There is no account \"\(account)\": the accounts are \(Account.chart).")
    }
    let limit = call.query.integer("limit")
    let currency = try call.query.currency()?.code
    var after: (transaction: Int64, currency: String)?
    if let text = call.query["cursor"] {
      let parts = text.split(separator: ":")
      guard parts.count == 2, let number = Int64(parts[0]), Currency(String(parts[1])) != nil else {
        throw Problem.unusable("cursor", "cursor is what an earlier answer gave as next, unchanged.")
      }
      after = (number, String(parts[1]))
    }
    let start = after
    let page = try await call.database {
      try AccountStore($0).entries(account, currency: currency, asOf, after: start, limit: limit + 1)
    }
    let last = page.count > limit ? page[limit - 1] : nil
    return EntriesBody(
      account: account,
      entries: page.prefix(limit).map {
        AccountEntryBody(
          transaction: $0.transaction, date: $0.accountingDate, recorded_at: Time(exact: $0.recordedAt), kind: $0.kind,
          reference: $0.reference, currency: $0.currency, amount: $0.amount, balance: $0.runningBalance,
          earning_period: $0.earningPeriod, cause: $0.cause)
      }, next: last.map { "\($0.transaction):\($0.currency)" })
  }

  private static func asOf(_ call: Call) throws(Problem) -> AccountStore.AsOf {
    AccountStore.AsOf(recordedAt: try call.query.time("recorded_by"), accountingDate: try call.query.day("as_of"))
  }
}
