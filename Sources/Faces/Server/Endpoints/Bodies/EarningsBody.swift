// Without Foundation, which has a Dimension of its own.
import Answers
import Earnings
import Money
import Plays
import Rates
import Schemas

/// Estimated earnings, in all and by what was asked for.
struct EarningsBody: Codable {
  struct Row: Codable {
    let key, name: String
  }

  typealias RatedRow = Joined<Row, EarningsFigures>

  let from, to: Nullable<Day>
  let group_by: Nullable<Dimension>
  var status = Estimate.estimated
  let total: EarningsFigures
  let rows: [RatedRow]
}

extension EarningsBody.RatedRow {
  init(_ row: EarningsRow, _ currency: Currency?, _ fx: FXBook) {
    self.init(EarningsBody.Row(key: row.key, name: row.name), EarningsFigures(row.earnings, currency, fx))
  }
}

extension Dimension: Codable {}
