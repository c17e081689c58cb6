import Answers
import Foundation
import Plays
import Posting
import Postgres
import TestSupport

/// The worked month on a server of its own, with tokens of several kinds, and the month's report to send to it.
struct ReconciliationStand {
  let url: String
  let server: Command
  let port: Int
  let finance, reader, artist: Client

  static let path = "\(Month.inputs)/report-spotify-2026-10.csv"
  static let report = FileManager.default.contents(atPath: path)!

  init() async throws {
    url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    _ = try PostingRun(Connection(url: url), today: .today).run()
    let tool = CommandLineTool(database: url)
    let port = try freePort()
    self.port = port
    server = try tool.start("serve", "--port", "\(port)", "--post-every", "0")
    guard try await server.line({ $0.contains("listening on") }) != nil else {
      throw CommandLineTool.Failed(description: "the server did not start: \(server.standardError)")
    }
    func client(_ arguments: String...) async throws -> Client {
      let made = try Command(
        ["tokens", "create", "test", "--rate-limit", "10000", "--format", "json"] + Stand.narrowed(arguments),
        environment: tool.environment)
      try await made.wait()
      let answer = try JSONSerialization.jsonObject(with: Data(made.standardOutput.utf8)) as? [String: Any]
      return Client(port: port, token: answer?["token"] as? String)
    }
    finance = try await client(
      "--scope", "earnings:read", "--scope", "ledger:read", "--scope", "reports:write", "--scope", "reports:accept",
      "--scope", "ledger:close", "--scope",
      "ledger:post", "--scope", "ledger:record")
    reader = try await client("--scope", "ledger:read")
    artist = try await client(
      "--scope", "ledger:read", "--scope", "reports:write", "--scope", "reports:accept", "--scope", "ledger:close",
      "--scope",
      "ledger:post", "--scope", "ledger:record", "--subject", "artist:art-001")
  }

  func stop() { server.send(SIGTERM) }

  func upload(
    _ content: Data, _ query: String = "file=report-spotify-2026-10.csv", by client: Client? = nil
  ) async throws -> Client.Answer {
    try await (client ?? finance).get("/v1/reconciliations?\(query)", method: "POST", bytes: content)
  }

  func post(_ path: String, _ body: String = "{}") async throws -> Client.Answer {
    try await finance.get("/v1/reconciliations/\(path)", method: "POST", body: body)
  }

  func get(_ path: String) async throws -> Client.Answer { try await finance.get("/v1/reconciliations\(path)") }

  func count(_ table: String) throws -> Int64 {
    try Connection(url: url).query(SQL(stringLiteral: "SELECT count(*) FROM \(table)"))[0].int(0)
  }

  /// The month's report as gzip has it.
  static func packed() throws -> Data {
    let folder = try TemporaryFolder()
    let target = "\(folder.path)/packed.gz"
    _ = try Command.output("/bin/sh", ["-c", "gzip -c \"$0\" > \"$1\"", path, target])
    return FileManager.default.contents(atPath: target)!
  }

  /// The month's report with another amount.
  static func corrected() -> Data {
    Data(String(decoding: report, as: UTF8.self).replacing("1051,4.299641,EUR", with: "1051,4.399641,EUR").utf8)
  }
}

extension Client.Answer {
  /// The number of the reconciliation that it is about.
  var reconciliation: Int? { (body["report"] as? [String: Any])?["reconciliation"] as? Int }
  /// The status of the report that it is about.
  var reportStatus: String? { (body["report"] as? [String: Any])?["status"] as? String }
}
