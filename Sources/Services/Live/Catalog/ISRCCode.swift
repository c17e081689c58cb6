/// An ISRC in its stored form as one number, in the order of the texts.
struct ISRCCode {
  let value: UInt64

  /// - Returns: `nil` for a text that is none.
  init?(_ text: String) {
    guard text.utf8.count == 12 else { return nil }
    var value: UInt64 = 0
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39: value = value * 36 + UInt64(byte - 0x30)
      case 0x41...0x5A: value = value * 36 + UInt64(byte - 0x41) + 10
      default: return nil
      }
    }
    self.value = value
  }

  static func text(_ value: UInt64) -> String {
    String(unsafeUninitializedCapacity: 12) { bytes in
      var rest = value
      for index in (0..<12).reversed() {
        let digit = UInt8(rest % 36)
        bytes[index] = digit < 10 ? digit + 0x30 : digit - 10 + 0x41
        rest /= 36
      }
      return 12
    }
  }
}
