import Ledger
import Plays
import Refusals
import ReportMatching
import Schemas
import Store

/// Word for what is decided on a name.
package enum NameVerdict: String, Codable, CaseIterable, Sendable {
  /// Its rows are of a recording.
  case assigned
  /// They are of none of ours.
  case notOurs = "not_ours"
  /// The decision before counts no longer.
  case forgotten

  init(_ verdict: NameDecisionStore.Verdict) {
    self =
      switch verdict {
      case .assigned: .assigned
      case .notOurs: .notOurs
      case .forgotten: .forgotten
      }
  }
}

/// Decisions on names that the catalog does not know, the latest of each, the newest first.
package struct NameDecisions: Question {
  package struct Decision: Codable, Sendable {
    /// The one that rows are named by; the other two are left out.
    package let isrc, external_id, upc: String?
    /// Number of the decision among those on this name, from 1.
    package let version: Int
    package let verdict: NameVerdict
    package let recording: ISRC?
    /// True if rows are given to the recording: the catalog has it, and does not know the name itself.
    package let effective: Bool
    package let reason: String
    package let decided_at: Time
    package let decided_by: String

    init(_ decision: NameDecisionStore.Decision) {
      isrc = decision.name.text(as: .isrc)
      external_id = decision.name.text(as: .external)
      upc = decision.name.text(as: .upc)
      version = decision.version
      verdict = NameVerdict(decision.verdict)
      recording = decision.verdict.recording
      effective = decision.isEffective
      reason = decision.reason
      decided_at = Time(shown: decision.decidedAt)
      decided_by = decision.actor?.name ?? ""
    }
  }

  package struct Answer: Codable, Sendable {
    package let decisions: [Decision]
    /// For the next part; none where this is the last.
    package let next: Int?
  }

  let first: Int
  let limit: Int

  /// - Parameter first: the `next` of the answer before.
  package init(after first: Int, limit: Int) {
    self.first = first
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let found = try await asking.database { try NameDecisionStore($0).all(after: first, limit: limit + 1) }
    return Answer(
      decisions: found.prefix(limit).map { Decision($0) }, next: found.count > limit ? first + limit : nil)
  }
}

/// Decides on a name that rows of reports have and the catalog does not know.
package struct DecideName: UseCase {
  package struct Answer: Codable, Sendable {
    /// Every version of it, the latest first.
    package let decisions: [NameDecisions.Decision]
    /// Accepted reports whose lines have moved: the next posting books it.
    package let moved: [Int32]
    /// Reports that were compared again, since nobody has decided on them.
    package let compared: [Int32]
  }

  package static let act = Act.decideName
  package var subject: String { "\(name.kind.rawValue) \(name.text)" }

  let name: ReportedName
  let verdict: NameDecisionStore.Verdict
  let reason: String

  /// - Throws: `Refused` for none or several of the three names, and for a recording that is missing or too much.
  package init(
    isrc: ISRC?, externalID: String?, upc: GTIN?, _ verdict: NameVerdict, recording: ISRC?, reason: String
  ) throws {
    let names = try [
      isrc.map { ReportedName(isrc: $0) }, externalID.map { try ReportedName(externalID: $0) },
      upc.map { ReportedName(upc: $0) },
    ].compactMap { $0 }
    guard let name = names.first, names.count == 1 else {
      throw Refused.unusable("isrc", "One name is decided on at a time: isrc, external_id or upc.")
    }
    switch (verdict, recording) {
    case (.assigned, let recording?):
      guard recording != isrc else {
        throw Refused.unusable("recording", "A row with ISRC \(recording) is of \(recording) already.")
      }
      self.verdict = .assigned(recording)
    case (.assigned, nil): throw Refused.unusable("recording", "recording is the ISRC that its rows are of.")
    case (_, _?): throw Refused.unusable("recording", "recording goes with assigned alone.")
    case (.notOurs, nil): self.verdict = .notOurs
    case (.forgotten, nil): self.verdict = .forgotten
    }
    self.name = name
    self.reason = reason
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let progress = asking.progress
    let outcome = try await asking.atLength { db in
      try NameDecision(db) { progress("comparing", Int64($0), Int64($1)) }.run(name, verdict, reason: reason)
    }
    let versions = try await asking.database { try NameDecisionStore($0).versions(name) }
    return Answer(decisions: versions.map { .init($0) }, moved: outcome.moved, compared: outcome.compared)
  }
}
