import Gzip

/// Bounds of a file of sheets. All are those of the format, or far above what people send.
package struct SheetLimits: Sendable {
  /// Bytes on disk.
  package var fileBytes: Int64 = 1 << 30
  /// A sheet's XML, and that of the shared texts: 4 GiB; beyond 16 MiB 250 times their size on disk.
  package var sheet = GzipReader.Bounds(bytes: 4 << 30, ratio: 250)
  /// Any other part's XML: the list of sheets, the styles.
  package var part = GzipReader.Bounds(bytes: 64 << 20, ratio: 250)
  /// Parts of the file, pictures and all.
  package var parts = 10_000
  package var sheets = 1_000
  /// Texts that cells share, which are kept in memory while the file is open: their number, and their bytes.
  package var sharedTexts = 10_000_000
  package var sharedBytes = 256 << 20
  /// A cell's text: 32,767 characters are the format's bound.
  package var textBytes = 128 << 10
  /// All text of a row.
  package var rowBytes = 1 << 20
  /// The number of the last row, which is the format's bound.
  package var rows = 1_048_576
  /// The last column, XFD: the format's bound.
  package var columns = 16_384
  /// Formats of cells.
  package var formats = 100_000
  /// Elements of XML inside one another.
  package var depth = 64
  /// Bytes of XML that make no sense before the next ones: a tag with its attributes.
  package var tagBytes = 1 << 20
  /// Different names of elements, attributes and prefixes in a part. The parser remembers each.
  package var names = 1_000

  package init() {}
}
