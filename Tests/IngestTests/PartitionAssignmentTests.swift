import Ingest
import Store
import TestSupport
import Testing

/// Events and what is to be done about them. A place is `partition@offset`; `#` is the epoch of a claim.
@Suite("An assignment of partitions")
struct PartitionAssignmentTests {
  @Test("is claimed, read, committed when it is due, and given back after a last commit")
  func course() throws {
    try check(
      """
      given 0 1               | claim 0 1
      claimed 0@40#1 1@7#1    | read 0@40 1@7
      took 0@40               | taken
      took 0@41 refused       | taken
      looked 40               |
      looked 50               | commit 0@40#1-42+1-1
      committed               | hint 0@42
      looked 90               |
      took 1@7                | taken
      revoked                 | commit 1@7#1-8+1-0
      committed               | hint 1@8, forget
      """)
  }

  @Test("commits at once when as much is gathered as a commit takes, and each partition that moved")
  func filled() throws {
    try check(
      """
      given 0 1 2             | claim 0 1 2
      claimed 0@0#3 1@9#1 2@5#2 | read 0@0 1@9 2@5
      took 2@5                | taken
      took 0@0                | taken
      filled                  | commit 0@0#3-1+1-0, 2@5#2-6+1-0
      filled                  |
      looked 9000             |
      committed               | hint 0@1 2@6
      filled                  |
      """)
  }

  @Test("is read on while it is committed, and what is taken meanwhile is of the next commit")
  func readOn() throws {
    let begun = """
      given 0 1               | claim 0 1
      claimed 0@4#1 1@9#1     | read 0@4 1@9
      took 0@4                | taken
      filled                  | commit 0@4#1-5+1-0
      took 0@4                | passed over
      took 0@5 refused        | taken
      took 1@9                | taken
      filled                  |

      """
    try check(begun + "committed | hint 0@5\n filled | commit 0@5#1-6+0-1, 1@9#1-10+1-0\n committed | hint 0@6 1@10")
    try check(
      begun
        + "failed catalogChanged | commit 0@4#1-5+1-0 after catalogChanged\n took 0@6 | taken\n committed | hint 0@5"
        + "\n filled | commit 0@5#1-7+1-1, 1@9#1-10+1-0")
    // Nothing of what was taken can be committed where what comes before it is not.
    try check(begun + "failed fenced | forget\n took 0@6 | passed over\n filled |")
    try check(begun + "failed unknown | forget\n took 0@6 | passed over\n filled |")
    // Given back, both are committed, one after the other.
    try check(
      begun + "revoked |\n took 0@6 | passed over\n committed | hint 0@5, commit 0@5#1-6+0-1, 1@9#1-10+1-0"
        + "\n committed | hint 0@6 1@10, forget")
    try check(begun + "lost | forget\n took 0@6 | passed over\n committed |")
  }

  @Test("begins a partition that was never counted where the broker does, and that is committed like a move")
  func beginning() throws {
    try check(
      """
      given 0 1               | claim 0 1
      claimed 0@0/17#1 1@0/0#1 | read 0@17 1@0
      looked 150              | commit 0@0#1-17+0-0
      committed               | hint 0@17
      """)
  }

  @Test("passes over messages of partitions that are gone, or that were taken before")
  func strangers() throws {
    try check(
      """
      took 0@40               | passed over
      given 0                 | claim 0
      took 0@40               | passed over
      claimed 0@40#1          | read 0@40
      took 0@39               | passed over
      took 0@40               | taken
      took 0@40               | passed over
      took 0@45               | taken
      took 1@0                | passed over
      lost                    | forget
      took 0@46               | passed over
      """)
  }

  @Test("says each second that it is there while nothing comes")
  func heartbeat() throws {
    try check(
      """
      looked 1000             |
      given 1 0               | claim 1 0
      claimed 0@4#1 1@7#1     | read 0@4 1@7
      looked 1000             | heartbeat 0 1
      looked 1900             |
      looked 2000             | heartbeat 0 1
      took 0@4                | taken
      looked 3000             | commit 0@4#1-5+1-0
      committed               | hint 0@5
      looked 3900             |
      looked 4000             | heartbeat 0 1
      """)
  }

  @Test("commits the same again where the catalog has changed, or where it was rolled back for a reason that passes")
  func again() throws {
    try check(
      """
      given 0                 | claim 0
      claimed 0@4#1           | read 0@4
      took 0@4                | taken
      filled                  | commit 0@4#1-5+1-0
      failed catalogChanged   | commit 0@4#1-5+1-0 after catalogChanged
      failed rolledBack       | commit 0@4#1-5+1-0 after rolledBack
      committed               | hint 0@5
      """)
  }

