import Answers
import Hummingbird
import Ledger
import Money
import Plays
import Posting
import Schemas
import Store

/// The books, to write: postings, corrections, money in and out.
enum BookkeepingEndpoints {
  struct NewTransaction: Decodable {
    struct NewEntry: Codable {
      let account: AccountCode
      let currency: Currency
      let amount: Amount
    }
    let date: Day
    let reason: Text<1_000>
    let reference: Text<256>
    let entries: Filled<NewEntry>
  }

  struct NewReversal: Decodable {
    let reason: Text<1_000>
    let date: Day?
  }

  struct NewReceipt: Decodable {
    let platform: ID
    let amount: Amount
    let currency: Currency
    let date: Day
    let reference: Text<256>
    /// What it is for.
    let report: Int32?
    let for_period: Period?
  }

  struct NewPayment: Decodable {
    let payee: ID
    let amount: Amount
    let currency: Currency
    let date: Day
    let reference: Text<256>
  }

  struct PostRequest: Decodable {
    let period: Period?
  }

  private static let posted =
    #"{"transaction":{\#(LedgerEndpoints.transactionExample)},"entries":[{"account":"cash","currency":"USD","amount":"-12.500000000000"}]}"#

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/ledger/post", work: .decision, tag: "Ledger",
        summary: "Post what is not in the books yet",
        detail: "What follows from plays, rates, exchange rates, contracts and reports, less what was posted before. "
          + "Again posts nothing. The scheduler of `serve` does it too.",
        scope: .ledgerPost, needsWholeView: true,
        example: #"{"transactions":[{\#(LedgerEndpoints.transactionExample)}]}"#,
        bodyExample: #"{"period":"2026-10"}"#, handle: .take(post)),
      Endpoint(
        method: .post, path: "/v1/ledger/transactions", work: .decision, tag: "Ledger",
        summary: "Record a transaction by hand",
        detail:
          "Debits are positive and credits negative; they come to zero in each currency. The reference stands for "
          + "this transaction and no other.",
        scope: .ledgerRecord, needsWholeView: true, example: posted,
        bodyExample:
          #"{"date":"2026-11-24","reason":"goodwill","reference":"GW-7","entries":[{"account":"fee:distribution","currency":"USD","amount":"10.00"},{"account":"payee:art-0007:payable","currency":"USD","amount":"-10.00"}]}"#,
        handle: .take(record)),
      Endpoint(
        method: .post, path: "/v1/ledger/transactions/{id}/reverse", work: .decision, tag: "Ledger",
        summary: "Take a transaction back, once",
        detail:
          "By a transaction with the opposite entries. What the engine posted is looked at again, and posted again "
          + "where it still follows from the facts.",
        scope: .ledgerRecord, needsWholeView: true, pathType: .number, example: posted,
        bodyExample: #"{"reason":"recorded twice"}"#, handle: .take(reverse)),
      Endpoint(
        method: .post, path: "/v1/receipts", work: .decision, tag: "Ledger",
        summary: "Record money that a platform paid",
        detail: "Where the platform says what it is for, report has the number of an accepted report, or for_period a "
          + "month. The rest pays what is oldest: see /v1/receivables.",
        scope: .ledgerRecord, needsWholeView: true, example: posted,
        bodyExample:
          #"{"platform":"spotify","amount":"1250.00","currency":"USD","date":"2026-11-24","reference":"BANK-1","for_period":"2026-10"}"#,
        handle: .take { (call, money: NewReceipt) in
          let purpose = try purpose(money)
          return try await book(call) {
            try $0.receipt(
              platform: money.platform.spelling, money.amount, money.currency, date: money.date,
              reference: money.reference.spelling, for: purpose)
          }
        }),
      Endpoint(
        method: .post, path: "/v1/payments", work: .decision, tag: "Ledger",
        summary: "Record money that was paid to a payee",
        scope: .ledgerPay, needsWholeView: true, example: posted,
        bodyExample:
          #"{"payee":"art-0007","amount":"12.50","currency":"USD","date":"2026-11-24","reference":"SEPA-9"}"#,
        handle: .take { (call, money: NewPayment) in
          try await book(call) {
            try $0.payment(
              payee: money.payee.spelling, money.amount, money.currency, date: money.date,
              reference: money.reference.spelling)
          }
        }),
    ]
  }

  @Sendable private static func post(
    _ call: Call, _ request: PostRequest
  ) async throws -> Transactions.Answer {
    let outcome = try await call.database { try PostingRun($0, today: .today).run(request.period) }
    return Transactions.Answer(
      transactions: outcome.transactions.map { TransactionAnswer($0.heading) }, next: nil)
  }

  @Sendable private static func record(_ call: Call, _ new: NewTransaction) async throws -> PostedAnswer {
    let entries = new.entries.elements.map { Entry($0.account.account, $0.currency, $0.amount) }
    return try await book(call) {
      try $0.record(
        date: new.date, reason: new.reason.spelling, reference: new.reference.spelling, entries: entries)
    }
  }

  @Sendable private static func reverse(_ call: Call, _ new: NewReversal) async throws -> PostedAnswer {
    guard let number = Int64(call.id) else { throw Problem.notFound("transaction", call.id) }
    return try await book(call) { try $0.reverse(number, reason: new.reason.spelling, date: new.date) }
  }

  private static func book(
    _ call: Call, _ body: @escaping @Sendable (Bookkeeping) throws -> LedgerStore.Posted
  ) async throws -> PostedAnswer {
    PostedAnswer(try await call.database { try body(Bookkeeping($0, today: .today)) })
  }

  private static func purpose(_ new: NewReceipt) throws(Problem) -> ReceivableStore.Purpose? {
    switch (new.report, new.for_period) {
    case (nil, nil): return nil
    case (let report?, nil): return .report(report)
    case (nil, let period?): return .period(period)
    case (.some, .some):
      throw .unusable(
        "for_period", "A receipt is for a report or for a period: leave out report or for_period.")
    }
  }
}
