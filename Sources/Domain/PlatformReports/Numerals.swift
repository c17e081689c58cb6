/// Turns numbers as a format writes them into plain decimals, in memory of its own that is used again for each.
final class Numerals {
  private static let capacity = 160

  private let style: NumberStyle
  private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: Numerals.capacity, alignment: 1)
  /// The decimal sign that the file was found to have, where the style leaves it open.
  private var decimal: UInt8?

  init(_ style: NumberStyle) {
    self.style = style
    decimal =
      switch style.decimal {
      case .point: UInt8(ascii: ".")
      case .comma: UInt8(ascii: ",")
      case .either: nil
      }
  }

  deinit { scratch.deallocate() }

  /// The plain form of a number. Valid until the next one.
  ///
  /// - Throws: `CellError` for what is not written as the style says: groups of other than three digits are more likely
  ///   a decimal sign that was taken for another.
  func plain(_ cell: Cell) throws(CellError) -> Cell {
    if style.isPlain { return cell }
    var bytes = cell.bytes
    guard bytes.count < Self.capacity else { throw refusal(cell) }
    var length = 0
    func put(_ byte: UInt8) {
      scratch[length] = byte
      length += 1
    }
    if style.hasParentheses, bytes.count > 2, bytes.first == UInt8(ascii: "("), bytes.last == UInt8(ascii: ")") {
      bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst().dropLast())
      guard bytes[0] != UInt8(ascii: "-") else { throw refusal(cell) }
      put(UInt8(ascii: "-"))
    }
    var isGrouped = false
    var digits = 0
    var hasDecimals = false
    for byte in bytes {
      if byte &- 0x30 <= 9 {
        if !hasDecimals { digits += 1 }
        put(byte)
      } else if byte == style.grouping {
        guard !hasDecimals, isGrouped ? digits == 3 : (1...3).contains(digits) && !isZero(length, digits) else {
          throw refusal(cell)
        }
        isGrouped = true
        digits = 0
      } else if byte == UInt8(ascii: "-"), length == 0 {
        put(byte)
      } else if isDecimal(byte) {
        guard !hasDecimals, !isGrouped || digits == 3 else { throw refusal(cell) }
        hasDecimals = true
        put(UInt8(ascii: "."))
      } else {
        throw refusal(cell)
      }
    }
    guard !isGrouped || hasDecimals || digits == 3 else { throw refusal(cell) }
    return Cell(bytes: UnsafeRawBufferPointer(rebasing: scratch[..<length]), place: cell.place)
  }

  /// True if the digits before a grouping sign begin with a zero: `0,012` has a decimal comma.
  private func isZero(_ length: Int, _ digits: Int) -> Bool { scratch[length - digits] == 0x30 }

  private func isDecimal(_ byte: UInt8) -> Bool {
    if let decimal { return byte == decimal }
    guard byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") else { return false }
    decimal = byte
    return true
  }

  private func refusal(_ cell: Cell) -> CellError {
    cell.error("\(cell.quoted) is not a number as this format has them: \(style.words)")
  }
}