  @Test(
    "that is fenced, or whose commit has an unknown fate, forgets what it read, and does nothing more before a new claim",
    arguments: ["fenced", "unknown"])
  func fenced(failure: String) throws {
    try check(
      """
      given 0                 | claim 0
      claimed 0@4#1           | read 0@4
      took 0@4                | taken
      filled                  | commit 0@4#1-5+1-0
      failed \(failure)       | forget
      failed \(failure)       | forget
      took 0@5                | passed over
      filled                  |
      looked 9000             |
      revoked                 |
      given 0                 | claim 0
      filled                  |
      claimed 0@5#2           | read 0@5
      took 0@4                | passed over
      took 0@5                | taken
      filled                  | commit 0@5#2-6+1-0
      """)
  }

  @Test("whose heartbeat or hint fails forgets what it read", arguments: ["rolledBack", "catalogChanged", "unknown"])
  func failedAtRest(failure: String) throws {
    try check(
      """
      given 0                 | claim 0
      claimed 0@4#1           | read 0@4
      took 0@4                | taken
      failed \(failure)       | forget
      looked 9000             |
      """)
  }

  @Test("whose claim fails has nothing", arguments: ["rolledBack", "unknown"])
  func failedClaim(failure: String) throws {
    try check(
      """
      given 0                 | claim 0
      failed \(failure)       | forget
      claimed 0@4#1           |
      took 0@4                | passed over
      """)
  }

  @Test("that is lost commits nothing any more")
  func lost() throws {
    try check(
      """
      given 0                 | claim 0
      claimed 0@4#1           | read 0@4
      took 0@4                | taken
      lost                    | forget
      lost                    |
      filled                  |
      revoked                 |
      """)
  }

  @Test("taken back with nothing to commit is left at once")
  func idle() throws {
    try check(
      """
      revoked                 |
      given 0                 | claim 0
      claimed 0@4#1           | read 0@4
      revoked                 | forget
      filled                  |
      """)
  }

  @Test("taken back during a commit ends with its answer")
  func revokedWhileCommitting() throws {
    let begun = """
      given 0                 | claim 0
      claimed 0@4#1           | read 0@4
      took 0@4                | taken
      filled                  | commit 0@4#1-5+1-0
      revoked                 |
      revoked                 |

      """
    try check(begun + "committed | hint 0@5, forget")
    try check(begun + "failed rolledBack | commit 0@4#1-5+1-0 after rolledBack\n committed | hint 0@5, forget")
    try check(begun + "failed fenced | forget\n took 0@5 | passed over\n filled |")
    try check(begun + "failed unknown | forget\n took 0@5 | passed over\n filled |")
  }

  @Test(
    "lost during a commit: its answer is waited for and no more, whichever it is, and it is not tried again",
    arguments: ["committed", "failed fenced", "failed rolledBack", "failed catalogChanged", "failed unknown"])
  func lostWhileCommitting(answer: String) throws {
    let begun = """
      given 0                 | claim 0
      claimed 0@4#1           | read 0@4
      took 0@4                | taken
      filled                  | commit 0@4#1-5+1-0

      """
    try check(begun + "lost | forget\n lost | forget\n \(answer) |\n filled |\n given 0 | claim 0")
    // Given again before the answer: the claim waits for it, and says by its offset what became of the commit.
    try check(begun + "lost | forget\n given 0 1 | forget\n \(answer) | claim 0 1\n claimed 0@5#2 1@0#1 | read 0@5 1@0")
    // Taken back in peace, and lost after all.
    try check(begun + "revoked |\n lost | forget\n \(answer) |\n filled |")
    try check(begun + "revoked |\n given 1 | forget\n \(answer) | claim 1")
  }

  @Test("taken away before its claim was answered: the answer is passed over", arguments: ["revoked", "lost"])
  func answerAfterRevocation(event: String) throws {
    let begun = "given 0 | claim 0\n \(event) | forget\n"
    try check(begun + "claimed 0@4#1 |\n took 0@4 | passed over\n given 1 | claim 1\n claimed 1@0#1 | read 1@0")
    try check(begun + "given 1 | forget\n claimed 0@4#1 | claim 1\n claimed 1@0#1 | read 1@0\n took 0@4 | passed over")
    try check(begun + "given 1 | forget\n failed unknown | claim 1\n claimed 1@0#1 | read 1@0")
    try check(begun + "given 1 | forget\n \(event) | forget\n claimed 0@4#1 |\n given 2 | claim 2")
  }

  @Test("given while another is had: what was read of that is forgotten")
  func givenAnew() throws {
    try check(
      """
      given 0                 | claim 0
      claimed 0@4#1           | read 0@4
      took 0@4                | taken
      given 1                 | forget, claim 1
      claimed 1@0#1           | read 1@0
      took 0@5                | passed over
      filled                  |
      """)
  }

