/// Checks that bytes are text that can be read, and says what they are if not.
enum TextEncoding {
  static let notUTF8 = "the text is not UTF-8; save the file as UTF-8 and try again"
  static let nul = "there is a NUL byte, which no text has; save the file as UTF-8 and try again"

  /// Kind of a file that by its beginning is no UTF-8 text; `nil` where nothing speaks against it.
  static func foreign(_ start: UnsafeRawBufferPointer) -> String? {
    func begins(_ bytes: UInt8...) -> Bool { start.starts(with: bytes) }
    if begins(0xFF, 0xFE, 0, 0) || begins(0, 0, 0xFE, 0xFF) {
      return "the file is UTF-32 text; save it as UTF-8 and try again"
    }
    if begins(0x1F, 0x8B) { return "the file is compressed (gzip); unpack it first" }
    if begins(0x50, 0x4B, 0x03, 0x04) {
      return "the file is a ZIP archive or an Excel workbook; unpack it, or save the sheet as UTF-8 text"
    }
    return nil
  }

  /// The byte-order mark that some programs put before UTF-8 text is no part of it.
  static func withoutMark(_ start: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    start.starts(with: [0xEF, 0xBB, 0xBF] as [UInt8]) ? UnsafeRawBufferPointer(rebasing: start.dropFirst(3)) : start
  }

  static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.withMemoryRebound(to: UInt8.self) { (try? UTF8Span(validating: $0.span)) != nil }
  }

  /// True if text is in composed Unicode form. Two spellings of one name in different forms would be two names.
  static func isComposed(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.withMemoryRebound(to: UInt8.self) {
      guard var text = try? UTF8Span(validating: $0.span) else { return false }
      return text.checkForNFC(quickCheck: false)
    }
  }

  static func isUTF8(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { isUTF8($0) } }

  /// Bytes of Windows-1252 as UTF-8. It has ISO 8859-1 where that has letters; its few bytes without a meaning become
  /// control characters, as on the web.
  static func fromLatin(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 2)
    for byte in bytes {
      let scalar = (0x80...0x9F).contains(byte) ? UInt32(windows[Int(byte - 0x80)]) : UInt32(byte)
      text.append(contentsOf: UTF8.encode(Unicode.Scalar(scalar)!)!)
    }
    return text
  }

  /// From 0x80 to 0x9F.
  private static let windows: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
  ]
}
