import Ledger
import Refusals
import Schedules
import Statements
import Store

/// Makes a schedule, or changes the one of its name.
package struct WriteSchedule: UseCase {
  package static let act = Act.writeSchedule
  package let subject = ""

  let text: String
  let hasFolder: Bool

  /// - Parameters:
  ///   - text: a schedule's file.
  ///   - hasFolder: true if there is a folder for deliveries, below which the schedule names its own.
  package init(text: String, hasFolder: Bool) {
    self.text = text
    self.hasFolder = hasFolder
  }

  package func answer(_ asking: some Asking) async throws -> ScheduleAnswer {
    guard hasFolder else {
      throw Refused(.conflict, "This server has no folder for deliveries: it is to be started with --deliver-to.")
    }
    let now = asking.now / 1_000_000
    return try await asking.database { db in
      let store = ScheduleStore(db)
      let content = try ScheduleFile.parse(file: "body", text: text, mayBeAbsolute: false, known: store.known)
      _ = try store.write([content], now: now)
      return try ScheduleAnswer(content.schedule.name, db, now: now)
    }
  }
}

/// Records the schedules of a folder of YAML files, or of one file.
package struct ImportSchedules: UseCase {
  package struct Answer: Codable, Sendable {
    package let changed: [String]
  }

  package static let act = Act.writeSchedule
  package var subject: String { path }

  let path: String

  package init(path: String) {
    self.path = path
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let now = asking.now / 1_000_000
    return Answer(changed: try await asking.database { try ScheduleImport($0).run(path: path, now: now) })
  }
}

/// Has a schedule rest.
package struct PauseSchedule: UseCase {
  package static let act = Act.pauseSchedule
  package let subject: String

  package init(_ name: String) {
    subject = name
  }

  package func answer(_ asking: some Asking) async throws -> ScheduleAnswer {
    try await asking.enable(subject, false)
  }
}

/// Has a schedule go on. What became due meanwhile is done then, each period once.
package struct ResumeSchedule: UseCase {
  package static let act = Act.resumeSchedule
  package let subject: String

  package init(_ name: String) {
    subject = name
  }

  package func answer(_ asking: some Asking) async throws -> ScheduleAnswer {
    try await asking.enable(subject, true)
  }
}

extension Asking {
  fileprivate func enable(_ name: String, _ isEnabled: Bool) async throws -> ScheduleAnswer {
    let now = now / 1_000_000
    return try await database { db in
      guard try ScheduleStore(db).enable(name, isEnabled) else { throw ScheduleAnswer.missing(name) }
      return try ScheduleAnswer(name, db, now: now)
    }
  }
}

/// Takes a schedule away. Its runs stay on record.
package struct RemoveSchedule: UseCase {
  package struct Answer: Codable, Sendable {
    package let removed: String
  }

  package static let act = Act.removeSchedule
  package let subject: String

  package init(_ name: String) {
    subject = name
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    try await asking.database { db in
      guard try ScheduleStore(db).remove(subject) else { throw ScheduleAnswer.missing(subject) }
    }
    return Answer(removed: subject)
  }
}
