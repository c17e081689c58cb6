import Contracts
import Ledger
import Money
import Plays
import Posting
import Postgres
import Schemas
import Store

/// The month in which the books begin, and what is known of the time before it.
package struct Beginning: Question {
  package struct Answer: Codable, Sendable {
    package struct Month: Codable, Sendable {
      package let period: Period
      package let plays: Int64
    }

    package struct EarlierAdvance: Codable, Sendable {
      package let payee: String
      package let date: Day
      package let kind: String
      package let currency: Currency
      package let amount: Amount
      package let reference: String
    }

    /// `null` where nobody has named it.
    package let begins: Period?
    package let named_at: Time?
    package let named_by, named_by_name: String?
    /// True if `serve` posts by itself.
    package let posts_by_itself: Bool
    /// Plays that are counted and shown, and not posted.
    package let earlier_plays: [Month]
    /// Advances and costs that are on record, and not posted.
    package let earlier_advances: [EarlierAdvance]
  }

  package init() {}

  package func answer(_ asking: some Asking) async throws -> Answer {
    try await asking.database { db in
      try db.snapshot {
        let store = BeginningStore(db)
        let beginning = try store.beginning()
        let period = beginning?.period
        return Answer(
          begins: period, named_at: beginning.map { Time(shown: $0.namedAt) }, named_by: beginning?.namedBy.id,
          named_by_name: beginning?.namedBy.name, posts_by_itself: try store.hasBegun(),
          earlier_plays: try period.map {
            try store.plays(before: $0).map { .init(period: $0.period, plays: $0.plays) }
          } ?? [],
          earlier_advances: try period.map {
            try AdvanceStore(db).all(before: $0.first).map {
              .init(
                payee: $0.payee, date: $0.date, kind: $0.kind.rawValue, currency: $0.currency, amount: $0.amount,
                reference: $0.reference)
            }
          } ?? [])
      }
    }
  }
}

/// Names the month in which the books begin.
package struct BeginBooks: UseCase {
  package static let act = Act.begin
  package var subject: String { "\(period)" }

  let period: Period

  package init(_ period: Period) {
    self.period = period
  }

  package func answer(_ asking: some Asking) async throws -> Beginning.Answer {
    let today = asking.today
    try await asking.database { try BooksBeginning($0, today: today).name(period) }
    return try await Beginning().answer(asking)
  }
}
