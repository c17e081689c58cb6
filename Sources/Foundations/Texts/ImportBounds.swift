/// Bounds of a file from outside: beyond them it is refused, and nothing of it is taken.
///
/// Plays are read in bounded memory however many there are, and have no limit of rows: bytes and the ratio end what only
/// costs time.
package struct ImportBounds: Hashable, Sendable {
  /// Bytes of text, unpacked.
  package var bytes: Int64
  /// Bytes of text for each byte of a gzip file. Play events and reports come to 10 to 40.
  package var ratio: Int64
  /// Rows of a report or a catalog, which are all kept.
  package var rows: Int64

  package init(bytes: Int64 = 1 << 40, ratio: Int64 = 250, rows: Int64 = 50_000_000) {
    self.bytes = bytes
    self.ratio = ratio
    self.rows = rows
  }

  /// Advice for a file that is refused.
  package static let raised =
    "if it is what it should be, raise import.bytes, import.ratio or import.rows in the settings."
}
