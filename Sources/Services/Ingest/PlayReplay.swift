import Foundation
import Plays
import Postgres
import Store

/// Counts events that stand in quarantine since no rates of their platform were known, each exactly once: it leaves
/// quarantine in the transaction that counts it.
///
/// An event is looked at as it would have been when it was received, with the rates of now. What is still not accepted
/// stays, under the reason that it has now.
package struct PlayReplay {
  package struct Outcome: Hashable, Sendable {
    /// Events that were counted.
    package var replayed: Int64 = 0
    /// Events that stay for want of rates.
    package var waiting: Int64 = 0
  }

  private static let reason = QuarantineReason.unknownPlatform

  private let db: Connection
  private let progress: (_ done: Int64, _ total: Int64) -> Void

  /// - Parameter db: a connection whose actor is on record.
  package init(_ db: Connection, progress: @escaping (_ done: Int64, _ total: Int64) -> Void = { _, _ in }) {
    self.db = db
    self.progress = progress
  }

  package func run() throws -> Outcome {
    let store = QuarantineStore(db)
    let total = try store.count(Self.reason)
    var outcome = Outcome()
    guard total > 0 else { return outcome }
    let intake = try PlayIntake(IngestDatabase(db))
    var (after, done): (Int64, Int64) = (0, 0)
    while true {
      let events = try store.events(Self.reason, after: after)
      guard let last = events.last else { break }
      // Nothing is gathered now: the vocabulary may be a new one.
      _ = try intake.refreshPlatforms()
      guard let replayed = try replay(events, intake) else { continue }
      outcome.replayed += Int64(replayed)
      done += Int64(events.count)
      progress(done, max(total, done))
      after = last.id
    }
    outcome.waiting = try store.count(Self.reason)
    return outcome
  }

  /// - Returns: how many were counted; `nil` where somebody else has taken some of them, and they are to be read again.
  private func replay(_ events: [QuarantineStore.Event], _ intake: PlayIntake) throws -> Int? {
    defer { intake.clear() }
    var accepted: [Int64] = []
    for event in events {
      let isAccepted = event.bytes.withUnsafeBytes {
        intake.take($0, source: event.source, position: event.id, receivedAt: event.receivedAt / 1000)
      }
      if isAccepted { accepted.append(event.id) }
    }
    intake.handOver()
    while true {
      var batch = try intake.batch(now: UInt32(Date().timeIntervalSince1970))
      // Where they stand in quarantine is their number there.
      let others = batch.quarantined.filter { $0.reason != Self.reason.rawValue }.map {
        (id: $0.position, reason: $0.reason)
      }
      batch.quarantined = []
      do {
        if !accepted.isEmpty {
          try IngestStore(db).commit(batch, replaying: accepted, of: events.first?.file)
        }
        if !others.isEmpty { try QuarantineStore(db).name(others) }
        return accepted.count
      } catch {
        switch CommitFailure(error) {
        case .fenced: return nil
        case .catalogChanged: try intake.refreshCatalog()
        case .rolledBack: continue
        case .unknown: throw error
        }
      }
    }
  }
}
