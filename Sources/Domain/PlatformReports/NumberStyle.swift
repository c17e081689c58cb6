/// The signs with which a format writes numbers.
struct NumberStyle: Sendable, Equatable {
  enum Sign: String, CaseIterable, Sendable {
    case point, comma
    /// One of the two, the same in all of a file. Then there is no grouping.
    case either
  }

  var decimal = Sign.point
  /// The sign between groups of three digits.
  var grouping: UInt8?
  /// True if `(3.50)` is -3.50.
  var hasParentheses = false
  /// True if units may be written `12.0`.
  var allowsZeroDecimals = false

  /// True if numbers are plain decimals already.
  var isPlain: Bool { decimal == .point && grouping == nil && !hasParentheses }

  var words: String {
    "decimals after a \(decimal == .either ? "point or a comma, the same in all of the file" : decimal.rawValue)"
      + (grouping.map { ", \"\(Character(UnicodeScalar($0)))\" between groups of three digits" } ?? "")
      + (hasParentheses ? ", parentheses around what is negative" : "")
  }
}
