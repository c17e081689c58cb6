import Ingest
import Store
import TestSupport
import Testing

/// Events and what is to be done about them. Lines are of 10 bytes; `#` is the epoch of a claim, and a file of 100
/// bytes is identified unless another size is said.
@Suite("The progress of an import")
struct ImportProgressTests {
  @Test("is one commit where the file is small")
  func small() throws {
    try check(
      """
      claimed 0#1             | count 0
      lines 10                |
      ended                   | prepare, commit 0-100#1+10-0 last, settle
      committed               | finish 10+0 resumed 0
      """)
  }

  @Test("makes a batch while the one before is committed, and waits for its answer before it is committed")
  func course() throws {
    try check(
      """
      claimed 0#1             | count 0
      lines 3                 |
      filled                  | prepare, commit 0-30#1+3-0
      lines 2 refused         |
      filled                  | prepare, settle
      committed               | commit 30-50#1+0-2
      lines 5                 |
      ended                   | prepare, settle
      committed               | commit 50-100#1+5-0 last, settle
      committed               | finish 8+2 resumed 0
      """)
  }

  @Test("is committed every ten seconds, where something was gathered")
  func looking() throws {
    try check(
      """
      claimed 0#1             | count 0
      looked 10               |
      lines 1                 |
      looked 11               | prepare, commit 0-10#1+1-0
      lines 1                 |
      looked 20               |
      looked 21               | prepare, settle
      committed               | commit 10-20#1+1-0
      looked 99               |
      """)
  }

  @Test("goes on behind what was committed before")
  func resumed() throws {
    try check(
      """
      claimed 60#7            | count 60
      lines 4                 |
      ended                   | prepare, commit 60-100#7+4-0 last, settle
      committed               | finish 4+0 resumed 60
      """)
  }

  @Test("of a file that was counted is nothing")
  func known() throws {
    try check(
      """
      claimed 100#2 complete  | finish known resumed 100
      lines 1                 |
      ended                   |
      """)
  }

  @Test("of a file without lines, or whose last bytes are no line, ends at its end")
  func tail() throws {
    try check("claimed 0#1 | count 0\n ended | prepare, commit 0-100#1+0-0 last, settle")
    try check("claimed 0#1 | count 0\n lines 9 |\n ended | prepare, commit 0-100#1+9-0 last, settle")
  }

  @Test("of a file that goes on behind another begins there, and says so with its first commit")
  func grown() throws {
    try check(
      """
      claimed 0#1             | count 40
      lines 2                 |
      filled                  | prepare, commit 0-60#1+2-0
      lines 4                 |
      ended                   | prepare, settle
      committed               | commit 60-100#1+4-0 last, settle
      committed               | finish 6+0 resumed 40
      """, from: 40)
    // Killed after its first commit it goes on behind that.
    try check("claimed 60#2 | count 60\n lines 4 |\n ended | prepare, commit 60-100#2+4-0 last, settle", from: 40)
  }

  @Test("claims anew where the catalog has changed, and counts again what was not committed")
  func catalogChanged() throws {
    try check(
      """
      claimed 0#1             | count 0
      lines 3                 |
      filled                  | prepare, commit 0-30#1+3-0
      lines 2                 |
      filled                  | prepare, settle
      committed               | commit 30-50#1+2-0
      lines 1                 |
      filled                  | prepare, settle
      failed catalogChanged   | claim
      lines 5                 |
      claimed 30#2            | count 30
      lines 7                 |
      ended                   | prepare, commit 30-100#2+7-0 last, settle
      failed catalogChanged   | claim
      claimed 30#3            | count 30
      lines 7                 |
      ended                   | prepare, commit 30-100#3+7-0 last, settle
      committed               | finish 10+0 resumed 0
      """)
    // Another import has counted the rest meanwhile.
    try check(
      """
      claimed 0#1             | count 0
      lines 10                |
      ended                   | prepare, commit 0-100#1+10-0 last, settle
      failed catalogChanged   | claim
      claimed 100#4 complete  | finish known resumed 100
      """)
  }

  @Test("that another import has taken over leaves it the rest")
  func fenced() throws {
    try check(
      """
      claimed 0#1             | count 0
      lines 3                 |
      filled                  | prepare, commit 0-30#1+3-0
      lines 3                 |
      filled                  | prepare, settle
      failed fenced           | leave
      failed unknown          |
      filled                  |
      committed               |
      """)
  }

  @Test("ends where nobody knows the fate of a commit, where a batch cannot be made, or the file cannot be read")
  func failed() throws {
    let begun = "claimed 0#1 | count 0\n lines 3 |\n"
    let after = "failed unknown |\n filled |\n ended |\n committed |\n claimed 0#2 |"
    try check("failed unknown |\n claimed 0#1 |")
    try check(begun + after)
    try check(begun + "filled | prepare, commit 0-30#1+3-0\n" + after)
    try check(begun + "filled | prepare, commit 0-30#1+3-0\n lines 2 |\n filled | prepare, settle\n" + after)
    // A refusal is one of a commit.
    try check(begun + "failed catalogChanged |\n filled |")
    try check(begun + "failed fenced |\n filled |")
  }