  @Test("waits as long as a commit of what is gathered takes, 50 to 250 ms, by the cheaper of the last two")
  func pacing() {
    let start = ContinuousClock.now
    func left(_ gathered: Int, afterCommitsOf moments: Int, in durations: Duration...) -> Duration {
      var assignment = PartitionAssignment(from: start)
      for duration in durations {
        _ = assignment.handle(.committed(moments: moments, from: start - duration, to: start))
      }
      return assignment.untilCommit(gathered: gathered, at: start)
    }
    let (short, second, long) = (Duration.milliseconds(100), Duration.seconds(1), Duration.seconds(9))
    #expect(left(0, afterCommitsOf: 1_000, in: second, second) == .milliseconds(50))
    #expect(left(200, afterCommitsOf: 1_000, in: second, second) == .milliseconds(200))
    #expect(left(200, afterCommitsOf: 10, in: second, second) == .milliseconds(200), "its fixed costs are spread")
    #expect(left(9_000, afterCommitsOf: 1_000, in: second, second) == .milliseconds(250))
    #expect(left(1_000, afterCommitsOf: 1_000, in: short, long) == short, "one that waited")
    #expect(left(1_000, afterCommitsOf: 1_000, in: long, short) == short)
    #expect(left(9_000, afterCommitsOf: 1_000, in: long) == .milliseconds(50), "the first reads what others find")
    #expect(PartitionAssignment(from: start).untilCommit(gathered: 9_000, at: start) == .milliseconds(50))
  }

  // MARK: In words

  private func check(_ table: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    var told = ToldAssignment()
    try expect(table, sourceLocation: sourceLocation) { try told.tell($0) }
  }
}

/// An assignment that is told events in words, and answers in words.
private struct ToldAssignment {
  private let start = ContinuousClock.now
  private var assignment: PartitionAssignment
  /// Milliseconds since the start, by the last look.
  private var now = 0

  init() {
    assignment = PartitionAssignment(from: start)
  }

  private func moment(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

  mutating func tell(_ text: String) throws -> String {
    let words = text.split(separator: " ").map(String.init)
    let event: PartitionAssignment.Event
    switch words[0] {
    case "took":
      let (partition, offset) = try Self.place(words[1])
      guard assignment.awaits(offset, of: partition) else { return "passed over" }
      assignment.took(
        offset, of: partition,
        words.contains("refused") ? .quarantined : words.contains("repeated") ? .repeated : .accepted, sentAt: nil)
      return "taken"
    case "given": event = .given(words.dropFirst().compactMap { Int32($0) })
    case "claimed": event = try Self.claimed(words.dropFirst())
    case "filled": event = .filled
    case "looked":
      now = try #require(Int(words[1]))
      event = .looked(at: moment(now), gathered: 0)
    case "committed": event = .committed(moments: 1, from: moment(now), to: moment(now))
    case "failed": event = .failed(try failure(words[1]))
    case "revoked": event = .revoked(lost: false)
    case "lost": event = .revoked(lost: true)
    default: throw Unknown(word: text)
    }
    return assignment.handle(event).map(words(for:)).joined(separator: ", ")
  }

  /// `4@40#2`, or `4@0/17#1` where the broker begins at 17.
  private static func claimed(_ words: ArraySlice<String>) throws -> PartitionAssignment.Event {
    var beginnings: [Int32: Int64] = [:]
    let claims = try words.map { word in
      let parts = word.split { "@/#".contains($0) }.compactMap { Int64($0) }
      let partition = Int32(parts[0])
      if word.contains("/") { beginnings[partition] = parts[2] }
      return IngestStore.PartitionClaim(
        partition: partition, epoch: try #require(parts.last), nextOffset: parts[1])
    }
    return .claimed(claims, beginnings: beginnings)
  }

  private static func place(_ word: String) throws -> (Int32, Int64) {
    let parts = word.split(separator: "@").compactMap { Int64($0) }
    try #require(parts.count == 2)
    return (Int32(parts[0]), parts[1])
  }

  private func words(for action: PartitionAssignment.Action) -> String {
    switch action {
    case .claim(let partitions): return "claim \(partitions.map(String.init).joined(separator: " "))"
    case .read: return "read \(places(assignment.offsets))"
    case .commit(let advances, let failure):
      let moves = advances.map {
        "\($0.claim.partition)@\($0.claim.nextOffset)#\($0.claim.epoch)-\($0.nextOffset)+\($0.accepted)-\($0.quarantined)"
      }
      return "commit \(moves.joined(separator: ", "))" + (failure.map { " after \($0)" } ?? "")
    case .hint(let offsets): return "hint \(places(offsets))"
    case .heartbeat(let partitions): return "heartbeat \(partitions.map(String.init).joined(separator: " "))"
    case .forget: return "forget"
    }
  }

  private func places(_ offsets: [Int32: Int64]) -> String {
    offsets.sorted { $0.key < $1.key }.map { "\($0)@\($1)" }.joined(separator: " ")
  }
}

struct Unknown: Error {
  let word: String
}

func failure(_ word: String) throws -> CommitFailure {
  let all: [CommitFailure] = [.fenced, .catalogChanged, .rolledBack, .unknown]
  return try #require(all.first { "\($0)" == word })
}
