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

  static func row(_ line: StatementLineStore.Line, contract: String?) -> [Table.Cell] {
    [
      .init(line.earningPeriod), .text(line.isrc), .text(line.title), .text(line.artistName), .text(line.upc),
      .text(line.platform), .text(line.country), .text(line.tier), .init(contract),
      .text(line.isReported ? "reported" : "estimated"), .integer(line.plays), .text(line.currency.code),
      .amount(line.gross), .amount(line.converted), .amount(line.fee), .amount(line.percent), .amount(line.royalty),
    ]
  }
}
