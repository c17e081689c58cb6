import Money
import PlatformReports
import Schemas
import Store

/// Rows of a report's file that are none of its own, and no income: money that is passed on or paid out, and what the format
/// leaves out.
package struct RowsApart: Question {
  package struct Row: Codable, Sendable {
    /// In the file.
    package let line: Int
    package let kind: PlatformReports.RowApart.Kind
    /// The column by which the format tells it, with what the row has there.
    package let rule: String
    /// As it is written; left out where the row has none.
    package let amount: String?
    package let currency: Currency?
  }

  package struct Answer: Codable, Sendable {
    package let rows: [Row]
    package let next: Int32?
  }

  let report: Int32
  let after: Int32
  let limit: Int

  /// - Parameter after: the `next` of the answer before.
  package init(_ report: Int32, after: Int32?, limit: Int) {
    self.report = report
    self.after = after ?? 0
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let page = try await asking.database { db in
      _ = try ReportStore(db).existing(report)
      return try FileMoneyStore(db).apart(of: report, after: after, limit: limit + 1)
    }
    return Answer(
      rows: page.prefix(limit).map {
        Row(
          line: $0.line, kind: $0.kind, rule: $0.rule, amount: $0.amount?.description, currency: $0.currency)
      },
      next: page.count > limit ? Int32(page[limit - 1].line) : nil)
  }
}