  @Test("makes no third batch while one waits for its commit")
  func two() throws {
    try check(
      """
      claimed 0#1             | count 0
      lines 1                 |
      filled                  | prepare, commit 0-10#1+1-0
      lines 1                 |
      filled                  | prepare, settle
      lines 1                 |
      filled                  |
      looked 9                |
      committed               | commit 10-20#1+1-0
      filled                  | prepare, settle
      """)
  }

  @Test("reads of a file that grew since it was identified no more than was identified, and nothing twice")
  func part() {
    var progress = ImportProgress(size: 100, from: 40)
    #expect(progress.handle(.claimed(.file(at: 0, epoch: 1), at: .now)) == [.count(from: 40)])
    #expect(progress.part(ofNext: 30) == 30..<30)
    #expect(progress.part(ofNext: 30) == 10..<30)
    #expect(progress.part(ofNext: 30) == 0..<30)
    #expect(progress.part(ofNext: 30) == 0..<10)
    #expect(progress.part(ofNext: 30) == 0..<0)
    var whole = ImportProgress(size: 100, from: 0)
    #expect(whole.handle(.claimed(.file(at: 0, epoch: 1), at: .now)) == [.count(from: 0)])
    #expect(whole.part(ofNext: 200) == 0..<100)
    // Claimed anew it is read from its start again.
    whole.took(lineTo: 10, accepted: true)
    _ = whole.handle(.filled(at: .now))
    #expect(whole.handle(.failed(.catalogChanged)) == [.claim])
    #expect(whole.handle(.claimed(.file(at: 10, epoch: 2), at: .now)) == [.count(from: 10)])
    #expect(whole.part(ofNext: 200) == 10..<100)
  }

  // MARK: In words

  private func check(
    _ table: String, from begin: Int64 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var told = ToldImport(from: begin)
    try expect(table, sourceLocation: sourceLocation) { try told.tell($0) }
  }
}

extension FileStore.Record {
  /// A file of 100 bytes, of which so much is counted.
  static func file(at position: Int64, epoch: Int64, isComplete: Bool = false, size: Int64 = 100) -> Self {
    .init(
      digest: [7], name: "plays.ndjson", size: size, head: nil, epoch: epoch, position: position, accepted: 0,
      quarantined: 0, isComplete: isComplete)
  }
}

/// An import that is told events in words, and answers in words.
private struct ToldImport {
  private let start = ContinuousClock.now
  private var progress: ImportProgress
  /// Seconds since the start, by the last look.
  private var now = 0
  private var position: Int64 = 0

  init(from begin: Int64) {
    progress = ImportProgress(size: 100, from: begin)
  }

  mutating func tell(_ text: String) throws -> String {
    let words = text.split(separator: " ").map(String.init)
    let moment = start + .seconds(now)
    switch words[0] {
    case "lines":
      for _ in 0..<(try #require(Int(words[1]))) {
        position += 10
        progress.took(lineTo: position, accepted: !words.contains("refused"))
      }
      return ""
    case "claimed":
      let parts = words[1].split(separator: "#").compactMap { Int64($0) }
      try #require(parts.count == 2)
      return say(.claimed(.file(at: parts[0], epoch: parts[1], isComplete: words.contains("complete")), at: moment))
    case "filled": return say(.filled(at: moment))
    case "looked":
      now = try #require(Int(words[1]))
      return say(.looked(at: start + .seconds(now)))
    case "ended": return say(.ended)
    case "committed": return say(.committed)
    case "failed": return say(.failed(try failure(words[1])))
    default: throw Unknown(word: text)
    }
  }

  private mutating func say(_ event: ImportProgress.Event) -> String {
    let actions = progress.handle(event)
    for case .count(let from) in actions { position = from }
    return actions.map(Self.words).joined(separator: ", ")
  }

  private static func words(for action: ImportProgress.Action) -> String {
    switch action {
    case .claim: return "claim"
    case .count(let from): return "count \(from)"
    case .prepare: return "prepare"
    case .settle: return "settle"
    case .commit(let batch):
      let numbers = "\(batch.from)-\(batch.to)#\(batch.epoch)+\(batch.accepted)-\(batch.quarantined)"
      return "commit " + numbers + (batch.isLast ? " last" : "")
    case .finish(let outcome):
      let counts = outcome.wasKnown ? "known" : "\(outcome.accepted)+\(outcome.quarantined)"
      return "finish \(counts) resumed \(outcome.resumedAt)"
    case .leave: return "leave"
    }
  }
}
