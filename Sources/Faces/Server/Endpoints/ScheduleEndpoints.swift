import Answers
import Plays
import Schemas
import Statements

/// Schedules of statements, their runs, and one done by hand.
enum ScheduleEndpoints {
  struct RunRequest: Decodable {
    let period: Period
  }

  /// The keys of a schedule's file; `ScheduleFile` reads it.
  struct NewSchedule: Decodable {
    let schedule: ID
    let day: DayOfMonth
    let time, time_zone: Text<64>
    let everyone: Bool?
    let label: ID?
    let payees: Filled<ID>?
    let formats: Filled<Schedule.Format>
    let folder: Text<256>
    let enabled: Bool?
    let first_period: Period?
  }

  private static let run =
    #""period":"2026-10","state":"incomplete","version":1,"attempt":1,"started_at":"2026-11-05T07:00:00.412Z","finished_at":"2026-11-05T07:00:02.118Z","issued":3,"failed":1"#
  private static let failures =
    #""failures":[{"payee":"art-0007","currency":"USD","reason":"lab-north/2026-10_art-0007_USD_r1_7.xlsx: No space left on device"}]"#
  private static let wording =
    #""schedule":"lab-north","day":"5","time":"08:00","time_zone":"Europe/Berlin","label":"lab-north","formats":["xlsx","json"],"folder":"lab-north""#
  private static let item =
    #"\#(wording),"version":1,"enabled":true,"first_period":"2026-10","due":[],"next_period":"2026-11","next_due":"2026-12-05T07:00:00Z","last_run":{\#(run),\#(failures)}"#
  private static let one = #"{\#(item),"runs":[{\#(run),\#(failures)}]}"#

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/statement-schedules", tag: "Statements", summary: "Schedules of statements",
        detail: "When each is due next, what is due and waits, and how its last run ended.", scope: .ledgerRead,
        needsWholeView: true, example: #"{"schedules":[{\#(item)}]}"#,
        handle: .ask { _ in AllSchedules() }),
      Endpoint(
        method: .get, path: "/v1/statement-schedules/{id}", tag: "Statements",
        summary: "A schedule with its runs, and who failed in them", scope: .ledgerRead, needsWholeView: true,
        example: one, handle: .ask { call in OneSchedule(call.id) }),
      Endpoint(
        method: .post, path: "/v1/statement-schedules", work: .decision, tag: "Statements",
        summary: "Make a schedule, or change one",
        detail: "The same keys as in a schedule's file. The folder is a name below the server's folder for deliveries.",
        scope: .statementsIssue, needsWholeView: true, example: one, bodyExample: "{\(wording)}",
        handle: .carryOut(textOf: NewSchedule.self) { call, text in
          WriteSchedule(text: text, hasFolder: call.services.deliverTo != nil)
        }),
      Endpoint(
        method: .post, path: "/v1/statement-schedules/{id}/runs", work: .run, tag: "Statements",
        summary: "Do the run of a period now",
        detail: "Also one that was done: what failed, or is missing, is tried again. What is there is not made again.",
        scope: .statementsIssue, needsWholeView: true, example: #"{\#(run),\#(failures)}"#,
        bodyExample: #"{"period":"2026-10"}"#,
        handle: .carryOut(RunRequest.self) { call, request in
          RunSchedule(call.id, request.period, deliverTo: call.services.deliverTo)
        }),
      Endpoint(
        method: .post, path: "/v1/statement-schedules/{id}/pause", work: .decision, tag: "Statements",
        summary: "Have a schedule rest",
        scope: .statementsIssue, needsWholeView: true, example: one, bodyExample: "{}",
        handle: .carryOut { call in PauseSchedule(call.id) }),
      Endpoint(
        method: .post, path: "/v1/statement-schedules/{id}/resume", work: .decision, tag: "Statements",
        summary: "Have a schedule go on", detail: "What became due meanwhile is done then, each period once.",
        scope: .statementsIssue, needsWholeView: true, example: one, bodyExample: "{}",
        handle: .carryOut { call in ResumeSchedule(call.id) }),
      Endpoint(
        method: .delete, path: "/v1/statement-schedules/{id}", work: .decision, tag: "Statements",
        summary: "Take a schedule away",
        detail: "Its runs stay on record, and the files where they are.", scope: .statementsIssue, needsWholeView: true,
        example: #"{"removed":"lab-north"}"#,
        handle: .carryOut { call in RemoveSchedule(call.id) }),
    ]
  }
}
