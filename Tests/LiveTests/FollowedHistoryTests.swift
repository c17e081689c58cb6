import Live
import Seeded
import TestSupport
import Testing

/// Events and what is to be done about them. A commit is its generation; one that is not listed has a `!`.
@Suite("A history that is followed")
struct FollowedHistoryTests {
  private static let loaded = """
    opened                    | load
    loaded 7                  | listen

    """

  @Test("is loaded, and then every commit after it is added")
  func course() throws {
    try check(
      """
      heard                   | read after 7
      read at 0, newest 9: 8 9 | add with counts
      added                   | listen
      heard                   | read after 9
      read at 1, newest 9:    | add with counts
      added                   | listen
      heard                   | read after 9
      read at 1, newest 9: 10 | add
      added                   | listen
      heard                   | read after 10
      """)
  }

  @Test("has new rates read before its commits")
  func rates() throws {
    try check(
      """
      heard rates             | read rates
      rates read              | read after 7
      read at 0, newest 7:    | add with counts
      added                   | listen
      """)
  }

  @Test(
    "is loaded anew where a commit is missing or not listed, or the database is an older one",
    arguments: [
      "newest 9: 9",  // the first was forgotten
      "newest 8: 9",  // the same, with the newest committed meanwhile
      "newest 10: 8 10",  // one in the middle
      "newest 9: 8 10",
      "newest 8:",  // the last, and with it all there is
      "newest 9: 8",
      "newest 8: 8!",  // too large to list
      "newest 10: 8 9! 10",
      "newest 6:",  // from a backup
      "newest 3: 8",
    ])
  func gap(read: String) throws {
    try check(
      """
      heard                   | read after 7
      read at 0, \(read)      | load
      loaded 12               | listen
      heard                   | read after 12
      read at 0, newest 13: 13 | add with counts
      """)
  }

  @Test("takes a snapshot as it is, also one that is older than a commit seen")
  func olderSnapshot() throws {
    try check(
      """
      heard                   | read after 7
      read at 0, newest 5:    | load
      loaded 5                | listen
      heard                   | read after 5
      read at 0, newest 6: 6  | add with counts
      """)
  }

  @Test("that could not be loaded at first is given up")
  func givenUp() throws {
    try check("failed | nothing\n opened | load", afterLoading: false)
    try check("opened | load\n failed | nothing", afterLoading: false)
  }

  @Test("is loaded anew after each failure, with pauses that grow to five seconds until something was added")
  func failures() throws {
    try check(
      """
      heard                   | read after 7
      failed                  | open after 0.25
      failed                  | open after 0.5
      opened                  | load
      failed                  | open after 1.0
      opened                  | load
      loaded 9                | listen
      failed                  | open after 2.0
      failed                  | open after 4.0
      failed                  | open after 5.0
      failed                  | open after 5.0
      opened                  | load
      loaded 9                | listen
      heard rates             | read rates
      rates read              | read after 9
      read at 0, newest 10: 10 | add with counts
      failed                  | open after 5.0
      opened                  | load
      loaded 10               | listen
      heard                   | read after 10
      read at 1, newest 10:   | add with counts
      added                   | listen
      failed                  | open after 0.25
      """)
  }

  @Test("is not moved by an answer that nobody waits for any more")
  func lateAnswers() throws {
    try check(
      """
      heard                   | read after 7
      failed                  | open after 0.25
      read at 0, newest 8: 8  | nothing
      loaded 9                | nothing
      added                   | nothing
      heard                   | nothing
      opened                  | load
      rates read              | nothing
      opened                  | nothing
      loaded 8                | listen
      """)
  }

  // MARK: In words

