import Money
import Plays
import Reconciliation
import Schemas
import Store

/// Reports with the totals of their comparisons, the newest first.
package struct Reports: Question {
  package struct Answer: Codable, Sendable {
    package struct Scope: Codable, Sendable {
      package let period: Period
      package let platform: String
    }

    package struct Sum: Codable, Sendable {
      package let currency: Currency
      package let estimated, reported, variance: Amount
    }

    package struct Item: Codable, Sendable {
      package let report: ReportAnswer
      package let scopes: [Scope]
      package let sums: [Sum]
      /// The worst of its platforms' months; left out where nothing was comparable.
      package let verdict: PlatformMonthVerdict?

      init(_ report: ReportStore.Report, _ overview: ComparisonStore.Overview) {
        self.report = ReportAnswer(report)
        scopes = overview.scopes.map { Scope(period: $0.period, platform: $0.platform) }
        sums = overview.sums.map {
          Sum(
            currency: $0.currency, estimated: $0.estimated, reported: $0.reported,
            variance: $0.reported - $0.estimated)
        }
        verdict = overview.verdict
      }
    }

    package let reconciliations: [Item]
    package let next: Int32?
  }

  let period: Period?
  let platform: String?
  let status: ReportStore.Status?
  let before: Int32?
  let limit: Int

  /// - Parameter before: the `next` of the answer before.
  package init(period: Period?, platform: String?, status: ReportStore.Status?, before: Int32?, limit: Int) {
    self.period = period
    self.platform = platform.map(Market.code)
    self.status = status
    self.before = before
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let (page, overviews) = try await asking.database { db in
      let page = try ReportStore(db).page(
        period: period, platform: platform, status: status, before: before, limit: limit + 1)
      return (page, try ComparisonStore(db).overviews(page.map(\.id)))
    }
    return Answer(
      reconciliations: page.prefix(limit).map { Answer.Item($0, overviews[$0.id] ?? .init()) },
      next: page.count > limit ? page[limit - 1].id : nil)
  }
}
