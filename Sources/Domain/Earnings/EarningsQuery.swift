import Catalog
import Plays

/// A question about estimated earnings. Absent filters let everything through.
package struct EarningsQuery: Hashable, Sendable {
  /// The first and the last day, both included.
  package var from: Day?
  package var to: Day?
  package var platform: String?
  package var country: Country?
  package var tier: String?
  /// Ids as the catalog has them: an artist's, a release's barcode padded to 14, an ISRC, a label's.
  package var artist: String?
  package var album: String?
  package var track: String?
  package var label: String?
  package var groupBy: Dimension?
  /// Part of the catalog whose rows may be seen.
  package var visibility = Visibility.everything

  package init() {}
}
