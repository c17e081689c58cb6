/// Amounts of several currencies side by side. They are never added across currencies.
public struct MoneyByCurrency: Hashable, Sendable {
  public private(set) var amounts: [Currency: Amount]

  public init() {
    amounts = [:]
  }

  public subscript(currency: Currency) -> Amount {
    amounts[currency] ?? .zero
  }

  public mutating func add(_ amount: Amount, _ currency: Currency) {
    amounts[currency, default: .zero] += amount
  }

  public static func += (a: inout MoneyByCurrency, b: MoneyByCurrency) {
    for (currency, amount) in b.amounts { a.add(amount, currency) }
  }

  /// In the order of the codes.
  public var sorted: [(currency: Currency, amount: Amount)] {
    amounts.sorted { $0.key < $1.key }.map { (currency: $0.key, amount: $0.value) }
  }
}
