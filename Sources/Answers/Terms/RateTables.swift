import Ledger
import Plays
import Postgres
import Rates
import Schemas
import Store

/// Rate tables that were published.
package struct RateTables: Question {
  package struct Answer: Codable, Sendable {
    package struct Item: Codable, Sendable {
      package let path, platform: String
      package let effective: Day
      package let published_at: Time
      package let rows: Int64
    }

    package let rate_tables: [Item]
  }

  package init() {}

  package func answer(_ asking: some Asking) async throws -> Answer {
    let list = try await asking.database { try RateStore($0).list() }
    return Answer(
      rate_tables: list.map {
        Answer.Item(
          path: $0.path, platform: $0.platform, effective: $0.effective, published_at: Time(shown: $0.publishedAt),
          rows: $0.rows)
      })
  }
}

/// Publishes rate tables, all or none. A published table is never edited; a correction is a new version.
package struct PublishRateTables: UseCase {
  package static let act = Act.publishRates
  package let subject: String

  let tables: [RateStore.Publication]

  /// - Parameter subject: the folder that they are from.
  package init(_ tables: [RateStore.Publication], from subject: String = "") {
    self.tables = tables
    self.subject = subject
  }

  package func answer(_ asking: some Asking) async throws -> PublishedAnswer {
    PublishedAnswer(published: try await asking.database { try RateStore($0).publish(tables) })
  }
}

/// Names of what is new, or got a new version.
package struct PublishedAnswer: Codable, Sendable {
  package let published: [String]
}
