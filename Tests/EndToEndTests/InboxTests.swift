import Answers
import Foundation
import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import ReportMatching
import Seeded
import Store
import TestSupport
import Testing

/// A watched folder, by the real program.
@Suite("An inbox", .serialized)
struct InboxTests {
  /// Times that the process is killed. Before a release 100.
  private static let kills = ProcessInfo.processInfo.environment["LEDGERLINE_TEST_INBOX_KILLS"].flatMap(Int.init) ?? 8

  private struct Stand {
    let url: String
    let db: Connection
    let tool: CommandLineTool
    let folder: TemporaryFolder
    var inbox: String { "\(folder.path)/inbox" }

    init() async throws {
      url = try await ScratchServer.shared.database()
      db = try Connection(url: url)
      tool = CommandLineTool(database: url)
      folder = try TemporaryFolder()
      let rows = InboxWorld.isrcs.enumerated().map { "\($1),T,art-\($0),A\($0),011000000075,Album,lab-0,L," }
      try folder.write(
        "catalog.csv",
        "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids\n"
          + rows.joined(separator: "\n") + "\n")
      _ = try ReferenceImport(db).catalog(path: "\(folder.path)/catalog.csv")
      for platform in InboxWorld.platforms {
        try folder.write(
          "RateTables/\(platform)/2020-01-01.csv", "country,tier,currency,rate\n*,*,USD,0.004\n")
      }
      _ = try ReferenceImport(db).rateTables(path: "\(folder.path)/RateTables")
      try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
    }

    /// The folders are the tests' own, whoever runs them.
    private var arguments: [String] {
      ["inbox", inbox, "--settle", "0"] + (geteuid() == 0 ? ["--user", "root"] : [])
    }

    func start() throws -> Command { try Command(arguments, environment: tool.environment) }

    func runOnce() async throws -> String {
      let command = try Command(arguments + ["--once"], environment: tool.environment)
      #expect(try await command.wait() == 0, "\(command.standardError)")
      return command.standardError
    }

    /// Puts a file into the inbox as a sender does that renames it when it is whole.
    func put(_ file: InboxWorld.File) throws {
      let to = file.folder.isEmpty ? inbox : "\(inbox)/\(file.folder)"
      try FileManager.default.createDirectory(atPath: to, withIntermediateDirectories: true)
      let partial = "\(to)/.\(file.name).part"
      try Data(file.bytes).write(to: URL(fileURLWithPath: partial))
      try #require(rename(partial, "\(to)/\(file.name)") == 0)
    }

