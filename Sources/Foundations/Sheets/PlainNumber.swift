/// A number of a sheet, in decimal digits.
///
/// Spreadsheets keep binary floating point and write up to 17 digits of it, so that 0.07 may stand in a file as
/// `7.0000000000000007E-2`. A decimal of up to 15 digits comes through that unharmed, one of more may not, and 15 is what
/// spreadsheets show and let a person type. So **15 digits are kept** and the rest is rounded, halves away from zero, as it
/// is shown there. A whole number that is written in full keeps every digit: it may be an identifier, and floating point
/// does not write one in full that it cannot hold.
struct PlainNumber {
  private static let kept = 15
  /// Beyond what floating point can be.
  private static let maximumExponent = 400
  /// Bytes at most: floating point in full, without an exponent, has up to some 330.
  private static let maximumBytes = 400

  private(set) var isNegative = false
  /// Digits from 0 to 9; neither the first nor the last is 0. Of zero there are none.
  private(set) var digits: [UInt8] = []
  /// Digits before the point; where it is negative, zeros behind it.
  private(set) var point = 0

  /// Reads a number as XML writes it: `12`, `-0.5`, `1.23E-2`.
  init?(_ bytes: some BidirectionalCollection<UInt8>) {
    guard bytes.count <= Self.maximumBytes else { return nil }
    var rest = bytes[...]
    isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    var hasPoint = false
    while let byte = rest.first, byte != UInt8(ascii: "E"), byte != UInt8(ascii: "e") {
      rest.removeFirst()
      if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
        point = digits.count
        continue
      }
      guard (0x30...0x39).contains(byte) else { return nil }
      digits.append(byte - 0x30)
    }
    if !hasPoint { point = digits.count }
    guard !digits.isEmpty else { return nil }
    let isInFull = rest.isEmpty
    if !isInFull {
      guard let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)), abs(exponent) <= Self.maximumExponent
      else { return nil }
      point += exponent
    }
    trim()
    if digits.count > Self.kept && !(isInFull && digits.count <= point) { round() }
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    point -= zeros
    if digits.isEmpty { (isNegative, point) = (false, 0) }
  }

  private mutating func round() {
    let isUp = digits[Self.kept] >= 5
    digits.removeSubrange(Self.kept...)
    if isUp {
      var index = Self.kept - 1
      while index >= 0, digits[index] == 9 {
        digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        digits[index] += 1
      } else {
        digits.insert(1, at: 0)
        point += 1
      }
    }
    trim()
  }

  var isWhole: Bool { digits.count <= point }

  /// Digits before the point, `0` where there are none.
  private var wholeDigits: [UInt8] {
    guard point > 0 else { return [0] }
    return Array(digits.prefix(point)) + [UInt8](repeating: 0, count: max(0, point - digits.count))
  }

  /// Digits behind the point.
  var fractionDigits: [UInt8] {
    guard !isWhole else { return [] }
    return [UInt8](repeating: 0, count: max(0, -point)) + digits.dropFirst(max(0, point))
  }

  /// The part before the point, without its sign, where it has at most 9 digits.
  var whole: Int? { point > 9 ? nil : wholeDigits.reduce(0) { $0 * 10 + Int($1) } }

  /// The number without an exponent: `-0.0123`, `1200`.
  var text: String { text(width: 0) }

  /// - Parameter width: digits before the point at least, with zeros in front.
  func text(width: Int) -> String {
    let whole = wholeDigits
    let fraction = fractionDigits
    var bytes: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    bytes += repeatElement(UInt8(ascii: "0"), count: max(0, width - whole.count))
    bytes += whole.map { $0 + 0x30 }
    if !fraction.isEmpty { bytes += [UInt8(ascii: ".")] + fraction.map { $0 + 0x30 } }
    return String(decoding: bytes, as: UTF8.self)
  }
}
