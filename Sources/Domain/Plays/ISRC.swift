/// An International Standard Recording Code in its stored form: twelve characters, no hyphens, upper-case (ISO 3901).
public struct ISRC: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let description: String

  /// Reads any usual spelling: `QZ-LL2-26-00010`, `ISRC qzll22600010`.
  ///
  /// There is no check digit, and the prefix says nothing of a territory, so only the shape is checked.
  public init?(_ text: some StringProtocol) {
    var normal = InlineArray<16, UInt8>(repeating: 0)
    let isWellFormed = Array(text.utf8).withUnsafeBufferPointer { Self.normalize($0, into: &normal) }
    guard isWellFormed else { return nil }
    description = String(decoding: (0..<12).map { normal[$0] }, as: UTF8.self)
  }

  public static func < (a: ISRC, b: ISRC) -> Bool { a.description < b.description }

  /// Writes the stored form of a spelling into the first twelve bytes; `false` where it is none.
  static func normalize(_ bytes: UnsafeBufferPointer<UInt8>, into normal: inout InlineArray<16, UInt8>) -> Bool {
    if normalizePlain(bytes, into: &normal) { return true }
    guard bytes.contains(where: { $0 >= 0x80 }) else { return false }
    var folded = CodeSpelling.folded(String(decoding: bytes, as: UTF8.self))
    return folded.withUTF8 { normalizePlain($0, into: &normal) }
  }

  private static func normalizePlain(
    _ bytes: UnsafeBufferPointer<UInt8>, into normal: inout InlineArray<16, UInt8>
  ) -> Bool {
    var count = 0
    for byte in bytes where byte != UInt8(ascii: "-") && byte != UInt8(ascii: " ") {
      guard count < 16 else { return false }
      normal[count] = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte - 32 : byte
      count += 1
    }
    // Sixteen characters can only be the label in front: an Icelandic code of twelve may itself begin with "ISRC".
    if count == 16, normal[0] == 0x49, normal[1] == 0x53, normal[2] == 0x52, normal[3] == 0x43 {
      for index in 0..<12 { normal[index] = normal[index + 4] }
      count = 12
    }
    guard count == 12 else { return false }
    for index in 0..<12 {
      let byte = normal[index]
      let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      let isLetter = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      guard index < 2 ? isLetter : index < 5 ? isLetter || isDigit : isDigit else { return false }
    }
    return true
  }
}
