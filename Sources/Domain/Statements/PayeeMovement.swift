import Ledger
import Money
import Plays

/// Entries of a month on one account of a payee, of one kind of transaction and one earning period, as one sum.
package struct PayeeMovement: Hashable, Sendable {
  package let account: Account
  package let kind: Transaction.Kind
  /// Month that the plays were of; `nil` where it is about none.
  package let earned: Period?
  /// Month of the accounting date.
  package let period: Period
  package let amount: Amount

  package init(_ account: Account, _ kind: Transaction.Kind, earned: Period?, in period: Period, amount: Amount) {
    self.account = account
    self.kind = kind
    self.earned = earned
    self.period = period
    self.amount = amount
  }
}

extension Settlement.Activity {
  /// Adds entries to the figure that they belong to: the royalties of a month are those earned and posted in it, and
  /// all else that is owed is an adjustment. A settlement's own entries are no activity: they follow from it.
  package mutating func add(_ movement: PayeeMovement) {
    if movement.kind == .settlement { return }
    if case .payeeEstimated = movement.account { estimated -= movement.amount }
    switch movement.account {
    case .payeeRecoupable: advances += movement.amount
    case .payeeEstimated, .payeePayable:
      if movement.kind == .payment {
        payments += movement.amount
      } else if movement.kind == .royalties, movement.earned == movement.period {
        royalties -= movement.amount
      } else {
        adjustments -= movement.amount
      }
    default: break
    }
  }
}

extension Settlement.Opening {
  /// Adds the balance of an account of the payee. A debt to it is below zero in the books.
  package mutating func add(_ amount: Amount, on account: Account) {
    if case .payeeEstimated = account { estimated -= amount }
    switch account {
    case .payeeEstimated, .payeePayable: balance -= amount
    case .payeeRecoupable: recoupable += amount
    default: break
    }
  }
}