  private func check(
    _ table: String, afterLoading: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let start = ContinuousClock.now
    var history = FollowedHistory()
    try expect((afterLoading ? Self.loaded : "") + table, sourceLocation: sourceLocation) { text in
      let words = text.split { " ,:".contains($0) }.map(String.init)
      let event: FollowedHistory.Event
      switch words[0] {
      case "opened": event = .opened
      case "loaded": event = .loaded(generation: try #require(Int64(words[1])))
      case "heard": event = .heard(newRates: words.last == "rates")
      case "rates": event = .ratesRead
      case "read":
        let commits = try words.dropFirst(5).map { word in
          FollowedHistory.Commit(
            generation: try #require(Int64(word.prefix { $0 != "!" })), isListed: word.last != "!")
        }
        event = .read(
          commits, newest: try #require(Int64(words[4])), at: start + .seconds(try #require(Int(words[2]))))
      case "added": event = .added
      default: event = .failed
      }
      return history.handle(event).map(Self.words) ?? "nothing"
    }
  }

  private static func words(for action: FollowedHistory.Action) -> String {
    switch action {
    case .open(let pause): "open after \(pause / .seconds(1))"
    case .load: "load"
    case .listen: "listen"
    case .readRates: "read rates"
    case .read(let generation): "read after \(generation)"
    case .add(let withCounts): withCounts ? "add with counts" : "add"
    }
  }

  // MARK: In any order

  @Test("has, whatever happens, exactly the commits up to its generation whenever something was loaded or added")
  func any() {
    var random = Seeded.printed("a history followed through failures and gaps")
    for _ in 0..<100 {
      var world = World(random: random)
      for _ in 0..<300 { world.step() }
      random = world.random
    }
  }
}

/// A database whose commits are numbered, forgotten, too large to list, and restored from a backup, and totals that follow.
private struct World {
  private struct Row {
    let generation: Int64
    /// One of a kind, also where a restored database uses a generation again.
    let commit: Int
    let isListed: Bool
  }

  var random: Seeded
  private var now = ContinuousClock.now
  private var commits = 0
  /// Every commit of the database, and the first that is still listed.
  private var rows: [Row] = []
  private var kept = 0
  private var isCutOff = false

  private var history = FollowedHistory()
  private var action = FollowedHistory.Action.open(after: .zero)
  private var hasLoaded = false
  /// Commits that are in the totals, and those that were read.
  private var totals: [Int] = []
  private var read: ArraySlice<Row> = []

  init(random: Seeded) {
    self.random = random
  }

  private var generation: Int64 { rows.last?.generation ?? 0 }

  mutating func step() {
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<3:
      commits += 1
      let isListed = Int.random(in: 0..<10, using: &random) > 0
      rows.append(Row(generation: generation + 1, commit: commits, isListed: isListed))
    case 3: if Int.random(in: 0..<8, using: &random) == 0 { kept = rows.count - min(rows.count, 2) }
    case 4:
      guard Int.random(in: 0..<10, using: &random) == 0 else { return }
      rows.removeLast(Int.random(in: 0...min(rows.count, 4), using: &random))
      kept = min(kept, rows.count)
      // A restored database has other sessions.
      isCutOff = true
    case 5: isCutOff = isCutOff || Int.random(in: 0..<6, using: &random) == 0
    default: goOn()
    }
  }

  private mutating func goOn() {
    let event = isCutOff ? .failed : carryOut()
    isCutOff = false
    guard let next = history.handle(event) else {
      // Given up before anything was loaded: somebody starts it anew.
      if hasLoaded { Issue.record("\(event) is answered by nothing") }
      (history, action) = (FollowedHistory(), .open(after: .zero))
      return
    }
    action = next
    switch event {
    case .loaded, .added:
      hasLoaded = true
      if totals != rows.prefix(totals.count).map(\.commit) { Issue.record("the totals have \(totals) of \(rows)") }
    default: break
    }
  }

  private mutating func carryOut() -> FollowedHistory.Event {
    switch action {
    case .open: return .opened
    case .load:
      totals = rows.map(\.commit)
      return .loaded(generation: generation)
    case .listen:
      now += .milliseconds(Int.random(in: 0...500, using: &random))
      return .heard(newRates: Bool.random(using: &random))
    case .readRates: return .ratesRead
    case .read(let after):
      if after != Int64(totals.count) { Issue.record("it reads after \(after), and has \(totals.count)") }
      let newest = generation
      // One is committed between the two questions.
      if Bool.random(using: &random) {
        commits += 1
        rows.append(Row(generation: newest + 1, commit: commits, isListed: true))
      }
      read = rows[kept...].drop { $0.generation <= after }
      return .read(read.map { .init(generation: $0.generation, isListed: $0.isListed) }, newest: newest, at: now)
    case .add:
      if !read.allSatisfy(\.isListed) { Issue.record("a commit that is not listed is added") }
      totals += read.map(\.commit)
      return .added
    }
  }
}
