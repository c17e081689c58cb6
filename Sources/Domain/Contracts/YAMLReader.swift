import CSV
import Money
import Plays
import Yams

/// Takes typed values out of YAML nodes; every refusal names file, line and reason.
package struct YAMLReader {
  let file: String

  package init(file: String) {
    self.file = file
  }

  /// The mapping that a file is.
  package static func root(file: String, text: String, what: String, _ keys: [String]) throws(CSVError) -> Node {
    guard let root = try YAMLDocument.compose(file: file, text: text, what: what), root.mapping != nil else {
      throw CSVError(file: file, line: 1, reason: "\(what) is a mapping of \(keys.joined(separator: ", "))")
    }
    return root
  }

  package func error(_ node: Node, _ reason: String) -> CSVError {
    CSVError(file: file, line: node.mark?.line ?? 1, reason: reason)
  }

  package func allow(_ keys: [String], in node: Node) throws(CSVError) {
    guard let mapping = node.mapping else { throw error(node, "expected a mapping of \(keys.joined(separator: ", "))") }
    var seen: Set<String> = []
    for (key, _) in mapping {
      guard let name = key.string, keys.contains(name) else {
        throw error(key, "unknown key \"\(key.string ?? "?")\"; the keys are \(keys.joined(separator: ", "))")
      }
      guard seen.insert(name).inserted else { throw error(key, "\(name) stands twice") }
    }
  }

  /// Whether a key is there and not null.
  func isGiven(_ node: Node, _ key: String) -> Bool { node[key].map { $0.null == nil } ?? false }

  /// The scalar as it is written: `0.10` and `2026-01-01` keep their text.
  package func text(_ node: Node, _ key: String) throws(CSVError) -> String {
    guard let value = node[key] else { throw error(node, "\(key) is missing") }
    guard let text = value.scalar?.string, !text.isEmpty, text.utf8.count <= 256, !text.utf8.contains(0) else {
      throw error(value, "\(key) must be text")
    }
    return text
  }

  /// A text that is an id.
  func identifier(_ node: Node, _ key: String) throws(CSVError) -> String {
    let text = try text(node, key)
    if let fault = Identifier.fault(text) { throw error(node[key]!, "\(key) \(fault)") }
    return text
  }

  func day(_ node: Node, _ key: String) throws(CSVError) -> Day {
    let text = try text(node, key)
    guard let day = Day(text) else { throw error(node[key]!, "\(key): \"\(text)\" is not a day such as 2026-10-01") }
    return day
  }

  func currency(_ node: Node, _ key: String) throws(CSVError) -> Currency {
    let text = try text(node, key)
    guard let currency = Currency(text) else { throw error(node[key]!, "\"\(text)\" is not a currency of ISO 4217") }
    return currency
  }

  func percent(_ node: Node, _ key: String) throws(CSVError) -> Amount {
    let text = try text(node, key)
    let percent: Amount
    do { percent = try Amount(text) } catch { throw self.error(node[key]!, "\(key): \(error)") }
    guard percent >= .zero, percent.pico <= 100 * Amount.scale else {
      throw error(node[key]!, "\(key): \(text) is not between 0 and 100")
    }
    return percent
  }
}
