/// Schedules of statements: when each is due next, and how its last run ended.
package struct AllSchedules: Question {
  package struct Answer: Codable, Sendable {
    package let schedules: [ScheduleAnswer]
  }

  package init() {}

  package func answer(_ asking: some Asking) async throws -> Answer {
    let now = asking.now / 1_000_000
    return Answer(schedules: try await asking.database { try ScheduleAnswer.all($0, now: now) })
  }
}

/// A schedule with its runs, and who failed in them.
package struct OneSchedule: Question {
  let name: String

  package init(_ name: String) {
    self.name = name
  }

  package func answer(_ asking: some Asking) async throws -> ScheduleAnswer {
    let now = asking.now / 1_000_000
    return try await asking.database { try ScheduleAnswer(name, $0, now: now) }
  }
}
