import Hummingbird
import Ledger
import Money
import Plays
import Posting
import Store

/// The books, to write: postings, corrections, money in and out.
enum BookkeepingEndpoints {
  struct NewTransaction: Decodable {
    struct NewEntry: Decodable {
      let account, currency, amount: String
    }
    let date, reason, reference: String
    let entries: [NewEntry]
  }

  struct NewReversal: Decodable {
    let reason: String
    let date: String?
  }

  struct NewMoney: Decodable {
    let platform, payee: String?
    let amount, currency, date, reference: String
    /// What a receipt is for.
    let report: Int32?
    let for_period: String?
  }

  struct PostRequest: Decodable {
    let period: String?
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
        bodyExample: #"{"period":"2026-10"}"#, handle: post),
      Endpoint(
        method: .post, path: "/v1/ledger/transactions", work: .decision, tag: "Ledger",
        summary: "Record a transaction by hand",
        detail:
          "Debits are positive and credits negative; they come to zero in each currency. The reference stands for "
          + "this transaction and no other.",
        scope: .ledgerRecord, needsWholeView: true, example: posted,
        bodyExample:
          #"{"date":"2026-11-24","reason":"goodwill","reference":"GW-7","entries":[{"account":"fee:distribution","currency":"USD","amount":"10.00"},{"account":"payee:art-0007:payable","currency":"USD","amount":"-10.00"}]}"#,
        handle: record),
      Endpoint(
        method: .post, path: "/v1/ledger/transactions/{id}/reverse", work: .decision, tag: "Ledger",
        summary: "Take a transaction back, once",
        detail:
          "By a transaction with the opposite entries. What the engine posted is looked at again, and posted again "
          + "where it still follows from the facts.",
        scope: .ledgerRecord, needsWholeView: true, example: posted, bodyExample: #"{"reason":"recorded twice"}"#,
        handle: reverse),
      Endpoint(
        method: .post, path: "/v1/receipts", work: .decision, tag: "Ledger",
        summary: "Record money that a platform paid",
        detail: "Where the platform says what it is for, report has the number of an accepted report, or for_period a "
          + "month. The rest pays what is oldest: see /v1/receivables.",
        scope: .ledgerRecord, needsWholeView: true, example: posted,
        bodyExample:
          #"{"platform":"spotify","amount":"1250.00","currency":"USD","date":"2026-11-24","reference":"BANK-1","for_period":"2026-10"}"#,
        handle: { call in
          let money = try await call.body(NewMoney.self)
          guard let platform = money.platform else { throw refuse("platform is missing.") }
          let (amount, currency, date) = try read(money)
          let purpose = try purpose(money)
          return try await book(call) {
            try $0.receipt(
              platform: platform, amount, currency, date: date, reference: money.reference, for: purpose)
          }
        }),
      Endpoint(
        method: .post, path: "/v1/payments", work: .decision, tag: "Ledger",
        summary: "Record money that was paid to a payee",
        scope: .ledgerPay, needsWholeView: true, example: posted,
        bodyExample:
          #"{"payee":"art-0007","amount":"12.50","currency":"USD","date":"2026-11-24","reference":"SEPA-9"}"#,
        handle: { call in
          let money = try await call.body(NewMoney.self)
          guard let payee = money.payee else { throw refuse("payee is missing.") }
          let (amount, currency, date) = try read(money)
          return try await book(call) {
            try $0.payment(payee: payee, amount, currency, date: date, reference: money.reference)
          }
        }),
    ]
  }

  @Sendable private static func post(_ call: Call) async throws -> Response {
    let text = try await call.body(PostRequest.self).period
    let period = text.flatMap { Period($0) }
    if let text, period == nil { throw refuse("period is a month such as 2026-10, not \"\(text)\".") }
    let outcome = try await call.database { try PostingRun($0, today: .today).run(period) }
    return try JSON.response(
      LedgerEndpoints.TransactionsBody(
        transactions: outcome.transactions.map { LedgerEndpoints.TransactionBody($0.heading) }, next: nil))
  }

  @Sendable private static func record(_ call: Call) async throws -> Response {
    let new = try await call.body(NewTransaction.self)
    let date = try day(new.date)
    let entries = try new.entries.map { entry in
      guard let account = Account(code: entry.account) else {
        throw refuse("There is no account \"\(entry.account)\": the accounts are \(Account.chart).")
      }
      let (amount, currency) = try money(entry.amount, entry.currency)
      return Entry(account, currency, amount)
    }
    return try await book(call) {
      try $0.record(date: date, reason: new.reason, reference: new.reference, entries: entries)
    }
  }

  @Sendable private static func reverse(_ call: Call) async throws -> Response {
    let new = try await call.body(NewReversal.self)
    guard let number = Int64(call.id) else { throw Problem.notFound("transaction", call.id) }
    let date = try new.date.map(day)
    return try await book(call) { try $0.reverse(number, reason: new.reason, date: date) }
  }

  private static func book(
    _ call: Call, _ body: @escaping @Sendable (Bookkeeping) throws -> LedgerStore.Posted
  ) async throws -> Response {
    try JSON.response(
      LedgerEndpoints.PostedBody(try await call.database { try body(Bookkeeping($0, today: .today)) }))
  }

  private static func read(_ new: NewMoney) throws(Problem) -> (Amount, Currency, Day) {
    let (amount, currency) = try money(new.amount, new.currency)
    return (amount, currency, try day(new.date))
  }

  private static func purpose(_ new: NewMoney) throws(Problem) -> ReceivableStore.Purpose? {
    switch (new.report, new.for_period) {
    case (nil, nil): return nil
    case (let report?, nil): return .report(report)
    case (nil, let text?):
      guard let period = Period(text) else { throw refuse("for_period is a month such as 2026-10, not \"\(text)\".") }
      return .period(period)
    case (.some, .some): throw refuse("A receipt is for a report or for a period: leave out report or for_period.")
    }
  }

  private static func money(_ text: String, _ code: String) throws(Problem) -> (Amount, Currency) {
    guard let currency = Currency(code) else { throw refuse("\"\(code)\" is not a currency of ISO 4217.") }
    do { return (try Amount(text), currency) } catch { throw refuse("amount: \(error).") }
  }

  private static func day(_ text: String) throws(Problem) -> Day {
    guard let day = Day(text) else { throw refuse("date is a day such as 2026-10-31, not \"\(text)\".") }
    return day
  }

  private static func refuse(_ detail: String) -> Problem {
    Problem("bad-body", "The body cannot be used", 400, detail)
  }
}
