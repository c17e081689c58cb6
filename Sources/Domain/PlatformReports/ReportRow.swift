import Money
import Plays

/// Money that a platform says it owes by one line of its report. Rows that are alike, even in everything, are all real
/// and add up; nothing here is ever deduplicated.
package struct ReportRow: Hashable, Sendable {
  /// The line in the file, from 1. Rows of a second sheet go on from 1,048,577, of a third from 2,097,153.
  package internal(set) var line: Int
  /// The month of the plays. Of a fiscal period the calendar month that holds most of its days, the earlier of two.
  package let period: Period
  /// First and last day of the fiscal period, where the report counts in one that is not a calendar month.
  package let days: ClosedRange<Day>?
  /// The platform's code: `apple_music`.
  package let platform: String
  /// Territory of the plays. `WW` (worldwide) and `ZZ` (unknown) are like others: their rows are not dropped.
  package let country: Country
  /// The subscription type as a code (`Market.code`); `nil` where the report does not tell it.
  package let tier: String?
  /// `nil` where a release was sold as a whole; then there is a `upc` or an `externalID`.
  package let isrc: ISRC?
  /// The release. `nil` where the report names none, or none that is a barcode (`ReportSummary.unreadableBarcodes`).
  package let upc: GTIN?
  /// The platform's own id of the recording or release, with its namespace as catalogs have it: `apple_music:47296950`.
  package let externalID: String?
  /// Plays or sales, less returns: negative where returns prevail. At most 10^12 either way.
  package let units: Int64
  /// Money of the row, below 10^15 major units either way; rounded half-even to 10^-12, once.
  package let amount: Amount
  /// The difference that rounding added: the amount less what the file says.
  package let moved: FineAmount
  package let currency: Currency
  /// The month in which the sender accounts for the row; `nil` where the report does not tell.
  package var statement: Period?
  /// Money before the sender's share, and that share, rounded as the amount is; `nil` where the report does not tell.
  package var gross: Amount?
  package var fee: Amount?
  /// Ways in which plays became money and the recording was used; `nil` where the report has no column for it.
  package var monetisation: Monetisation?
  package var origin: Origin?
  /// Title and performers as the report has them, to find out what a row is of that nobody knows. They are not in its digest.
  package var title: String?
  package var artist: String?

  /// Bytes of a title, or of performers, at most.
  private static let longestWords = 256

  /// Text of a title or of performers as it may be kept; `nil` for one that may not be.
  static func words(_ text: String) -> String? {
    let text = Identifier.canonical(text)
    let hasControls = text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    return text.isEmpty || text.utf8.count > longestWords || hasControls ? nil : text
  }

  /// Money that is not for plays, as far as the row alone tells: without units, or the other way than they. A fine, a
  /// correction, a bonus.
  package var isAdjustment: Bool {
    units == 0 && amount != .zero || units < 0 && amount > .zero || units > 0 && amount < .zero
  }
}
