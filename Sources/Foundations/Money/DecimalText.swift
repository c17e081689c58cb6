/// Why a decimal in a file or a request was refused.
public enum DecimalError: Error, Hashable, Sendable, CustomStringConvertible {
  case notANumber(String)
  case tooManyDecimals(String)
  case tooLarge(String)

  public var description: String {
    switch self {
    case .notANumber(let text): "\"\(text)\" is not a decimal number such as 12.34"
    case .tooManyDecimals(let text): "\"\(text)\" has more than \(Amount.decimals) decimals"
    case .tooLarge(let text): "\"\(text)\" is larger than any amount that can be kept"
    }
  }
}

/// Decimal text to pico-units and back. Plain notation only: no exponent, no grouping, no locale.
enum DecimalText {
  /// Major units have at most this many digits, so that sums of many still fit 128 bits.
  static let maximumIntegerDigits = 20

  static func pico(_ text: some StringProtocol) throws(DecimalError) -> Int128 {
    var negative = false
    var value: Int128 = 0
    var integerDigits = 0
    var decimals = -1
    for (position, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        guard position == 0 else { throw .notANumber(String(text)) }
        negative = byte == UInt8(ascii: "-")
      case UInt8(ascii: "."):
        guard decimals < 0 else { throw .notANumber(String(text)) }
        decimals = 0
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if decimals >= 0 {
          decimals += 1
          guard decimals <= Amount.decimals else { throw .tooManyDecimals(String(text)) }
        } else {
          integerDigits += 1
          guard integerDigits <= maximumIntegerDigits else { throw .tooLarge(String(text)) }
        }
        value = value * 10 + Int128(byte - UInt8(ascii: "0"))
      default:
        throw .notANumber(String(text))
      }
    }
    // `.021330` is how one platform writes its amounts; a lone sign or point is nothing.
    guard integerDigits > 0 || decimals > 0 else { throw .notANumber(String(text)) }
    for _ in max(decimals, 0)..<Amount.decimals { value *= 10 }
    return negative ? -value : value
  }

  static func text(pico: Int128) -> String {
    let magnitude = pico.magnitude
    let (units, rest) = magnitude.quotientAndRemainder(dividingBy: UInt128(Amount.scale))
    let fraction = String(rest)
    let zeros = String(repeating: "0", count: Amount.decimals - fraction.utf8.count)
    return "\(pico < 0 ? "-" : "")\(units).\(zeros)\(fraction)"
  }
}
