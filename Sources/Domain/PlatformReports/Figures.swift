import Money

/// Units and amounts from their bytes, without a `String` on the way.
enum Figures {
  /// A row's units stay within this, either way.
  static let maximumUnits: Int64 = 1_000_000_000_000
  /// Major units of a row's amount stay below 10 to this.
  static let maximumIntegerDigits = 15

  private static let powers: [Int128] = (0...Amount.decimals).map { power in
    (0..<power).reduce(1) { value, _ in value * 10 }
  }

  /// A plain decimal that many rows add up to, exact. It may be larger than a row's.
  static func total(_ cell: Cell) throws(CellError) -> FineAmount {
    guard cell.bytes.first != UInt8(ascii: "+"), let amount = try? FineAmount(cell.text) else { throw notANumber(cell) }
    return amount
  }

  /// A plain decimal as pico-units, rounded half-even where it has more than 12 decimals.
  ///
  /// - Parameter moved: is told what rounding added, where there was anything to round.
  static func pico(_ cell: Cell, moved: inout FineAmount) throws(CellError) -> Int128 {
    let bytes = cell.bytes
    var at = 0
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative { at = 1 }
    var value: UInt64 = 0
    var large: Int128 = 0
    var significant = 0
    var integerDigits = 0
    var decimals = -1
    var hasDigits = false
    while at < bytes.count {
      let byte = bytes[at]
      if byte &- 0x30 <= 9 {
        hasDigits = true
        if decimals == Amount.decimals { break }
        if significant > 0 || byte != 0x30 { significant += 1 }
        if decimals >= 0 {
          decimals += 1
        } else if significant > 0 {
          integerDigits += 1
          guard integerDigits <= maximumIntegerDigits else { throw tooLarge(cell) }
        }
        // Fifteen digits and twelve decimals are too many for one word: the first eighteen move on.
        if significant == 19 {
          large = Int128(value)
          value = 0
        }
        value = value &* 10 &+ UInt64(byte - 0x30)
      } else if byte == UInt8(ascii: "."), decimals < 0 {
        decimals = 0
      } else {
        throw notANumber(cell)
      }
      at += 1
    }
    guard hasDigits else { throw notANumber(cell) }
    var pico = Int128(value)
    if significant > 18 {
      for _ in 18..<significant { large *= 10 }
      pico += large
    }
    pico *= powers[Amount.decimals - max(decimals, 0)]
    if at < bytes.count { return try rounded(cell, from: at, pico, isNegative, &moved) }
    return isNegative ? -pico : pico
  }

  /// The decimals behind the twelfth.
  private static func rounded(
    _ cell: Cell, from start: Int, _ pico: Int128, _ isNegative: Bool, _ moved: inout FineAmount
  ) throws(CellError) -> Int128 {
    let places = FineAmount.decimals - Amount.decimals
    guard cell.bytes.count - start <= places else { throw tooFine(cell) }
    var tail: UInt128 = 0
    for at in 0..<places {
      let byte = start + at < cell.bytes.count ? cell.bytes[start + at] : 0x30
      guard byte &- 0x30 <= 9 else { throw notANumber(cell) }
      tail = tail * 10 + UInt128(byte - 0x30)
    }
    let above = FineAmount(Amount(pico: pico)) + FineAmount(parts: tail)
    let exact = isNegative ? -above : above
    let amount = exact.halfEven
    moved = FineAmount(amount) - exact
    return amount.pico
  }

  /// A whole number.
  ///
  /// - Parameter allowsZeroDecimals: whether `12.0` is 12: DDEX lets integers be written so in cells of decimals.
  static func units(_ cell: Cell, allowsZeroDecimals: Bool) throws(CellError) -> Int64 {
    let bytes = cell.bytes
    var at = 0
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative { at = 1 }
    let start = at
    var value: Int64 = 0
    while at < bytes.count, bytes[at] &- 0x30 <= 9 {
      value = value * 10 + Int64(bytes[at] - 0x30)
      guard value <= maximumUnits else {
        throw CellError(place: cell.place, reason: "\(cell.quoted) is more than 10^12 either way, which no row can be")
      }
      at += 1
    }
    let hasDigits = at > start
    if allowsZeroDecimals, hasDigits, at + 1 < bytes.count, bytes[at] == UInt8(ascii: ".") {
      at += 1
      while at < bytes.count, bytes[at] == 0x30 { at += 1 }
    }
    guard hasDigits, at == bytes.count else {
      throw CellError(
        place: cell.place,
        reason: cell.isEmpty
          ? "there is no number of units" : "\(cell.quoted) is not a whole number such as 1200, without separators")
    }
    return isNegative ? -value : value
  }

  private static func notANumber(_ cell: Cell) -> CellError {
    CellError(
      place: cell.place,
      reason: cell.isEmpty
        ? "there is no amount"
        : "\(cell.quoted) is not a plain decimal such as -1234.56: no thousands separators, exponents, plus or currency "
          + "signs")
  }

  private static func tooFine(_ cell: Cell) -> CellError {
    CellError(
      place: cell.place,
      reason:
        "\(cell.quoted) has more than \(FineAmount.decimals) decimals, which is no amount")
  }

  private static func tooLarge(_ cell: Cell) -> CellError {
    CellError(place: cell.place, reason: "\(cell.quoted) is 10^15 or more, which no row can be worth")
  }
}
