import Money
import Plays
import Postgres
import Reconciliation
import Schemas
import Store

/// Comparison of a report: its totals and sums, and the change that accepting it makes for each payee.
package struct Comparison: Question {
  package struct Answer: Codable, Sendable {
    package struct Scope: Codable, Sendable {
      package let period: Period
      package let platform: String
      package let countries: [Country]
      /// The report's own days; left out where they are the calendar month's.
      package let first_day, last_day: Day?
      /// True of rows of a month earlier than the latest of their platform in a distributor's file: they take the place of the
      /// estimates of their own lines alone. Left out of others.
      package let late: Bool?
    }

    /// All of the file's money in one currency. `booked + suspended - rounding + transfers + left_out = file`, exact.
    package struct Accounted: Codable, Sendable {
      package let currency: Currency
      /// Rows of recordings of ours, and those of none that the catalog knows, whose money waits.
      package let booked, suspended: Amount
      package let booked_rows, suspended_rows: Int64
      /// As they are written. Transfers are passed on or paid out, and are no income.
      package let rounding, transfers, left_out, file: String
      /// Before the sender's share, and that share; left out where the file does not tell.
      package let gross, fees: Amount?

      init(_ account: FileMoneyStore.Account) {
        currency = account.currency
        booked = account.booked
        suspended = account.suspended
        booked_rows = account.bookedRows
        suspended_rows = account.suspendedRows
        rounding = account.rounding.description
        transfers = account.transfers.description
        left_out = account.leftOut.description
        file = account.file.description
        gross = account.gross == .zero ? nil : account.gross
        fees = account.fees == .zero ? nil : account.fees
      }
    }

    /// A country with plays of ours of which neither this report speaks nor another that is accepted.
    package struct Estimated: Codable, Sendable {
      package let period: Period
      package let platform: String
      package let country: Country
      package let plays: Int64
    }

    package struct Total: Codable, Sendable {
      package let period: Period
      package let platform: String
      package let currency: Currency
      package let estimated, compared, reported, variance: Amount
      package let verdict: PlatformMonthVerdict
    }

    package struct Sum: Codable, Sendable {
      package let key: String
      package let currency: Currency
      package let lines: Int64
    }

    package struct TrueUp: Codable, Sendable {
      package let payee: String
      package let currency: Currency
      package let amount: Amount
    }

    package let report: ReportAnswer
    package let scopes: [Scope]
    /// Accepted reports that speak of the same, with which it adds up: `reported` is of all of them together. Left out where
    /// there are none.
    package let together_with: [Int32]?
    /// Countries where the estimate stays when the report is accepted.
    package let still_estimated: [Estimated]
    /// Numbers of lines, by `LineStatus`.
    package let lines: [String: Int64]
    package let totals: [Total]
    package let by: ComparisonStore.Dimension
    package let sums: [Joined<Sum, FiguresAnswer>]
    package let true_up: [TrueUp]
    /// By currency; none of a report that came before it was kept.
    package let accounted: [Accounted]
  }

  let report: Int32
  let dimension: ComparisonStore.Dimension
  let limit: Int

  /// - Parameter limit: sums at most, the largest variance first.
  package init(_ report: Int32, by dimension: ComparisonStore.Dimension = .platform, limit: Int = 1_000) {
    self.report = report
    self.dimension = dimension
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    try await asking.database { db in try db.snapshot { try answer(db) } }
  }

  private func answer(_ db: Connection) throws -> Answer {
    let (reports, store) = (ReportStore(db), ComparisonStore(db))
    let together = try store.together(with: report)
    return Answer(
      report: ReportAnswer(try reports.existing(report)),
      scopes: try reports.scopes(report).map {
        Answer.Scope(
          period: $0.period, platform: $0.platform, countries: $0.countries, first_day: $0.days?.lowerBound,
          last_day: $0.days?.upperBound, late: $0.isLate ? true : nil)
      },
      together_with: together.isEmpty ? nil : together,
      still_estimated: try store.stillEstimated(report).map {
        Answer.Estimated(period: $0.period, platform: $0.platform, country: $0.country, plays: $0.plays)
      },
      lines: try Dictionary(uniqueKeysWithValues: store.counts(report).map { ($0.key.rawValue, $0.value) }),
      totals: try store.totals(report).map {
        Answer.Total(
          period: $0.period, platform: $0.platform, currency: $0.currency, estimated: $0.estimated,
          compared: $0.compared, reported: $0.reported, variance: $0.reported - $0.estimated, verdict: $0.verdict)
      },
      by: dimension,
      sums: try store.sums(report, by: dimension, limit: limit).map {
        Joined(Answer.Sum(key: $0.key, currency: $0.currency, lines: $0.lines), FiguresAnswer($0.figures))
      },
      true_up: try store.trueUps(report).map {
        Answer.TrueUp(payee: $0.payee, currency: $0.currency, amount: $0.amount)
      },
      accounted: try FileMoneyStore(db).accounts(of: report).map { Answer.Accounted($0) })
  }
}
