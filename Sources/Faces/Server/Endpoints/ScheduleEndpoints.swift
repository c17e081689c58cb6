import Answers
import Foundation
import Hummingbird
import Ledger
import Plays
import Postgres
import Schedules
import Schemas
import Statements
import Store

/// Schedules of statements: what they are, their runs, and one done by hand.
enum ScheduleEndpoints {
  struct ListBody: Codable {
    let schedules: [ScheduleBody]
  }

  struct RemovedBody: Codable {
    let removed: String
  }

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
    let formats: Filled<Format>
    let folder: Text<256>
    let enabled: Bool?
    let first_period: Period?
  }

  enum Format: String, Codable, CaseIterable {
    case xlsx, json
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
        handle: .answer { call in
          ListBody(schedules: try await call.database { try ScheduleBody.all($0, now: now) })
        }),
      Endpoint(
        method: .get, path: "/v1/statement-schedules/{id}", tag: "Statements",
        summary: "A schedule with its runs, and who failed in them", scope: .ledgerRead, needsWholeView: true,
        example: one, handle: .answer { call in try await answer(call, call.id) }),
      Endpoint(
        method: .post, path: "/v1/statement-schedules", work: .decision, tag: "Statements",
        summary: "Make a schedule, or change one",
        detail: "The same keys as in a schedule's file. The folder is a name below the server's folder for deliveries.",
        scope: .statementsIssue, needsWholeView: true, example: one, bodyExample: "{\(wording)}",
        handle: .takeText(of: NewSchedule.self, write)),
      Endpoint(
        method: .post, path: "/v1/statement-schedules/{id}/runs", work: .run, tag: "Statements",
        summary: "Do the run of a period now",
        detail: "Also one that was done: what failed, or is missing, is tried again. What is there is not made again.",
        scope: .statementsIssue, needsWholeView: true, example: #"{\#(run),\#(failures)}"#,
        bodyExample: #"{"period":"2026-10"}"#, handle: .take(start)),
      Endpoint(
        method: .post, path: "/v1/statement-schedules/{id}/pause", work: .decision, tag: "Statements",
        summary: "Have a schedule rest",
        scope: .statementsIssue, needsWholeView: true, example: one, bodyExample: "{}",
        handle: .answer { call in try await enable(call, false) }),
      Endpoint(
        method: .post, path: "/v1/statement-schedules/{id}/resume", work: .decision, tag: "Statements",
        summary: "Have a schedule go on", detail: "What became due meanwhile is done then, each period once.",
        scope: .statementsIssue, needsWholeView: true, example: one, bodyExample: "{}",
        handle: .answer { call in try await enable(call, true) }),
      Endpoint(
        method: .delete, path: "/v1/statement-schedules/{id}", work: .decision, tag: "Statements",
        summary: "Take a schedule away",
        detail: "Its runs stay on record, and the files where they are.", scope: .statementsIssue, needsWholeView: true,
        example: #"{"removed":"lab-north"}"#,
        handle: .answer { call in
          guard try await call.database({ try ScheduleStore($0).remove(call.id) }) else { throw unknown(call.id) }
          return RemovedBody(removed: call.id)
        }),
    ]
  }

  /// Seconds since 1970.
  private static var now: Int64 { Int64(Date().timeIntervalSince1970) }

  private static func unknown(_ name: String) -> Problem { Problem.notFound("schedule", name) }

  private static func answer(_ call: Call, _ name: String) async throws -> ScheduleBody {
    guard let body = try await call.database({ try ScheduleBody.one($0, name, now: now) }) else { throw unknown(name) }
    return body
  }

  @Sendable private static func write(_ call: Call, _ text: String) async throws -> ScheduleBody {
    guard call.services.deliverTo != nil else {
      throw Problem.refused("This server has no folder for deliveries: it is to be started with --deliver-to.")
    }
    let name = try await call.database { db in
      let store = ScheduleStore(db)
      let content = try ScheduleFile.parse(file: "body", text: text, mayBeAbsolute: false, known: store.known)
      do {
        _ = try store.write([content], now: now)
      } catch let refusal as ScheduleStore.Refusal {
        throw Problem.badFile(refusal.description)
      }
      return content.schedule.name
    }
    return try await answer(call, name)
  }

  private static func enable(_ call: Call, _ isEnabled: Bool) async throws -> ScheduleBody {
    guard try await call.database({ try ScheduleStore($0).enable(call.id, isEnabled) }) else { throw unknown(call.id) }
    return try await answer(call, call.id)
  }

  @Sendable private static func start(_ call: Call, _ request: RunRequest) async throws -> ScheduleRunBody {
    let period = request.period
    let (name, root) = (call.id, call.services.deliverTo)
    guard try await call.database({ try ScheduleStore($0).record(name) }) != nil else { throw unknown(name) }
    let body = try await call.atLength { db -> ScheduleRunBody? in
      guard try ScheduledRun(db, today: .today, deliverTo: root).run(name, period, again: true) != nil else {
        return nil
      }
      return try ScheduleRunStore(db).run(name, period).map { try .whole(db, $0) }
    }
    guard let body else { throw Problem.refused("Somebody is at the run of \(name) for \(period): look again later.") }
    return body
  }
}
