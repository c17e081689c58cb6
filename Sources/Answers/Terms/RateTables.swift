import Ledger
import Plays
import Posting
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
  let manner: ImportManner

  /// - Parameter subject: the folder that they are from.
  package init(_ tables: [RateStore.Publication], from subject: String = "", _ manner: ImportManner = .usual) {
    self.tables = tables
    self.subject = subject
    self.manner = manner
  }

  package func answer(_ asking: some Asking) async throws -> PublishedAnswer {
    let (tables, manner) = (tables, manner)
    return try await asking.atLength { db in
      var answer = PublishedAnswer(manner)
      try manner.run {
        _ = try RateStore(db).publish(tables) { published in
          answer.published = published
          try manner.judge(
            try ClosedPeriods(db).changes(by: .rates, added: published.count), .rates,
            from: published.joined(separator: ", "),
            advice: "Rates that hold from a day on are a table of that date: <platform>/<effective-date>.csv.", in: db
          ) { answer.tell($0, needsConsent: $1) }
        }
      }
      return answer
    }
  }
}

/// Names of what is new, or got a new version.
package struct PublishedAnswer: Codable, Sendable {
  package var published: [String] = []
  /// True if nothing was written.
  package let dry_run: Bool?
  /// Sums of closed periods that change, where any do.
  package private(set) var closed: [ClosedSum]?
  /// True if it is refused unless somebody says that it corrects what is closed.
  package private(set) var needs_corrects_closed: Bool?

  init(_ manner: ImportManner) {
    dry_run = manner.isDryRun ? true : nil
  }

  mutating func tell(_ closed: [ClosedSum], needsConsent: Bool) {
    if !closed.isEmpty { self.closed = closed }
    if needsConsent { needs_corrects_closed = true }
  }
}
