import Ledger
import Money
import Plays
import Posting

/// Sum of a closed period that an import has changed, or would change.
package struct ClosedSum: Codable, Sendable {
  package let period: Period
  package let by: ClosedChange.Kind
  package let key: String
  package let currency: Currency
  package let difference: Amount
  /// True if it needs nobody's consent: plays that waited for their track, an exchange rate that was missing, an advance.
  package let routine: Bool

  private init(_ change: ClosedChange, routine: Bool) {
    period = change.period
    by = change.kind
    key = change.key
    currency = change.currency
    difference = change.difference
    self.routine = routine
  }

  static func all(_ changes: ClosedPeriods.Changes) -> [ClosedSum] {
    changes.moved.map { ClosedSum($0, routine: false) } + changes.routine.map { ClosedSum($0, routine: true) }
  }
}

/// Answer of an import, or of its dry run.
package struct ImportAnswer: Codable, Sendable {
  /// Rows that are new or have changed.
  package var changes = 0
  /// Tracks of a catalog, plays that had waited for them, and names in the books of artists and labels that share an id.
  package var tracks: Int?
  /// Tracks that are new; releases besides those that their recordings stood on already; tracks that go to others, or to another
  /// primary release, for days that had an owner; those that get an owner from a day on.
  package var new_tracks: Int?
  package var new_releases: Int?
  package var moved_tracks: Int?
  package var dated_tracks: Int?
  package var claimed_plays: Int64?
  package var told_apart: [String]?
  /// True if nothing was written.
  package let dry_run: Bool
  /// Sums of closed periods that change.
  package var closed: [ClosedSum] = []
  /// True if it is refused unless somebody says that it corrects what is closed.
  package var needs_corrects_closed = false
  /// Sentences about what was taken and can hardly be meant; left out where nothing is.
  package var warnings: [String]?

  init(_ manner: ImportManner) {
    dry_run = manner.isDryRun
  }
}

/// Answer that tells what changes in closed periods.
package protocol ChangesClosed: Codable, Sendable {
  var closedSums: [ClosedSum] { get }
  /// True if it is refused unless somebody says that it corrects what is closed.
  var needsConsent: Bool { get }
  /// Sentences about what was taken and can hardly be meant.
  var warnings: [String]? { get }
}

extension ImportAnswer: ChangesClosed {
  package var closedSums: [ClosedSum] { closed }
  package var needsConsent: Bool { needs_corrects_closed }
}

extension PublishedAnswer: ChangesClosed {
  package var warnings: [String]? { nil }
  package var closedSums: [ClosedSum] { closed ?? [] }
  package var needsConsent: Bool { needs_corrects_closed ?? false }
}
