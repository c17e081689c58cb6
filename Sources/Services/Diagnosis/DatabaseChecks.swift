import Plays
import Store

/// Checks of what the database said in one look.
package enum DatabaseChecks {
  /// The oldest PostgreSQL that will do.
  static let oldestVersion = 150_000
  private static let microsecond: Int64 = 1_000_000

  /// - Parameter version: the server's: 150020 is 15.20.
  package static func version(_ version: Int) -> Finding {
    let name = "\(version / 10_000).\(version % 10_000)"
    return version >= oldestVersion
      ? .ok(.database, "PostgreSQL \(name) answers")
      : .failure(.database, "PostgreSQL \(name) is too old", do: "use PostgreSQL 15 or newer")
  }

  /// Findings about a database that does not answer.
  package static func unreachable(_ detail: String) -> Finding {
    .failure(
      .database, "the database does not answer",
      do: "start it, or see LEDGERLINE_DATABASE_URL; nothing is lost, and what waits goes on when it is back",
      detail: detail)
  }

  package static func writability(_ figures: ConditionStore.Figures) -> Finding? {
    guard figures.isReadOnly else { return nil }
    return .failure(
      .database, "the database takes no writes: it is a standby, or set to read only",
      do: "name the primary in LEDGERLINE_DATABASE_URL, or allow writes")
  }

  package static func connections(_ figures: ConditionStore.Figures) -> Finding {
    let (used, limit) = (figures.connections, figures.connectionLimit)
    let text = "\(used) of \(limit) connections of the database are taken"
    guard limit - used < 10 else { return .ok(.connections, text) }
    return .warning(
      .connections, text, do: "raise max_connections of PostgreSQL, or run fewer servers and workers")
  }

  /// - Parameter localTime: this machine's clock at the middle of the question, in microseconds since 1970.
  package static func clock(_ figures: ConditionStore.Figures, localTime: Int64) -> Finding {
    let skew = figures.asOf - localTime
    let seconds = abs(skew) / microsecond
    let text = "this machine's clock is \(seconds) s \(skew < 0 ? "ahead of" : "behind") the database's"
    let remedy = "let both machines keep time by NTP"
    switch seconds {
    case 300...: return .failure(.clock, text, do: remedy)
    case 5...: return .warning(.clock, text, do: remedy)
    default: return .ok(.clock, "this machine and the database agree on the time")
    }
  }

  /// Check that the clocks of broker and senders are not ahead of the database's.
  package static func messageClock(_ partitions: [ConditionStore.Partition], now: Int64) -> Finding? {
    guard let ahead = partitions.compactMap(\.lastMessageAt).max().map({ ($0 - now) / microsecond }), ahead > 60 else {
      return nil
    }
    return .warning(
      .clock, "messages are stamped \(ahead) s in the future",
      do: "set the clocks of the brokers, or of the senders where the topic keeps their time")
  }

  /// Check that somebody counts. A topic that nobody has read yet is no fault.
  package static func ingest(_ partitions: [ConditionStore.Partition], now: Int64) -> Finding {
    guard !partitions.isEmpty else { return .ok(.ingest, "no topic was ever read") }
    let silent = partitions.filter { now - $0.seenAt > 30 * microsecond }
    guard let oldest = silent.map(\.seenAt).min() else {
      let lag = partitions.reduce(0) { $0 + max($1.highWatermark - $1.nextOffset, 0) }
      return .ok(.ingest, "\(partitions.count) partitions are looked at, \(lag) messages wait")
    }
    let text =
      "nobody has looked at \(silent.count) of \(partitions.count) partitions for \((now - oldest) / microsecond) s"
    let remedy = "start `ledgerline ingest`, or see the last line of its log"
    return now - oldest > 300 * microsecond
      ? .failure(.ingest, text, do: remedy) : .warning(.ingest, text, do: remedy)
  }

  /// Check that what waits to be posted is posted now and then, by whomever.
  package static func posting(_ figures: ConditionStore.Figures, today: Day) -> Finding {
    guard figures.hasPending else { return .ok(.posting, "everything is posted") }
    guard let last = figures.lastPostedOn else {
      return .warning(
        .posting, "nothing was ever posted, and something waits to be",
        do: "`ledgerline ledger post`, or `serve` with --post-every")
    }
    guard last.number < today.number - 2 else { return .ok(.posting, "last posted on \(last)") }
    return .warning(
      .posting, "something waits to be posted, and nothing was since \(last)",
      do: "`ledgerline ledger post`, or see `nothing was posted` in the log of `serve`")
  }

  /// - Parameter overdue: periods that are due, do not wait for a close, and are not done, with the time since.
  package static func schedules(_ overdue: [(schedule: String, period: Period, since: Int64)], now: Int64) -> Finding {
    let late = overdue.filter { now - $0.since > 300 }
    guard let first = late.min(by: { $0.since < $1.since }) else {
      return .ok(.schedules, "no schedule is overdue")
    }
    return .warning(
      .schedules, "\(late.count) runs of schedules are overdue, the first for \((now - first.since) / 60) minutes",
      do: "start `serve` with --deliver-to, or `ledgerline schedules run`",
      detail: "\(first.schedule) \(first.period)")
  }

  /// - Parameters:
  ///   - generation: what the live totals have.
  ///   - seconds: for how long they have been behind.
  package static func follower(_ figures: ConditionStore.Figures, generation: Int64, behindFor seconds: Int64)
    -> Finding
  {
    let behind = figures.generation - generation
    guard behind > 0, seconds >= 10 else { return .ok(.follower, "the live totals follow the database") }
    let text = "the live totals have been behind for \(seconds) s, by \(behind) commits"
    let remedy = "see `live totals wait` in the log; start this server again where it stays so"
    return seconds >= 60 ? .failure(.follower, text, do: remedy) : .warning(.follower, text, do: remedy)
  }
}
