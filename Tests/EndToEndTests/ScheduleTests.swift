import Answers
import Foundation
import Ledger
import Plays
import Postgres
import Posting
import Seeded
import StatementExport
import Store
import TestSupport
import Testing

/// Schedules of the real binary: on the command line, by servers that are killed, and over HTTP.
@Suite("Schedules of the binary", .serialized)
struct ScheduleTests {
  private struct Desk {
    let url: String
    let tool: CommandLineTool
    let folder: TemporaryFolder

    init(closed: Bool = true) async throws {
      url = try await ScratchServer.shared.database()
      tool = CommandLineTool(database: url)
      folder = try TemporaryFolder()
      try Month.loadReference(url)
      try Month.loadPlays(url)
      _ = try PostingRun(Connection(url: url), today: .today).run()
      if closed { try close() }
    }

    func close() throws {
      let db = try Connection(url: url)
      while let period = try PeriodStore(db).firstOpen(), period <= Period("2026-10")! {
        _ = try PeriodClose(db, today: .today).close(period, reason: "test")
      }
    }

    /// A schedule that is due for October; for months after it only once they are closed.
    func importDue(_ name: String = "all", folder text: String = "all") async throws {
      try folder.write(
        "schedules/\(name).yaml",
        """
        schedule: \(name)
        day: 1
        time: "00:00"
        time_zone: UTC
        everyone: true
        formats: [xlsx, json]
        folder: \(text)
        first_period: 2026-10
        """)
      let made = try await tool.json("schedules", "import", "\(folder.path)/schedules")
      #expect(made["changed"] as? [String] == [name])
    }

    func files(_ name: String = "all") -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(name)")) ?? [])
        .filter { !$0.hasPrefix(".") && ($0.hasSuffix(".xlsx") || $0.hasSuffix(".json")) }.sorted()
    }

    func run(_ name: String = "all") throws -> ScheduleRunStore.Run? {
      try ScheduleRunStore(Connection(url: url)).run(name, Period("2026-10")!)
    }

