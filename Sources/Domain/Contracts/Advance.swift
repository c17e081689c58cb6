import CSV
import Money
import Plays
import Refusals

/// Money a payee has had before it was earned, or a cost made for them: royalties pay it back first.
package struct Advance: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case advance, cost
  }

  /// The first day that an advance may have: no play is earlier either.
  private static let earliest = Day(number: 0)

  package let payee: String
  package let date: Day
  package let kind: Kind
  package let currency: Currency
  package let amount: Amount
  /// The payer's own reference; one stands for one advance.
  package let reference: String

  package init(payee: String, date: Day, kind: Kind, currency: Currency, amount: Amount, reference: String) {
    self.payee = payee
    self.date = date
    self.kind = kind
    self.currency = currency
    self.amount = amount
    self.reference = reference
  }

  /// Reads `payee,date,kind,currency,amount,reference`.
  ///
  /// - Parameter named: whom a name stands for, so that a misspelt one is refused in its line.
  /// - Throws: `InputError` with file and line; what `named` throws.
  package static func parse(
    file: String, bytes: [UInt8], named: (String) throws -> NamedPayee = { .known($0) }
  ) throws -> [Advance] {
    var table = try CSVTable(
      CSVReader(file: file, bytes: bytes), file: file,
      required: ["payee", "date", "kind", "currency", "amount", "reference"])
    var advances: [Advance] = []
    var lines: [String: Int] = [:]
    while let row = try table.next() {
      let reference = Reference.trimmed(try row.required("reference"))
      guard !reference.isEmpty else { throw row.error("reference has nothing that can be seen") }
      if let fault = Identifier.fault(reference) { throw row.error("reference \(fault)") }
      guard reference.utf8.count <= 200 else { throw row.error("reference is longer than 200 bytes") }
      if let line = lines.updateValue(row.line, forKey: Reference.folded(reference)) {
        throw row.error("reference \(reference) stands in line \(line) already")
      }
      let name = try row.required("payee")
      if let fault = Identifier.fault(name) { throw row.error("payee \(fault)") }
      let payee: String
      switch try named(name) {
      case .known(let party): payee = party
      case .unknown: throw row.error("payee \"\(name)\" is not known; import payees first")
      case .shared: throw row.error("payee \(NamedPayee.ambiguity(name))")
      }
      let day = try row.required("date")
      guard let date = Day(day) else { throw row.error("date: \"\(day)\" is not a day such as 2026-10-01") }
      guard date >= earliest else {
        throw row.error(
          "date: \(date) is before \(earliest), where the books can begin: every month since it is closed in turn")
      }
      guard let kind = Kind(rawValue: try row.required("kind")) else { throw row.error("kind is advance or cost") }
      let code = try row.required("currency")
      guard let currency = Currency(code) else { throw row.error("\"\(code)\" is not a currency of ISO 4217") }
      let amountText = try row.required("amount")
      let amount: Amount
      do { amount = try Amount(amountText) } catch { throw row.error("amount: \(error)") }
      guard amount > .zero else { throw row.error("amount: \(amount) is not above zero") }
      guard amount.isRecordable else { throw row.error("amount: \(amount) is not below \(Amount.limit)") }
      advances.append(
        Advance(
          payee: payee, date: date, kind: kind, currency: currency, amount: amount,
          reference: reference))
    }
    return advances
  }
}
