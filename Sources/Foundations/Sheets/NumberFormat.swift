/// The look of a number, as far as it says what the number means.
enum NumberFormat: Hashable, Sendable {
  /// A number, with at least so many digits before the point: `00000000000` is how a barcode keeps its zeros.
  case number(width: Int)
  /// Days since an epoch, shown as a day, a time of day or both.
  case moment(hasDay: Bool, hasTime: Bool)
  /// Days, shown as hours and more than 24 of them.
  case length

  static let general = NumberFormat.number(width: 0)

  /// A format that every spreadsheet has (ECMA-376-1, 18.8.30). Those from 27 on are of East Asian languages.
  init(builtIn id: Int) {
    switch id {
    case 14...17, 27...31, 36, 50...58: self = .moment(hasDay: true, hasTime: false)
    case 18...21, 32...33, 45, 47: self = .moment(hasDay: false, hasTime: true)
    case 22, 34...35: self = .moment(hasDay: true, hasTime: true)
    case 46: self = .length
    default: self = .general
    }
  }

  /// A format that is spelt out: `yyyy\-mm\-dd;@`, `[$-409]h:mm AM/PM`, `0000000000000`.
  init(code: String) {
    var letters: Set<UInt8> = []
    var plain: [UInt8] = []
    var isLength = false
    var rest = Array(code.utf8)[...]
    // The first of up to four sections, which is that of numbers from 0 on.
    while let byte = rest.popFirst(), byte != UInt8(ascii: ";") {
      switch byte {
      case UInt8(ascii: "\""):
        // Text that is shown as it is.
        while let next = rest.popFirst(), next != byte {}
        plain.append(byte)
      case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"):
        // One character as it is, as wide as it is, or again and again.
        _ = rest.popFirst()
        plain.append(byte)
      case UInt8(ascii: "["):
        // A colour, a condition, a language or a currency; or a unit that goes on counting.
        let inside = rest.prefix { $0 != UInt8(ascii: "]") }
        rest = rest.dropFirst(inside.count + 1)
        isLength = isLength || ["h", "hh", "m", "mm", "s", "ss"].contains(inside.lowercased)
      default:
        plain.append(byte)
        letters.insert(byte | 0x20)
      }
    }
    let has = { (letter: Unicode.Scalar) in letters.contains(UInt8(ascii: letter)) }
    if isLength {
      self = .length
    } else if plain.lowercased.trimmingPrefix(" ").hasPrefix("general") {
      self = .general
    } else if has("y") || has("m") || has("d") || has("h") || has("s") {
      let hasTime = has("h") || has("s")
      // A month, where there are neither hours nor seconds for which it could be minutes.
      self = .moment(hasDay: has("y") || has("d") || (has("m") && !hasTime), hasTime: hasTime)
    } else {
      self = .number(width: plain.allSatisfy { $0 == UInt8(ascii: "0") } && plain.count < 100 ? plain.count : 0)
    }
  }
}

extension Sequence<UInt8> {
  fileprivate var lowercased: String { String(decoding: Array(self), as: UTF8.self).lowercased() }
}
