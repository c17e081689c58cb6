import Money

/// A payee in one currency, by the payee's name in the books: each pair has settlements and statements of its own.
package struct PayeeCurrency: Hashable, Sendable, Comparable {
  package let payee: String
  package let currency: Currency

  package init(payee: String, currency: Currency) {
    self.payee = payee
    self.currency = currency
  }

  package static func < (a: PayeeCurrency, b: PayeeCurrency) -> Bool {
    a.payee == b.payee ? a.currency < b.currency : a.payee.utf8.lexicographicallyPrecedes(b.payee.utf8)
  }
}
