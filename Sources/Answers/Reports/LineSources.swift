import Earnings
import Money
import Plays
import Postgres
import Reconciliation
import Refusals
import Schemas
import Store

/// A line of a comparison with its sources: the file's rows, our plays, the books.
package struct LineSources: Question {
  package struct Answer: Codable, Sendable {
    package struct Track: Codable, Sendable {
      package let isrc, title, artist, artist_name: String
    }

    package struct Contract: Codable, Sendable {
      package let contract: String
      package let version: Int32
    }

    package struct FileRow: Codable, Sendable {
      /// The report whose file it stands in: the line's own, or one that is compared together with it.
      package let reconciliation: Int32
      /// In the file.
      package let line: Int32
      package let units: Int64
      package let amount: Amount
      package let currency: Currency
      package let tier, upc, external_id: String?
      /// Month in which the sender accounts for the row, the money before the sender's share and that share, how plays became money
      /// and what the recording was used for; left out where the report does not tell.
      package let statement: Period?
      package let gross, fee: Amount?
      package let monetisation, origin: String?
    }

    package struct DayOfPlays: Codable, Sendable {
      package let day: Day
      package let plays: Int64
    }

    package struct Posting: Codable, Sendable {
      package enum Basis: String, Codable, CaseIterable, Sendable {
        case estimated, reported, adjustment
      }

      package let transaction: Int64
      package let date: Day
      package let basis: Basis
      package let gross, converted, fee: Amount
      package let cause: String?
      package let currency: Currency?
      package let plays: Int64
    }

    package let line: ComparedLineAnswer
    package let track: Track?
    package let contract: Contract?
    package let rows: [FileRow]
    /// True if the file has still more rows behind the line.
    package let more_rows: Bool
    package let plays: [DayOfPlays]
    package let postings: [Posting]
  }

  /// Rows of the file at most, and postings.
  private static let limit = 1_000

  let report: Int32
  let line: Int32

  package init(_ report: Int32, line: Int32) {
    self.report = report
    self.line = line
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    try await asking.database { db in try db.snapshot { try answer(db) } }
  }

  private func answer(_ db: Connection) throws -> Answer {
    let (reports, store) = (ReportStore(db), ComparisonStore(db))
    _ = try reports.existing(report)
    guard let found = try store.line(report, line) else { throw Refused.missing("line", "\(line)") }
    let together = try [report] + store.together(with: report)
    let named = try together.flatMap { try reports.scopes($0) }
      .filter { $0.platform == found.platform && $0.period == found.period }.flatMap(\.countries)
    let rows = try reports.rows(behind: found, of: together, limit: Self.limit + 1)
    return Answer(
      line: ComparedLineAnswer(found),
      track: try store.track(of: found).map {
        Answer.Track(isrc: $0.isrc, title: $0.title, artist: $0.artist, artist_name: $0.artistName)
      },
      contract: try store.contract(of: found).map { Answer.Contract(contract: $0.contract, version: $0.version) },
      rows: rows.prefix(Self.limit).map {
        Answer.FileRow(
          reconciliation: $0.report, line: $0.line, units: $0.units, amount: $0.amount, currency: $0.currency,
          tier: $0.tier, upc: $0.upc,
          external_id: $0.externalID, statement: $0.statement, gross: $0.gross, fee: $0.fee,
          monetisation: $0.monetisation, origin: $0.origin)
      },
      more_rows: rows.count > Self.limit,
      plays: try store.plays(behind: found, days(found.period, found.platform, reports), named: named).map {
        Answer.DayOfPlays(day: $0.day, plays: $0.plays)
      },
      postings: try store.postings(behind: found, limit: Self.limit, named: named).map {
        Answer.Posting(
          transaction: $0.transaction, date: $0.accountingDate, basis: Answer.Posting.Basis(rawValue: $0.basis.name)!,
          gross: $0.gross, converted: $0.converted, fee: $0.fee, cause: $0.cause, currency: $0.currency,
          plays: $0.plays)
      })
  }

  /// The calendar month's days, and the report's own where these are others.
  private func days(_ period: Period, _ platform: String, _ reports: ReportStore) throws -> ClosedRange<Day> {
    let scope = try reports.scopes(report).first { $0.period == period && $0.platform == platform }
    guard let own = scope?.days else { return period.first...period.last }
    return min(period.first, own.lowerBound)...max(period.last, own.upperBound)
  }
}
