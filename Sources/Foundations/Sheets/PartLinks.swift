import Refusals

/// Links of a part to others (ECMA-376-2, 6.5): where the list of sheets is, and each sheet.
final class PartLinks: XMLHandler {
  struct Link: Hashable {
    /// The last word of its type: `worksheet`, `sharedStrings`.
    let kind: Substring
    /// The name of the part in the file.
    let part: String
  }

  private static let maximum = 10_000
  private let folder: [Substring]
  private(set) var links: [String: Link] = [:]

  /// - Parameter part: the part whose links they are; empty for those of the whole file.
  init(of part: String) {
    folder = part.split(separator: "/").dropLast()
  }

  /// Name of the part that has the links of another.
  static func name(of part: String) -> String {
    let parts = part.split(separator: "/")
    return (parts.dropLast() + ["_rels", (parts.last ?? "") + ".rels"]).joined(separator: "/")
  }

  func first(_ kind: String) -> Link? { links.values.filter { $0.kind == kind }.min { $0.part < $1.part } }

  func start(_ element: XMLElement, _ attributes: XMLAttributes, in path: [XMLElement]) throws {
    guard element == .link, path == [.links] else { return }
    // What is elsewhere is not read.
    guard attributes["TargetMode"] != "External" else { return }
    guard let id = attributes["Id"], let type = attributes["Type"], let target = attributes["Target"] else {
      throw SheetFault("a link between its parts is not complete; \(SheetFault.savedAgain)")
    }
    guard links.count < Self.maximum, let part = resolve(target) else {
      throw SheetFault("a link between its parts leads nowhere: \(target.clipped); \(SheetFault.savedAgain)")
    }
    links[id] = Link(kind: type.split(separator: "/").last ?? "", part: part)
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  func end(_ element: XMLElement, in path: [XMLElement]) {}

  private func resolve(_ target: String) -> String? {
    var parts = target.hasPrefix("/") || target.hasPrefix("\\") ? [] : folder
    for part in target.split(whereSeparator: { $0 == "/" || $0 == "\\" }) where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }
}
