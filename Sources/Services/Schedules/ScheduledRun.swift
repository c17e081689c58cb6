import Foundation
import Ledger
import Plays
import Posting
import Postgres
import StatementExport
import Statements
import Store

/// The run of a schedule for a period: issues the statements and puts their files where the schedule says.
///
/// It may be started anywhere, by any number at once: one of them does it. One that is killed or stopped is gone on with
/// by the next. A statement is issued once and a file is there whole or not at all, so nothing is done twice.
public struct ScheduledRun {
  public struct Outcome: Sendable {
    public let attempt: Int
    public internal(set) var results: [ScheduleRunStore.Result] = []

    public var failed: [ScheduleRunStore.Result] { results.filter { $0.reason != nil } }
  }

  private let db: Connection
  private let today: Day
  private let root: String?
  private let isStopped: () -> Bool

  /// - Parameters:
  ///   - db: a session that nothing else uses during the run: the run's lock lives and ends with it.
  ///   - deliverTo: the operator's folder, for schedules that name theirs below it.
  ///   - isStopped: asked before each statement; the run is left to others then.
  public init(_ db: Connection, today: Day, deliverTo: String?, isStopped: @escaping () -> Bool = { false }) {
    self.db = db
    self.today = today
    root = deliverTo
    self.isStopped = isStopped
  }

  /// - Parameter again: also where it ended before: what failed then, or is missing, is tried again.
  /// - Returns: `nil` where somebody else is at it, or it ended.
  /// - Throws: `Transaction.Refusal` where there is no such schedule, the period is open, or there is no folder;
  ///   `CancellationError`, or `PostgresError` where the database went: the run goes on elsewhere, or later.
  public func run(_ name: String, _ period: Period, again: Bool = false) throws -> Outcome? {
    guard let record = try ScheduleStore(db).record(name) else {
      throw Transaction.Refusal("there is no schedule \(name)")
    }
    let schedule = record.schedule
    guard let folder = schedule.folder.path(under: root) else {
      throw Transaction.Refusal(
        "schedule \(name) delivers to \(schedule.folder), and it is not said below what: name it with --deliver-to")
    }
    guard try PeriodStore(db).lastSettled().map({ period <= $0 }) ?? false else {
      throw Transaction.Refusal("\(period) is open: its statements are drafts until it is closed")
    }
    let runs = ScheduleRunStore(db)
    let outcome = try runs.holding(name, period) { () -> Outcome? in
      guard let attempt = try runs.begin(name, period, version: record.version, again: again) else { return nil }
      var outcome = Outcome(attempt: attempt)
      for (kind, place) in try places(schedule.recipients, period) {
        guard !isStopped() else { throw CancellationError() }
        let result = try result(kind, place, period, schedule, folder)
        try runs.record(name, period, attempt: attempt, result)
        outcome.results.append(result)
      }
      try runs.finish(name, period)
      return outcome
    }
    return outcome ?? nil
  }

  /// Those among the schedule's payees who have a statement in a period; a label also has one over all its artists.
  private func places(
    _ recipients: Schedule.Recipients, _ period: Period
  ) throws -> [(kind: Statement.Kind, place: SettlementStore.Place)] {
    let all = try SettlementStore(db).places(period)
    switch recipients {
    case .everyone: return all.map { (.payee, $0) }
    case .label(let label):
      let roster = try ScheduleStore(db).roster(label, period)
      let own = try StatementLineStore(db).labels(period).filter { $0.payee == label }
      return own.map { (.label, $0) } + all.filter { roster.contains($0.payee) }.map { (.payee, $0) }
    case .payees(let payees):
      let wanted = Set(payees)
      return all.filter { wanted.contains($0.payee) }.map { (.payee, $0) }
    }
  }

  /// What goes wrong for one payee is that payee's reason; what ends the whole run is thrown.
  private func result(
    _ kind: Statement.Kind, _ place: SettlementStore.Place, _ period: Period, _ schedule: Schedule, _ folder: String
  ) throws -> ScheduleRunStore.Result {
    do {
      let issued = try StatementIssue(db, today: today).issue(kind, place.payee, period, place.currency)
      try deliver(issued, schedule, folder)
      return .init(kind: kind, place: place, statement: issued.id, reason: nil)
    } catch let error as CancellationError {
      throw error
    } catch let error as PostgresError where error.isConnectionLost || error.code == .queryCanceled {
      throw error
    } catch {
      return .init(kind: kind, place: place, statement: nil, reason: words(error, schedule, folder))
    }
  }

  private func deliver(_ issued: StatementStore.Issued, _ schedule: Schedule, _ folder: String) throws {
    try PrivateFolder.make(folder)
    if !schedule.folder.isAbsolute, let root { try PrivateFolder.check(folder, isBelow: root) }
    for format in schedule.formats.compactMap({ StatementFiles.Format(rawValue: $0.rawValue) }) {
      let path = "\(folder)/\(StatementFiles.name(issued, format))"
      // An issued statement does not change, and neither does its file.
      if StatementFiles.isWritten(path) { continue }
      try StatementFiles(db).write(format, to: path) {
        try StatementSource($0, issued)
      }
    }
  }

  /// Of at most a kilobyte: it is kept for ever. Of the operator's folder it says what the schedule does.
  private func words(_ error: any Error, _ schedule: Schedule, _ folder: String) -> String {
    let text = "\(error)".replacing("\0", with: "").replacing(folder, with: schedule.folder.description)
    return String(text.prefix(1_000))
  }
}
