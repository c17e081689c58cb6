import Foundation
import Ledger
import Money
import Plays
import Posting
import Postgres
import Refusals
import Schedules
import StatementExport
import Statements
import Store
import TestSupport
import Testing

/// Runs of schedules on the worked month.
@Suite("Runs of schedules")
struct ScheduledRunTests {
  fileprivate static let october = Period("2026-10")!

  fileprivate static func seconds(_ text: String) -> Int64 {
    Int64(try! Date(text, strategy: .iso8601).timeIntervalSince1970)
  }

  /// A database with the month posted, and a folder for deliveries.
  private struct Desk: @unchecked Sendable {
    // `db` is used by the test's own task alone.
    let url: String
    let db: Connection
    let folder: TemporaryFolder
    let today = Day("2027-02-10")!

    init(closedThrough last: Period? = october) async throws {
      url = try await ScratchServer.shared.database()
      db = try Connection(url: url)
      folder = try TemporaryFolder()
      try BooksClock.set(db, "\(today)")
      try Month.loadReference(url)
      try Month.loadPlays(url)
      _ = try PostingRun(db, today: Day("2026-11-24")!).run()
      if let last { try close(last) }
    }

    func close(_ last: Period) throws {
      while let period = try PeriodStore(db).firstOpen(), period <= last {
        _ = try PeriodClose(db, today: today).close(period, reason: "test")
      }
    }

    func record(_ name: String = "north", _ who: String = "label: lab-north", now: String = "2026-10-20T00:00:00Z")
      throws
    {
      let text = """
        {schedule: \(name), day: 5, time: "08:00", time_zone: Europe/Berlin, \(who), formats: [xlsx, json], folder: \(name)}
        """
      let content = try ScheduleFile.parse(
        file: "s.yaml", text: text, mayBeAbsolute: false, known: ScheduleStore(db).known)
      #expect(try ScheduleStore(db).write([content], now: ScheduledRunTests.seconds(now)) == [name])
    }

    func due(_ now: String) throws -> [String] {
      try ScheduleAgenda(db, now: ScheduledRunTests.seconds(now)).due.map {
        "\($0.record.schedule.name) \($0.period)\($0.waits ? " waits" : "")"
      }
    }

    @discardableResult
    func run(_ name: String = "north", _ period: Period = october, again: Bool = false) throws
      -> ScheduledRun.Outcome?
    {
      try ScheduledRun(db, today: today, deliverTo: folder.path).run(name, period, again: again)
    }

    func files(_ name: String = "north") -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(name)")) ?? []).sorted()
    }

