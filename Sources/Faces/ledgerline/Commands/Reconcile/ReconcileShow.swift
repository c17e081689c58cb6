import Answers
import ArgumentParser
import Foundation
import Money
import Plays
import Postgres
import Server
import Store

extension ReconcileCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Reports, the newest first.")

    @Option(help: "Only about this period, as 2026-10.") var period: Period?
    @Option(help: "Only of this platform.") var platform: String?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      let reconciliations: [ReportBody]
    }

    func run() async throws {
      let (period, platform, format) = (period, platform, format)
      try await Database.with(Settings.load()) { database in
        let reports = try PlatformReportStore(database.connect()).page(period: period, platform: platform, limit: 1_000)
        try Report(
          columns: ["reconciliation", "file", "format", "rows", "status", "supersedes"],
          rows: reports.map {
            ["\($0.id)", $0.file, $0.format, "\($0.rows)", $0.status.rawValue, $0.supersedes.map { "\($0)" } ?? ""]
          },
          numeric: [0, 3, 5], json: Body(reconciliations: reports.map(ReportBody.init))
        ).print(format)
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What a report comes to against the estimate, and what accepting it changes for whom.")

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @Option(help: "Sums by platform, country, tier, track or status.") var by = Store.ReconciliationStore.Dimension
      .platform
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      struct Scope: Encodable {
        let period, platform: String
        let countries: [String]
        let first_day, last_day: String?
      }
      struct Estimated: Encodable {
        let period, platform, country: String
        let plays: Int64
      }
      struct Total: Encodable {
        let period, platform, currency, estimated, compared, reported, verdict: String
      }
      struct TrueUp: Encodable {
        let payee, currency, amount: String
      }
      let report: ReportBody
      let scopes: [Scope]
      /// Countries with plays of ours of which neither this report speaks nor another that is accepted.
      let still_estimated: [Estimated]
      let lines: [String: Int64]
      let totals: [Total]
      let by: String
      let sums: [VarianceBody]
      let true_up: [TrueUp]
    }

    func run() async throws {
      let (id, by, format) = (id, by, format)
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        try db.snapshot {
          let (reports, store) = (PlatformReportStore(db), ReconciliationStore(db))
          guard let report = try reports.report(id) else { throw Failure("there is no reconciliation \(id)") }
          let sums = try store.sums(id, by: by, limit: 10_000)
          let totals = try store.totals(id)
          for total in totals where total.verdict != "fine" {
            Terminal.note(
              "\(total.platform) in \(total.period), \(total.currency): \(total.verdict == "blocked" ? "more than 5 % off, keeps the period from being closed" : "more than 2 % off, look at it")"
            )
          }
          let estimated = try store.stillEstimated(id)
          Self.note(estimated)
          try Report(
            columns: [by.rawValue, "currency", "lines", "estimated", "reported", "variance"]
              + ReconciliationStore.partNames,
            rows: sums.map {
              [
                $0.key, $0.currency.code, "\($0.lines)", "\($0.figures.estimated)", "\($0.figures.reported)",
                "\($0.figures.variance)",
              ] + $0.figures.parts.map { "\($0)" }
            },
            numeric: Set(2..<6 + ReconciliationStore.partNames.count),
            json: Body(
              report: ReportBody(report),
              scopes: reports.scopes(id).map {
                Body.Scope(
                  period: "\($0.period)", platform: $0.platform, countries: $0.countries.map(\.description),
                  first_day: $0.days.map { "\($0.lowerBound)" }, last_day: $0.days.map { "\($0.upperBound)" })
              },
              still_estimated: estimated.map {
                Body.Estimated(period: "\($0.period)", platform: $0.platform, country: $0.country, plays: $0.plays)
              },
              lines: store.counts(id),
              totals: totals.map {
                Body.Total(
                  period: "\($0.period)", platform: $0.platform, currency: $0.currency.code,
                  estimated: "\($0.estimated)", compared: "\($0.compared)", reported: "\($0.reported)",
                  verdict: $0.verdict)
              },
              by: by.rawValue, sums: sums.map { VarianceBody(key: $0.key, $0.currency, lines: $0.lines, $0.figures) },
              true_up: store.trueUps(id).map {
                Body.TrueUp(payee: $0.payee, currency: $0.currency.code, amount: "\($0.amount)")
              })
          ).print(format)
        }
      }
    }

    /// Says where the report changes nothing, a line for each platform's month.
    private static func note(_ estimated: [StillEstimated]) {
      for (place, countries) in Dictionary(grouping: estimated, by: { "\($0.platform) in \($0.period)" })
        .sorted(by: { $0.key < $1.key })
      {
        let shown = countries.prefix(20).map { "\($0.country) (\($0.plays) plays)" }.joined(separator: ", ")
        let more = countries.count > 20 ? " and \(countries.count - 20) more" : ""
        Terminal.note("\(place): the report does not speak of \(shown)\(more): there the estimate stays")
      }
    }
  }
}

extension ReconciliationStore.Dimension: ExpressibleByArgument {}

/// Figures side by side, and what their difference is made of; amounts are decimal strings.
struct VarianceBody: Encodable {
  let key, currency: String
  let lines: Int64
  let estimated_units, reported_units: Int64
  let estimated, compared, reported, variance: String
  let parts: [String: String]

  init(key: String, _ currency: Currency, lines: Int64, _ figures: ReconciliationStore.Figures) {
    self.key = key
    self.currency = currency.code
    self.lines = lines
    estimated_units = figures.estimatedUnits
    reported_units = figures.reportedUnits
    estimated = "\(figures.estimated)"
    compared = "\(figures.compared)"
    reported = "\(figures.reported)"
    variance = "\(figures.variance)"
    parts = Dictionary(
      uniqueKeysWithValues: zip(ReconciliationStore.partNames, figures.parts.map { "\($0)" }).map { ($0, $1) })
  }
}
