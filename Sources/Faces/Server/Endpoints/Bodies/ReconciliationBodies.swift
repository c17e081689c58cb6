import Answers
import Money
import Plays
import Schemas
import Store

/// A report of a platform as answers and the command line show it.
public struct ReportBody: Codable, Sendable {
  let reconciliation: Int32
  let file, format, status, received_at: String
  let sender, message_id, reason: String?
  let rows: Int64
  let supersedes: Int32?

  public init(_ report: PlatformReportStore.Report) {
    reconciliation = report.id
    file = report.file
    format = report.format
    status = report.status.rawValue
    received_at = RFC3339.text(microseconds: report.receivedAt)
    sender = report.sender
    message_id = report.messageID
    reason = report.reason
    rows = report.rows
    supersedes = report.supersedes
  }
}

/// Reports with what each comes to.
struct ReconciliationsBody: Codable {
  struct Scope: Codable {
    let period, platform: String
  }

  struct Sum: Codable {
    let currency, estimated, reported, variance: String
  }

  struct Item: Codable {
    let report: ReportBody
    let scopes: [Scope]
    let sums: [Sum]
    /// Left out where nothing was comparable.
    let verdict: String?

    init(_ report: PlatformReportStore.Report, _ overview: ReconciliationStore.Overview) {
      self.report = ReportBody(report)
      scopes = overview.scopes.map { Scope(period: "\($0.period)", platform: $0.platform) }
      sums = overview.sums.map {
        Sum(
          currency: $0.currency.code, estimated: "\($0.estimated)", reported: "\($0.reported)",
          variance: "\($0.reported - $0.estimated)")
      }
      verdict = overview.verdict
    }
  }

  let reconciliations: [Item]
  let next: Int32?
}

/// Units and amounts of lines side by side, and what their difference is made of.
struct FiguresBody: Codable {
  let estimated_units, compared_units, reported_units: Int64
  let estimated, compared, reported, variance: String
  let parts: [String: String]

  init(_ figures: ReconciliationStore.Figures) {
    estimated_units = figures.estimatedUnits
    compared_units = figures.comparedUnits
    reported_units = figures.reportedUnits
    estimated = "\(figures.estimated)"
    compared = "\(figures.compared)"
    reported = "\(figures.reported)"
    variance = "\(figures.variance)"
    parts = Dictionary(
      uniqueKeysWithValues: zip(ReconciliationStore.partNames, figures.parts.map { "\($0)" }).map { ($0, $1) })
  }
}

/// A report, what it speaks of, how it compares, and what accepting it changes for whom.
struct ReconciliationBody: Codable {
  struct Scope: Codable {
    let period, platform: String
    let countries: [String]
    /// Where they are not the calendar month's.
    let first_day, last_day: String?
  }

  struct Total: Codable {
    let period, platform, currency, estimated, compared, reported, variance, verdict: String
  }

  struct Sum: Codable {
    let key, currency: String
    let lines: Int64
  }

  struct TrueUp: Codable {
    let payee, currency, amount: String
  }

  /// Only in the answer to a file.
  var already_known: Bool?
  let report: ReportBody
  let scopes: [Scope]
  /// How many there are of each status.
  let lines: [String: Int64]
  let totals: [Total]
  let by: String
  let sums: [Joined<Sum, FiguresBody>]
  let true_up: [TrueUp]

  /// - Parameter limit: of the sums.
  init(
    _ report: PlatformReportStore.Report, _ reports: PlatformReportStore, _ store: ReconciliationStore,
    by: ReconciliationStore.Dimension, limit: Int
  ) throws {
    self.report = ReportBody(report)
    scopes = try reports.scopes(report.id).map {
      Scope(
        period: "\($0.period)", platform: $0.platform, countries: $0.countries.map(\.description),
        first_day: $0.days.map { "\($0.lowerBound)" }, last_day: $0.days.map { "\($0.upperBound)" })
    }
    lines = try store.counts(report.id)
    totals = try store.totals(report.id).map {
      Total(
        period: "\($0.period)", platform: $0.platform, currency: $0.currency.code, estimated: "\($0.estimated)",
        compared: "\($0.compared)", reported: "\($0.reported)", variance: "\($0.reported - $0.estimated)",
        verdict: $0.verdict)
    }
    self.by = by.rawValue
    sums = try store.sums(report.id, by: by, limit: limit).map {
      Joined(Sum(key: $0.key, currency: $0.currency.code, lines: $0.lines), FiguresBody($0.figures))
    }
    true_up = try store.trueUps(report.id).map {
      TrueUp(payee: $0.payee, currency: $0.currency.code, amount: "\($0.amount)")
    }
  }
}
