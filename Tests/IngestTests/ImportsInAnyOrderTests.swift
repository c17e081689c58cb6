import Ingest
import Seeded
import Store
import Testing

@Suite("Imports of one file, whatever happens in whatever order")
struct ImportsInAnyOrderTests {
  @Test("count every line once: killed between commits and within them, side by side, while the catalog changes")
  func any() {
    var random = Seeded.printed("imports of one file in any order")
    for _ in 0..<300 {
      var world = World(random: random)
      for _ in 0..<250 { world.step() }
      world.finish()
      random = world.random
    }
  }
}

/// The database's row of a file of 40 lines, and the imports that are at it.
private struct World {
  private struct Commit {
    let advance: IngestStore.FileAdvance
    let lines: [Int]
  }

  private struct Importer {
    var progress = ImportProgress(size: World.size, from: 0)
    var actions: [ImportProgress.Action] = [.claim]
    /// The next line to read; `nil` while nothing is read.
    var line: Int?
    var gathered: [Int] = []
    var prepared: [Int] = []
    var underWay: Commit?
    /// Answer to the commit under way, once it was carried out.
    var answer: ImportProgress.Event?
    var outcome: PlayImport.Outcome?
  }

  private static let lines = 40
  /// Some of a line are behind the last line's end.
  private static let size = Int64(lines * 10 + 3)

  var random: Seeded
  private var now = ContinuousClock.now
  private var row: (epoch: Int64, position: Int64, isComplete: Bool) = (0, 0, false)
  private var counted = Array(repeating: 0, count: lines)
  /// Commits of imports that were killed or cut off: they may happen yet.
  private var adrift: [Commit] = []
  private var importers: [Importer] = []

  init(random: Seeded) {
    self.random = random
  }

  private func hold(_ condition: Bool, _ words: @autoclosure () -> String) {
    if !condition { Issue.record("\(words())") }
  }

  // MARK: What happens

  mutating func step() {
    switch Int.random(in: 0..<40, using: &random) {
    case 0: importers.append(Importer())
    case 1: if let index = importers.indices.randomElement(using: &random) { kill(index) }
    case 2: if let commit = adrift.popLast() { _ = apply(commit) }
    case 3: now += .seconds(Int.random(in: 0...5, using: &random))
    case 4..<10:
      guard let index = importers.indices.randomElement(using: &random) else { return }
      var importer = importers[index]
      carryOutCommit(&importer)
      importers[index] = importer
    default: if let index = importers.indices.randomElement(using: &random) { goOn(index) }
    }
  }

  mutating func finish() {
    importers = []
    while let commit = adrift.popLast() { _ = apply(commit) }
    let before = counted.reduce(0, +)
    importers = [Importer()]
    for _ in 0..<500 where !importers.isEmpty { goOn(0, faults: false) }
    hold(row.isComplete && row.position == Self.size, "the file is not counted to its end: \(row)")
    hold(counted.allSatisfy { $0 == 1 }, "lines were counted so many times: \(counted)")
    hold(
      last.map { $0.wasKnown || Int($0.accepted) == Self.lines - before } ?? false,
      "its outcome is \(String(describing: last))")
  }

  private var last: PlayImport.Outcome?

  private mutating func kill(_ index: Int) {
    let importer = importers.remove(at: index)
    if let commit = importer.underWay, importer.answer == nil { adrift.append(commit) }
  }

  /// Does one thing of an import: what it says, or a line read.
  private mutating func goOn(_ index: Int, faults: Bool = true) {
    var importer = importers[index]
    if importer.actions.isEmpty {
      read(&importer)
    } else {
      carryOut(importer.actions.removeFirst(), &importer, faults: faults)
    }
    importers[index] = importer
    if importer.actions.isEmpty, importer.line == nil {
      last = importer.outcome
      kill(index)
    }
  }

  private mutating func read(_ importer: inout Importer) {
    guard let line = importer.line else { return }
    if line < Self.lines {
      importer.progress.took(lineTo: Int64(line + 1) * 10, accepted: true)
      importer.gathered.append(line)
      importer.line = line + 1
      if Int.random(in: 0..<5, using: &random) == 0 { tell(.filled(at: now), &importer) }
      tell(.looked(at: now), &importer)
    } else {
      importer.line = nil
      tell(.ended, &importer)
    }
  }

  private func tell(_ event: ImportProgress.Event, _ importer: inout Importer) {
    importer.actions += importer.progress.handle(event)
  }

  private func fail(_ failure: CommitFailure, _ importer: inout Importer) {
    (importer.line, importer.gathered, importer.prepared) = (nil, [], [])
    importer.actions = importer.progress.handle(.failed(failure))
  }

  private mutating func carryOut(_ action: ImportProgress.Action, _ importer: inout Importer, faults: Bool) {
    let isFaulty = faults && Int.random(in: 0..<40, using: &random) == 0
    switch action {
    case _ where isFaulty && action != .settle: return fail(.unknown, &importer)
    case .claim:
      hold(importer.underWay == nil, "a claim during a commit")
      row.epoch += 1
      tell(
        .claimed(.file(at: row.position, epoch: row.epoch, isComplete: row.isComplete, size: Self.size), at: now),
        &importer)
    case .count(let from):
      importer.line = Int(from / 10)
    case .prepare:
      hold(importer.prepared.isEmpty, "a batch is made while one waits")
      (importer.prepared, importer.gathered) = (importer.gathered, [])
    case .commit(let advance):
      hold(importer.underWay == nil, "a commit during a commit")
      hold(advance.to >= advance.from, "it would move back: \(advance)")
      hold(Int(advance.accepted) == importer.prepared.count, "\(advance) counts \(importer.prepared.count)")
      importer.underWay = Commit(advance: advance, lines: importer.prepared)
      importer.prepared = []
    case .settle:
      hold(importer.underWay != nil, "nothing is under way")
      carryOutCommit(&importer, faults: faults)
      let answer = importer.answer ?? .failed(.unknown)
      (importer.underWay, importer.answer) = (nil, nil)
      if case .failed(let failure) = answer { fail(failure, &importer) } else { tell(answer, &importer) }
    case .finish(let outcome): importer.outcome = outcome
    case .leave: hold(row.epoch > 1, "nobody else has claimed the file")
    }
  }

  // MARK: The database

  private mutating func apply(_ commit: Commit) -> Bool {
    let advance = commit.advance
    guard row == (advance.epoch, advance.from, false) else { return false }
    row.position = advance.to
    row.isComplete = advance.isLast
    for line in commit.lines { counted[line] += 1 }
    return true
  }

  private mutating func carryOutCommit(_ importer: inout Importer, faults: Bool = true) {
    guard let commit = importer.underWay, importer.answer == nil else { return }
    switch faults ? Int.random(in: 0..<10, using: &random) : 9 {
    case 0: importer.answer = .failed(.catalogChanged)
    case 1:
      adrift.append(commit)
      importer.answer = .failed(.unknown)
    case 2:
      _ = apply(commit)
      importer.answer = .failed(.unknown)
    default: importer.answer = apply(commit) ? .committed : .failed(.fenced)
    }
  }
}
