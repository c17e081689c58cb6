import Money
import Plays

/// Standing of a platform on a day: what it owes by accepted reports, what it has paid, and its accounts in the books.
package struct PlatformStanding: Sendable {
  /// Debt by an accepted report that no other has taken the place of, in one currency.
  package struct Debt: Sendable {
    package let platform: String
    package let receivable: Receivable
    /// Estimate for what the report speaks of; `nil` where its comparison has none.
    package let estimated: Amount?
    /// Part of what is owed that no row has: by the total that the report states, less its rows.
    package let besideRows: Amount
    /// References of the report and of those that it stands in the place of.
    package let corrected: [String]

    package init(
      platform: String, _ receivable: Receivable, estimated: Amount?, besideRows: Amount = .zero, corrected: [String]
    ) {
      self.platform = platform
      self.receivable = receivable
      self.estimated = estimated
      self.besideRows = besideRows
      self.corrected = corrected
    }
  }

  /// Money of a platform, for the report or the period that it names.
  package struct Payment: Sendable {
    package let platform: String
    package let receipt: Receipt

    package init(platform: String, _ receipt: Receipt) {
      self.platform = platform
      self.receipt = receipt
    }
  }

  /// Balances of a platform's two accounts, by currency.
  package struct Accounts: Sendable {
    package var accrued: [Currency: Amount] = [:]
    package var reported: [Currency: Amount] = [:]

    package init() {}
  }

  package let platform: String
  package let ageing: Ageing
  package let accrued: [Currency: Amount]
  package let booked: [Currency: Amount]
  private let estimates: [Receivable: Amount]
  private let beside: [Receivable: Amount]

  private init(
    _ platform: String, _ debts: [Debt], _ payments: [Payment], _ accounts: Accounts, on day: Day
  ) throws(ReconciliationError) {
    self.platform = platform
    // Money for a report that was corrected is for the one that stands in its place.
    let successors = Dictionary(
      debts.flatMap { debt in debt.corrected.map { ($0, debt.receivable.reference) } }, uniquingKeysWith: { $1 })
    ageing = try Ageing(
      of: debts.map(\.receivable), less: payments.map { $0.receipt.redirected(by: successors) }, on: day)
    accrued = accounts.accrued
    booked = accounts.reported
    estimates = Dictionary(
      debts.compactMap { debt in debt.estimated.map { (debt.receivable, $0) } }, uniquingKeysWith: +)
    beside = Dictionary(debts.map { ($0.receivable, $0.besideRows) }, uniquingKeysWith: +)
  }

  /// Every platform that owes or has paid, by code.
  ///
  /// - Throws: `ReconciliationError.tooLarge` where a sum leaves the range of amounts.
  package static func all(
    _ debts: [Debt], less payments: [Payment], accounts: [String: Accounts], on day: Day
  ) throws(ReconciliationError) -> [PlatformStanding] {
    let debts = Dictionary(grouping: debts, by: \.platform)
    let payments = Dictionary(grouping: payments, by: \.platform)
    return try Set(debts.keys).union(payments.keys).sorted().map { platform throws(ReconciliationError) in
      try PlatformStanding(
        platform, debts[platform] ?? [], payments[platform] ?? [], accounts[platform] ?? Accounts(), on: day)
    }
  }

  /// Estimate for what an item's report speaks of; `nil` where the comparison has none.
  package func estimated(_ item: AgeingBalance.Item) -> Amount? { estimates[item.receivable] }

  /// Part of an item that no row of its report has.
  package func besideRows(_ item: AgeingBalance.Item) -> Amount { beside[item.receivable] ?? .zero }

  /// Debt by accepted reports that is not on the account `platform:<p>:reported`: what is accepted and not posted yet,
  /// less what was recorded on it by hand.
  package func notBooked(_ balance: AgeingBalance) -> Amount {
    balance.reported - balance.received - (booked[balance.currency] ?? .zero)
  }
}

extension Receipt {
  /// The same receipt, for the report that stands in the place of the one that it names.
  fileprivate func redirected(by successors: [String: String]) -> Receipt {
    guard case .report(let reference) = purpose, let successor = successors[reference] else { return self }
    return Receipt(day: day, currency: currency, amount: amount, purpose: .report(successor))
  }
}
