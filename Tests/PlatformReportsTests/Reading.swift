import Foundation
import Money
import PlatformReports
import ReportMatching
import TestSupport
import Texts
import Testing

/// The formats that come with the program.
let shipped = try! FormatBook.shipped

/// The same, with formats of a label for files that do not tell everything.
let own = try! InstalledFormats("\(Project.root)/Formats", own: "\(Project.root)/Tests/Fixtures/formats/own").book()

/// Reads a whole file as an import does, text or spreadsheet.
func read(
  path: String, in book: FormatBook = own, take: @escaping (ReportRow) throws -> Void = { _ in }
) throws -> ReportFile.Read {
  try ReportFile(path: path, called: (path as NSString).lastPathComponent, bounds: .init()).read(book, take: take) {
    _ in
  }
}

/// Reads a whole file in chunks of a length.
func read(
  _ bytes: [UInt8], chunk: Int = 1 << 16, file: String = "report.csv", in book: FormatBook = shipped,
  take: @escaping (ReportRow) throws -> Void
) throws -> ReportSummary {
  var reader = ReportReader(book, file: file, take: take)
  try bytes.withUnsafeBytes { all in
    for start in stride(from: 0, to: all.count, by: chunk) {
      try reader.read(UnsafeRawBufferPointer(rebasing: all[start..<min(start + chunk, all.count)]))
    }
  }
  return try reader.finish()
}

func read(_ bytes: [UInt8], chunk: Int = 1 << 16) throws -> (rows: [ReportRow], summary: ReportSummary) {
  var rows: [ReportRow] = []
  let summary = try read(bytes, chunk: chunk) { rows.append($0) }
  return (rows, summary)
}

func read(_ text: String, chunk: Int = 1 << 16) throws -> (rows: [ReportRow], summary: ReportSummary) {
  try read(Array(text.utf8), chunk: chunk)
}

func refusal(_ text: String) throws -> ReportError {
  try #require(#expect(throws: ReportError.self) { try read(text) })
}

/// What rows are added up by.
struct Key: Hashable {
  let period: String
  let platform: String
  let country: String
  let tier: String?
  let isrc: String?
  let currency: String
}

struct Sum: Equatable {
  var rows = 0
  var units: Int64 = 0
  var pico: Int128 = 0
}

func sums(_ bytes: [UInt8]) throws -> (sums: [Key: Sum], summary: ReportSummary) {
  var sums: [Key: Sum] = [:]
  let summary = try read(bytes) { row in
    let key = Key(
      period: "\(row.period)", platform: row.platform, country: "\(row.country)", tier: row.tier,
      isrc: row.isrc.map { "\($0)" }, currency: row.currency.code)
    sums[key, default: Sum()].rows += 1
    sums[key, default: Sum()].units += row.units
    sums[key, default: Sum()].pico += row.amount.pico
  }
  return (sums, summary)
}

let ownHeader = "period,platform,country,tier,isrc,units,amount,currency"
let distroKidHeader =
  "Reporting Date\tSale Month\tStore\tArtist\tTitle\tISRC\tUPC\tQuantity\tTeam Percentage\tSong/Album\tCountry of Sale"
  + "\tSongwriter Royalties Withheld\tEarnings (USD)"
let applePreamble = "Start Date\t10/01/2017\nEnd Date\t11/04/2017\nReport Type\tApple Music\nCurrency\tAUD"
let appleHeader =
  "Storefront Name\tApple Identifier\tMembership Type\tQuantity\tNet Royalty\tNet Royalty Total\tISRC\tItem Title"
  + "\tItem Artist\tItem Type\tMedia Type\tVendor Identifier\tOffline Indicator\tLabel\tGrid"

func own(_ rows: String...) -> String { ([ownHeader] + rows).joined(separator: "\n") + "\n" }
func distroKid(_ rows: String...) -> String { ([distroKidHeader] + rows).joined(separator: "\n") + "\n" }
func apple(_ rows: String...) -> String { ([applePreamble, appleHeader] + rows).joined(separator: "\n") + "\n" }
