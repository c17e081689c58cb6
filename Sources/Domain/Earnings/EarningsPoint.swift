/// Earnings of one moment of an evolution: of a second, a minute, an hour or a day.
package struct EarningsPoint: Sendable {
  /// The first second of it, since 1970.
  package let at: Int64
  package let earnings: Earnings

  package init(at: Int64, earnings: Earnings) {
    self.at = at
    self.earnings = earnings
  }
}
