import Foundation
import Ingest
import Postgres
import TestSupport
import Testing

/// Files that are small until they are read.
@Suite("Files that unfold beyond a bound", .serialized)
struct UnpackingTests {
  /// 64 MiB of one line after another that gzip packs to some hundred bytes each MiB.
  private func bomb(_ folder: TemporaryFolder, _ line: String) async throws -> String {
    let path = "\(folder.path)/bomb.gz"
    let made = try Command("/bin/sh", ["-c", "yes '\(line)' | head -c 67108864 | gzip -9 > '\(path)'"])
    #expect(try await made.wait() == 0)
    return path
  }

  private static let event =
    #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US","plays":1}"#

  @Test("Plays: it is refused in words, and nothing is counted; who knows better says so")
  func plays() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    let folder = try TemporaryFolder()
    let path = try await bomb(folder, Self.event)
    let tool = CommandLineTool(database: url)
    let refused = try await tool.refusal("import", "plays", path)
    #expect(refused.code == 1 && refused.said.contains("more than 250 times its size"), "\(refused.said)")
    #expect(refused.said.contains("import.ratio"))
    let status = try await tool.json("status")
    #expect(status["accepted_events"] as? Int == 0 && status["quarantined_events"] as? Int == 0)
    let files = try Connection(url: url).query("SELECT count(*) FROM ingest_files")[0].int(0)
    #expect(files == 0)
    let bounded = CommandLineTool(
      database: url, ["LEDGERLINE_IMPORT_RATIO": "1100", "LEDGERLINE_IMPORT_BYTES": "1000000"])
    let large = try await bounded.refusal("import", "plays", path)
    #expect(large.code == 1 && large.said.contains("more than 1000000 bytes"), "\(large.said)")
    try folder.write("plain.ndjson", String(repeating: Self.event + "\n", count: 10_000))
    #expect(try await bounded.refusal("import", "plays", "\(folder.path)/plain.ndjson").said.contains("1000000 bytes"))
    try folder.write("two.ndjson", Self.event + "\n" + Self.event + "\n")
    #expect(try await bounded.json("import", "plays", "\(folder.path)/two.ndjson")["accepted_events"] as? Int == 2)
  }

  @Test("A setting that is no number is named")
  func setting() async throws {
    let tool = CommandLineTool(
      database: try await ScratchServer.shared.database(), ["LEDGERLINE_IMPORT_ROWS": "many"])
    let refused = try await tool.refusal("status")
    #expect(refused.code == 1 && refused.said.contains("import.rows"), "\(refused.said)")
  }

  @Test("A catalog has as many rows as it may")
  func catalog() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url, ["LEDGERLINE_IMPORT_ROWS": "3"])
    let refused = try await tool.refusal("import", "catalog", "\(Month.inputs)/catalog.csv")
    #expect(refused.code == 1 && refused.said.contains("more than 3 rows"), "\(refused.said)")
    #expect(try Connection(url: url).query("SELECT count(*) FROM tracks")[0].int(0) == 0)
  }

  @Test("Reports: on the command line and over HTTP it is refused in words, and nothing is kept")
  func reports() async throws {
    let stand = try await ReconciliationStand()
    defer { stand.stop() }
    let folder = try TemporaryFolder()
    let lines = String(decoding: ReconciliationStand.report, as: UTF8.self).split(whereSeparator: \.isNewline)
    let tool = CommandLineTool(database: stand.url)
    let packed = try await packed(folder, String(lines[0]), String(lines[1]))
    let ratio = try await tool.refusal("reconcile", "import", packed)
    #expect(ratio.code == 1 && ratio.said.contains("more than 250 times its size"), "\(ratio.said)")
    let answer = try await stand.upload(FileManager.default.contents(atPath: packed)!)
    #expect(answer.status == 422 && answer.body["type"] as? String == "/docs#problem-bad-file", "\(answer.text)")
    #expect((answer.body["detail"] as? String)?.contains("250 times its size") == true, "\(answer.text)")
    let few = CommandLineTool(database: stand.url, ["LEDGERLINE_IMPORT_ROWS": "2"])
    let rows = try await few.refusal("reconcile", "import", ReconciliationStand.path)
    #expect(rows.code == 1 && rows.said.contains("more than 2 rows"), "\(rows.said)")
    #expect(try stand.count("platform_reports") == 0 && stand.count("platform_report_lines") == 0)
  }

  /// One header, and one row again and again.
  private func packed(_ folder: TemporaryFolder, _ header: String, _ row: String) async throws -> String {
    let path = "\(folder.path)/report.csv.gz"
    let made = try Command(
      "/bin/sh", ["-c", "(echo '\(header)'; yes '\(row)' | head -c 67108864) | gzip -9 > '\(path)'"])
    #expect(try await made.wait() == 0)
    return path
  }
}
