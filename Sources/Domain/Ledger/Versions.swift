/// Newest versions that counted: each number stands for all up to it.
package struct Versions: Hashable, Sendable, CustomStringConvertible {
  package var rates: Int32
  package var fx: Int32
  package var contracts: Int32
  package var reports: Int32

  package init(rates: Int32, fx: Int32, contracts: Int32, reports: Int32) {
    self.rates = rates
    self.fx = fx
    self.contracts = contracts
    self.reports = reports
  }

  /// As transactions carry it.
  package var description: String { "rates=\(rates);fx=\(fx);contracts=\(contracts);reports=\(reports)" }
}

extension Versions {
  /// Reads what `description` writes.
  package init?(_ text: String) {
    var numbers: [Int32] = []
    for (name, pair) in zip(["rates", "fx", "contracts", "reports"], text.split(separator: ";")) {
      let parts = pair.split(separator: "=")
      guard parts.count == 2, parts[0] == name, let number = Int32(parts[1]) else { return nil }
      numbers.append(number)
    }
    guard numbers.count == 4 else { return nil }
    self.init(rates: numbers[0], fx: numbers[1], contracts: numbers[2], reports: numbers[3])
  }
}
