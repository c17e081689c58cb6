import Ingest
import Seeded
import Store
import Testing

@Suite("An assignment of partitions, whatever happens in whatever order")
struct AssignmentInAnyOrderTests {
  @Test("counts every message once: commits that are lost or repeated, rivals, answers that come late or never")
  func any() {
    var random = Seeded.printed("an assignment whose events come in any order")
    for _ in 0..<60 {
      var world = World(random: random)
      for _ in 0..<400 { world.step() }
      world.finish()
      random = world.random
    }
  }
}

/// A broker, the database's rows of its partitions, a rival, and an assignment between them.
private struct World {
  private struct Message: Hashable {
    let partition: Int32
    let offset: Int64
  }

  private struct Commit {
    let advances: [IngestStore.PartitionAdvance]
    let batch: [Message]
  }

  /// One thing at a time is asked of the database; its answer may come long after it was done.
  private enum Work {
    case claim([Int32])
    case commit(Commit)
    case done(PartitionAssignment.Event)
  }

  private static let partitions: ClosedRange<Int32> = 0...2

  var random: Seeded
  private var now = ContinuousClock.now
  private var assignment: PartitionAssignment

  // The broker.
  private let beginnings: [Int32: Int64]
  private var ends: [Int32: Int64]

  // The database.
  private var rows: [Int32: (epoch: Int64, next: Int64)] = [:]
  private var counted: [Message: Int] = [:]
  /// Commits whose connection was lost: they may happen yet.
  private var adrift: [Commit] = []

  // The worker.
  private var work: Work?
  private var gathered: [Message] = []
  private var batch: [Message] = []
  private var fetched: [Int32: Int64] = [:]
  /// Epochs of the claims that may be used.
  private var held: [Int32: Int64] = [:]
  /// Number of times that the group has given or taken, and what it was when the last claim was asked for.
  private var (term, claimed) = (0, 0)

  init(random: Seeded) {
    self.random = random
    assignment = PartitionAssignment(from: now)
    beginnings = [0: 0, 1: 23, 2: 0]
    ends = [0: 40, 1: 60, 2: 0]
    for partition in Self.partitions { rows[partition] = (0, 0) }
  }

  private func hold(_ condition: Bool, _ words: @autoclosure () -> String) {
    if !condition { Issue.record("\(words())") }
  }

  /// Offsets that hold no message, as the ends of transactions do not.
  private func exists(_ offset: Int64) -> Bool { offset % 7 != 3 }

  // MARK: What happens

  mutating func step() {
    switch Int.random(in: 0..<24, using: &random) {
    case 0: ends[anyPartition()]! += Int64.random(in: 1...20, using: &random)
    case 1..<10: poll()
    case 10..<13:
      now += .milliseconds(Int.random(in: 0...400, using: &random))
      tell(.looked(at: now, gathered: gathered.count))
    case 13: tell(.filled)
    case 14..<17: carryOutWork()
    case 17..<20: answer()
    case 20: tell(.given(Self.partitions.filter { _ in Bool.random(using: &random) }))
    case 21: tell(.revoked(lost: Bool.random(using: &random)))
    case 22: rival()
    default: if let commit = adrift.popLast() { _ = apply(commit) }
    }
  }

  /// Nothing goes wrong any more: everything is counted.
  mutating func finish() {
    while let commit = adrift.popLast() { _ = apply(commit) }
    tell(.revoked(lost: true))
    tell(.given(Array(Self.partitions)))
    for _ in 0..<2_000 {
      if work != nil {
        carryOutWork(faults: false)
        answer()
      }
      poll()
      now += .milliseconds(200)
      tell(.looked(at: now, gathered: gathered.count))
    }
    for partition in Self.partitions {
      for offset in 0..<ends[partition]! {
        let expected = exists(offset) && offset >= beginnings[partition]! ? 1 : 0
        let times = counted[Message(partition: partition, offset: offset)] ?? 0
        hold(times == expected, "\(partition)@\(offset) was counted \(times) times")
      }
    }
  }

  private mutating func anyPartition() -> Int32 { Int32.random(in: Self.partitions, using: &random) }

  /// A message comes: the next one of a partition, or one that was fetched before.
  private mutating func poll() {
    let partition = anyPartition()
    guard var offset = fetched[partition] else { return }
    if Int.random(in: 0..<10, using: &random) == 0 {
      offset -= 1
    } else {
      while !exists(offset) { offset += 1 }
      guard offset < ends[partition]! else { return }
      fetched[partition] = offset + 1
    }
    guard offset >= 0, assignment.awaits(offset, of: partition) else { return }
    hold(held[partition] != nil, "\(partition)@\(offset) was taken without a claim")
    assignment.took(offset, of: partition, Bool.random(using: &random) ? .accepted : .quarantined, sentAt: nil)
    gathered.append(Message(partition: partition, offset: offset))
  }

