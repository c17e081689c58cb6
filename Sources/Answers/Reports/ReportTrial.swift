import Money
import PlatformReports
import Plays
import ReportMatching
import Sheets
import Texts

/// A file of a report as it would be taken: what it was recognised as, its first rows, and what they all come to. Nothing
/// is stored.
package struct ReportTrial: Codable, Sendable {
  package struct Row: Codable, Sendable {
    package let line: Int
    package let period: Period
    package let platform: String
    package let country: Country
    package let tier, isrc, upc, external_id: String?
    package let units: Int64
    package let amount: Amount
    package let currency: Currency
  }

  /// A format that the file is not of.
  package struct Other: Codable, Sendable {
    package let format, reason: String
  }

  package let file: String
  /// Left out where none was recognised.
  package let format: String?
  /// Words for how its lines are cut: `quoted comma`.
  package let lines: String?
  /// Why it would be refused; left out where it would be taken.
  package let refusal: String?
  package let rows: [Row]
  package let reading: ReportReading?
  package let others: [Other]

  /// - Parameters:
  ///   - name: the file's, which tells months in some formats.
  ///   - book: the formats that it may be of.
  ///   - limit: rows that are shown.
  ///   - progress: bytes that are read, and all.
  /// - Throws: `ImportError` for a file that cannot be read; what is wrong with its text is `refusal`.
  package init(
    path: String, name: String, book: FormatBook, limit: Int, bounds: ImportBounds,
    progress: (_ read: Int64, _ size: Int64) -> Void
  ) throws {
    let first = FirstRows(limit)
    let report = try ReportFile(path: path, called: name, bounds: bounds)
    let reader = try report.read(book, take: { first.take($0) }) { progress($0, report.size) }
    var summary: ReportSummary?
    var refusal: String?
    switch reader.result {
    case .success(let read): summary = read
    case .failure(let error as SheetError): refusal = error.description
    case .failure(let error): refusal = "\(error)"
    }
    let recognised = reader.format?.name
    file = name
    format = recognised
    lines = reader.delimiter
    self.refusal = refusal
    rows = first.rows.map { row in
      Row(
        line: row.line, period: row.period, platform: row.platform, country: row.country, tier: row.tier,
        isrc: row.isrc?.description, upc: row.upc?.description, external_id: row.externalID, units: row.units,
        amount: row.amount, currency: row.currency)
    }
    reading = summary.map { ReportReading($0) }
    others = reader.reasons.filter { $0.format != recognised }.map { Other(format: $0.format, reason: $0.reason) }
  }

  /// Rows are given out one after the other, and only the first are kept.
  private final class FirstRows {
    private let limit: Int
    private(set) var rows: [ReportRow] = []

    init(_ limit: Int) {
      self.limit = limit
    }

    func take(_ row: ReportRow) {
      if rows.count < limit { rows.append(row) }
    }
  }
}
