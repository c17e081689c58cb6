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
package struct ScheduledRun {
  package struct Outcome: Hashable, Sendable {
    package let attempt: Int
    package internal(set) var results: [ScheduleRunStore.Result] = []

    package init(attempt: Int, results: [ScheduleRunStore.Result] = []) {
      self.attempt = attempt
      self.results = results
    }

    package var failed: [ScheduleRunStore.Result] { results.filter { $0.reason != nil } }
  }

  private let db: Connection
  private let today: Day
  private let root: String?
  private let isStopped: () -> Bool

  /// - Parameters:
  ///   - db: a session that nothing else uses during the run: the run's lock lives and ends with it.
  ///   - deliverTo: the operator's folder, for schedules that name theirs below it.
  ///   - isStopped: asked before each statement; the run is left to others then.
  package init(_ db: Connection, today: Day, deliverTo: String?, isStopped: @escaping () -> Bool = { false }) {
    self.db = db
    self.today = today
    root = deliverTo
    self.isStopped = isStopped
  }

  /// - Parameter again: also where it ended before: what failed then, or is missing, is tried again.
  /// - Returns: `nil` where somebody else is at it, or it ended.
  /// - Throws: `Transaction.Refusal` where there is no such schedule, the period is open, or there is no folder;
  ///   `CancellationError`, or `PostgresError` where the database went: the run goes on elsewhere, or later.
  package func run(_ name: String, _ period: Period, again: Bool = false) throws -> Outcome? {
    guard let record = try ScheduleStore(db).record(name) else {
      throw Transaction.Refusal("there is no schedule \(name)")
    }
    let schedule = record.schedule
    guard let folder = schedule.folder.path(under: root) else {
      throw Transaction.Refusal(
        "schedule \(name) delivers to \(schedule.folder), and it is not said below what: name it with --deliver-to")
    }
    try StatementIssue.requireClosed(period, db)
    let basis = try PeriodBasis(db, period)
    let runs = ScheduleRunStore(db)
    let outcome = try runs.holding(name, period) { () -> Outcome? in
      var progress = RunProgress()
      var action = Optional(RunProgress.Action.begin)
      while let next = action {
        switch next {
        case .begin:
          let attempt = try runs.begin(name, period, version: record.version, again: again)
          action = progress.handle(attempt.map { .begun(attempt: $0) } ?? .refused)
        case .list: action = progress.handle(.listed(try recipients(schedule.recipients, period)))
        case .issue(let recipient):
          guard !isStopped() else { throw CancellationError() }
          action = progress.handle(.tried(try result(recipient, basis, schedule, to: folder)))
        case .record(let result, let attempt):
          try runs.record(name, period, attempt: attempt, result)
          action = progress.handle(.recorded)
        case .finish:
          try runs.finish(name, period)
          action = progress.handle(.finished)
        case .end(let outcome): return outcome
        }
      }
      return nil
    }
    return outcome ?? nil
  }

  /// Those among the schedule's payees who have a statement in a period; a label also has one over all its artists.
  private func recipients(_ recipients: Schedule.Recipients, _ period: Period) throws -> [RunProgress.Recipient] {
    let all = try SettlementStore(db).places(period)
    switch recipients {
    case .everyone: return all.map { .init(.payee, $0) }
    case .label(let label):
      let roster = try ScheduleStore(db).roster(label, period)
      let own = try StatementLineStore(db).labels(period).filter { $0.payee == label }
      return own.map { .init(.label, $0) } + all.filter { roster.contains($0.payee) }.map { .init(.payee, $0) }
    case .payees(let payees):
      let wanted = Set(payees)
      return all.filter { wanted.contains($0.payee) }.map { .init(.payee, $0) }
    }
  }

  /// Issues and delivers one statement. An error of this recipient is its reason; one that ends the whole run is thrown.
  private func result(
    _ recipient: RunProgress.Recipient, _ basis: PeriodBasis, _ schedule: Schedule, to folder: String
  ) throws -> ScheduleRunStore.Result {
    let (kind, place) = (recipient.kind, recipient.place)
    do {
      let issued = try StatementIssue(db, today: today, basis: basis)
        .issue(kind, place.payee, basis.period, place.currency)
      try deliver(issued, basis, schedule, folder)
      return .init(kind: kind, place: place, statement: issued.id, reason: nil)
    } catch let error as CancellationError {
      throw error
    } catch let error as PostgresError where error.isConnectionLost || error.code == .queryCanceled {
      throw error
    } catch {
      return .init(kind: kind, place: place, statement: nil, reason: words(error, schedule, folder))
    }
  }

  private func deliver(
    _ issued: StatementStore.Issued, _ basis: PeriodBasis, _ schedule: Schedule, _ folder: String
  ) throws {
    try PrivateFolder.make(folder)
    if !schedule.folder.isAbsolute, let root { try PrivateFolder.check(folder, isBelow: root) }
    let formats = schedule.formats.compactMap { StatementFiles.Format(rawValue: $0.rawValue) }
    try StatementFiles(db).write(issued, as: formats, to: folder, basis: basis)
  }

  /// The reason as it is kept for ever: at most a kilobyte, with the operator's folder named as the schedule does.
  private func words(_ error: any Error, _ schedule: Schedule, _ folder: String) -> String {
    let text = "\(error)".replacing("\0", with: "").replacing(folder, with: schedule.folder.description)
    return String(text.prefix(1_000))
  }
}
