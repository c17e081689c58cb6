/// Amounts of several currencies side by side. They are never added across currencies.
package struct MoneyByCurrency: Hashable, Sendable {
  package private(set) var amounts: [Currency: Amount]

  package init() {
    amounts = [:]
  }

  package subscript(currency: Currency) -> Amount {
    amounts[currency] ?? .zero
  }

  package mutating func add(_ amount: Amount, _ currency: Currency) {
    amounts[currency, default: .zero] += amount
  }

  package static func += (a: inout MoneyByCurrency, b: MoneyByCurrency) {
    for (currency, amount) in b.amounts { a.add(amount, currency) }
  }

  /// In the order of the codes.
  package var sorted: [(currency: Currency, amount: Amount)] {
    amounts.sorted { $0.key < $1.key }.map { (currency: $0.key, amount: $0.value) }
  }
}
