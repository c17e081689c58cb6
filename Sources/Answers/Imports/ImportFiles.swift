import Contracts
import Ingest
import Ledger
import Plays
import Posting
import Store
import Texts

/// A file on its way in: where it is, and what it is called.
package struct ImportedFile: Sendable {
  package let path: String
  package let name: String

  /// - Parameter name: in what is said of it; the path unless told.
  package init(path: String, name: String? = nil) {
    self.path = path
    self.name = name ?? path
  }
}

/// Imports tracks with their artists, albums and labels.
package struct ImportCatalog: UseCase {
  package static let act = Act.importCatalog
  package var subject: String { file.name }

  let file: ImportedFile
  let bounds: ImportBounds
  let manner: ImportManner

  package init(_ file: ImportedFile, bounds: ImportBounds, _ manner: ImportManner) {
    self.file = file
    self.bounds = bounds
    self.manner = manner
  }

  package func answer(_ asking: some Asking) async throws -> ImportAnswer {
    let (file, bounds, manner) = (file, bounds, manner)
    return try await asking.atLength { db in
      var answer = ImportAnswer(manner)
      func tell(_ outcome: CatalogStore.Outcome, claimed: Int64) {
        answer.changes = outcome.changes
        answer.tracks = outcome.tracks
        answer.new_tracks = Int(outcome.kinds.added)
        answer.new_releases = Int(outcome.kinds.releases)
        answer.moved_tracks = Int(outcome.kinds.moved)
        answer.dated_tracks = Int(outcome.kinds.dated)
        answer.claimed_plays = claimed
        answer.told_apart = outcome.toldApart
      }
      try manner.run {
        let outcome = try ReferenceImport(db, bounds: bounds).catalog(path: file.path, called: file.name) {
          change, outcome in
          let changes = try ClosedPeriods(db).changes(by: change)
          if manner.isDryRun { tell(outcome, claimed: try change.waitingPlays()) }
          try manner.judge(
            changes, .catalog, from: file.name,
            advice:
              "A track that goes to somebody else from a day on says so in the column `from`: the first day on which artist, "
              + "label and release of its row hold, as 2026-11-01. Earlier days keep what they had. Another release of a "
              + "recording stands in a row beside that of the first, or says `no` in the column `primary`.", in: db
          ) {
            answer.closed = $0; answer.needs_corrects_closed = $1
          }
        }
        tell(outcome, claimed: outcome.claimedPlays)
      }
      return answer
    }
  }
}

/// Imports exchange rates.
package struct ImportFX: UseCase {
  package static let act = Act.importFX
  package var subject: String { file.name }

  let file: ImportedFile
  let unusual: Bool
  let manner: ImportManner

  /// - Parameter unusual: true takes rates that contradict each other, or leap.
  package init(_ file: ImportedFile, unusual: Bool, _ manner: ImportManner) {
    self.file = file
    self.unusual = unusual
    self.manner = manner
  }

  package func answer(_ asking: some Asking) async throws -> ImportAnswer {
    let (file, unusual, manner) = (file, unusual, manner)
    return try await asking.atLength { db in
      var answer = ImportAnswer(manner)
      try manner.run {
        _ = try ReferenceImport(db).fx(path: file.path, called: file.name, unusual: unusual) { added in
          answer.changes = added
          try manner.judge(
            try ClosedPeriods(db).changes(by: .fx, added: added), .fx, from: file.name,
            advice: "A rate is that of its period alone: leave the rows of closed periods out, or as they were.", in: db
          ) {
            answer.closed = $0; answer.needs_corrects_closed = $1
          }
        }
      }
      return answer
    }
  }
}
