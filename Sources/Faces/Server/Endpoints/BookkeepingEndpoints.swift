import Answers
import Ledger
import Money
import Plays
import Refusals
import Schemas

/// The books, to write: postings, corrections, money in and out.
enum BookkeepingEndpoints {
  struct NewTransaction: Decodable {
    struct NewEntry: Codable {
      let account: AccountCode
      let currency: Currency
      let amount: Amount
    }
    let date: Day?
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
    let date: Day?
    let reference: Text<256>
    /// Purpose: one of the two, or neither.
    let report: Int32?
    let for_period: Period?
    let reason: Text<1_000>?
  }

  struct NewPayment: Decodable {
    let payee: ID
    let amount: Amount
    let currency: Currency
    let date: Day?
    let reference: Text<256>
    let reason: Text<1_000>?
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
        bodyExample: #"{"period":"2026-10"}"#,
        handle: .carryOut(PostRequest.self) { _, request in PostDifferences(period: request.period) }),
      Endpoint(
        method: .post, path: "/v1/ledger/transactions", work: .decision, tag: "Ledger",
        summary: "Record a transaction by hand",
        detail:
          "Debits are positive and credits negative; they come to zero in each currency. The reference stands for "
          + "this transaction and no other. The date is today's unless told.",
        scope: .ledgerRecord, needsWholeView: true, example: posted,
        bodyExample:
          #"{"date":"2026-11-24","reason":"goodwill","reference":"GW-7","entries":[{"account":"fee:distribution","currency":"USD","amount":"10.00"},{"account":"payee:art-0007:payable","currency":"USD","amount":"-10.00"}]}"#,
        handle: .carryOut(NewTransaction.self) { _, new in
          RecordTransaction(
            date: new.date, reason: new.reason.spelling, reference: new.reference.spelling,
            entries: new.entries.elements.map { Entry($0.account.account, $0.currency, $0.amount) })
        }),
      Endpoint(
        method: .post, path: "/v1/ledger/transactions/{id}/reverse", work: .decision, tag: "Ledger",
        summary: "Take a transaction back, once",
        detail:
          "By a transaction with the opposite entries. What the engine posted is looked at again, and posted again "
          + "where it still follows from the facts.",
        scope: .ledgerRecord, needsWholeView: true, pathType: .number, example: posted,
        bodyExample: #"{"reason":"recorded twice"}"#,
        handle: .carryOut(NewReversal.self) { call, new in
          guard let number = Int64(call.id) else { throw Refused.missing("transaction", call.id) }
          return ReverseTransaction(number: number, reason: new.reason.spelling, date: new.date)
        }),
      Endpoint(
        method: .post, path: "/v1/receipts", work: .decision, tag: "Ledger",
        summary: "Record money that a platform paid",
        detail: "Where the platform says what it is for, report has the number of an accepted report, or for_period a "
          + "month. The rest pays what is oldest: see /v1/receivables. A receipt in a currency that its report has no "
          + "line in is refused without a reason.",
        scope: .ledgerRecord, needsWholeView: true, example: posted,
        bodyExample:
          #"{"platform":"spotify","amount":"1250.00","currency":"USD","date":"2026-11-24","reference":"BANK-1","for_period":"2026-10"}"#,
        handle: .carryOut(NewReceipt.self) { _, money in
          RecordReceipt(
            platform: money.platform.spelling, amount: money.amount, currency: money.currency, date: money.date,
            reference: money.reference.spelling, report: money.report, period: money.for_period,
            reason: money.reason?.spelling)
        }),
      Endpoint(
        method: .post, path: "/v1/payments", work: .decision, tag: "Ledger",
        summary: "Record money that was paid to a payee",
        detail:
          "More than is payable by the last close, and a currency that the payee never earned, are refused without a "
          + "reason, which is kept with the transaction.",
        scope: .ledgerPay, needsWholeView: true, example: posted,
        bodyExample:
          #"{"payee":"art-0007","amount":"12.50","currency":"USD","date":"2026-11-24","reference":"SEPA-9"}"#,
        handle: .carryOut(NewPayment.self) { _, money in
          RecordPayment(
            payee: money.payee.spelling, amount: money.amount, currency: money.currency, date: money.date,
            reference: money.reference.spelling, reason: money.reason?.spelling)
        }),
    ]
  }
}
