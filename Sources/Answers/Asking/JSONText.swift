import Money

/// JSON as it is written by hand: the very bytes that `AnswerJSON` gives, without what an encoder keeps meanwhile. Keys are
/// given in their order.
struct JSONText {
  private(set) var bytes: [UInt8] = []
  /// Members of the outermost object, with the places of their keys.
  private(set) var members: [(name: String, place: Int)] = []
  private var needsComma = false

  init(capacity: Int) {
    bytes.reserveCapacity(capacity)
  }

  mutating func begin(_ bracket: Unicode.Scalar) {
    separate()
    bytes.append(UInt8(ascii: bracket))
    needsComma = false
  }

  mutating func end(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    needsComma = true
  }

  /// Begins a member of the outermost object.
  mutating func member(_ name: String) {
    separate()
    members.append((name, bytes.count))
    needsComma = false
    key(name)
  }

  /// Begins a member. Its name has nothing in it that must be escaped.
  mutating func key(_ name: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: name.utf8)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
    needsComma = true
  }

  mutating func number(_ value: some BinaryInteger) {
    separate()
    digits(UInt64(value.magnitude), isNegative: value < 0, least: 1)
    needsComma = true
  }

  mutating func amount(_ amount: Amount) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    let (units, pico) = amount.pico.magnitude.quotientAndRemainder(dividingBy: UInt128(Amount.scale))
    if let units = UInt64(exactly: units) {
      digits(units, isNegative: amount.pico < 0, least: 1)
      bytes.append(UInt8(ascii: "."))
      digits(UInt64(pico), isNegative: false, least: Amount.decimals)
    } else {
      bytes.append(contentsOf: amount.description.utf8)
    }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  mutating func text(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { text in
      if text.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
        bytes.append(contentsOf: text)
      } else {
        for byte in text { escaped(byte) }
      }
    }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
  }

  private mutating func escaped(_ byte: UInt8) {
    let letter: UInt8
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter = byte
    case 0x08: letter = UInt8(ascii: "b")
    case 0x0C: letter = UInt8(ascii: "f")
    case 0x0A: letter = UInt8(ascii: "n")
    case 0x0D: letter = UInt8(ascii: "r")
    case 0x09: letter = UInt8(ascii: "t")
    case ..<0x20:
      bytes.append(contentsOf: "\\u00".utf8)
      for digit in [byte >> 4, byte & 0xF] {
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
      return
    default:
      bytes.append(byte)
      return
    }
    bytes.append(UInt8(ascii: "\\"))
    bytes.append(letter)
  }

  /// - Parameter least: digits at least.
  private mutating func digits(_ value: UInt64, isNegative: Bool, least: Int) {
    if isNegative { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = value
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    while bytes.count - start < least { bytes.append(UInt8(ascii: "0")) }
    bytes[start...].reverse()
  }
}
