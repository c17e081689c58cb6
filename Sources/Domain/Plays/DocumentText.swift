/// Bounds of a text that has to stand in a document: a cell of a workbook holds no more.
package enum DocumentText {
  /// UTF-16 units.
  package static let limit = 32_767

  /// The end of a refusal of a text that no document can hold; `nil` where one can.
  package static func fault(_ text: String) -> String? {
    // Never more units than bytes.
    guard text.utf8.count > limit else { return nil }
    let count = text.utf16.count
    return count > limit ? "has \(count) characters, and a cell of a workbook holds \(limit): shorten it" : nil
  }
}
