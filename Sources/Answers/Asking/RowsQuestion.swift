import Earnings
import Money
import Schemas

/// A question whose answer follows from rows of the totals, and from nothing else that changes: while these and what prices
/// them are the same, its figures are.
package protocol RowsQuestion: Question where Answer == Fresh<Figures> {
  associatedtype Figures: Codable & Sendable

  /// Query about what the asker may see, and about this day where the question is.
  ///
  /// - Throws: a `Refusal` where there is no such thing for the asker.
  func query(_ asking: some Asking) async throws -> EarningsQuery

  /// Ranking of which the first rows are enough; `nil` where all are asked for.
  var leading: Leading? { get }

  /// True if what platforms report stands beside the rows.
  var hasReported: Bool { get }

  /// Figures that the rows of the query come to.
  ///
  /// - Throws: a `Refusal` where the query means nothing at these rates.
  func figures(_ query: EarningsQuery, _ read: Priced<[EarningsRow]>) throws -> Figures

  /// The same figures as they are written.
  func text(_ query: EarningsQuery, _ read: Priced<[EarningsRow]>) throws -> FiguresText
}

/// A ranking, as far as the totals need to know it.
package struct Leading: Sendable {
  package let limit: Int
  /// `nil` for a ranking by plays; else that of one by gross in it.
  package let currency: Currency?
}

extension RowsQuestion {
  package var leading: Leading? { nil }
  package var hasReported: Bool { false }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let query = try await query(asking)
    let totals = asking.totals
    let read =
      if let leading {
        try await totals.leaders(query, limit: leading.limit, in: leading.currency)
      } else {
        try await totals.rows(query)
      }
    let reported = hasReported ? try await asking.reported(query) : nil
    return Fresh(try figures(query, read.beside(reported)), read.freshness)
  }

  package func text(_ query: EarningsQuery, _ read: Priced<[EarningsRow]>) throws -> FiguresText {
    try FiguresText(try figures(query, read))
  }
}
