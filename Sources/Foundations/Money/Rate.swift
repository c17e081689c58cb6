/// A factor with at most 12 decimals: money per play, or one currency in another.
public struct Rate: Hashable, Sendable {
  /// The rate times 10^12.
  public var pico: Int128

  public init(pico: Int128) {
    self.pico = pico
  }

  /// Reads a rate such as `0.0041`.
  ///
  /// - Throws: `DecimalError` for anything but digits with at most 12 decimals. A sign is the caller's business.
  public init(_ text: some StringProtocol) throws(DecimalError) {
    self.pico = try DecimalText.pico(text)
  }

  /// The exact gross of a number of plays: no rounding happens here.
  public func gross(plays: Int64) -> Amount {
    Amount(pico: pico * Int128(plays))
  }

  /// The same; `nil` where it is larger than any amount that can be kept.
  public func convertIfItFits(_ amount: Amount) -> Amount? {
    Rounding.halfEvenIfItFits(product: amount.pico, pico, dividedBy: Amount.scale).map { Amount(pico: $0) }
  }

  /// An amount in another currency, rounded half-even to 10^-12.
  public func convert(_ amount: Amount) -> Amount {
    Amount(pico: Rounding.halfEven(product: amount.pico, pico, dividedBy: Amount.scale))
  }
}

extension Rate: CustomStringConvertible {
  public var description: String { DecimalText.text(pico: pico) }
}
