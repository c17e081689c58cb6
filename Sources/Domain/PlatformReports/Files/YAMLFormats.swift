import Money
import Refusals
import Texts
import Yams

/// Values of formats out of YAML.
extension YAMLReader {
  /// A text, or a list of some.
  func texts(_ node: Node, _ key: String) throws(InputError) -> [String] {
    guard let value = node[key] else { throw error(node, "\(key) is missing") }
    guard let items = value.sequence else { return [try text(node, key)] }
    guard !items.isEmpty, items.count <= 200 else { throw error(value, "\(key) lists 1 to 200 texts") }
    var texts: [String] = []
    for item in items {
      guard let text = item.scalar?.string, !text.isEmpty, text.utf8.count <= 256 else {
        throw error(item, "\(key) lists texts, each of 1 to 256 bytes")
      }
      texts.append(text)
    }
    return texts
  }

  func number(_ node: Node, _ key: String, _ range: ClosedRange<Int>) throws(InputError) -> Int {
    let text = try text(node, key)
    guard let number = Int(text), range.contains(number) else {
      throw error(node[key]!, "\(key): \"\(text)\" is not a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func amount(_ node: Node, _ key: String) throws(InputError) -> Amount {
    let text = try text(node, key)
    guard let amount = try? Amount(text), amount >= .zero else {
      throw error(node[key]!, "\(key): \"\(text)\" is not an amount such as 0.01")
    }
    return amount
  }

  /// Ways of writing dates, in cells or within the names of files.
  func patterns(_ node: Node, _ key: String, inName: Bool = false) throws(InputError) -> [DatePattern] {
    var patterns: [DatePattern] = []
    for text in try texts(node, key) {
      guard let pattern = DatePattern(text, inName: inName) else {
        throw error(
          node[key]!,
          "\(key): \"\(text)\" is not a pattern" + (inName ? " such as *-{MM}-{YY}.csv" : " such as YYYY-MM"))
      }
      patterns.append(pattern)
    }
    return patterns
  }

  /// Keys with a text each, keys in upper case.
  func map(_ node: Node, _ key: String) throws(InputError) -> [String: String] {
    guard let value = node[key] else { return [:] }
    guard let mapping = value.mapping else {
      throw error(value, "\(key) is a mapping of what the file has: what it means")
    }
    var map: [String: String] = [:]
    for (name, meaning) in mapping {
      guard let name = name.scalar?.string, let meaning = meaning.scalar?.string, !meaning.isEmpty else {
        throw error(name, "\(key): a text and what it means")
      }
      guard map.updateValue(meaning, forKey: name.uppercased()) == nil else {
        throw error(value, "\(key): \"\(name)\" stands twice")
      }
    }
    return map
  }

  /// Columns, each with the values that a rule is about.
  func rules(_ node: Node, _ key: String) throws(InputError) -> [TableLayout.Rule] {
    guard let value = node[key] else { return [] }
    guard let mapping = value.mapping else { throw error(value, "\(key) is a mapping of a column: its values") }
    var rules: [TableLayout.Rule] = []
    for (column, _) in mapping {
      guard let name = column.scalar?.string else { throw error(column, "\(key): the name of a column is a text") }
      rules.append(.init(column: name, values: try texts(value, name)))
    }
    return rules
  }
}
