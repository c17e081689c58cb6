import Live
import Seeded
import TestSupport
import Testing

/// Events and what is to be done about them. A commit is its generation; one that is not listed has a `!`, one of another
/// history than the first a `'`, and one with a long list `+` and its mebibytes. One that was loaded and is forgotten has a
/// `?`.
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
      heard                   | read from 7
      read at 0, newest 9: 7 8 9 | add after 7 with counts
      added                   | listen
      heard                   | read from 9
      read at 1, newest 9: 9  | add after 9 with counts
      added                   | listen
      heard                   | read from 9
      read at 1, newest 10: 9 10 | add after 9
      added                   | listen
      heard                   | read from 10
      """)
  }

  @Test("goes on where the last commit was forgotten, an hour after it")
  func forgotten() throws {
    try check(
      """
      heard                   | read from 7
      read at 0, newest 7:    | add after 7 with counts
      added                   | listen
      heard                   | read from 7
      read at 1, newest 8: 8  | add after 7 with counts
      """)
  }

  @Test("has new rates read before its commits")
  func rates() throws {
    try check(
      """
      heard rates             | read rates
      rates read              | read from 7
      read at 0, newest 7: 7  | add after 7 with counts
      added                   | listen
      """)
  }

  @Test(
    "is loaded anew where a commit is missing or not listed, or the database is an older one",
    arguments: [
      "newest 9: 9",  // the first was forgotten
      "newest 9: 7 9",
      "newest 10: 7 8 10",  // one in the middle
      "newest 8: 7",  // the last
      "newest 8:",  // and with it all there is
      "newest 8: 7 8!",  // too large to list
      "newest 10: 7 8 9! 10",
      "newest 6:",  // from a backup
      "newest 3: 7 8",
      "newest 8: 7 8+65",  // dearer to add than to load
      "newest 9: 7 8+40 9+40",
      "newest 8 cells 13000000: 7 8+65",
    ])
  func gap(read: String) throws {
    try check(
      """
      heard                   | read from 7
      read at 0, \(read)      | load
      loaded 12               | listen
      heard                   | read from 12
      read at 0, newest 13: 12 13 | add after 12 with counts
      """)
  }

  @Test(
    "is followed where much is listed, but not more than the totals have",
    arguments: [
      "newest 8: 7 8+64", "newest 9: 7 8+32 9+32", "newest 8 cells 14000000: 7 8+65",
    ])
  func much(read: String) throws {
    try check(
      """
      heard                   | read from 7
      read at 0, \(read)      | add after 7 with counts
      added                   | listen
      """)
  }

  @Test("is loaded anew where a list cannot be read")
  func unreadable() throws {
    try check(
      """
      heard                   | read from 7
      read at 0, newest 8: 7 8 | add after 7 with counts
      unreadable              | load
      loaded 8                | listen
      """)
  }

  @Test("takes a snapshot as it is, also one that is older than a commit seen")
  func olderSnapshot() throws {
    try check(
      """
      heard                   | read from 7
      read at 0, newest 5:    | load
      loaded 5                | listen
      heard                   | read from 5
      read at 0, newest 6: 5 6 | add after 5 with counts
      """)
  }

  @Test("that could not be loaded at first is given up")
  func givenUp() throws {
    try check("failed | nothing\n opened | load", afterLoading: false)
    try check("opened | load\n failed | nothing", afterLoading: false)
  }

  @Test("goes on after a failure where it stood, with pauses that grow to five seconds until something was added")
  func failures() throws {
    try check(
      """
      heard                   | read from 7
      failed                  | open after 0.25
      failed                  | open after 0.5
      opened                  | read rates
      failed                  | open after 1.0
      opened                  | read rates
      rates read              | read from 7
      read at 0, newest 9: 7 8 9 | add after 7 with counts
      added                   | listen
      failed                  | open after 0.25
      failed                  | open after 0.5
      failed                  | open after 1.0
      failed                  | open after 2.0
      failed                  | open after 4.0
      failed                  | open after 5.0
      failed                  | open after 5.0
      opened                  | read rates
      rates read              | read from 9
      read at 2, newest 9: 9  | add after 9 with counts
      """)
  }

  @Test(
    "is loaded anew after a failure where the database may be an older one",
    arguments: ["newest 7: 7'", "newest 8: 7' 8", "newest 8: 8", "newest 7:", "newest 6: 6"])
  func restored(read: String) throws {
    try check(
      """
      failed                  | open after 0.25
      opened                  | read rates
      rates read              | read from 7
      read at 0, \(read)      | load
      loaded 7                | listen
      """)
  }

  @Test("is loaded anew after a failure where nobody knows how far it came")
  func cutOff() throws {
    try check(
      """
      heard                   | read from 7
      read at 0, newest 9: 7 8 9 | add after 7 with counts
      failed                  | open after 0.25
      opened                  | load
      failed                  | open after 0.5
      opened                  | load
      loaded 9?               | listen
      failed                  | open after 1.0
      opened                  | load
      """)
  }

  @Test("is not moved by an answer that nobody waits for any more")
  func lateAnswers() throws {
    try check(
      """
      heard                   | read from 7
      failed                  | open after 0.25
      read at 0, newest 8: 7 8 | nothing
      loaded 9                | nothing
      added                   | nothing
      unreadable              | nothing
      heard                   | nothing
      opened                  | read rates
      opened                  | nothing
      added                   | nothing
      rates read              | read from 7
      rates read              | nothing
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
      case "loaded":
        let commit = try Self.commit(words[1])
        event = .loaded(generation: commit.generation, words[1].last == "?" ? nil : commit)
      case "heard": event = .heard(newRates: words.last == "rates")
      case "rates": event = .ratesRead
      case "read":
        let commits = try text.split(separator: ":").dropFirst().joined().split(separator: " ").map(Self.commit)
        let cells = words.firstIndex(of: "cells").flatMap { Int64(words[$0 + 1]) } ?? 0
        event = .read(
          commits, newest: try #require(Int64(words[4])), cells: cells,
          at: start + .seconds(try #require(Int(words[2]))))
      case "added": event = .added
      case "unreadable": event = .unreadable
      default: event = .failed
      }
      return history.handle(event).map(Self.words) ?? "nothing"
    }
  }

  private static func commit(_ word: some StringProtocol) throws -> FollowedHistory.Commit {
    let parts = word.split(separator: "+")
    let generation = try #require(Int64(parts[0].prefix { $0.isNumber }))
    let size = parts.count > 1 ? try #require(Int(parts[1])) << 20 : 10
    return FollowedHistory.Commit(
      generation: generation, mark: word.last == "'" ? -1 : generation, size: word.last == "!" ? nil : size)
  }

  private static func words(for action: FollowedHistory.Action) -> String {
    switch action {
    case .open(let pause): "open after \(pause / .seconds(1))"
    case .load: "load"
    case .listen: "listen"
    case .readRates: "read rates"
    case .read(let generation): "read from \(generation)"
    case .add(let generation, let withCounts): "add after \(generation)\(withCounts ? " with counts" : "")"
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
      return .loaded(generation: generation, rows[kept...].last.map(Self.commit))
    case .listen:
      now += .milliseconds(Int.random(in: 0...500, using: &random))
      return .heard(newRates: Bool.random(using: &random))
    case .readRates: return .ratesRead
    case .read(let from):
      if from != Int64(totals.count) { Issue.record("it reads from \(from), and has \(totals.count)") }
      // What is committed from here on is not on the snapshot.
      read = rows[kept...].drop { $0.generation < from }
      return .read(read.map(Self.commit), newest: generation, cells: 0, at: now)
    case .add(let after, _):
      let news = read.filter { $0.generation > after }
      if !news.allSatisfy(\.isListed) { Issue.record("a commit that is not listed is added") }
      if Int.random(in: 0..<20, using: &random) == 0 { return .unreadable }
      totals += news.map(\.commit)
      return .added
    }
  }

  private static func commit(_ row: Row) -> FollowedHistory.Commit {
    FollowedHistory.Commit(generation: row.generation, mark: Int64(row.commit), size: row.isListed ? 10 : nil)
  }
}
