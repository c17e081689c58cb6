import Money
import Plays

/// Terms for the plays of what it covers, from a date on: who is owed what.
package struct Contract: Hashable, Sendable {
  /// Scope of a contract. The more specific one wins: track, album, artist, label.
  package enum Scope: Hashable, Sendable {
    case track(ISRC)
    case album(GTIN)
    case artist(String)
    case label(String)

    /// The key in a file, and the id it names.
    package var parts: (kind: String, id: String) {
      switch self {
      case .track(let isrc): ("track", isrc.description)
      case .album(let gtin): ("album", gtin.padded)
      case .artist(let id): ("artist", id)
      case .label(let id): ("label", id)
      }
    }
  }

  /// A payee's part of net.
  package struct Share: Hashable, Sendable {
    /// A payee's id, or `@artist`: the artist of the track that was played.
    package let payee: String
    /// Percent: 33.3333 is 33.3333 %.
    package let percent: Amount

    package init(payee: String, percent: Amount) {
      self.payee = payee
      self.percent = percent
    }
  }

  /// Stands for the track's own artist among the shares.
  package static let trackArtist = "@artist"

  package let id: String
  package let currency: Currency
  package let effectiveFrom: Day
  /// The last day, included; `nil` goes on.
  package let effectiveTo: Day?
  package let covers: Scope
  package let feePercent: Amount
  /// False if money beside plays in reports (fines, corrections, bonuses) bears no fee.
  package let feeOnAdjustments: Bool
  /// They sum to exactly 100.
  package let shares: [Share]
  /// The contract that it goes on with: the same deal, on other terms from a day on.
  package let continues: String?

  package init(
    id: String, currency: Currency, effectiveFrom: Day, effectiveTo: Day?, covers: Scope, feePercent: Amount,
    feeOnAdjustments: Bool = true, shares: [Share], continues: String? = nil
  ) {
    self.id = id
    self.currency = currency
    self.effectiveFrom = effectiveFrom
    self.effectiveTo = effectiveTo
    self.covers = covers
    self.feePercent = feePercent
    self.feeOnAdjustments = feeOnAdjustments
    self.shares = shares
    self.continues = continues
  }

  /// Days that it covers, within some.
  package func days(in range: ClosedRange<Day>) -> ClosedRange<Day>? {
    let (first, last) = (
      max(effectiveFrom, range.lowerBound), min(effectiveTo ?? range.upperBound, range.upperBound)
    )
    return first <= last ? first...last : nil
  }

  /// The first days of some that it covers, and other dates of it would not.
  package func daysLost(to other: Contract, in range: ClosedRange<Day>) -> ClosedRange<Day>? {
    guard let days = days(in: range) else { return nil }
    guard let kept = other.days(in: days) else { return days }
    if kept.lowerBound > days.lowerBound { return days.lowerBound...kept.lowerBound.advanced(by: -1) }
    return kept.upperBound < days.upperBound ? kept.upperBound.advanced(by: 1)...days.upperBound : nil
  }
}
