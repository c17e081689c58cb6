import Plays
import Statements
import Store

/// Runs that a server takes on as schedules become due, one after the other.
///
/// A pure value: told what happened, it says what to do. It looks again after every run, which may have taken hours: what
/// was paused or done elsewhere meanwhile is left out. What was tried is left to the next round, however it went.
package struct DueRuns {
  /// A run: of a schedule, for a period.
  private struct Run: Hashable {
    let schedule: String
    let period: Period
  }

  package enum Event: Sendable {
    case looked(ScheduleAgenda, now: Int64)
    /// The database did not say.
    case notLooked
    /// The run ended, was cut off, or is another's.
    case ran
    case waited
  }

  package enum Action: Hashable, Sendable {
    case look
    case tell(Note)
    case run(String, Period)
    /// Wait for so many seconds.
    case wait(Int64)
  }

  /// Reason why a run that is due does not happen.
  package enum Note: Hashable, Sendable {
    case noFolder(schedule: String)
    case open(schedule: String, Period)
  }

  /// Seconds within which it is seen what was closed or changed.
  private static let longestWait: Int64 = 60

  private let root: String?
  private var running: Run?
  private var tried: Set<Run> = []
  private var told: Set<Note> = []

  /// - Parameter root: the operator's folder, for schedules that name theirs below it.
  package init(deliverTo root: String?) {
    self.root = root
  }

  package mutating func handle(_ event: Event) -> [Action] {
    switch event {
    case .looked(let agenda, let now): return looked(agenda, now: now)
    case .notLooked: return [.wait(Self.longestWait)]
    case .ran:
      running.map { _ = tried.insert($0) }
      running = nil
      return [.look]
    case .waited:
      tried = []
      return [.look]
    }
  }

  private mutating func looked(_ agenda: ScheduleAgenda, now: Int64) -> [Action] {
    var actions: [Action] = []
    for item in agenda.due {
      let run = Run(schedule: item.record.schedule.name, period: item.period)
      if let note = note(item) {
        if told.insert(note).inserted { actions.append(.tell(note)) }
      } else if !tried.contains(run) {
        running = run
        return actions + [.run(run.schedule, run.period)]
      }
    }
    let left = agenda.next.map { max($0 - now, 1) } ?? Self.longestWait
    return actions + [.wait(min(left, Self.longestWait))]
  }

  private func note(_ item: ScheduleAgenda.Item) -> Note? {
    let schedule = item.record.schedule
    guard schedule.folder.path(under: root) != nil else { return .noFolder(schedule: schedule.name) }
    return item.waits ? .open(schedule: schedule.name, item.period) : nil
  }
}
