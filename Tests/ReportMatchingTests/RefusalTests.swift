import Foundation
import Ingest
import Postgres
import ReportMatching
import Seeded
import Store
import TestSupport
import Testing
import Texts

@Suite("Files that are refused leave nothing")
struct RefusalTests {
  @Test(
    "Three hundred damaged files of each format: a reason each, and nothing of them is there",
    arguments: GeneratedMonth.Format.allCases)
  func damage(format: GeneratedMonth.Format) async throws {
    let month = GeneratedMonth(format, rows: 60, seed: 7)
    let stand = try await Stand(catalog: GeneratedMonth.catalog(), rates: month.rates())
    let whole = month.file()
    var generator = Seeded(seed: 11)
    var refused = 0
    var taken: [Int64] = [0, 0, 0]
    for _ in 0..<300 {
      let path = try stand.path("damaged", Self.damaged(whole, &generator))
      do {
        let outcome = try ReportImport(databaseURL: stand.url, formats: .shipped).run(path: path)
        // What a flipped bit may do to a name or a figure of a format without totals.
        if !outcome.isKnown {
          try ReportMatch(stand.db).run(outcome.report.id)
          taken[0] += 1
          taken[1] += Int64(try ReportStore(stand.db).scopes(outcome.report.id).count)
          taken[2] += outcome.report.rows
        }
      } catch let error as ImportError {
        refused += 1
        #expect(error.description.utf8.count < 1_500)
        #expect(error.description.contains("Nothing of it was taken"))
      }
      #expect(try stand.importedRows() == taken)
    }
    #expect(refused > 150)
  }

  @Test("Absurd figures and names are refused, though each row is well formed")
  func implausible() async throws {
    let stand = try await Stand(catalog: GeneratedMonth.catalog(), rates: ["spotify": ["*,*,USD,0.004"]])
    func refusal(_ rows: [String]) throws -> String {
      (#expect(throws: ImportError.self) { try stand.report(rows) })?.description ?? ""
    }
    let large = "2026-10,spotify,US,free,QZLL20000001,1,999999999999999,USD"
    #expect(try refusal([large, large]).contains("line 3: 999999999999999.000000000000 USD, with the rows before it"))
    let many = "2026-10,spotify,US,free,QZLL20000001,-1000000000000,1,USD"
    #expect(try refusal(Array(repeating: many, count: 1_001)).contains("units, with the rows before it"))
    #expect(
      try refusal((0..<1_001).map { "2026-10,spotify,US,t\($0),QZLL20000001,1,1,USD" }).contains("platforms and tiers"))
    let months = (0..<11_000).map {
      "\(1000 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1),spotify,US,free,QZLL20000001,1,1,USD"
    }
    #expect(try refusal(months).contains("months"))
    try BooksClock.set(stand.db, "2026-11-24")
    let ahead = "2026-12,spotify,US,free,QZLL20000001,1,1,USD"
    #expect(try refusal([ahead]).contains("spotify in 2026-12, which has not begun"))
    #expect(try stand.importedRows() == [0, 0, 0])
  }

  /// A program that makes a gzip of more than a gibibyte of plain text, from a line of it.
  private func bomb(_ path: String, _ head: String, _ line: String, _ tail: String = "") async throws {
    let program = """
      import gzip, sys
      path, head, line, tail = sys.argv[1:]
      block = (line * (1 + (1 << 20) // len(line))).encode()
      with gzip.open(path, 'wb', 1) as out:
        out.write(head.encode())
        for _ in range((1 << 30) // len(block) + 1): out.write(block)
        out.write(tail.encode())
      """
    let python = try Command("/usr/bin/env", ["python3", "-c", program, path, head, line, tail])
    let code = try await python.wait(seconds: 300)
    try #require(code == 0, "\(python.standardError)")
  }

  /// Runs the real binary and measures it.
  private func refused(_ stand: Stand, _ path: String) async throws -> String {
    let program = """
      import resource, subprocess, sys
      code = subprocess.run(sys.argv[1:]).returncode
      print('peak', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10, 'code', code)
      """
    let command = try Command(
      "/usr/bin/env", ["python3", "-c", program, Project.binary, "reconcile", "import", path],
      environment: ["LEDGERLINE_DATABASE_URL": stand.url])
    _ = try await command.wait(seconds: 600)
    let words = command.standardOutput.split(whereSeparator: \.isWhitespace)
    let peak = try #require(words.firstIndex(of: "peak").flatMap { Int(words[$0 + 1]) }, "\(command.standardError)")
    #expect(peak < 300, "mebibytes")
    #expect(words.last != "0")
    #expect(try stand.importedRows() == [0, 0, 0])
    return command.standardError
  }

