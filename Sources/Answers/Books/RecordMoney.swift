import Ledger
import Money
import Plays
import Posting
import Refusals
import Store

/// Records money that a platform paid.
package struct RecordReceipt: UseCase {
  package static let act = Act.receipt
  package var subject: String { platform }

  let platform: String
  let amount: Amount
  let currency: Currency
  let date: Day?
  let reference: String
  let report: Int32?
  let period: Period?
  let reason: String?

  /// - Parameters:
  ///   - date: today where it is `nil`.
  ///   - report: number of the accepted report that it is for.
  ///   - period: the period that it is for, instead of a report.
  ///   - reason: why it is right although its report is in other currencies.
  package init(
    platform: String, amount: Amount, currency: Currency, date: Day?, reference: String, report: Int32?,
    period: Period?, reason: String?
  ) {
    self.platform = platform
    self.amount = amount
    self.currency = currency
    self.date = date
    self.reference = reference
    self.report = report
    self.period = period
    self.reason = reason
  }

  package func answer(_ asking: some Asking) async throws -> PostedAnswer {
    guard report == nil || period == nil else {
      throw Refused.unusable("for_period", "A receipt is for a report or for a period: give one of them.")
    }
    let purpose = report.map { ReceivableStore.Purpose.report($0) } ?? period.map { .period($0) }
    return try await asking.book {
      try $0.receipt(
        platform: platform, amount, currency, date: date ?? $1, reference: reference, for: purpose, reason: reason)
    }
  }
}

/// Records money that was paid to a payee.
package struct RecordPayment: UseCase {
  package static let act = Act.payment
  package var subject: String { payee }

  let payee: String
  let amount: Amount
  let currency: Currency
  let date: Day?
  let reference: String
  let reason: String?

  /// - Parameters:
  ///   - date: today where it is `nil`.
  ///   - reason: why it is right although it is more than is payable, or in a currency that was never earned.
  package init(payee: String, amount: Amount, currency: Currency, date: Day?, reference: String, reason: String?) {
    self.payee = payee
    self.amount = amount
    self.currency = currency
    self.date = date
    self.reference = reference
    self.reason = reason
  }

  package func words(_ today: Day) -> [String: Any] {
    var words = [
      "payee": payee, "amount": "\(amount)", "currency": currency.code, "date": "\(date ?? today)",
      "reference": reference,
    ]
    words["reason"] = reason
    return words
  }

  package func answer(_ asking: some Asking) async throws -> PostedAnswer {
    try await asking.book {
      try $0.payment(payee: payee, amount, currency, date: date ?? $1, reference: reference, reason: reason)
    }
  }
}