    /// Files below a place of the inbox, without reasons.
    func files(_ place: String) throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: "\(inbox)/\(place)").filter { path in
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: "\(inbox)/\(place)/\(path)", isDirectory: &isFolder)
        return !isFolder.boolValue && !path.hasSuffix(".reason.txt")
      }.sorted()
    }
  }

  @Test("Two years of six senders come to what was written, nothing twice, gaps named, however often it is killed")
  func world() async throws {
    var random = Seeded.printed("an inbox of two years")
    let stand = try await Stand()
    let world = InboxWorld(today: .today, &random)
    let files = world.files.shuffled(using: &random)
    // What is there in another form comes after the first, whichever that is: all files stand in some order.
    let each = (files.count + Self.kills - 1) / max(Self.kills, 1)
    for kill in 0..<Self.kills {
      for file in files.dropFirst(kill * each).prefix(each) { try stand.put(file) }
      let process = try stand.start()
      try await randomMoment(100...1_500, using: &random)
      #expect(process.isRunning, "\(process.standardError)")
      process.send(SIGKILL)
      try await process.wait()
    }
    _ = try await stand.runOnce()

    #expect(try stand.files(".working") == [] && (try stand.files("waiting")) == world.waiting)
    #expect(try stand.files("refused") == world.refused)
    #expect(try stand.files("taken").count == world.reports + world.known)
    for file in world.waiting.map({ "waiting/\($0)" }) + world.refused.map({ "refused/\($0)" }) {
      let reason = try String(contentsOfFile: "\(stand.inbox)/\(file).reason.txt", encoding: .utf8)
      #expect(reason.contains("Nothing of it was taken"), "\(reason)")
    }
    // The bytes of every file, as they came.
    let kept = try stand.files("received")
    let digests = try world.files.map { file in
      try stand.db.query("SELECT encode(sha256(\(.bytes(file.bytes))), 'hex')")[0].text(0)
    }
    #expect(Set(kept) == Set(digests))

    var sums: [InboxWorld.Key: InboxWorld.Sum] = [:]
    for row in try stand.db.query(
      """
      SELECT s.account, m.platform, to_char(l.period, 'YYYY-MM'), l.currency, count(*), sum(l.units)::bigint, sum(l.amount)
      FROM platform_report_lines l JOIN platform_report_states s USING (report_id) JOIN markets m USING (market_id)
      GROUP BY 1, 2, 3, 4
      """)
    {
      sums[.init(account: row.text(0), platform: row.text(1), period: row.text(2), currency: row.text(3))] =
        .init(rows: Int(row.int(4)), units: row.int(5), pico: row.numeric(6))
    }
    #expect(sums == world.sums)
    #expect(Int(try stand.db.query("SELECT count(*) FROM platform_reports")[0].int(0)) == world.reports)
    for (kind, expected) in [("transfer", world.transfers), ("left_out", world.leftOut)] {
      let found = try stand.db.query(
        """
        SELECT s.account, sum(a.amount)::numeric(38, 12) FROM platform_report_apart a
        JOIN platform_report_states s USING (report_id) WHERE a.kind = \(kind) GROUP BY 1
        """)
      #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.text(0), $0.numeric(1)) }) == expected)
    }
    try await expectCalendar(stand, world)
    try expectBooks(stand, world)
  }

  private func expectCalendar(_ stand: Stand, _ world: InboxWorld) async throws {
    let calendar = try await stand.tool.json("reconcile", "calendar", "--format", "json")
    var (missing, empty): ([String: Set<String>], [String: Set<String>]) = ([:], [:])
    let accounts = try #require(calendar["accounts"] as? [[String: Any]])
    for account in accounts {
      for month in try #require(account["months"] as? [[String: Any]]) {
        let (name, statement) = (account["account"] as! String, month["statement"] as! String)
        if month["state"] as? String == "missing" { missing[name, default: []].insert(statement) }
        if month["state"] as? String == "empty" { empty[name, default: []].insert(statement) }
      }
    }
    #expect(missing == world.missing && empty == world.empty)
    // Those with gaps first.
    #expect(accounts.prefix(2).map { $0["account"] as? String } == ["symphonic", "distrokid-main"])
  }

  /// Everything is accepted and posted: platforms owe what the files say.
  private func expectBooks(_ stand: Stand, _ world: InboxWorld) throws {
    for row in try stand.db.query("SELECT report_id FROM platform_reports ORDER BY 1") {
      try ReportDecision(stand.db).accept(row.int32(0))
    }
    _ = try PostingRun(stand.db, today: .today).run(nil)
    var expected: [String: Int128] = [:]
    for (key, sum) in world.sums { expected["\(key.platform) \(key.currency)", default: 0] += sum.pico }
    let booked = try stand.db.query(
      """
      SELECT split_part(account, ':', 2) || ' ' || currency, sum(amount) FROM ledger_entries
      WHERE account LIKE 'platform:%:reported' GROUP BY 1
      """)
    #expect(Dictionary(uniqueKeysWithValues: booked.map { ($0.text(0), $0.numeric(1)) }) == expected)
    let outcome = try Verification(stand.db).run()
    #expect(outcome.isProven && outcome.pending == 0, "\(outcome.differences)")
    for report in try stand.db.query("SELECT report_id FROM platform_reports ORDER BY 1") {
      for account in try FileMoneyStore(stand.db).accounts(of: report.int32(0)) {
        #expect(
          FineAmount(account.booked + account.suspended) - account.rounding + account.transfers + account.leftOut
            == account.file)
      }
    }
  }

  @Test(
    "A file is whole when it stays the same or is announced; links, names of files on their way and folders are passed over"
  )
  func whole() async throws {
    let stand = try await Stand()
    let month = Day.today.period.advanced(by: -2)
    func report(_ amount: Int) -> [UInt8] {
      Array(
        "period,platform,country,tier,isrc,units,amount,currency\n\(month),deezer,DE,,\(InboxWorld.isrcs[0]),1,\(amount),EUR\n"
          .utf8)
    }
    for (folder, name, amount) in [
      ("", "a.csv", 1), ("", "b.csv.part", 2), ("", ".c.csv", 3), ("Not An Account", "d.csv", 4), ("ddex", "e.csv", 5),
      ("ddex", "f.csv", 6),
    ] {
      try stand.put(.init(folder: folder, name: name, bytes: report(amount)))
    }
    try FileManager.default.createDirectory(
      atPath: "\(stand.inbox)/ddex/file_available", withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: "\(stand.inbox)/ddex/file_available/_e.ctrl"))
    try Data(report(7)).write(to: URL(fileURLWithPath: "\(stand.folder.path)/elsewhere.csv"))
    try FileManager.default.createSymbolicLink(
      atPath: "\(stand.inbox)/link.csv", withDestinationPath: "\(stand.folder.path)/elsewhere.csv")
    let said = try await stand.runOnce()
    #expect(try stand.files("taken") == ["a.csv", "ddex/e.csv"], "\(said)")
    #expect(FileManager.default.fileExists(atPath: "\(stand.inbox)/ddex/f.csv"))
    #expect(!FileManager.default.fileExists(atPath: "\(stand.inbox)/ddex/file_available/_e.ctrl"))
    // The same name with other bytes stands beside the first; the same bytes again are known.
    try stand.put(.init(folder: "", name: "a.csv", bytes: report(8)))
    _ = try await stand.runOnce()
    try stand.put(.init(folder: "", name: "g.csv", bytes: report(1)))
    _ = try await stand.runOnce()
    #expect(try stand.files("taken").count == 4)
    let files = try await stand.tool.json("reconcile", "inbox", "--format", "json")["files"] as? [[String: Any]]
    #expect(
      files?.map { "\($0["name"]!) \($0["outcome"]!)" } == [
        "g.csv known", "a.csv taken", "e.csv taken", "a.csv taken",
      ])
    #expect(Int(try stand.db.query("SELECT count(*) FROM platform_reports")[0].int(0)) == 3)
  }
}
