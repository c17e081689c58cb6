/// An exact amount of money: a count of pico-units, 10^-12 of a currency's major unit.
///
/// Sums and differences are exact. Nothing here is ever a floating-point number. The range is that of a 128-bit
/// integer, about ±1.7 x 10^26 major units; leaving it traps, because a wrong amount is worse than none.
public struct Amount: Hashable, Sendable {
  /// The number of pico-units.
  public var pico: Int128

  /// Pico-units in one major unit.
  public static let scale: Int128 = 1_000_000_000_000
  /// Decimals of a pico-unit.
  public static let decimals = 12

  public static let zero = Amount(pico: 0)

  /// Limit of what is recorded at once, 10^15 major units either way: sums of a hundred thousand million such
  /// amounts are within the range.
  public static let limit = Amount(pico: 1_000_000_000_000_000 * scale)

  /// True if an amount may be recorded: it is below `limit`, and above what is owed the other way.
  public var isRecordable: Bool { pico.magnitude < Self.limit.pico.magnitude }

  public init(pico: Int128) {
    self.pico = pico
  }

  /// Reads a decimal such as `-12.5`.
  ///
  /// - Throws: `DecimalError` for anything but an optional sign, digits, and at most 12 decimals.
  public init(_ text: some StringProtocol) throws(DecimalError) {
    self.pico = try DecimalText.pico(text)
  }

  public static func + (a: Amount, b: Amount) -> Amount { Amount(pico: a.pico + b.pico) }
  public static func - (a: Amount, b: Amount) -> Amount { Amount(pico: a.pico - b.pico) }
  public static prefix func - (a: Amount) -> Amount { Amount(pico: -a.pico) }
  public static func += (a: inout Amount, b: Amount) { a.pico += b.pico }
  public static func -= (a: inout Amount, b: Amount) { a.pico -= b.pico }
}

extension Amount: Comparable {
  public static func < (a: Amount, b: Amount) -> Bool { a.pico < b.pico }
}

extension Amount: CustomStringConvertible {
  /// The full decimal, always with 12 decimals: `12.340000000000`.
  public var description: String { DecimalText.text(pico: pico) }
}
