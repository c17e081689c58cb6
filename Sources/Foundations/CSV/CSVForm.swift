/// Form of a written record: for a person's spreadsheet, or for a program.
package enum CSVForm: Hashable, Sendable {
  /// Text that a spreadsheet would run as a formula has an apostrophe before it. Figures stay as they are.
  case neutral
  /// Every field as it is. A spreadsheet that opens the file runs what a title tells it to.
  case raw
}

extension CSVForm {
  /// Characters that begin a formula in a spreadsheet; the last four are those of East Asian keyboards.
  private static let formulaStarts: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
  ]

  /// Writes a field's text so that no spreadsheet runs it.
  ///
  /// A figure such as `-12.50` or `-3 %` is no formula and is left alone. Text that begins with apostrophes before such a
  /// beginning gets one more, so that `original` can tell what stood there.
  func text(_ field: String) -> String {
    self == .neutral && Self.isFormula(field) && !Self.isFigure(field) ? "'" + field : field
  }

  /// Content of a field of the neutral form, for a program that has to read one.
  package static func original(_ field: String) -> String {
    field.hasPrefix("'") && isFormula(field.dropFirst()) ? String(field.dropFirst()) : field
  }

  private static func isFormula(_ field: some StringProtocol) -> Bool {
    field.unicodeScalars.first { $0 != "'" }.map(formulaStarts.contains) ?? false
  }

  /// Digits, with a sign, a point or a percent sign where a figure has them.
  private static func isFigure(_ field: String) -> Bool {
    var rest = field.utf8[...]
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    if rest.suffix(2).elementsEqual(" %".utf8) { rest = rest.dropLast(2) }
    let parts = rest.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
  }
}
