/// A territory: ISO 3166-1 alpha-2, the user-assigned `XK`, `WW` for worldwide, `ZZ` for unknown.
public struct Country: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Two upper-case letters, the first in the high byte.
  let letters: UInt16

  /// Reads a code of two letters or three without regard to case (`UK` is `GB`, `ESP` is `ES`) or an English name
  /// ("Spain").
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    if bytes.count == 2 {
      self.init(bytes[0], bytes[1])
    } else if let country = Self.named[text.lowercased()] {
      self = country
    } else {
      guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
      let folded = CodeSpelling.folded(String(text)).trimmingPrefix(" ")
      guard folded.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
      self.init(folded)
    }
  }

  /// A code of two letters in either case.
  @inline(__always)
  init?(_ first: UInt8, _ second: UInt8) {
    // Both in A...Z once the bit of the case is gone.
    guard first & 0xDF &- 0x41 <= 25, second & 0xDF &- 0x41 <= 25 else { return nil }
    let known = Self.known[Self.index(UInt16(first & 0xDF) << 8 | UInt16(second & 0xDF))]
    guard known != 0 else { return nil }
    letters = known
  }

  private init(letters: UInt16) {
    self.letters = letters
  }

  /// `WW`: all countries that are not named beside it.
  public static let worldwide = Country("WW")!
  /// `ZZ`: nobody says which.
  public static let unknown = Country("ZZ")!

  /// Every territory, in the order of the codes.
  public static let all: [Country] = Set(named.values).sorted()

  public static func < (a: Country, b: Country) -> Bool { a.letters < b.letters }

  public var description: String {
    String(decoding: [UInt8(letters >> 8), UInt8(letters & 0xFF)], as: UTF8.self)
  }

  @inline(__always)
  private static func index(_ letters: UInt16) -> Int {
    (Int(letters >> 8) - 0x41) * 26 + Int(letters & 0xFF) - 0x41
  }

  /// For each pair of letters the code it stands for, 0 where it is none.
  private static let known: [UInt16] = {
    var table = [UInt16](repeating: 0, count: 676)
    for country in named.values { table[index(country.letters)] = country.letters }
    table[index(0x554B)] = 0x4742  // UK, as nearly every feed writes it, is GB.
    return table
  }()

  private static let named: [String: Country] = {
    var names: [String: Country] = [:]
    for line in CountryNames.table.split(separator: "\n") {
      let code = Array(line.prefix(2).utf8)
      let country = Country(letters: UInt16(code[0]) << 8 | UInt16(code[1]))
      for name in line.dropFirst(3).split(separator: "|") { names[String(name)] = country }
    }
    for pair in CountryCodes.pairs.split(whereSeparator: \.isWhitespace) {
      let code = Array(pair.utf8)
      names[pair.suffix(3).lowercased()] = Country(letters: UInt16(code[0]) << 8 | UInt16(code[1]))
    }
    return names
  }()
}
