import Catalog
import Plays

/// A question about estimated earnings. Absent filters let everything through.
public struct EarningsQuery: Hashable, Sendable {
  /// The first and the last day, both included.
  public var from: Day?
  public var to: Day?
  public var platform: String?
  public var country: Country?
  public var tier: String?
  /// Ids as the catalog has them: an artist's, a release's barcode padded to 14, an ISRC, a label's.
  public var artist: String?
  public var album: String?
  public var track: String?
  public var label: String?
  public var groupBy: Dimension?
  /// Part of the catalog whose rows may be seen.
  package var visibility = Visibility.everything

  public init() {}
}
