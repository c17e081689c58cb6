import Refusals
import Yams

/// Takes typed values out of YAML nodes; every refusal names file, line and reason.
package struct YAMLReader {
  package let file: String

  package init(file: String) {
    self.file = file
  }

  /// The mapping that a file is.
  package static func root(file: String, text: String, what: String, _ keys: [String]) throws(InputError) -> Node {
    guard let root = try YAMLDocument.compose(file: file, text: text, what: what), root.mapping != nil else {
      throw InputError(file: file, line: 1, reason: "\(what) is a mapping of \(keys.joined(separator: ", "))")
    }
    return root
  }

  package func error(_ node: Node, _ reason: String) -> InputError {
    InputError(file: file, line: node.mark?.line ?? 1, reason: reason)
  }

  package func allow(_ keys: [String], in node: Node) throws(InputError) {
    guard let mapping = node.mapping else { throw error(node, "expected a mapping of \(keys.joined(separator: ", "))") }
    var seen: Set<String> = []
    for (key, _) in mapping {
      guard let name = key.string, keys.contains(name) else {
        throw error(key, "unknown key \"\(key.string ?? "?")\"; the keys are \(keys.joined(separator: ", "))")
      }
      guard seen.insert(name).inserted else { throw error(key, "\(name) stands twice") }
    }
  }

  /// True if a key is there and not null.
  package func isGiven(_ node: Node, _ key: String) -> Bool { node[key].map { $0.null == nil } ?? false }

  /// The scalar as it is written: `0.10` and `2026-01-01` keep their text.
  package func text(_ node: Node, _ key: String) throws(InputError) -> String {
    guard let value = node[key] else { throw error(node, "\(key) is missing") }
    guard let text = value.scalar?.string, !text.isEmpty, text.utf8.count <= 256, !text.utf8.contains(0) else {
      throw error(value, "\(key) must be text")
    }
    return text
  }
}
