import Money
import Plays
import Reconciliation
import Schemas
import Store

/// Lines of a comparison, in their order.
package struct ComparedLines: Question {
  package struct Line: Codable, Sendable {
    package let line: Int32
    package let period: Period
    package let platform: String
    package let country: Country
    package let status: LineStatus
    package let currency: Currency
    /// Left out where the report does not tell tiers apart.
    package let tier: String?
    /// Left out where the report names no recording that is known.
    package let isrc: String?
  }

  package struct Answer: Codable, Sendable {
    package let lines: [ComparedLineAnswer]
    package let next: Int32?
  }

  let report: Int32
  let filter: ComparisonStore.Filter
  let after: Int32
  let limit: Int

  /// - Parameter after: the `next` of the answer before.
  package init(_ report: Int32, _ filter: ComparisonStore.Filter, after: Int32?, limit: Int) {
    self.report = report
    self.filter = filter
    self.after = after ?? 0
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let page = try await asking.database { db in
      _ = try ReportStore(db).existing(report)
      return try ComparisonStore(db).lines(report, filter, after: after, limit: limit + 1)
    }
    return Answer(
      lines: page.prefix(limit).map(ComparedLineAnswer.init), next: page.count > limit ? page[limit - 1].number : nil)
  }
}

package typealias ComparedLineAnswer = Joined<ComparedLines.Line, FiguresAnswer>

extension ComparedLineAnswer {
  init(_ line: ComparedLine) {
    self.init(
      ComparedLines.Line(
        line: line.number, period: line.period, platform: line.platform, country: line.country, status: line.status,
        currency: line.currency, tier: line.tier, isrc: line.isrc),
      FiguresAnswer(line.figures))
  }
}
