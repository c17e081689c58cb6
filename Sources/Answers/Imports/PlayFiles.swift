import Ingest
import Ledger
import Postgres
import Texts

/// Counts the plays of a file. One that was stopped goes on where it ended, and the same file again changes nothing.
package struct ImportPlays: UseCase {
  package struct Answer: Codable, Sendable {
    package let accepted_events: Int64
    /// Lines that are no plays; each stands in quarantine with its reason.
    package let quarantined_events: Int64
    /// True if all of it was counted before, and nothing was done.
    package let already_counted: Bool
    /// Byte of the text behind which it went on; left out where it began at the first.
    package let resumed_at: Int64?

    package init(_ outcome: PlayImport.Outcome) {
      accepted_events = outcome.accepted
      quarantined_events = outcome.quarantined
      already_counted = outcome.wasKnown
      resumed_at = outcome.wasKnown || outcome.resumedAt == 0 ? nil : outcome.resumedAt
    }
  }

  package static let act = Act.importPlays
  package var subject: String { file.name }

  let file: ImportedFile
  let growth: PlayImport.Growth
  let mayOverlap: Bool
  let bounds: ImportBounds
  let databaseURL: String

  /// - Parameters:
  ///   - growth: what to do with a file that starts with all of another.
  ///   - mayOverlap: true counts lines that stand in other files too.
  ///   - bounds: of its text.
  ///   - databaseURL: for the connections that counting takes.
  package init(
    _ file: ImportedFile, growth: PlayImport.Growth, mayOverlap: Bool, bounds: ImportBounds, databaseURL: String
  ) {
    self.file = file
    self.growth = growth
    self.mayOverlap = mayOverlap
    self.bounds = bounds
    self.databaseURL = databaseURL
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let progress = asking.progress
    // It has connections of its own; this one holds the place among those that take long.
    let outcome = try await asking.atLength { _ in
      try PlayImport(databaseURL: databaseURL, growth: growth, mayOverlap: mayOverlap, bounds: bounds) {
        progress($0.phase == .counting ? "counting" : "reading", $0.done, $0.size)
      }.run(path: file.path, called: file.name)
    }
    return Answer(outcome)
  }
}

/// Takes a file of plays out again that was counted by mistake.
package struct WithdrawPlays: UseCase {
  package struct Answer: Codable, Sendable {
    package let withdrawn_events: Int64
    package let withdrawn_quarantined_events: Int64
    package let withdrawn_plays: Int64

    package init(_ outcome: PlayWithdrawal.Outcome) {
      withdrawn_events = outcome.accepted
      withdrawn_quarantined_events = outcome.quarantined
      withdrawn_plays = outcome.plays
    }
  }

  package static let act = Act.withdrawPlays
  package var subject: String { file.name }

  let file: ImportedFile
  let bounds: ImportBounds

  package init(_ file: ImportedFile, bounds: ImportBounds) {
    self.file = file
    self.bounds = bounds
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let progress = asking.progress
    let outcome = try await asking.atLength { db in
      try PlayWithdrawal(db, bounds: bounds) {
        progress($0.phase == .counting ? "reading again" : "reading", $0.done, $0.size)
      }.run(path: file.path, called: file.name)
    }
    return Answer(outcome)
  }
}
