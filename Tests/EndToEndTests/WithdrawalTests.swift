import Answers
import Foundation
import Ingest
import Plays
import Postgres
import Posting
import Seeded
import Store
import TestSupport
import Testing
import Texts

/// Files that are taken out again: what is left is what there would be had they never come.
@Suite("Files of plays that are taken out")
struct WithdrawalTests {
  @Test(
    "Whatever was counted, taken out, replayed and learned in between, the totals are those of the files that are left",
    arguments: UInt64(1)...8)
  func anything(seed: UInt64) async throws {
    var random = Seeded(seed: seed)
    let world = try await PlaysWorld()
    let files = try (0..<6).map { try world.file("f\($0)", seed: seed, using: &random) }
    var counted: [String] = []
    for _ in 0..<14 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0: try world.publish("tidal")
      case 1: _ = try PlayReplay(world.db).run()
      case 2: try world.learn()
      case 3: _ = try PostingRun(world.db, today: .today).run()
      case 4...6:
        guard let file = counted.randomElement(using: &random) else { continue }
        _ = try PlayWithdrawal(world.db).run(path: file)
        counted.removeAll { $0 == file }
      default:
        guard let file = files.filter({ !counted.contains($0) }).randomElement(using: &random) else { continue }
        _ = try PlayImport(databaseURL: world.url, mayOverlap: true).run(path: file)
        counted.append(file)
      }
    }
    let other = try await PlaysWorld()
    for file in counted { _ = try PlayImport(databaseURL: other.url, mayOverlap: true).run(path: file) }
    for world in [world, other] {
      try world.publish("tidal")
      try world.learn()
      _ = try PlayReplay(world.db).run()
      _ = try PostingRun(world.db, today: .today).run()
    }
    #expect(try world.state() == other.state(), "seed \(seed)")
    #expect(try StatusStore(world.db).counts() == StatusStore(other.db).counts(), "seed \(seed)")
    let (balances, expected) = (try world.balances(), try other.balances())
    #expect(balances == expected, "seed \(seed)")
    #expect(try Verification(world.db).run().differences.isEmpty)
  }

  @Test("A file that grew is taken out from where it went on, and one that was cut off as far as it was counted")
  func parts() async throws {
    var random = Seeded(seed: 3)
    let world = try await PlaysWorld()
    let file = try world.file("whole", seed: 3, using: &random)
    let whole = try String(contentsOfFile: file, encoding: .utf8)
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
    let start = lines.prefix(lines.count / 2).joined(separator: "\n") + "\n"
    try world.folder.write("start.ndjson", start)
    _ = try PlayImport(databaseURL: world.url).run(path: "\(world.folder.path)/start.ndjson")
    let before = try world.state()
    _ = try PlayImport(databaseURL: world.url, growth: .continueAfter).run(path: file)
    _ = try PlayWithdrawal(world.db).run(path: file)
    #expect(try world.state() == before)

    // As a kill leaves it: the lines up to a position, and no more. Nobody else can go on meanwhile.
    let other = try await PlaysWorld()
    try other.folder.write("start.ndjson", start)
    _ = try PlayImport(databaseURL: other.url).run(path: "\(other.folder.path)/start.ndjson")
    let digest = try FileStore(other.db).all()[0].digest
    try other.folder.write("start.ndjson", start + "not counted yet\n")
    let longer = Array((start + "not counted yet\n").utf8)
    let identity = try other.db.query("SELECT sha256(\(.bytes(longer)))")[0].bytes(0)
    try other.db.query(
      """
      UPDATE ingest_files SET digest = \(.bytes(identity)), size = size + 16, completed_at = NULL
      WHERE digest = \(.bytes(digest))
      """)
    try other.db.query(
      """
      UPDATE quarantine SET source = \(FileStore.source(of: identity)) WHERE source = \(FileStore.source(of: digest))
      """)
    try other.db.query(
      """
      UPDATE ingest_file_hours SET source = \(FileStore.source(of: identity))
      WHERE source = \(FileStore.source(of: digest))
      """)
    _ = try PlayWithdrawal(other.db).run(path: "\(other.folder.path)/start.ndjson")
    #expect(try other.state().isEmpty)
  }

  @Test("What reads otherwise than when it was counted is refused, and so are totals that lack it: nothing changes")
  func refused() async throws {
    var random = Seeded(seed: 4)
    let world = try await PlaysWorld()
    let file = try world.file("f", seed: 4, using: &random)
    _ = try PlayImport(databaseURL: world.url).run(path: file)
    let generation = try LiveStore(world.db).generation()
    // Somebody has deleted from quarantine what would be accepted now.
    try world.publish("tidal")
    try world.db.query("CREATE TABLE kept AS SELECT * FROM quarantine")
    try world.db.query("DELETE FROM quarantine WHERE reason = 'unknown_platform'")
    let read = #expect(throws: ImportError.self) { _ = try PlayWithdrawal(world.db).run(path: file) }
    #expect(read?.description.contains("deleted from quarantine") == true)
    try world.db.query(
      """
      INSERT INTO quarantine (reason, source, position, bytes, size, received_at)
      SELECT reason, source, position, bytes, size, received_at FROM kept WHERE reason = 'unknown_platform'
      """)
    try world.db.query("UPDATE plays_daily SET plays = plays - 1 WHERE plays > 1")
    try world.db.query("DELETE FROM plays_daily WHERE plays = 1")
    let missing = #expect(throws: ImportError.self) { _ = try PlayWithdrawal(world.db).run(path: file) }
    #expect(missing?.description.contains("past the program") == true)
    #expect(try LiveStore(world.db).generation() == generation && FileStore(world.db).all().count == 1)
    #expect(try world.db.query("SELECT FROM ingest_withdrawals").isEmpty)
  }

  @Test("Killed at any moment it has taken out all or nothing, and the next one does the rest")
  func killed() async throws {
    let run = try await CaseWorld()
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/large.ndjson"
    let lines = 120_000
    var text = ""
    text.reserveCapacity(lines * 130)
    for line in 0..<lines {
      let day = line % 28 + 1
      text +=
        #"{"event_id":"k\#(line)","isrc":"QZTST260000\#(line % 3 + 1)","played_at":"2026-10-\#(day < 10 ? "0" : "")\#(day)T00:00:00Z","#
      text += #""platform":"spotify","country":"US","tier":"t\#(line / 84 % 900)"}"# + "\n"
    }
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    try await run.tool.run("import", "plays", "\(CaseWorld.files)/plays-overlap/part1.ndjson")
    try await run.tool.run("import", "plays", path)
    var random = Seeded.printed("a withdrawal killed at random moments")
    for _ in 0..<6 {
      let command = try run.tool.start("import", "plays", "--withdraw", path)
      try await randomMoment(100...6_000, using: &random)
      command.send(SIGKILL)
      try await command.wait()
      let plays = try run.db.query("SELECT coalesce(sum(plays), 0)::bigint FROM plays_daily")[0].int(0)
      let accepted = try StatusStore(run.db).counts().acceptedEvents
      #expect([30, Int64(lines + 30)].contains(plays) && accepted == plays)
      if plays == 30 { break }
    }
    if try FileStore(run.db).all().count == 2 { try await run.tool.run("import", "plays", "--withdraw", path) }
    #expect(try StatusStore(run.db).counts().acceptedEvents == 30)
    #expect(try run.db.query("SELECT sum(plays)::bigint FROM plays_daily")[0].int(0) == 30)
    #expect(try run.db.query("SELECT count(*) FROM ingest_withdrawals")[0].int(0) == 1)
  }

  @Test("An import of the file that runs meanwhile counts no more")
  func overtaken() async throws {
    let run = try await CaseWorld()
    let path = "\(CaseWorld.files)/plays-overlap/part1.ndjson"
    try await run.tool.run("import", "plays", path)
    let record = try FileStore(run.db).all()[0]
    _ = try PlayWithdrawal(run.db).run(path: path)
    #expect(throws: IngestStore.Refusal.self) {
      try IngestStore(run.db).commit(
        PlayBatch(), file: .init(digest: record.digest, epoch: record.epoch, from: record.position, to: record.size + 1)
      )
    }
  }
}
