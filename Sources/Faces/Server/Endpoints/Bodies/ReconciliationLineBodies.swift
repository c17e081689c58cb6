import Money
import Plays
import Schemas
import Store

/// A line of a comparison.
struct ReconciliationLine: Codable {
  let line: Int32
  let period: Period
  let platform, country, status: String
  let currency: Currency
  /// Left out where the report does not tell tiers apart.
  let tier: String?
  /// Left out where the report names no recording that is known.
  let isrc: String?
}

typealias ReconciliationLineBody = Joined<ReconciliationLine, FiguresBody>

extension ReconciliationLineBody {
  init(_ line: ReconciliationStore.Line) {
    self.init(
      ReconciliationLine(
        line: line.number, period: line.period, platform: line.platform, country: line.country, status: line.status,
        currency: line.currency, tier: line.tier, isrc: line.isrc),
      FiguresBody(line.figures))
  }
}

struct ReconciliationLinesBody: Codable {
  let lines: [ReconciliationLineBody]
  let next: Int32?
}

/// A line of a comparison with all that stands behind it: the file's rows, our plays, the books.
struct ReconciliationLineDetailBody: Codable {
  struct Track: Codable {
    let isrc, title, artist, artist_name: String
  }

  struct Contract: Codable {
    let contract: String
    let version: Int32
  }

  struct FileRow: Codable {
    /// In the file.
    let line: Int32
    let units: Int64
    let amount, currency: String
    let tier, upc, external_id: String?
  }

  struct DayOfPlays: Codable {
    let day: String
    let plays: Int64
  }

  struct Posting: Codable {
    let transaction: Int64
    let date, basis, gross, converted, fee: String
    let cause, currency: String?
    let plays: Int64
  }

  static let maximumRows = 1_000

  let line: ReconciliationLineBody
  let track: Track?
  let contract: Contract?
  let rows: [FileRow]
  /// Whether the file has still more rows behind the line.
  let more_rows: Bool
  let plays: [DayOfPlays]
  let postings: [Posting]

  init(
    _ line: ReconciliationStore.Line, of report: Int32, _ reports: PlatformReportStore, _ store: ReconciliationStore
  ) throws {
    self.line = ReconciliationLineBody(line)
    track = try store.track(of: line).map {
      Track(isrc: $0.isrc, title: $0.title, artist: $0.artist, artist_name: $0.artistName)
    }
    contract = try store.contract(of: line).map { Contract(contract: $0.contract, version: $0.version) }
    let found = try reports.rows(behind: line, of: report, limit: Self.maximumRows + 1)
    rows = found.prefix(Self.maximumRows).map {
      FileRow(
        line: $0.line, units: $0.units, amount: "\($0.amount)", currency: $0.currency.code, tier: $0.tier,
        upc: $0.upc, external_id: $0.externalID)
    }
    more_rows = found.count > Self.maximumRows
    plays = try store.plays(behind: line, try Self.days(line, report, reports)).map {
      DayOfPlays(day: "\($0.day)", plays: $0.plays)
    }
    postings = try store.postings(behind: line, limit: Self.maximumRows).map {
      Posting(
        transaction: $0.transaction, date: "\($0.accountingDate)", basis: $0.isReported ? "reported" : "estimated",
        gross: "\($0.gross)", converted: "\($0.converted)", fee: "\($0.fee)", cause: $0.cause,
        currency: $0.currency?.code, plays: $0.plays)
    }
  }

  /// The calendar month's days, and the report's own where these are others.
  private static func days(
    _ line: ReconciliationStore.Line, _ report: Int32, _ reports: PlatformReportStore
  ) throws -> ClosedRange<Day> {
    let month = line.period.first...line.period.last
    let scope = try reports.scopes(report).first { $0.period == line.period && $0.platform == line.platform }
    guard let own = scope?.days else { return month }
    return min(month.lowerBound, own.lowerBound)...max(month.upperBound, own.upperBound)
  }
}
