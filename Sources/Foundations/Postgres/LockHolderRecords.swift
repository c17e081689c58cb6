import Synchronization

/// Record of the sessions that keep locks from others, and what follows from it.
final class LockHolderRecords: Sendable {
  enum Verdict: Sendable, Equatable {
    case leave
    /// It is in the way, and it is not ours to end.
    case tell(String)
    case end(String)
  }

  private struct Record {
    var mark: String
    /// Moment when it was first seen with this mark, or went idle.
    var since: ContinuousClock.Instant
    var seenAt: ContinuousClock.Instant
    var looks = 0
    var isTold = false
  }

  /// Inside a statement nobody knows since when the server waits: as many looks found it so.
  private static let looksInsideStatement = 4
  /// Records of sessions that nobody met for longer are dropped.
  private static let kept = Duration.seconds(600)
  private static let metAgain = Duration.seconds(5)

  private let state = Mutex<(records: [LockHolder.ID: Record], failure: PostgresError.Code?)>(([:], nil))

  /// Why the server could not be asked the last time.
  var failure: PostgresError.Code? {
    get { state.withLock { $0.failure } }
    set { state.withLock { $0.failure = newValue } }
  }

  /// Notes what a look found.
  ///
  /// - Parameter silence: how long its server may have waited for the client.
  func judge(_ holder: LockHolder, silence: Duration, now: ContinuousClock.Instant) -> Verdict {
    state.withLock { state in
      state.records = state.records.filter { now - $0.value.seenAt < Self.kept }
      var record =
        state.records[holder.id] ?? Record(mark: holder.mark, since: now, seenAt: now)
      // What the role may not see has nothing that could move: it counts for as long as it is met again and again.
      let hasMoved =
        holder.isVisible
        ? record.mark != holder.mark || !holder.waitsForClient : now - record.seenAt > Self.metAgain
      if hasMoved {
        record = Record(mark: holder.mark, since: now, seenAt: now)
      }
      record.looks += 1
      record.seenAt = now
      if let idle = holder.idleFor { record.since = min(record.since, now - idle) }
      defer { state.records[holder.id] = record }
      let quiet = now - record.since
      guard !holder.isVisible || holder.waitsForClient, quiet >= silence,
        holder.idleFor != nil || record.looks >= Self.looksInsideStatement
      else { return .leave }
      let seconds = quiet.components.seconds
      if holder.isOurs, holder.isVisible {
        return .end(
          "ended \(holder.description): it kept a lock that others need and said nothing for \(seconds) s, so its "
            + "process is stopped or gone. What it had not committed is taken back and done again by whoever goes on.")
      }
      guard !record.isTold else { return .leave }
      record.isTold = true
      return .tell(
        holder.isVisible
          ? "\(holder.description) has kept a lock that ledgerline needs and said nothing for \(seconds) s. It is not "
            + "ledgerline's: have it end its transaction, or end it with pg_terminate_backend(\(holder.id.pid))."
          : "\(holder.description) has kept a lock that ledgerline needs for \(seconds) s, and our role may not see what "
            + "it does: grant pg_read_all_stats and pg_signal_backend to it, or end that session.")
    }
  }

  /// True if this is told for the first time of a session.
  func first(_ id: LockHolder.ID) -> Bool {
    state.withLock { state in
      guard state.records[id]?.isTold == false else { return false }
      state.records[id]?.isTold = true
      return true
    }
  }
}
