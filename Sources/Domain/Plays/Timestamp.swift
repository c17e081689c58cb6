/// Reads times: RFC 3339, with a space for the `T`, and without an offset, which is then UTC.
///
/// A time is of the years 1970 to 9999, so that arithmetic with it and the calendar's four digits are always enough.
package enum Timestamp {
  /// The first second after the year 9999.
  private static let end: Int64 = 253_402_300_800

  /// Microseconds since 1970; `nil` for anything else, for days that do not exist and for times of other years.
  package static func microseconds(_ text: String) -> Int64? {
    var text = text
    return text.withUTF8(microseconds)
  }

  /// Milliseconds since 1970, as events count.
  static func milliseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? { microseconds(text).map { $0 / 1000 } }

  private static func microseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard text.count >= 19,
      let year = digits(text, 0, 4), text[4] == UInt8(ascii: "-"),
      let month = digits(text, 5, 2), text[7] == UInt8(ascii: "-"),
      let day = digits(text, 8, 2), text[10] | 0x20 == UInt8(ascii: "t") || text[10] == UInt8(ascii: " "),
      let hour = digits(text, 11, 2), text[13] == UInt8(ascii: ":"),
      let minute = digits(text, 14, 2), text[16] == UInt8(ascii: ":"),
      let second = digits(text, 17, 2),
      (1...12).contains(month), day >= 1, day <= Day.length(year: year, month: month),
      hour <= 23, minute <= 59, second <= 60
    else { return nil }
    var at = 19
    var millionths = 0
    if at < text.count, text[at] == UInt8(ascii: ".") || text[at] == UInt8(ascii: ",") {
      let first = at + 1
      at = first
      while at < text.count, let digit = digits(text, at, 1) {
        if at - first < 6 { millionths = millionths * 10 + digit }
        at += 1
      }
      guard at > first else { return nil }
      for _ in min(at - first, 6)..<6 { millionths *= 10 }
    }
    guard let offset = offsetMinutes(text, from: at) else { return nil }
    // A leap second counts as the last of its minute, so that it stays in its day.
    let seconds =
      Int64(Day.number(year: year, month: month, day: day)) * 86_400
      + Int64(hour * 3600 + minute * 60 + min(second, 59)) - Int64(offset) * 60
    return (0..<end).contains(seconds) ? seconds * 1_000_000 + Int64(millionths) : nil
  }

  /// Minutes east of UTC: nothing, `Z`, `+02:00`, `+0200`, `+02`, with a space before it or not.
  private static func offsetMinutes(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var at = start
    if at < text.count, text[at] == UInt8(ascii: " ") { at += 1 }
    if at == text.count { return at == start ? 0 : nil }
    if text[at] | 0x20 == UInt8(ascii: "z") { return at + 1 == text.count ? 0 : nil }
    let sign = text[at] == UInt8(ascii: "+") ? 1 : text[at] == UInt8(ascii: "-") ? -1 : 0
    guard sign != 0, let hours = digits(text, at + 1, 2), hours <= 23 else { return nil }
    at += 3
    if at == text.count { return sign * hours * 60 }
    if text[at] == UInt8(ascii: ":") { at += 1 }
    guard let minutes = digits(text, at, 2), minutes <= 59, at + 2 == text.count else { return nil }
    return sign * (hours * 60 + minutes)
  }

  /// Milliseconds within the day of the usual spelling, `2026-10-17T07:31:47.806Z` with a fraction of three digits or none.
  ///
  /// - Returns: -1 for any other spelling.
  @inline(__always)
  static func millisecondsOfDay(_ text: UnsafeBufferPointer<UInt8>) -> Int64 {
    guard text.count == 24 || text.count == 20, text[10] == UInt8(ascii: "T"), text[text.count - 1] == UInt8(ascii: "Z")
    else { return -1 }
    let raw = UnsafeRawPointer(text.baseAddress!)
    // Digits become 0 to 9 and colons 0, the first of the eight in the lowest byte.
    let time = raw.loadUnaligned(fromByteOffset: 11, as: UInt64.self).littleEndian ^ 0x3030_3A30_303A_3030
    guard ((time &+ 0x7676_7676_7676_7676) | time) & 0x8080_8080_8080_8080 == 0, time & 0x0000_FF00_00FF_0000 == 0
    else { return -1 }
    let hour = (time & 0xF) * 10 + time >> 8 & 0xF
    let minute = (time >> 24 & 0xF) * 10 + time >> 32 & 0xF
    let second = (time >> 48 & 0xF) * 10 + time >> 56
    guard hour < 24, minute < 60, second < 60 else { return -1 }
    var milliseconds = Int64(hour * 3_600_000 + minute * 60_000 + second * 1_000)
    if text.count == 24 {
      let (a, b, c) = (text[20] &- 0x30, text[21] &- 0x30, text[22] &- 0x30)
      guard text[19] == UInt8(ascii: "."), a <= 9, b <= 9, c <= 9 else { return -1 }
      milliseconds += Int64(a) * 100 + Int64(b) * 10 + Int64(c)
    }
    return milliseconds
  }

  @inline(__always)
  private static func digits(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
    guard start + count <= text.count else { return nil }
    var value = 0
    for index in start..<start + count {
      let digit = text[index] &- 0x30
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }
}
