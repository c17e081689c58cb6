import Money
import Plays
import Postgres
import Reconciliation

/// Totals of several reports, for a list of them.
extension ComparisonStore {
  package struct Overview: Sendable, Hashable {
    package struct Scope: Sendable, Hashable {
      package let period: Period
      package let platform: String
    }

    package struct Sum: Sendable, Hashable {
      package let currency: Currency
      package let estimated: Amount
      package let reported: Amount
    }

    /// Platforms' months that it speaks of, by period and platform.
    package fileprivate(set) var scopes: [Scope] = []
    /// Sums over all its platforms' months, by currency.
    package fileprivate(set) var sums: [Sum] = []
    /// The worst of them; `nil` where nothing was comparable.
    package fileprivate(set) var verdict: PlatformMonthVerdict?

    package init() {}
  }

  package func overviews(_ reports: [Int32]) throws -> [Int32: Overview] {
    var overviews: [Int32: Overview] = [:]
    let scopes = try db.query(
      """
      SELECT report_id, period, platform FROM platform_report_scopes WHERE report_id = ANY(\(.int32s(reports)))
      ORDER BY period, platform COLLATE "C"
      """)
    for row in scopes {
      overviews[row.int32(0), default: Overview()].scopes.append(.init(period: row.period(1), platform: row.text(2)))
    }
    // From the best to the worst.
    let verdicts = PlatformMonthVerdict.allCases
    let sums = try db.query(
      """
      SELECT report_id, currency, sum(estimated), sum(reported),
        max(array_position(\(.texts(verdicts.map(\.rawValue))), verdict))
      FROM reconciliations WHERE report_id = ANY(\(.int32s(reports))) GROUP BY 1, 2 ORDER BY 2
      """)
    var worst: [Int32: Int32] = [:]
    for row in sums {
      let report = row.int32(0)
      overviews[report, default: Overview()].sums.append(
        .init(
          currency: Currency(row.text(1))!, estimated: Amount(pico: row.numeric(2)),
          reported: Amount(pico: row.numeric(3))))
      worst[report] = max(worst[report] ?? 1, row.int32(4))
    }
    for (report, place) in worst { overviews[report]!.verdict = verdicts[Int(place) - 1] }
    return overviews
  }
}
