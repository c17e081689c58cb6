import Refusals

/// Makes of a cell as it stands in the file its text.
struct CellDecoder {
  /// A cell as it stands there.
  struct Raw {
    var column = 0
    /// The type that it names; `n`, a number, unless told.
    private(set) var type = "n"
    private(set) var format: String?
    var bytes: [UInt8] = []
    var hasValue = false
    var hasFormula = false

    mutating func begin(_ column: Int, type: String?, format: String?) {
      self.column = column
      self.type = type ?? "n"
      self.format = format
      bytes.removeAll(keepingCapacity: true)
      (hasValue, hasFormula) = (false, false)
    }
  }

  let book: SheetPart.Book

  /// - Returns: `nil` for a cell without text.
  /// - Throws: `SheetFault`, without a place.
  func decode(_ cell: inout Raw) throws -> SheetCell? {
    // Of a text that is empty a formula says so.
    guard cell.hasValue && !(cell.hasFormula && cell.type == "n" && cell.bytes.trimmingSpace.isEmpty) else {
      guard !cell.hasFormula else {
        // A sum that is missing must not read as nothing.
        throw SheetFault(
          "the formula has no value: the file was not made by a spreadsheet program; open it in one and save it again")
      }
      return nil
    }
    guard let (kind, text) = try content(&cell), !text.isEmpty else { return nil }
    return SheetCell(column: cell.column, kind: kind, text: text)
  }

  private func content(_ cell: inout Raw) throws -> (SheetCell.Kind, String)? {
    switch cell.type {
    case "s":
      guard let number = trimmed(cell.bytes), let index = Int(number), index >= 0, index < book.texts?.count ?? 0 else {
        throw SheetFault(
          "it names text \(Self.shown(cell.bytes)) of \(book.texts?.count ?? 0): the file is damaged; "
            + SheetFault.savedAgain)
      }
      return (.text, book.texts![index])
    case "str", "inlineStr":
      EscapedText.undo(&cell.bytes, from: 0)
      return (.text, String(decoding: cell.bytes, as: UTF8.self))
    case "n": return try number(cell)
    case "b":
      switch trimmed(cell.bytes) {
      case "1", "true": return (.boolean, "TRUE")
      case "0", "false": return (.boolean, "FALSE")
      default: throw SheetFault("\(Self.shown(cell.bytes)) is neither true nor false; \(SheetFault.savedAgain)")
      }
    case "e": return (.error, String(decoding: cell.bytes, as: UTF8.self))
    case "d":
      // A moment that is spelt out already. Midnight of a day is the day.
      let text = String(decoding: cell.bytes, as: UTF8.self)
      return (.moment, text.replacing(/T00:00(:00(\.0+)?)?Z?$/, with: ""))
    default:
      throw SheetFault("its type, \(cell.type.clipped), is none that cells have; \(SheetFault.savedAgain)")
    }
  }

  private func number(_ cell: Raw) throws -> (SheetCell.Kind, String)? {
    let bytes = cell.bytes.trimmingSpace
    guard !bytes.isEmpty else { return nil }
    guard let number = PlainNumber(bytes) else {
      throw SheetFault("\(Self.shown(cell.bytes)) is no number; \(SheetFault.savedAgain)")
    }
    switch try format(cell) {
    case .number(let width):
      return (.number, number.isWhole && !number.isNegative ? number.text(width: width) : number.text)
    case .moment(let hasDay, let hasTime):
      let text = book.calendar.text(number, hasDay: hasDay, hasTime: hasTime)
      return text.map { (.moment, $0) } ?? (.number, number.text)
    case .length: return Calendar.length(number).map { (.moment, $0) } ?? (.number, number.text)
    }
  }

  private func format(_ cell: Raw) throws -> NumberFormat {
    guard let given = cell.format, let formats = book.formats else { return .general }
    guard let index = Int(given), formats.indices.contains(index) else {
      throw SheetFault(
        "it names format \(given.clipped) of \(formats.count): the file is damaged; \(SheetFault.savedAgain)")
    }
    return formats[index]
  }

  private func trimmed(_ bytes: [UInt8]) -> String? { String(validating: bytes.trimmingSpace, as: UTF8.self) }

  private static func shown(_ bytes: [UInt8]) -> String { "\"\(String(decoding: bytes, as: UTF8.self).clipped)\"" }
}

extension [UInt8] {
  /// Without the white space of XML at both ends.
  fileprivate var trimmingSpace: ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    guard let first = first, isSpace(first) || isSpace(last!) else { return self[...] }
    var bytes = self[...].drop(while: isSpace)
    while bytes.last.map(isSpace) == true { bytes.removeLast() }
    return bytes
  }
}
