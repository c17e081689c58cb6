/// The earnings of one key of a dimension.
package struct EarningsRow: Sendable {
  /// The artist's id, the release's barcode, the ISRC, the platform's code, ...
  package let key: String
  /// The name a person knows it by; the key where there is none.
  package let name: String
  package let earnings: Earnings

  package init(key: String, name: String, earnings: Earnings) {
    self.key = key
    self.name = name
    self.earnings = earnings
  }
}
