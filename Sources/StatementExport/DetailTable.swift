import Money
import Statements
import Store

/// The detail of a statement: every line to its source.
enum DetailTable {
  static let table = Table(
    "detail", "Detail",
    [
      .init("earned_in", "Earned in", .text), .init("isrc", "ISRC", .text), .init("track", "Track", .text),
      .init("artist", "Artist", .text), .init("upc", "UPC", .text), .init("platform", "Platform", .text),
      .init("country", "Country", .text), .init("tier", "Tier", .text), .init("contract", "Contract", .text),
      .init("basis", "Basis", .text), .init("units", "Units", .integer), .init("currency", "Currency", .text),
      .init("gross", "Gross", .amount), .init("converted", "Gross converted", .money), .init("fee", "Fee", .money),
      .init("share", "Share %", .percent), .init("royalty", "Royalty", .money, isSummed: true),
    ])

  /// The columns of a line's track, of its market, of its contract, and its figures.
  static let groups = [0..<5, 5..<8, 8..<10, 10..<17].map { Array(table.columns[$0]) }
}
