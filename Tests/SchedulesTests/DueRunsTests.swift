import Foundation
import Plays
import Schedules
import Statements
import Store
import TestSupport
import Testing

/// Looks at the schedules and what is to be done about them, with the outcomes of runs between them.
@Suite("The runs that are due")
struct DueRunsTests {
  @Test("are done one after the other, the oldest period first, with a look after each")
  func course() throws {
    try check(
      """
      looked                          | run all 2026-10
      ran, ended all 2026-10          | look
      looked                          | run north 2026-10
      ran, ended north 2026-10        | look
      looked                          | wait 60
      waited                          | look
      looked                          | wait 60
      """)
  }

  @Test("that are another server's, or were cut off, are left to the next round")
  func leftToTheNextRound() throws {
    try check(
      """
      looked                          | run all 2026-10
      ran                             | look
      looked                          | run north 2026-10
      ran, begun north 2026-10        | look
      looked                          | wait 60
      waited                          | look
      looked                          | run all 2026-10
      ran, ended all 2026-10          | look
      looked                          | run north 2026-10
      """)
  }

  @Test("are left out where their schedule was paused, taken away or done elsewhere meanwhile")
  func meanwhile() throws {
    try check(
      """
      looked                          | run all 2026-10
      ran, paused north               | look
      looked                          | wait 60
      waited, resumed north           | look
      looked                          | run all 2026-10
      ran, ended north 2026-10        | look
      looked                          | wait 60
      waited, removed all             | look
      looked                          | wait 60
      """)
  }

  @Test("wait until their period is closed, of which is told once, and are done then")
  func closed() throws {
    try check(
      """
      looked                          | tell all 2026-10 is open, tell north 2026-10 is open, wait 60
      waited                          | look
      looked                          | wait 60
      waited, closed 2026-10          | look
      looked                          | run all 2026-10
      """, closed: "2026-09")
  }

  @Test("without a folder to deliver to are told of once, and do not keep the others waiting")
  func noFolder() throws {
    try check(
      """
      looked                          | tell all has no folder, tell north has no folder, wait 60
      waited                          | look
      looked                          | wait 60
      """, deliverTo: nil)
  }

  @Test("that were begun before their time, or cut off, are due whenever somebody looks")
  func begun() throws {
    try check(
      """
      looked                          | wait 60
      waited, begun north 2026-10     | look
      looked                          | run north 2026-10
      ran, ended north 2026-10        | look
      looked                          | wait 60
      waited, begun north 2026-10     | look
      """, at: "2026-11-01T00:00:00Z")
  }

  @Test("are waited for no longer than a minute, and no longer than until the next is due")
  func waiting() throws {
    try check("looked | wait 60", at: "2026-11-05T06:58:00Z")
    try check("looked | wait 20", at: "2026-11-05T06:59:40Z")
    try check("looked | run all 2026-10", at: "2026-11-05T07:00:00Z")
    try check("not looked | wait 60\n waited | look\n looked | run all 2026-10")
  }

  // MARK: In words

  private func check(
    _ table: String, at now: String = "2026-11-06T00:00:00Z", closed: String = "2026-10",
    deliverTo root: String? = "/to",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var told = try ToldRuns(at: now, closed: closed, deliverTo: root)
    try expect(table, sourceLocation: sourceLocation) { try told.tell($0) }
  }
}

/// A server with two schedules, `all` and `north`, due on the 5th of a month at 8:00 in Berlin, from 2026-10 on.
private struct ToldRuns {
  private var records: [ScheduleStore.Record]
  private var ended: [String: Set<Period>] = [:]
  private var begun: [String: Set<Period>] = [:]
  private var settled: Period?
  private var runs: DueRuns
  private let now: Int64

  init(at now: String, closed: String, deliverTo root: String?) throws {
    self.now = Int64(try Date(now, strategy: .iso8601).timeIntervalSince1970)
    settled = Period(closed)
    runs = DueRuns(deliverTo: root)
    records = try ["all", "north"].map { name in
      let text =
        "{schedule: \(name), day: 5, time: '08:00', time_zone: Europe/Berlin, everyone: true, formats: [json], folder: \(name)}"
      let schedule = try ScheduleFile.parse(file: "s.yaml", text: text, mayBeAbsolute: false).schedule
      return .init(
        schedule: schedule, version: 1, isEnabled: true, firstPeriod: Period("2026-10")!, recordedAt: 0)
    }
  }

  /// - Parameter text: an event, and what else has happened meanwhile.
  mutating func tell(_ text: String) throws -> String {
    let parts = text.split(separator: ",").map { $0.split(separator: " ").map(String.init) }
    for change in parts.dropFirst() { try happen(change) }
    let event: DueRuns.Event =
      switch parts[0] {
      case ["looked"]:
        .looked(
          ScheduleAgenda(records, ended: ended, begun: begun, settled: settled, now: now), now: now)
      case ["not", "looked"]: .notLooked
      case ["ran"]: .ran
      default: .waited
      }
    return runs.handle(event).map(Self.words).joined(separator: ", ")
  }

  private mutating func happen(_ change: [String]) throws {
    let name = change[1]
    switch change[0] {
    case "ended":
      ended[name, default: []].insert(try #require(Period(change[2])))
      begun[name] = nil
    case "begun": begun[name, default: []].insert(try #require(Period(change[2])))
    case "closed": settled = Period(name)
    case "removed": records.removeAll { $0.schedule.name == name }
    default:
      records = records.map {
        guard $0.schedule.name == name else { return $0 }
        return .init(
          schedule: $0.schedule, version: $0.version + 1, isEnabled: change[0] == "resumed",
          firstPeriod: $0.firstPeriod, recordedAt: 0)
      }
    }
  }

  private static func words(for action: DueRuns.Action) -> String {
    switch action {
    case .look: "look"
    case .tell(.noFolder(let schedule)): "tell \(schedule) has no folder"
    case .tell(.open(let schedule, let period)): "tell \(schedule) \(period) is open"
    case .run(let schedule, let period): "run \(schedule) \(period)"
    case .wait(let seconds): "wait \(seconds)"
    }
  }
}
