import Money
import Plays

/// What a platform says it owes for one line of its report. Rows that are alike, even in everything, are all real and
/// add up; nothing here is ever deduplicated.
public struct ReportRow: Hashable, Sendable {
  /// The line in the file, from 1.
  public let line: Int
  /// The month of the plays. Of a fiscal period the calendar month that holds most of its days, the earlier of two.
  public let period: Period
  /// First and last day of the fiscal period, where the report counts in one that is not a calendar month.
  public let days: ClosedRange<Day>?
  /// The platform's code: `apple_music`.
  public let platform: String
  /// Where it was played. `WW` (worldwide) and `ZZ` (unknown) are territories like others: their rows are not dropped.
  public let country: Country
  /// The subscription type as a code (`Market.code`); `nil` where the report does not tell it.
  public let tier: String?
  /// `nil` where a release was sold as a whole; then there is a `upc` or an `externalID`.
  public let isrc: ISRC?
  /// The release. `nil` where the report names none, or none that is a barcode (`ReportSummary.unreadableBarcodes`).
  public let upc: GTIN?
  /// The platform's own id of the recording or release, with its namespace as catalogs have it: `apple_music:47296950`.
  public let externalID: String?
  /// Plays or sales, less returns: negative where returns prevail. At most 10^12 either way.
  public let units: Int64
  /// What the row is worth, exact, below 10^15 major units either way. Nothing is rounded.
  public let amount: Amount
  public let currency: Currency

  /// Money without units: a correction of an earlier report.
  public var isAdjustment: Bool { units == 0 && amount != .zero }
}
