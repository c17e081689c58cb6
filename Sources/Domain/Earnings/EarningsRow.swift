/// The earnings of one key of a dimension.
public struct EarningsRow: Sendable {
  /// The artist's id, the release's barcode, the ISRC, the platform's code, ...
  public let key: String
  /// The name a person knows it by; the key where there is none.
  public let name: String
  public let earnings: Earnings

  public init(key: String, name: String, earnings: Earnings) {
    self.key = key
    self.name = name
    self.earnings = earnings
  }
}
