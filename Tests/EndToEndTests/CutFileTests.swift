import Foundation
import Postgres
import Seeded
import TestSupport
import Testing

@Suite("A file that was cut")
struct CutFileTests {
  private static let whole = FileManager.default.contents(atPath: "\(Month.inputs)/plays.ndjson")!

  private static let anySeeds = {
    var random = Seeded.printed("cuts of a file")
    return (0..<3).map { _ in random.next() }
  }()

  private func write(_ data: Data, _ ending: String = "ndjson") throws -> String {
    let path = "/tmp/ledgerline-cut-\(UUID().uuidString).\(ending)"
    try data.write(to: URL(fileURLWithPath: path))
    return path
  }

  private func counts(_ tool: CommandLineTool) async throws -> [Int] {
    let status = try await tool.json("status")
    return ["accepted_events", "quarantined_events", "unmatched_plays"].map { status[$0] as? Int ?? -1 }
  }

  /// Lines are counted as a person would: complete ones, and what is left of the last.
  @Test(
    "Is counted line by line up to the cut; a second try and the whole file never count a line twice",
    arguments: [
      anySeeds[0], anySeeds[1], anySeeds[2], 1,
    ])
  func cut(seed: UInt64) async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    let at = Int(seed % UInt64(Self.whole.count - 2)) + 1
    let cut = try write(Self.whole.prefix(at))
    let full = try write(Self.whole)
    defer { for path in [cut, full] { unlink(path) } }
    try await tool.run("import", "plays", cut)
    let first = try await counts(tool)
    #expect(first[0] + first[1] == Self.whole.prefix(at).split(separator: 0x0A).count, "seed \(seed)")
    try await tool.run("import", "plays", cut)
    #expect(try await counts(tool) == first)

    let refusal = try await tool.refusal("import", "plays", full)
    #expect(refusal.code == 1)
    #expect(refusal.said.contains("--grown"))
    #expect(try await counts(tool) == first)

    try await tool.run("import", "plays", "--grown", full)
    let whole = try await counts(tool)
    let isInsideLine = Self.whole[at] != 0x0A && Self.whole[at - 1] != 0x0A
    // What was left of the last line stays in quarantine; the line itself is counted once.
    let extra = isInsideLine ? 1 : 0
    #expect(whole[0] + whole[1] == 5194 + extra, "seed \(seed)")
    #expect(whole[2] == 21)
    #expect(try await tool.json("earnings", "--by", "artist")["rows"] != nil)
  }

  private func line(_ number: Int) -> String {
    #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US","plays":\#(number)}"#
  }

  @Test(
    "A file that grows behind a last line without its end counts every line once", arguments: ["", "\r", "  ", "\n"])
  func growing(ending: String) async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    let early = try write(Data("\(line(1))\n\(line(2))\(ending)".utf8))
    let grown = try write(Data("\(line(1))\n\(line(2))\(ending == "\n" ? "" : ending)\n\(line(3))\n".utf8))
    defer { for path in [early, grown] { unlink(path) } }
    try await tool.run("import", "plays", early)
    #expect(try await tool.refusal("import", "plays", grown).code == 1)
    try await tool.run("import", "plays", "--grown", grown)
    #expect(try await counts(tool)[0] == 3)
    let rows = try await tool.json("earnings", "--by", "track")["rows"] as! [[String: Any]]
    #expect(rows.map { $0["plays"] as? Int } == [6])
  }

  @Test("A part of a counted file, and a file whose counted start was not finished, are refused in words")
  func parts() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    let full = try write(Self.whole)
    let part = try write(Self.whole.prefix(60_000))
    defer { for path in [full, part] { unlink(path) } }
    try await tool.run("import", "plays", full)
    let before = try await counts(tool)
    let refusal = try await tool.refusal("import", "plays", part)
    #expect(refusal.code == 1 && refusal.said.contains("part of it") && refusal.said.contains("--separate"))
    #expect(try await counts(tool) == before)

    // As a kill in the middle leaves it.
    let grown = try write(Self.whole + Data("\(line(1))\n".utf8))
    defer { unlink(grown) }
    try Connection(url: url).query("UPDATE ingest_files SET position = 1000, completed_at = NULL")
    let unfinished = try await tool.refusal("import", "plays", "--grown", grown)
    #expect(unfinished.code == 1 && unfinished.said.contains("did not end"))
  }

  @Test("A compressed file that was cut or damaged is refused whole")
  func compressed() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    let plain = try write(Self.whole)
    let packed = plain + ".gz"
    _ = try await Command("/bin/sh", ["-c", "gzip -k '\(plain)'"]).wait()
    let bytes = FileManager.default.contents(atPath: packed)!
    var flipped = bytes
    flipped[flipped.count / 2] ^= 0x55
    let damaged = [
      try write(bytes.prefix(bytes.count / 2), "gz"), try write(bytes.dropLast(3), "gz"), try write(flipped, "gz"),
    ]
    defer { for path in damaged + [plain, packed] { unlink(path) } }
    for path in damaged {
      let refusal = try await tool.refusal("import", "plays", path)
      #expect(refusal.code == 1)
      #expect(refusal.said.contains("gzip") && refusal.said.contains("Nothing of it was taken"))
    }
    #expect(try await counts(tool) == [0, 0, 0])
  }

  @Test("An import that is killed goes on where it ended")
  func killed() async throws {
    let url = try await ScratchServer.shared.database()
    let tool = CommandLineTool(database: url)
    try Month.loadReference(url)
    // Large enough for several commits, with lines that tell them apart.
    let path = "/tmp/ledgerline-large-\(UUID().uuidString).ndjson"
    defer { unlink(path) }
    let days = (1...28).map { $0 < 10 ? "0\($0)" : "\($0)" }
    var data = Data()
    let lines = 1_500_000
    for line in 0..<lines {
      data += Data(
        "{\"isrc\":\"QZLL226000\(line % 90 + 10)\",\"played_at\":\"2026-10-\(days[line % 28])T00:00:00Z\",\"platform\":\"spotify\",\"country\":\"\(["US", "GB", "DE", "ES", "JP"][line / 90 % 5])\",\"tier\":\"t\(line / 450 % 40)\"}\n"
          .utf8)
    }
    try data.write(to: URL(fileURLWithPath: path))
    var random = Seeded.printed("an import killed at random moments")
    var kills = 0
    for _ in 0..<6 {
      let command = try tool.start("import", "plays", path)
      try await randomMoment(200...2_500, using: &random)
      if command.isRunning { kills += 1 }
      command.send(SIGKILL)
      try await command.wait()
    }
    try await tool.run("import", "plays", path)
    let status = try await counts(tool)
    #expect(status[0] == lines && status[1] == 0, "after \(kills) kills")
  }
}
