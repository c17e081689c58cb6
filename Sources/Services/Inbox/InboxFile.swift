/// A file in a watched folder.
package struct InboxFile: Hashable, Sendable {
  /// Account of its sender, by the folder that it was put into; `nil` where it was put into none.
  package let account: String?
  package let name: String

  package init(account: String?, name: String) {
    self.account = account
    self.name = name
  }

  /// Its place below a folder.
  package var place: String { account.map { "\($0)/\(name)" } ?? name }
}
