/// The binary `numeric`: base-10000 digits, weight of the first, sign, display scale (src/backend/utils/adt/numeric.c).
enum NumericFormat {
  /// 12 decimals are three base-10000 digits behind the point.
  private static let fractionDigits = 3

  static func encode(pico: Int128, into buffer: inout [UInt8]) {
    // 38 decimal digits at most.
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 12) { digits in
      var count = 0
      var rest = pico.magnitude
      while rest > UInt128(UInt64.max) {
        let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10_000)
        digits[count] = UInt16(remainder)
        count += 1
        rest = quotient
      }
      // The usual amount is divided by the machine.
      var low = UInt64(rest)
      while low > 0 {
        digits[count] = UInt16(low % 10_000)
        count += 1
        low /= 10_000
      }
      var first = 0
      while first < count, digits[first] == 0 { first += 1 }
      buffer.appendBigEndian(Int16(count - first))
      buffer.appendBigEndian(Int16(first == count ? 0 : count - 1 - fractionDigits))
      buffer.appendBigEndian(pico < 0 ? UInt16(0x4000) : 0)
      buffer.appendBigEndian(Int16(12))
      while count > first {
        count -= 1
        buffer.appendBigEndian(digits[count])
      }
    }
  }

  /// A one-dimensional `numeric[]` of whole numbers of 10^-12.
  static func decodeArray(_ bytes: UnsafeRawBufferPointer) -> [Int128] {
    func word(_ position: Int) -> Int {
      Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Int32.self)))
    }
    guard word(0) == 1 else { return [] }
    var values: [Int128] = []
    var position = 20
    for _ in 0..<word(12) {
      let end = position + 4 + word(position)
      guard let value = decode(UnsafeRawBufferPointer(rebasing: bytes[position + 4..<end])) else {
        preconditionFailure("an element is not a whole number of 10^-12")
      }
      values.append(value)
      position = end
    }
    return values
  }

  /// - Returns: `nil` for NaN, infinities, and values that are not a whole number of 10^-12 within 128 bits.
  static func decode(_ bytes: UnsafeRawBufferPointer) -> Int128? {
    guard bytes.count >= 8 else { return nil }
    func word(_ index: Int) -> Int {
      Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)))
    }
    let count = word(0)
    let weight = word(1)
    let sign = word(2)
    guard sign == 0 || sign == 0x4000, bytes.count == 8 + 2 * count else { return nil }
    var value: Int128 = 0
    var exponent = weight + fractionDigits
    for index in 0..<count {
      guard exponent >= 0 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10_000)
      guard !overflow else { return nil }
      value = product + Int128(word(4 + index))
      exponent -= 1
    }
    while exponent >= 0, value != 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10_000)
      guard !overflow else { return nil }
      value = product
      exponent -= 1
    }
    return sign == 0x4000 ? -value : value
  }
}
