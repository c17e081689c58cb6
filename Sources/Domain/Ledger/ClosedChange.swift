import Money
import Plays

/// A sum of a closed period that something recorded later changes: the books take it up in the first open month.
package struct ClosedChange: Hashable, Sendable {
  /// Kind of sum.
  package enum Kind: String, Codable, CaseIterable, Sendable {
    /// Gross of a platform.
    case platform
    /// Royalties of a payee.
    case payee
    case fee
    /// Money that waits for an exchange rate, or for an owner.
    case suspense
    /// Advances and costs of a payee.
    case recoupable
    /// Tax that is withheld of a payee.
    case withholding
  }

  package let period: Period
  package let kind: Kind
  /// Name of the platform or payee, or of the account.
  package let key: String
  package let currency: Currency
  /// Above zero where the platform owes more, or the payee is owed more.
  package let difference: Amount

  package init(period: Period, kind: Kind, key: String, currency: Currency, difference: Amount) {
    self.period = period
    self.kind = kind
    self.key = key
    self.currency = currency
    self.difference = difference
  }

  /// Sums that the entries of a month's royalties change, by kind, key and currency. Money that moves from one account of a
  /// payee or a platform to another changes nothing.
  package static func changes(of period: Period, by entries: some Sequence<Entry>) -> [ClosedChange] {
    added(
      entries.compactMap { entry in
        place(entry.account).map {
          ClosedChange(
            period: period, kind: $0.kind, key: $0.key, currency: entry.currency,
            difference: $0.isDebit ? entry.amount : -entry.amount)
        }
      })
  }

  /// Trading accounts of a conversion only mirror the rest.
  private static func place(_ account: Account) -> (kind: Kind, key: String, isDebit: Bool)? {
    switch account {
    case .platformAccrued(let platform), .platformReported(let platform): (.platform, platform, true)
    case .payeeEstimated(let payee), .payeePayable(let payee): (.payee, payee, false)
    case .fee: (.fee, "distribution", false)
    case .suspenseFX: (.suspense, "fx", false)
    case .suspenseNotOurs: (.suspense, "not_ours", false)
    default: nil
    }
  }
}

extension ClosedChange: Comparable {
  package static func < (a: ClosedChange, b: ClosedChange) -> Bool {
    if a.period != b.period { return a.period < b.period }
    if a.kind != b.kind { return a.kind.order < b.kind.order }
    if a.key != b.key { return a.key.utf8.lexicographicallyPrecedes(b.key.utf8) }
    return a.currency < b.currency
  }
}

extension ClosedChange.Kind {
  fileprivate var order: Int { Self.allCases.firstIndex(of: self)! }
}

extension ClosedChange {
  /// Adds up what several have to say of the same sum.
  package static func added(_ changes: some Sequence<ClosedChange>) -> [ClosedChange] {
    Dictionary(grouping: changes) { Sum(period: $0.period, kind: $0.kind, key: $0.key, currency: $0.currency) }.map {
      ClosedChange(
        period: $0.key.period, kind: $0.key.kind, key: $0.key.key, currency: $0.key.currency,
        difference: $0.value.reduce(.zero) { $0 + $1.difference })
    }.filter { $0.difference != .zero }.sorted()
  }

  private struct Sum: Hashable {
    let period: Period
    let kind: Kind
    let key: String
    let currency: Currency
  }
}
