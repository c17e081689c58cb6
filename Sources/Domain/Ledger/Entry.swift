import Money

/// One side of a transaction: a debit above zero, or a credit below.
package struct Entry: Hashable, Sendable {
  package let account: Account
  package let currency: Currency
  package let amount: Amount

  package init(_ account: Account, _ currency: Currency, _ amount: Amount) {
    self.account = account
    self.currency = currency
    self.amount = amount
  }
}

/// Entries on their way into a transaction: added up by account and currency.
package struct EntrySums: Sendable {
  private struct AccountCurrency: Hashable {
    let account: Account
    let currency: Currency
  }

  private var sums: [AccountCurrency: Amount] = [:]

  package init() {}

  package init(_ entries: some Sequence<Entry>) {
    for entry in entries { add(entry.account, entry.currency, entry.amount) }
  }

  package mutating func add(_ account: Account, _ currency: Currency, _ amount: Amount) {
    if amount != .zero { sums[AccountCurrency(account: account, currency: currency), default: .zero] += amount }
  }

  /// Sums other than zero, in the order of account codes and currencies, bytewise.
  package var entries: [Entry] {
    sums.filter { $0.value != .zero }
      .map { (code: $0.key.account.code, entry: Entry($0.key.account, $0.key.currency, $0.value)) }
      .sorted { a, b in
        a.code == b.code ? a.entry.currency < b.entry.currency : a.code.utf8.lexicographicallyPrecedes(b.code.utf8)
      }.map(\.entry)
  }

  /// The currencies in which debits and credits differ, with what remains.
  package var imbalances: [(currency: Currency, rest: Amount)] {
    var rest = MoneyByCurrency()
    for (place, amount) in sums { rest.add(amount, place.currency) }
    return rest.sorted.filter { $0.amount != .zero }.map { ($0.currency, $0.amount) }
  }
}
