import Money
import Plays
import Schemas
import Store

/// Reported money of no recording that is known, by the names that its rows have: a queue that somebody works off. The most money
/// comes first.
package struct UnmatchedNames: Question {
  package struct Sum: Codable, Sendable {
    package let currency: Currency
    package let units: Int64
    /// All of it.
    package let amount: Amount
    /// The part that is of accepted reports; the rest is of those that nobody has decided on.
    package let accepted: Amount
    /// The part that the books have in suspense. What is accepted and not here is posted next.
    package let in_suspense: Amount
  }

  package struct Candidate: Codable, Sendable {
    package let isrc: ISRC
    package let title, artist: String
    package let reasons: [UnmatchedStore.Candidate.Reason]
  }

  package struct Words: Codable, Sendable {
    package let title, artist: String?
  }

  package struct Entry: Codable, Sendable {
    /// The one that rows are named by; the other two are left out.
    package let isrc, external_id, upc: String?
    package let rows: Int64
    /// Titles and performers that reports have for it, where their format has them: at most five.
    package let words: [Words]
    /// By currency: sums of several are never added.
    package let money: [Sum]
    package let platforms: [String]
    /// Numbers of the reports.
    package let reconciliations: [Int32]
    /// The day on which the first of these reports came.
    package let since: Day
    package let age_days: Int
    /// At most five. Nothing is done with them.
    package let candidates: [Candidate]
    /// True if there is more than one candidate.
    package let competing: Bool
    /// Verdict of somebody, where one is there.
    package let verdict: NameVerdict?
    /// The recording that it names.
    package let recording: ISRC?
  }

  package struct Answer: Codable, Sendable {
    package let as_of: Day
    package let unmatched: [Entry]
    /// For the next part; none where this is the last.
    package let next: Int?
  }

  let filter: UnmatchedStore.Filter
  let first: Int
  let limit: Int

  /// - Parameter first: the `next` of the answer before.
  package init(_ filter: UnmatchedStore.Filter, after first: Int, limit: Int) {
    self.filter = filter
    self.first = first
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let day = asking.today
    let (found, clues, candidates) = try await asking.database { db in
      let store = UnmatchedStore(db)
      let found = try store.entries(filter, after: first, limit: limit + 1)
      let clues = try store.clues(of: Array(found.prefix(limit)), filter)
      return (found, clues, try store.candidates(clues))
    }
    let entries = found.prefix(limit).map { entry in
      let candidates = candidates[entry.name]
      return Entry(
        isrc: entry.name.text(as: .isrc), external_id: entry.name.text(as: .external), upc: entry.name.text(as: .upc),
        rows: clues[entry.name]?.rows ?? 0,
        words: (clues[entry.name]?.words ?? []).map { Words(title: $0.title, artist: $0.artist) },
        money: entry.sums.map {
          Sum(currency: $0.currency, units: $0.units, amount: $0.amount, accepted: $0.accepted, in_suspense: $0.booked)
        },
        platforms: entry.platforms, reconciliations: entry.reports, since: entry.since,
        age_days: max(0, Int(day.number - entry.since.number)),
        candidates: (candidates?.first ?? []).map {
          Candidate(isrc: $0.isrc, title: $0.title, artist: $0.artist, reasons: $0.reasons)
        },
        competing: candidates?.compete ?? false, verdict: entry.verdict.map(NameVerdict.init),
        recording: entry.verdict?.recording)
    }
    return Answer(as_of: day, unmatched: entries, next: found.count > limit ? first + limit : nil)
  }
}

extension ReportedName {
  /// - Returns: `nil` for a name of another kind.
  func text(as kind: Kind) -> String? { kind == self.kind ? text : nil }
}
