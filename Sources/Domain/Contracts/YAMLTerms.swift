import Money
import Plays
import Refusals
import Texts
import Yams

/// Values of contracts out of YAML.
extension YAMLReader {
  /// A text that is an id.
  package func identifier(_ node: Node, _ key: String) throws(InputError) -> String {
    let text = try text(node, key)
    if let fault = Identifier.fault(text) { throw error(node[key]!, "\(key) \(fault)") }
    return text
  }

  package func day(_ node: Node, _ key: String) throws(InputError) -> Day {
    let text = try text(node, key)
    guard let day = Day(text) else { throw error(node[key]!, "\(key): \"\(text)\" is not a day such as 2026-10-01") }
    return day
  }

  package func currency(_ node: Node, _ key: String) throws(InputError) -> Currency {
    let text = try text(node, key)
    guard let currency = Currency(text) else { throw error(node[key]!, "\"\(text)\" is not a currency of ISO 4217") }
    return currency
  }

  package func percent(_ node: Node, _ key: String) throws(InputError) -> Amount {
    let text = try text(node, key)
    let percent: Amount
    do { percent = try Amount(text) } catch { throw self.error(node[key]!, "\(key): \(error)") }
    guard percent >= .zero, percent.pico <= 100 * Amount.scale else {
      throw error(node[key]!, "\(key): \(text) is not between 0 and 100")
    }
    return percent
  }

  package func flag(_ node: Node, _ key: String) throws(InputError) -> Bool {
    let text = try text(node, key)
    guard let flag = Bool(text) else { throw error(node[key]!, "\(key): \"\(text)\" is neither true nor false") }
    return flag
  }
}