  @Test("A gibibyte in a small gzip is refused in bounded memory: one line without an end, rows and then a cut")
  func bombs() async throws {
    let stand = try await Stand(catalog: GeneratedMonth.catalog(), rates: ["spotify": ["*,*,USD,0.004"]])
    let path = try stand.path("bomb.csv.gz", "")
    try await bomb(path, "", "1")
    #expect(try await refused(stand, path).contains("longer than 64 KiB"))
    try await bomb(path, Stand.header, "9")
    #expect(try await refused(stand, path).contains("longer than 64 KiB"))
    try await bomb(
      path, Stand.header, "2026-10,spotify,US,free,QZLL20000001,3,0.012,USD\n", "2026-10,spotify,US,free,QZLL2")
    #expect(try await refused(stand, path).contains("was the file cut here?"))
  }

  @Test("An import that is killed leaves nothing, wherever it is")
  func killed() async throws {
    let month = GeneratedMonth(.own, rows: 300_000, seed: 5)
    let stand = try await Stand(catalog: GeneratedMonth.catalog(), rates: month.rates())
    let path = try stand.path("large.csv", month.file())
    // Another program's: a silent session of ours would be ended by the import that waits for it.
    let gate = try Connection(url: stand.url, options: .init(applicationName: "gate"))
    let others: SQL = """
      SELECT FROM pg_stat_activity WHERE datname = current_database()
        AND pid <> ALL(\(.int32s([try pid(stand.db), try pid(gate)])))
      """
    let waiting: SQL = """
      SELECT FROM pg_locks WHERE NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """
    // Before its first row, and when all rows are written and the report is not yet.
    for table in ["platform_report_lines", "platform_reports"] {
      try gate.run(script: "BEGIN; LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE")
      let command = try Command(["reconcile", "import", path], environment: ["LEDGERLINE_DATABASE_URL": stand.url])
      // However long a busy machine takes to come to the lock: it stays there.
      _ = try await eventually(within: 900) { try !command.isRunning || !stand.db.query(waiting).isEmpty }
      #expect(command.isRunning, "it never came to the lock: \(command.standardError)")
      command.send(SIGKILL)
      try await command.wait()
      try gate.run(script: "ROLLBACK")
      _ = try await eventually { try stand.db.query(others).isEmpty }
      #expect(try stand.importedRows() == [0, 0, 0], "waiting for \(table)")
    }
    // And anywhere: killed while it compares, the report is there whole.
    var random = Seeded.printed("an import of a report killed at random moments")
    for longest in [60, 150, 400, 800] {
      let command = try Command(["reconcile", "import", path], environment: ["LEDGERLINE_DATABASE_URL": stand.url])
      try await randomMoment(longest / 4...longest, using: &random)
      if command.isRunning { command.send(SIGKILL) }
      try await command.wait()
      _ = try await eventually { try stand.db.query(others).isEmpty }
      let rows = try stand.importedRows()
      #expect(rows == [0, 0, 0] || rows == [1, 2, Int64(month.rows.count)])
      if rows[0] == 1 { break }
    }
    try await CommandLineTool(database: stand.url).run("reconcile", "import", path)
    #expect(try stand.importedRows() == [1, 2, Int64(month.rows.count)])
    let report = try #require(try ReportStore(stand.db).page().first?.id)
    try ReportMatch(stand.db).run(report)
    let units = try stand.db.query(
      "SELECT sum(reported_units)::bigint FROM reconciliation_lines WHERE report_id = \(report)")[0].int(0)
    #expect(units == month.reports.values.reduce(0) { $0 + $1.units })
  }

  private func pid(_ db: Connection) throws -> Int32 { try db.query("SELECT pg_backend_pid()")[0].int32(0) }

  /// One thing or another happens to a file.
  private static func damaged(_ bytes: [UInt8], _ generator: inout Seeded) -> [UInt8] {
    var bytes = bytes
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: return Array(bytes[..<place])
    case 1: return Array(bytes[place...])
    case 2:
      for _ in 0..<5 {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0...7, using: &generator)
      }
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + 90))
    case 4:
      // A count, a total or a figure is another.
      if let digit = bytes[place...].firstIndex(where: { (0x30...0x38).contains($0) }) { bytes[digit] += 1 }
    case 5: return bytes.flatMap { [$0, 0] }
    case 6: return [0xFF, 0xFE] + bytes.flatMap { [$0, 0] }
    case 7: bytes.insert(contentsOf: [UInt8](repeating: bytes[place], count: 10 << 20), at: place)
    default: bytes.insert(contentsOf: [0xE4, 0xF6, 0xFC], at: place)
    }
    return bytes
  }
}
