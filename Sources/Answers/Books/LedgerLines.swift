import Earnings
import Ledger
import Money
import Plays
import Postgres
import Rates
import Refusals
import Schemas
import Store

/// Lines that were posted of a track's month, each with what it follows from: the rates of which tables, or the rows of which
/// report's file.
package struct LedgerLines: Question {
  package struct Answer: Codable, Sendable {
    /// Rate that was in force from a day of the month on.
    package struct Quote: Codable, Sendable {
      /// The published table: `spotify/2026-10-01.csv`.
      package let table: String
      package let from: Day
      package let rate: String
      package let currency: Currency
    }

    /// Row of a report's file.
    package struct Row: Codable, Sendable {
      package let reconciliation: Int32
      package let line: Int32
    }

    package enum Basis: String, Codable, CaseIterable, Sendable {
      case estimated, reported, adjustment
    }

    package struct Line: Codable, Sendable {
      package let transaction: Int64
      package let date: Day
      package let cause: String?
      package let basis: Basis
      package let platform: String
      package let country: Country
      package let tier: String
      /// Left out where the track had none.
      package let contract: String?
      package let contract_version: Int32?
      /// Left out for plays that no rate was in force for.
      package let currency: Currency?
      package let plays: Int64
      package let gross: Amount
      /// In the contract's currency, and the fee of that.
      package let converted, fee: Amount
      /// Rates of the month behind an estimated line, in the versions that the posting knew.
      package let rates: [Quote]
      /// Rows of files that a reported line comes from, the first 100.
      package let rows: [Row]
    }

    package let period: Period
    package let track: String
    package let lines: [Line]
    package let next: String?
  }

  private static let rowLimit = 100

  let period: Period
  let track: ISRC
  let cursor: String?
  let limit: Int

  /// - Parameter cursor: the `next` of the answer before.
  package init(_ period: Period, track: ISRC, cursor: String? = nil, limit: Int) {
    self.period = period
    self.track = track
    self.cursor = cursor
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let place = try place()
    return try await asking.database { db in try db.snapshot { try answer(db, after: place) } }
  }

  private func answer(_ db: Connection, after place: LineStore.Place?) throws -> Answer {
    let found = try LineStore(db).lines(of: track, period, after: place, limit: limit + 1)
    var books: [Int32: RateBook] = [:]
    var rows: [Int32: [ReportStore.RowPlace]] = [:]
    let lines = try found.prefix(limit).map { line in
      var quotes: [Answer.Quote] = []
      var sources: [Answer.Row] = []
      if let versions = line.versions {
        let book = try books[versions.rates] ?? RateStore(db).book(asOf: versions.rates)
        books[versions.rates] = book
        if line.basis != .estimated {
          let known =
            try rows[versions.reports]
            ?? ReportStore(db).rows(of: track, period, asOf: versions.reports, book, limit: 100_000)
          rows[versions.reports] = known
          sources = known.lazy.filter {
            $0.market == line.marketNumber && $0.isAdjustment == (line.basis == .adjustment)
              && line.isOf(release: $0.release)
          }.prefix(Self.rowLimit).map { Answer.Row(reconciliation: $0.report, line: $0.line) }
        } else {
          quotes = self.quotes(book, line.market)
        }
      }
      return Answer.Line(
        transaction: line.transaction, date: line.accountingDate, cause: line.cause,
        basis: Answer.Basis(rawValue: line.basis.name)!, platform: line.market.platform, country: line.market.country,
        tier: line.market.tier, contract: line.contract?.id, contract_version: line.contract?.version,
        currency: line.currency, plays: line.plays, gross: line.gross, converted: line.converted, fee: line.fee,
        rates: quotes, rows: sources)
    }
    let last = found.count > limit ? found[limit - 1] : nil
    return Answer(
      period: period, track: track.description, lines: lines,
      next: last.map {
        "\($0.transaction):\($0.marketNumber):\($0.contractNumber):\($0.currency?.code ?? ""):\($0.basis.name)"
      })
  }

  /// Each rate of a market from the day on which it came into force, the one that the month began with first.
  private func quotes(_ book: RateBook, _ market: Market) -> [Answer.Quote] {
    let days = [period.first] + book.changes.filter { $0 > period.first && $0 <= period.last }
    var quotes: [Answer.Quote] = []
    var before: String?
    for day in days {
      guard let table = book.table(platform: market.platform, on: day), table.path != before,
        let quote = table.quote(country: market.country, tier: market.tier)
      else { continue }
      before = table.path
      quotes.append(
        Answer.Quote(table: table.path, from: day, rate: "\(quote.rate)", currency: quote.currency))
    }
    return quotes
  }

  private func place() throws -> LineStore.Place? {
    guard let cursor else { return nil }
    let parts = cursor.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 5, let transaction = Int64(parts[0]), let market = Int32(parts[1]),
      let contract = Int32(parts[2]), let basis = Line.Basis(named: String(parts[4]))
    else { throw Refused.unusable("cursor", "cursor is what an earlier answer gave as next, unchanged.") }
    return LineStore.Place(
      transaction: transaction, market: market, contract: contract, currency: String(parts[3]), basis: basis)
  }
}
