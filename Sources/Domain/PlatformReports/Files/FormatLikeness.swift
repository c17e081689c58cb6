import Refusals
import Texts
import Yams

/// A format that is like another, but for what it says itself.
struct FormatLikeness {
  private let reader: YAMLReader

  init(_ reader: YAMLReader) {
    self.reader = reader
  }

  /// - Returns: the format with all that the other says and it does not, mappings within mappings too.
  func complete(_ root: Node, _ known: [ReportFormat]) throws(InputError) -> Node {
    let name = try reader.text(root, "like")
    guard let other = known.last(where: { $0.name == name }), !other.source.isEmpty else {
      throw reader.error(
        root["like"]!,
        "like: there is no format \"\(name)\"; there are \(known.map(\.name).sorted().joined(separator: ", "))")
    }
    let base = try YAMLReader.root(file: "\(name).yaml", text: other.source, what: "a format", [])
    return Self.merge(base, root, isDeep: true, without: ["like"])
  }

  /// A mapping with another's values in the place of its own.
  static func merge(_ base: Node, _ over: Node, isDeep: Bool, without: Set<String> = []) -> Node {
    guard let old = base.mapping, let new = over.mapping else { return over }
    var pairs = old.filter { pair in !without.contains(pair.key.string ?? "") }.map { ($0.key, $0.value) }
    for (key, value) in new where !without.contains(key.string ?? "") {
      if let index = pairs.firstIndex(where: { $0.0.string == key.string }) {
        pairs[index] = (key, isDeep ? merge(pairs[index].1, value, isDeep: true) : value)
      } else {
        pairs.append((key, value))
      }
    }
    // The place of what is said here, for what is said of it.
    return .mapping(.init(pairs, over.tag, .any, over.mark))
  }
}
