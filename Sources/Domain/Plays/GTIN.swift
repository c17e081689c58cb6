/// A release's barcode: UPC-12, EAN-13 or GTIN-14, kept as it was given and compared left-padded to 14 digits.
package struct GTIN: Sendable, Comparable, CustomStringConvertible {
  /// The digits as given; leading zeros are part of it.
  package let description: String

  /// - Returns: `nil` for anything but 12, 13 or 14 digits with a right check digit (GS1 General Specifications, 7.9).
  package init?(_ text: some StringProtocol) {
    let digits = Array(text.utf8)
    guard (12...14).contains(digits.count), digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    var sum = 0
    for (distance, digit) in digits.dropLast().reversed().enumerated() {
      sum += Int(digit - 0x30) * (distance % 2 == 0 ? 3 : 1)
    }
    guard (10 - sum % 10) % 10 == Int(digits.last! - 0x30) else { return nil }
    description = String(text)
  }

  /// - Parameter text: may lack the leading zero of a UPC-12, as spreadsheets take it away.
  /// - Returns: `nil` for anything but 11 to 14 digits with a right check digit.
  package init?(mayLackZero text: some StringProtocol) {
    self.init(text.utf8.count == 11 ? "0" + String(text) : String(text))
  }

  /// Digits of a barcode that may lack its leading zero, as a number; `nil` for what is none, and for one of zeros alone, which
  /// is nothing's. It allocates nothing.
  @inline(__always)
  static func number(_ digits: UnsafeBufferPointer<UInt8>) -> UInt64? {
    guard digits.count >= 11, digits.count <= 14 else { return nil }
    var (number, sum, weight): (UInt64, UInt64, UInt64) = (0, 0, digits.count % 2 == 0 ? 3 : 1)
    for byte in digits {
      let digit = UInt64(byte &- 0x30)
      guard digit <= 9 else { return nil }
      number = number * 10 + digit
      sum += digit * weight
      weight = 4 - weight
    }
    // The check digit has the weight 1: all together is a multiple of 10.
    return sum % 10 == 0 && number > 0 ? number : nil
  }

  /// Left-padded to 14 digits: what two barcodes are compared by, and stored by.
  package var padded: String { String(repeating: "0", count: 14 - description.utf8.count) + description }

  package static func == (a: GTIN, b: GTIN) -> Bool { a.padded == b.padded }
  package static func < (a: GTIN, b: GTIN) -> Bool { a.padded < b.padded }
}

extension GTIN: Hashable {
  package func hash(into hasher: inout Hasher) { hasher.combine(padded) }
}