    func state(_ name: String = "north", _ period: Period = october) throws -> ScheduleRunStore.Run? {
      try ScheduleRunStore(db).run(name, period)
    }
  }

  @Test("A label's run issues for its roster, and for nobody else; each statement has its files")
  func roster() async throws {
    let desk = try await Desk()
    try desk.record()
    #expect(
      try ScheduleStore(desk.db).roster("lab-north", Self.october)
        == ["lab-north", "art-000", "art-002", "prod-ines"])
    let outcome = try #require(try desk.run())
    #expect(outcome.attempt == 1 && outcome.failed.isEmpty)
    let issued = try StatementStore(desk.db).list()
    #expect(Set(issued.map(\.payee)) == ["lab-north", "art-000", "art-002", "prod-ines"])
    #expect(
      desk.files()
        == issued.flatMap { one in StatementFiles.Format.allCases.map { StatementFiles.name(one, $0) } }.sorted())
    for file in desk.files() where file.hasSuffix(".xlsx") {
      #expect(throws: Never.self) { try Spreadsheet("\(desk.folder.path)/north/\(file)") }
    }
    let run = try #require(try desk.state())
    #expect(run.state == .done && run.issued == issued.count && run.failed == 0 && run.finishedAt != nil)
    // Once: also where it is asked for once more.
    #expect(try desk.run() == nil)
    #expect(try desk.due("2026-11-20T00:00:00Z").isEmpty)
    #expect(try Verification(desk.db).run().isProven)
  }

  @Test("Everyone's run is everyone's; a list's is that of who has something in the period")
  func recipients() async throws {
    let desk = try await Desk()
    try desk.record("all", "everyone: true")
    try desk.record("some", "payees: [art-001, prod-ines]")
    #expect(try desk.run("all")?.results.count == 10)
    #expect(Set(try #require(try desk.run("some")).results.map(\.place.payee)) == ["art-001", "prod-ines"])
    #expect(try StatementStore(desk.db).list().count == 10, "issued once, whichever schedule was first")
    #expect(desk.files("some").count == 4)
  }

  @Test("Nothing is due before the day and time; the period before the schedule's is never due")
  func due() async throws {
    let desk = try await Desk()
    try desk.record()
    #expect(try desk.due("2026-11-05T06:59:59Z").isEmpty)
    #expect(
      try ScheduleAgenda(desk.db, now: Self.seconds("2026-11-05T06:59:59Z")).next
        == Self.seconds("2026-11-05T07:00:00Z"))
    #expect(try desk.due("2026-11-05T07:00:00Z") == ["north 2026-10"])
    #expect(try ScheduleStore(desk.db).enable("north", false))
    #expect(try desk.due("2026-11-05T07:00:00Z").isEmpty && ScheduleAgenda(desk.db, now: 0).next == nil)
    #expect(try ScheduleStore(desk.db).enable("north", true))
    #expect(try desk.due("2026-11-05T07:00:00Z") == ["north 2026-10"], "what became due meanwhile is done then")
    #expect(try ScheduleStore(desk.db).remove("north") && desk.due("2026-11-05T07:00:00Z").isEmpty)
    #expect(try !ScheduleStore(desk.db).remove("north") && !ScheduleStore(desk.db).enable("north", true))
  }

  @Test("Missed for three months it is caught up, each period once, the oldest first")
  func missed() async throws {
    let desk = try await Desk(closedThrough: Period("2026-12")!)
    try desk.record()
    let now = "2027-01-20T00:00:00Z"
    #expect(try desk.due(now) == ["north 2026-10", "north 2026-11", "north 2026-12"])
    for item in try ScheduleAgenda(desk.db, now: Self.seconds(now)).due {
      #expect(try desk.run("north", item.period)?.failed.isEmpty == true)
    }
    #expect(try desk.due(now).isEmpty)
    let runs = try ScheduleRunStore(desk.db).runs("north", limit: 10)
    #expect(runs.map { "\($0.period)" } == ["2026-12", "2026-11", "2026-10"])
    #expect(runs.allSatisfy { $0.attempt == 1 && $0.state == .done && $0.issued > 0 })
    #expect(Set(try StatementStore(desk.db).list().map { "\($0.period)" }) == ["2026-10", "2026-11", "2026-12"])
  }

  @Test("Due before the period is closed it waits, and happens when it is")
  func waiting() async throws {
    let desk = try await Desk(closedThrough: nil)
    try desk.record()
    #expect(try desk.due("2026-11-06T00:00:00Z") == ["north 2026-10 waits"])
    let refused = try #require(throws: Transaction.Refusal.self) { try desk.run() }
    #expect(refused.description.contains("2026-10 is open"))
    #expect(try desk.state() == nil, "it has not begun")
    try desk.close(Self.october)
    #expect(try desk.due("2026-11-06T00:00:00Z") == ["north 2026-10"])
    #expect(try desk.run()?.failed.isEmpty == true)
  }

  @Test("Two at once, and many more: exactly one does the run")
  func rivals() async throws {
    let desk = try await Desk()
    try desk.record("all", "everyone: true")
    let (url, folder, today) = (desk.url, desk.folder.path, desk.today)
    let outcomes = try await withThrowingTaskGroup(of: ScheduledRun.Outcome?.self) { group in
      for number in 0..<8 {
        group.addTask {
          let pool = ConnectionPool(url: url, options: .init(applicationName: "rival \(number)"), size: 1)
          defer { pool.close() }
          return try await pool.withConnection {
            try ScheduledRun($0, today: today, deliverTo: folder).run("all", Self.october)
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.compactMap(\.self).count == 1)
    #expect(try desk.state("all")?.attempt == 1)
    #expect(try StatementStore(desk.db).list().count == 10)
  }

  @Test("While one is at it, it runs; when its session ends, another takes it up and does what is missing")
  func interrupted() async throws {
    let desk = try await Desk()
    try desk.record("all", "everyone: true")
    var asked = 0
    var refused: Result<Bool, any Error>?
    do {
      let other = try Connection(url: desk.url)
      let stopped = ScheduledRun(other, today: desk.today, deliverTo: desk.folder.path) {
        asked += 1
        guard asked == 4 else { return false }
        // In the middle of it nobody else gets it, and the record says that somebody is at it.
        refused = Result { try desk.run("all", again: true) == nil && desk.state("all")?.state == .running }
        return true
      }
      #expect(throws: CancellationError.self) { try stopped.run("all", Self.october) }
      #expect(try refused?.get() == true)
    }
    let files = desk.files("all")
    #expect(files.count == 6)
    #expect(try desk.state("all")?.state == .interrupted)
    #expect(try desk.due("2026-11-06T00:00:00Z") == ["all 2026-10"])
    let outcome = try #require(try desk.run("all"))
    #expect(outcome.attempt == 2 && outcome.results.count == 10 && outcome.failed.isEmpty)
    #expect(desk.files("all").count == 20 && Set(files).isSubset(of: desk.files("all")))
    #expect(try StatementStore(desk.db).list().count == 10)
    #expect(try desk.state("all")?.state == .done)
  }

  @Test("A payee that fails does not stop the others, is listed with its reason, and succeeds when it is mended")
  func failures() async throws {
    let desk = try await Desk()
    try desk.record("all", "everyone: true")
    // One whose statement does not come out, and one whose file cannot be written.
    try desk.db.forge(
      """
      UPDATE settlements SET recouped = recouped + 1, net = net - 1, closing = closing - 1,
        carried_forward = carried_forward - 1
      WHERE payee = 'art-002' AND currency = 'USD'
      """)
    let issued = try StatementIssue(desk.db, today: desk.today).issue(.payee, "art-001", Self.october, .init("EUR")!)
    let obstacle = "\(desk.folder.path)/all/\(StatementFiles.name(issued, .xlsx))"
    try FileManager.default.createDirectory(atPath: "\(obstacle)/x", withIntermediateDirectories: true)
    let outcome = try #require(try desk.run("all"))
    #expect(outcome.failed.map(\.place.payee) == ["art-001", "art-002"])
    #expect(outcome.results.count == 10)
    let run = try #require(try desk.state("all"))
    #expect(run.state == .incomplete && run.issued == 8 && run.failed == 2)
    let listed = try ScheduleRunStore(desk.db).results("all", Self.october, failedOnly: true)
    try #require(listed.count == 2)
    #expect(listed[0].reason?.contains("directory") == true, "\(listed[0])")
    #expect(listed[1].reason?.contains("does not come out") == true, "\(listed[1])")
    #expect(try desk.due("2026-11-06T00:00:00Z").isEmpty, "it ended; a person has it done again")
    try FileManager.default.removeItem(atPath: obstacle)
    let again = try #require(try desk.run("all", again: true))
    #expect(again.attempt == 2 && again.failed.map(\.place.payee) == ["art-002"])
    #expect(try ScheduleRunStore(desk.db).results("all", Self.october).count == 10, "of the last attempt")
  }

  @Test("Without a folder for deliveries, or one that cannot be made, it says so")
  func folders() async throws {
    let desk = try await Desk()
    try desk.record()
    let refused = try #require(throws: Transaction.Refusal.self) {
      try ScheduledRun(desk.db, today: desk.today, deliverTo: nil).run("north", Self.october)
    }
    #expect(refused.description.contains("--deliver-to"))
    try desk.folder.write("file", "")
    let outcome = try #require(
      try ScheduledRun(desk.db, today: desk.today, deliverTo: "\(desk.folder.path)/file").run("north", Self.october))
    #expect(outcome.failed.count == outcome.results.count && outcome.failed.count > 0)
    #expect(outcome.failed[0].reason?.hasPrefix("north: the folder cannot be made") == true, "\(outcome.failed)")
  }

  @Test("A link below the folder for deliveries that leads out of it is not followed")
  func links() async throws {
    let desk = try await Desk()
    try desk.record()
    let outside = try TemporaryFolder()
    #expect(symlink(outside.path, "\(desk.folder.path)/north") == 0)
    let outcome = try #require(try desk.run())
    #expect(outcome.failed.count == outcome.results.count && outcome.failed.count > 0)
    #expect(outcome.failed[0].reason?.hasPrefix("north: a link in it leads out") == true, "\(outcome.failed)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path).isEmpty)
    unlink("\(desk.folder.path)/north")
    // A link in a file's place is no file of ours: the file takes its place, and where it leads nothing is written.
    let issued = try #require(try StatementStore(desk.db).list().first)
    try FileManager.default.createDirectory(atPath: "\(desk.folder.path)/north", withIntermediateDirectories: true)
    try outside.write("target", "untouched")
    let place = "\(desk.folder.path)/north/\(StatementFiles.name(issued, .json))"
    #expect(symlink("\(outside.path)/target", place) == 0)
    #expect(try desk.run(again: true)?.failed.isEmpty == true)
    #expect(try String(contentsOfFile: "\(outside.path)/target", encoding: .utf8) == "untouched")
    #expect(StatementFiles.isWritten(place))
  }

  @Test("What is delivered, and the folders made for it, are their owner's alone")
  func modes() async throws {
    let desk = try await Desk()
    try desk.record()
    #expect(try desk.run()?.failed.isEmpty == true)
    #expect(desk.files().count > 0)
    #expect(try mode("\(desk.folder.path)/north") == 0o700)
    for file in desk.files() { #expect(try mode("\(desk.folder.path)/north/\(file)") == 0o600) }
  }

  private func mode(_ path: String) throws -> Int? {
    (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
  }

  @Test("Versions: the same again is none; what a file leaves open stays; the record is not edited")
  func versions() async throws {
    let desk = try await Desk()
    let store = ScheduleStore(desk.db)
    try desk.record(now: "2026-10-31T23:30:00Z")
    #expect(try store.record("north")?.firstPeriod == Period("2026-11"), "the month on Berlin's clocks")
    func content(_ more: String = "", time: String = "08:00") throws -> ScheduleFile.Content {
      try ScheduleFile.parse(
        file: "s.yaml",
        text:
          "{schedule: north, day: 5, time: '\(time)', time_zone: Europe/Berlin, label: lab-north, formats: [json, xlsx], folder: north\(more)}",
        mayBeAbsolute: false)
    }
    let now = Self.seconds("2027-03-01T00:00:00Z")
    #expect(try store.write([content()], now: now).isEmpty)
    #expect(try store.enable("north", false) && store.enable("north", false))
    #expect(try store.write([content()], now: now).isEmpty, "a file that does not say so does not wake it")
    #expect(try store.write([content(time: "09:00")], now: now) == ["north"])
    let record = try #require(try store.record("north"))
    #expect(record.version == 3 && !record.isEnabled && record.firstPeriod == Period("2026-11"))
    #expect(try store.write([content(", enabled: true, first_period: 2026-10")], now: now) == ["north"])
    #expect(try store.record("north")?.firstPeriod == Period("2026-10"))
    #expect(throws: Refused.self) { try store.write([content(), content()], now: now) }
    #expect(throws: Refused.self) { try store.write([content(", first_period: 1999-01")], now: now) }
    #expect(throws: PostgresError.self) { try desk.db.run(script: "UPDATE schedule_versions SET folder = '/etc'") }
    // Taken away and made anew, it begins anew.
    #expect(try store.remove("north") && store.write([content()], now: now) == ["north"])
    #expect(try store.record("north")?.firstPeriod == Period("2027-03"))
  }

  @Test("The privileges that the operations guide gives to the program's role are enough for it")
  func privileges() async throws {
    let desk = try await Desk()
    let guide = try String(contentsOfFile: "\(Project.root)/docs/operations.md", encoding: .utf8)
    let grants = try #require(
      guide.firstMatch(of: #/    GRANT SELECT, INSERT ON ALL TABLES[^`]*?GRANT DELETE ON [^;]*;/#))
    let role = "program_\(UUID().uuidString.lowercased().replacing("-", with: "_"))"
    try desk.db.run(
      script: """
        CREATE ROLE \(role);
        \(String(grants.output).replacing(/(TO|FROM) ledgerline;/) { "\($0.output.1) \(role);" })
        SET ROLE \(role)
        """)
    try desk.record("all", "everyone: true")
    #expect(try desk.run("all")?.failed.isEmpty == true && desk.state("all")?.state == .done)
    #expect(try desk.run("all", again: true)?.attempt == 2)
    #expect(try ScheduleStore(desk.db).enable("all", false) && ScheduleStore(desk.db).remove("all"))
    try desk.db.run(script: "RESET ROLE; DROP OWNED BY \(role); DROP ROLE \(role)")
  }

  @Test("The examples that come with the product are schedules")
  func examples() async throws {
    let desk = try await Desk()
    let names = try ScheduleImport(desk.db).run(path: "\(Project.root)/Reports/schedules", now: 1_800_000_000)
    #expect(names == ["everyone", "lab-north"])
    #expect(throws: Refused.self) { try ScheduleImport(desk.db).run(path: desk.folder.path, now: 0) }
  }
}
