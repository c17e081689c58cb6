/// The way in which lines are cut into fields.
struct Dialect: Sendable, Equatable {
  let delimiter: UInt8
  /// True if `"` opens a field that may hold the delimiter (RFC 4180). Else it is a character like others.
  let isQuoted: Bool

  /// The words for delimiters in files of formats.
  static let delimiters: [(word: String, byte: UInt8)] = [
    ("comma", UInt8(ascii: ",")), ("semicolon", UInt8(ascii: ";")), ("tab", UInt8(ascii: "\t")),
    ("pipe", UInt8(ascii: "|")),
  ]

  /// Rows of a sheet, as `SheetLine` has them.
  static let sheet = Dialect(delimiter: SheetLine.end, isQuoted: false)

  /// `tab`, or `quoted comma`.
  var word: String {
    if self == .sheet { return "sheet" }
    return (isQuoted ? "quoted " : "") + (Self.delimiters.first { $0.byte == delimiter }?.word ?? "?")
  }
}
