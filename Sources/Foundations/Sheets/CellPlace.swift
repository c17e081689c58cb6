/// Place of a cell. Rows and columns count from 1: `C5` is the third column of the fifth row.
package struct CellPlace: Hashable, Sendable, CustomStringConvertible {
  package let row: Int
  package let column: Int

  package init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }

  /// Reads `C5`. `nil` where it is no place within a million columns and a billion rows.
  init?(_ bytes: some Sequence<UInt8>) {
    var (row, column) = (0, 0)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z") where row == 0 && column < 1_000_000:
        column = column * 26 + Int(byte - UInt8(ascii: "A")) + 1
      case UInt8(ascii: "0")...UInt8(ascii: "9") where column > 0 && row < 100_000_000 && (row > 0 || byte > 0x30):
        row = row * 10 + Int(byte - UInt8(ascii: "0"))
      default: return nil
      }
    }
    guard row > 0 else { return nil }
    self.init(row: row, column: column)
  }

  /// Letters of a column from 1 on: A to Z, AA, AB and on.
  package static func letters(_ column: Int) -> String {
    var (letters, rest) = ("", column)
    while rest > 0 {
      letters = String(UnicodeScalar(UInt8(ascii: "A") + UInt8((rest - 1) % 26))) + letters
      rest = (rest - 1) / 26
    }
    return letters
  }

  package var description: String { Self.letters(column) + "\(row)" }
}