    func serve(_ more: String...) async throws -> (command: Command, port: Int) {
      let port = try freePort()
      let server = try Command(
        ["serve", "--port", "\(port)", "--post-every", "0"] + more, environment: tool.environment)
      guard try await server.line({ $0.contains("listening on") }) != nil else {
        throw CommandLineTool.Failed(description: "the server did not start: \(server.standardError)")
      }
      return (server, port)
    }
  }

  @Test("On the command line: imported, listed, run once, shown, paused; killed at random moments it goes on")
  func commandLine() async throws {
    let desk = try await Desk()
    try await desk.importDue()
    #expect(
      try await desk.tool.json("schedules", "import", "\(desk.folder.path)/schedules")["changed"] as? [String] == [])
    let listed = try #require(
      (try await desk.tool.json("schedules", "list")["schedules"] as? [[String: Any]])?.first)
    #expect((listed["due"] as? [[String: Any]])?.first?["period"] as? String == "2026-10", "\(listed)")
    #expect(
      listed["next_due"] as? String == "\(Day.today.period.next)-01T00:00:00Z" && listed["everyone"] as? Bool == true)
    var random = Seeded.printed("runs of a schedule killed at random moments")
    for _ in 0..<10 {
      let command = try desk.tool.start("schedules", "run", "--deliver-to", desk.folder.path)
      try await randomMoment(20...500, using: &random)
      command.send(SIGKILL)
      try await command.wait()
      for file in desk.files() where file.hasSuffix(".xlsx") {
        #expect(throws: Never.self) { try Spreadsheet("\(desk.folder.path)/all/\(file)") }
      }
    }
    // A killed command's session ends when the database notices, which is at once on this machine.
    #expect(
      try await eventually {
        try await desk.tool.run("schedules", "run", "--deliver-to", desk.folder.path)
        return try desk.run()?.state == .done
      })
    #expect(desk.files().count == 20 && Set(desk.files().map { $0.prefix(8) }) == ["2026-10_"])
    #expect(try StatementStore(Connection(url: desk.url)).list().allSatisfy { $0.revision == 1 })
    #expect(try StatementStore(Connection(url: desk.url)).list().count == 10)
    let again = try await desk.tool.json("schedules", "run", "--deliver-to", desk.folder.path)
    #expect((again["runs"] as? [Any])?.isEmpty == true, "once")
    // By name it is done again, and a file that was lost is there again.
    try FileManager.default.removeItem(atPath: "\(desk.folder.path)/all/\(desk.files()[0])")
    let byName = try await desk.tool.json(
      "schedules", "run", "all", "--period", "2026-10", "--deliver-to", desk.folder.path)
    // Each kill before was an attempt too.
    #expect((byName["attempt"] as? Int ?? 0) >= 2 && byName["issued"] as? Int == 10 && desk.files().count == 20)
    let shown = try await desk.tool.json("schedules", "show", "all")
    #expect((shown["runs"] as? [[String: Any]])?.first?["issued"] as? Int == 10, "\(shown)")
    #expect(try await desk.tool.run("schedules", "show", "all").contains("2026-10  done"))
    try await desk.tool.run("schedules", "pause", "all")
    #expect(try await desk.tool.run("schedules", "list").contains("paused"))
    try await desk.tool.run("schedules", "resume", "all")
    try await desk.tool.run("schedules", "remove", "all")
    #expect(try await desk.tool.refusal("schedules", "show", "all").said.contains("There is no schedule \"all\""))
    #expect(try await desk.tool.refusal("schedules", "run", "all").code == 64)
    #expect(try await desk.tool.json("ledger", "verify")["ok"] as? Bool == true)
  }

  @Test("Two servers at once do a missed run once; one that is killed in it is followed by another")
  func servers() async throws {
    let desk = try await Desk()
    try await desk.importDue()
    async let first = desk.serve("--deliver-to", desk.folder.path)
    async let second = desk.serve("--deliver-to", desk.folder.path)
    let servers = try await [first, second]
    #expect(try await eventually { try desk.run()?.state == .done })
    #expect(try desk.run()?.attempt == 1 && desk.files().count == 20)
    for server in servers { server.command.send(SIGTERM) }
    for server in servers { #expect(try await server.command.wait() == 0, "\(server.command.standardError)") }

    try await desk.importDue("more", folder: "\(desk.folder.path)/more")
    let killed = try await desk.serve()
    // Without a folder of the server's own, an absolute one is enough.
    #expect(try await eventually(every: 2) { try desk.run("more") != nil })
    killed.command.send(SIGKILL)
    try await killed.command.wait()
    let next = try await desk.serve("--verbose")
    #expect(try await eventually { try desk.run("more")?.state == .done })
    #expect(desk.files("more").count == 20)
    next.command.send(SIGTERM)
    #expect(try await next.command.wait() == 0)
    #expect(try StatementStore(Connection(url: desk.url)).list().count == 10)
  }

  @Test("A server that is told to leaves schedules to others; one waits for the close, and delivers after it")
  func waiting() async throws {
    let desk = try await Desk(closed: false)
    try await desk.importDue()
    let idle = try await desk.serve("--deliver-to", desk.folder.path, "--no-schedules")
    let server = try await desk.serve("--deliver-to", desk.folder.path, "--verbose")
    #expect(try await server.command.line { $0.contains("waits until it is closed") } != nil)
    #expect(try desk.run() == nil)
    try desk.close()
    server.command.send(SIGTERM)
    #expect(try await server.command.wait() == 0)
    #expect(try desk.run() == nil, "the other one leaves it")
    let later = try await desk.serve("--deliver-to", desk.folder.path)
    #expect(try await eventually { try desk.run()?.state == .done })
    for server in [idle, later] { server.command.send(SIGTERM) }
  }

  @Test("Over HTTP: made, listed, run, paused and removed by who may; a folder elsewhere is refused")
  func api() async throws {
    let desk = try await Desk()
    let server = try await desk.serve("--deliver-to", desk.folder.path)
    let bare = try await desk.serve("--no-schedules")
    defer { for one in [server, bare] { one.command.send(SIGTERM) } }
    func client(_ port: Int, _ arguments: String...) async throws -> Client {
      let command = try Command(
        ["tokens", "create", "t", "--rate-limit", "10000", "--format", "json"] + Stand.narrowed(arguments),
        environment: desk.tool.environment)
      try await command.wait()
      let made = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
      return Client(port: port, token: made?["token"] as? String)
    }
    let writer = try await client(server.port, "--scope", "statements:issue", "--scope", "ledger:read")
    let reader = try await client(server.port, "--scope", "ledger:read")
    let artist = try await client(
      server.port, "--scope", "ledger:read", "--scope", "statements:issue", "--subject", "artist:art-001")
    let path = "/v1/statement-schedules"
    func body(folder: String = "north", _ more: String = "") -> String {
      #"{"schedule":"north","day":5,"time":"08:00","time_zone":"Europe/Berlin","label":"lab-north","formats":["json"],"folder":"\#(folder)"\#(more)}"#
    }
    let outside = "/tmp/ledgerline-outside-\(UUID().uuidString)"
    for folder in [outside, "../x", "a/../../x", "a//b", ".", "..", "a/./b", ".hidden", "a\\\\b"] {
      let refused = try await writer.get(path, method: "POST", body: body(folder: folder))
      #expect(refused.status == 422, "\(folder): \(refused.text)")
    }
    for (wrong, reason) in [
      (body().replacing("Europe/Berlin", with: "Mars/Base"), "IANA"),
      (body().replacing("lab-north", with: "lab-x"), "catalog"),
      (body(folder: "n", #","everyone":true"#), "exactly one of"),
      (body(folder: "n", #","first_period":"1999-01""#), "months ago"),
    ] {
      let refused = try await writer.get(path, method: "POST", body: wrong)
      #expect(refused.status == 422 && refused.text.contains(reason), "\(refused.text)")
    }
    // What the documented schema does not have is refused by it.
    for (wrong, reason) in [
      (body(folder: ""), "folder must be a text of 1 to 256"),
      (body(folder: "n", #","notes":"x""#), #"has no key "notes""#),
      (body().replacing(":5,", with: ":32,"), "day must be a whole number from 1 to 28"), ("[]", "must be an object"),
    ] {
      let refused = try await writer.get(path, method: "POST", body: wrong)
      #expect(refused.status == 400 && refused.detail.contains(reason), "\(refused.text)")
    }
    for (caller, method, sub, sent) in [
      (reader, "POST", "", body()), (reader, "POST", "/north/runs", #"{"period":"2026-10"}"#),
      (reader, "DELETE", "/north", nil as String?), (reader, "POST", "/north/pause", "{}"),
      (artist, "GET", "", nil), (artist, "GET", "/north", nil), (artist, "POST", "", body()),
    ] {
      #expect(try await caller.get(path + sub, method: method, body: sent).status == 403, "\(method) \(sub)")
    }
    #expect(try await reader.get(path).text == #"{"schedules":[]}"#)
    let elsewhere = try await Client(port: bare.port, token: writer.token).get(path, method: "POST", body: body())
    #expect(elsewhere.status == 409 && elsewhere.text.contains("--deliver-to"))

    let made = try await writer.get(path, method: "POST", body: body(), headers: ["Idempotency-Key": "s1"])
    #expect(made.status == 200 && made.body["label"] as? String == "lab-north", "\(made.text)")
    #expect(
      (made.body["next_due"] as? String)?.hasPrefix("\(Period(made.body["first_period"] as! String)!.next)-05T0")
        == true,
      "\(made.text)")
    #expect(
      try await writer.get(path, method: "POST", body: body(), headers: ["Idempotency-Key": "s1"])
        .headers["idempotent-replayed"] == "true")
    #expect(try await writer.get(path, method: "POST", body: body()).body["version"] as? Int == 1, "the same again")

    let run = try await writer.get(path + "/north/runs", method: "POST", body: #"{"period":"2026-10"}"#)
    #expect(
      run.status == 200 && run.body["state"] as? String == "done" && (run.body["failures"] as? [Any])?.isEmpty == true)
    #expect(desk.files("north").count == run.body["issued"] as? Int && !desk.files("north").isEmpty)
    let open = try await writer.get(path + "/north/runs", method: "POST", body: #"{"period":"2026-11"}"#)
    #expect(open.status == 409 && open.text.contains("2026-11 is open"))
    #expect(try await writer.get(path + "/north/runs", method: "POST", body: #"{"period":"May"}"#).status == 400)
    // A payee whose file cannot be written is listed with the reason.
    let file = "\(desk.folder.path)/north/\(desk.files("north")[0])"
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.createDirectory(atPath: "\(file)/x", withIntermediateDirectories: true)
    let failing = try await writer.get(path + "/north/runs", method: "POST", body: #"{"period":"2026-10"}"#)
    let failures = try #require(failing.body["failures"] as? [[String: String]])
    #expect(failing.body["state"] as? String == "incomplete" && failures.count == 1)
    #expect(failures[0]["reason"]?.contains("directory") == true, "\(failures)")
    let one = try await reader.get(path + "/north")
    #expect((one.body["runs"] as? [[String: Any]])?.first?["failed"] as? Int == 1, "\(one.text)")
    let list = try #require(try await reader.get(path).body["schedules"] as? [[String: Any]])
    #expect((list[0]["last_run"] as? [String: Any])?["attempt"] as? Int == 2)

    #expect(try await writer.get(path + "/north/pause", method: "POST", body: "{}").body["enabled"] as? Bool == false)
    #expect(try await writer.get(path + "/north/resume", method: "POST", body: "{}").body["enabled"] as? Bool == true)
    #expect(try await writer.get(path + "/north", method: "DELETE").text == #"{"removed":"north"}"#)
    for (method, sub) in [("GET", ""), ("DELETE", ""), ("POST", "/pause"), ("POST", "/runs")] {
      let answer = try await writer.get(
        path + "/north" + sub, method: method, body: sub == "/runs" ? #"{"period":"2026-10"}"# : nil)
      #expect(answer.status == 404, "\(method) \(sub): \(answer.text)")
    }
    let mine = try await artist.get("/openapi.json").text
    #expect(!mine.contains("statement-schedules"))
    #expect(try await reader.get("/openapi.json").text.contains("/v1/statement-schedules/{id}"))
    #expect(!FileManager.default.fileExists(atPath: outside))
  }
}
