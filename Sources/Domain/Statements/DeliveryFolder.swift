/// Folder of a schedule's files: one of its own below the operator's, or an absolute path.
///
/// A name from outside stays below the operator's folder whatever it is: it has no part that leads out of it.
package struct DeliveryFolder: Hashable, Sendable, CustomStringConvertible {
  package struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
  }

  package let description: String

  package var isAbsolute: Bool { description.hasPrefix("/") }

  /// - Parameter mayBeAbsolute: for who may write anywhere: the person at the command line.
  package init(_ text: String, mayBeAbsolute: Bool) throws(Invalid) {
    guard mayBeAbsolute || !text.hasPrefix("/") else {
      throw Invalid(
        description: "folder is a name below the server's delivery folder, such as north/statements: no path")
    }
    let parts = text.dropFirst(text.hasPrefix("/") ? 1 : 0).split(separator: "/", omittingEmptySubsequences: false)
    guard (1...255).contains(text.utf8.count), !parts.isEmpty, parts.allSatisfy(Self.isName) else {
      throw Invalid(
        description:
          "folder has names of letters, digits and -_.@ with / between them, none of which starts with a point")
    }
    description = text
  }

  private static func isName(_ part: Substring) -> Bool {
    (1...100).contains(part.utf8.count) && part.first != "."
      && part.allSatisfy { $0.isLetter || $0.isNumber || "-_.@".contains($0) }
  }

  /// - Parameter root: the operator's folder; `nil` where none was named.
  /// - Returns: `nil` for a name where there is no such folder.
  package func path(under root: String?) -> String? {
    isAbsolute ? description : root.map { "\($0)/\(description)" }
  }
}
