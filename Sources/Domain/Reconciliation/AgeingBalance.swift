import Money
import Plays

/// Receivables from a platform in one currency, by item and by age.
///
/// What remains less what is unapplied is what was reported less what was received, exactly.
package struct AgeingBalance: Hashable, Sendable {
  /// A receivable, and what was received for it.
  package struct Item: Hashable, Sendable {
    package let receivable: Receivable
    /// By receipts that name the report or its period; below zero where more was taken back than paid.
    package internal(set) var named = Amount.zero
    /// By what other receipts left, the oldest item first.
    package internal(set) var oldestFirst = Amount.zero
    /// Reported less received.
    package internal(set) var remaining: Amount
    /// Days since it was due; below zero before.
    package let age: Int
    package var bucket: AgeBucket { AgeBucket(days: age) }
  }

  package let currency: Currency
  /// The oldest first; of those due on one day by statement, period and reference.
  package private(set) var items: [Item]
  package let reported: Amount
  package let received: Amount
  /// Money received that belongs to no item: an overpayment. Below zero where more was taken back than there was.
  package private(set) var unapplied = Amount.zero
  /// Sum of what the items have left.
  package private(set) var remaining = Amount.zero
  /// The same by age, with every bucket.
  package private(set) var buckets: [AgeBucket: Amount] = [:]

  init(
    _ currency: Currency, _ receivables: [Receivable], _ receipts: [Receipt], on day: Day
  ) throws(ReconciliationError) {
    self.currency = currency
    items = receivables.sorted(by: Self.precedes).map {
      Item(receivable: $0, remaining: $0.amount, age: Int(day.number) - Int($0.due.number))
    }
    reported = try receivables.sum(\.amount, "the sum of the receivables")
    received = try receipts.sum(\.amount, "the sum of the receipts")
    var rest = Amount.zero
    // Receipts of one purpose are netted, so that their order makes no difference. Reports before periods: a receipt
    // that names a period is for what the others have left of it.
    let byPurpose = Dictionary(grouping: receipts, by: \.purpose)
    for (purpose, receipts) in byPurpose where purpose?.isReport == true {
      rest = try rest.plus(apply(receipts, to: purpose), "the sum of the receipts")
    }
    for (purpose, receipts) in byPurpose where purpose?.isReport != true {
      rest = try rest.plus(apply(receipts, to: purpose), "the sum of the receipts")
    }
    try payOldestFirst(rest)
    remaining = try items.sum(\.remaining, "the sum of what remains")
    for bucket in AgeBucket.allCases {
      buckets[bucket] = try items.filter { $0.bucket == bucket }.sum(\.remaining, "the sum of what remains")
    }
  }

  /// Pays the items that receipts name.
  ///
  /// - Returns: what is left of them.
  private mutating func apply(_ receipts: [Receipt], to purpose: Receipt.Purpose?) throws(ReconciliationError) -> Amount
  {
    var money = try receipts.sum(\.amount, "the sum of the receipts")
    for index in items.indices where purpose?.names(items[index].receivable) == true {
      // Money taken back is below zero: all of it is owed again, with the oldest of the items named.
      let part = min(money, max(.zero, items[index].remaining))
      items[index].remaining = try items[index].remaining.less(part, "what remains of a report")
      items[index].named = try items[index].named.plus(part, "what was received for a report")
      money -= part
    }
    return money
  }

  /// A credit is not paid: it stays below zero, and lowers the sum of its bucket.
  private mutating func payOldestFirst(_ rest: Amount) throws(ReconciliationError) {
    var money = rest
    for index in items.indices where money > .zero {
      let part = min(money, max(.zero, items[index].remaining))
      items[index].remaining -= part
      items[index].oldestFirst = part
      money -= part
    }
    unapplied = money
  }

  private static func precedes(_ a: Receivable, _ b: Receivable) -> Bool {
    (a.due, a.statement, a.period, a.reference, a.amount) < (b.due, b.statement, b.period, b.reference, b.amount)
  }
}

extension Receipt.Purpose {
  fileprivate var isReport: Bool { if case .report = self { true } else { false } }

  fileprivate func names(_ receivable: Receivable) -> Bool {
    switch self {
    case .report(let reference): receivable.reference == reference
    case .period(let period): receivable.statement == period
    }
  }
}

extension Array {
  fileprivate func sum(
    _ amount: (Element) -> Amount, _ figure: @autoclosure () -> String
  ) throws(ReconciliationError) -> Amount {
    var sum = Amount.zero
    for element in self { sum = try sum.plus(amount(element), figure()) }
    return sum
  }
}