  /// Another worker claims a partition, and may count some of it.
  private mutating func rival() {
    let partition = anyPartition()
    rows[partition]!.epoch += 1
    let from = max(rows[partition]!.next, beginnings[partition]!)
    let to = min(from + Int64.random(in: 0...9, using: &random), ends[partition]!)
    guard to > rows[partition]!.next else { return }
    for offset in from..<to where exists(offset) {
      counted[Message(partition: partition, offset: offset), default: 0] += 1
    }
    rows[partition]!.next = to
  }

  // MARK: The assignment

  private mutating func tell(_ event: PartitionAssignment.Event) {
    switch event {
    case .given, .revoked: term += 1
    default: break
    }
    for action in assignment.handle(event) { carryOut(action) }
  }

  private mutating func carryOut(_ action: PartitionAssignment.Action) {
    switch action {
    case .claim(let partitions):
      hold(work == nil, "a claim, while another thing is under way")
      work = .claim(partitions)
      claimed = term
    case .read: fetched = assignment.offsets
    case .commit(let advances, let failure):
      hold(work == nil, "a commit, while another thing is under way")
      if failure == nil { (batch, gathered) = (gathered, []) }
      for advance in advances {
        let claim = advance.claim
        hold(held[claim.partition] == claim.epoch, "a commit of \(claim.partition) without its claim")
        hold(advance.nextOffset > claim.nextOffset, "\(claim) would move back to \(advance.nextOffset)")
        let messages = batch.filter { $0.partition == claim.partition }
        hold(advance.accepted + advance.quarantined == Int64(messages.count), "\(advance) counts \(messages.count)")
        hold(messages.allSatisfy { (claim.nextOffset..<advance.nextOffset).contains($0.offset) }, "\(advance)")
      }
      hold(Set(batch.map(\.partition)).isSubset(of: advances.map(\.claim.partition)), "a partition is left out")
      work = .commit(Commit(advances: advances, batch: batch))
    case .hint(let offsets):
      for (partition, offset) in offsets { hold(offset <= rows[partition]!.next, "a hint beyond what is committed") }
    case .heartbeat(let partitions): hold(partitions.allSatisfy { held[$0] != nil }, "a heartbeat without a claim")
    case .forget:
      gathered = []
      held = [:]
    }
  }

  // MARK: The database

  /// - Returns: false where the commit is fenced.
  private mutating func apply(_ commit: Commit) -> Bool {
    guard
      commit.advances.allSatisfy({ rows[$0.claim.partition]! == ($0.claim.epoch, $0.claim.nextOffset) })
    else { return false }
    for advance in commit.advances { rows[advance.claim.partition]!.next = advance.nextOffset }
    for message in commit.batch { counted[message, default: 0] += 1 }
    return true
  }

  private mutating func carryOutWork(faults: Bool = true) {
    let fate = faults ? Int.random(in: 0..<10, using: &random) : 9
    switch work {
    case .claim(let partitions):
      guard fate > 0 else { return work = .done(.failed(.unknown)) }
      let claims = partitions.map { partition in
        rows[partition]!.epoch += 1
        return IngestStore.PartitionClaim(
          partition: partition, epoch: rows[partition]!.epoch, nextOffset: rows[partition]!.next)
      }
      work = .done(.claimed(claims, beginnings: beginnings.filter { rows[$0.key]!.next == 0 }))
    case .commit(let commit):
      switch fate {
      case 0: work = .done(.failed(.rolledBack))
      case 1: work = .done(.failed(.catalogChanged))
      case 2:
        adrift.append(commit)
        work = .done(.failed(.unknown))
      case 3:
        _ = apply(commit)
        work = .done(.failed(.unknown))
      default:
        work = .done(
          apply(commit) ? .committed(moments: commit.batch.count, from: now, to: now) : .failed(.fenced))
      }
    case .done, nil: break
    }
  }

  private mutating func answer() {
    guard case .done(let event) = work else { return }
    work = nil
    switch event {
    case .claimed(let claims, _) where claimed == term:
      held = Dictionary(uniqueKeysWithValues: claims.map { ($0.partition, $0.epoch) })
    default: break
    }
    tell(event)
  }
}
