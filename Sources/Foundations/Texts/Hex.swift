extension Sequence<UInt8> {
  /// Bytes as two lower-case digits each.
  package var hex: String {
    var text = ""
    for byte in self { text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }
    return text
  }
}
