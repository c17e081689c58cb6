import Store

/// Partitions that a worker was given: from their claim over its commits until they are taken away.
///
/// A pure value: told what happened, it says what to do. One claim or commit is under way at a time, and its outcome is
/// told; while it is a commit, messages are taken for the next. Where nobody knows the fate of a commit, what was read is
/// forgotten and never sent again: the next claim says where to go on.
package struct PartitionAssignment {
  package enum Event: Hashable, Sendable {
    /// The group gave these partitions, and no others.
    case given([Int32])
    /// The claim was answered. `beginnings` are the broker's first offsets of partitions never counted before.
    case claimed([IngestStore.PartitionClaim], beginnings: [Int32: Int64])
    /// As much is gathered as one commit takes.
    case filled
    /// Time has passed, with so many moments gathered.
    case looked(at: ContinuousClock.Instant, gathered: Int)
    /// The commit of so many moments was answered: it is written.
    case committed(moments: Int, from: ContinuousClock.Instant, to: ContinuousClock.Instant)
    /// The last thing to do has failed.
    case failed(CommitFailure)
    /// The group takes the partitions back; where they are lost, they belong to somebody else already.
    case revoked(lost: Bool)
  }

  package enum Action: Hashable, Sendable {
    case claim([Int32])
    /// Read from `offsets` on.
    case read
    /// Begin to commit what is gathered, with these advances; after a failure the same once more, without what was
    /// gathered since.
    case commit([IngestStore.PartitionAdvance], after: CommitFailure?)
    /// Tell the group how far its partitions are committed.
    case hint([Int32: Int64])
    /// Tell the database how far behind these partitions are.
    case heartbeat([Int32])
    /// Drop what is gathered: it will be read again.
    case forget
  }

  /// Outcome for an event.
  package enum Fate: Hashable, Sendable {
    case accepted, quarantined
    /// Dropped, since one of its id was counted.
    case repeated
  }

  private enum State {
    case idle, claiming, counting
    case committing([IngestStore.PartitionAdvance])
    /// Given back, after the commit under way, and a last one of what was taken since.
    case leaving([IngestStore.PartitionAdvance])
    /// Taken away before the answer that is still to come; then the next are claimed, if there are any.
    case overtaken(next: [Int32]?)
  }

  private struct Position {
    var claim: IngestStore.PartitionClaim
    /// Offset behind the last message taken.
    var next: Int64
    var accepted: Int64 = 0
    var quarantined: Int64 = 0
    var repeated: Int64 = 0
    var lastMessageAt: Int64?

    var advance: IngestStore.PartitionAdvance? {
      guard next > claim.nextOffset else { return nil }
      return .init(
        claim: claim, nextOffset: next, accepted: accepted, quarantined: quarantined, lastMessageAt: lastMessageAt,
        repeated: repeated)
    }

    mutating func take(_ offset: Int64, _ fate: Fate, sentAt: Int64?) {
      switch fate {
      case .accepted: accepted += 1
      case .quarantined: quarantined += 1
      case .repeated: repeated += 1
      }
      next = offset + 1
      lastMessageAt = sentAt
    }

    mutating func settle(_ advance: IngestStore.PartitionAdvance) {
      claim.nextOffset = advance.nextOffset
      // More may have been taken since it was handed over.
      accepted -= advance.accepted
      quarantined -= advance.quarantined
      repeated -= advance.repeated
    }
  }

  private static let heartbeatInterval = Duration.seconds(1)

  private var state = State.idle
  private var positions: [Int32: Position] = [:]
  private var pacing: CommitPacing
  private var lastHeartbeat: ContinuousClock.Instant

  package init(from now: ContinuousClock.Instant) {
    pacing = CommitPacing(from: now)
    lastHeartbeat = now
  }

  private var isCounting: Bool { if case .counting = state { true } else { false } }

  private var isReading: Bool {
    switch state {
    case .counting, .committing: true
    case .idle, .claiming, .leaving, .overtaken: false
    }
  }

  // MARK: Messages

  /// Offsets from which to read on, by partition.
  package var offsets: [Int32: Int64] { positions.mapValues(\.next) }

  /// Offsets behind the last commit, by partition.
  package var committed: [Int32: Int64] { positions.mapValues(\.claim.nextOffset) }

  /// True if a message is to be taken. A batch may still hold messages of partitions that are gone, or some again after
  /// they came back.
  package func awaits(_ offset: Int64, of partition: Int32) -> Bool {
    isReading && positions[partition].map { offset >= $0.next } ?? false
  }

  /// Notes that an awaited message was taken.
  ///
  /// - Parameter sentAt: the broker's time, in microseconds since 1970.
  package mutating func took(_ offset: Int64, of partition: Int32, _ fate: Fate, sentAt: Int64?) {
    assert(isReading)
    positions[partition]!.take(offset, fate, sentAt: sentAt)
  }

  /// Time until a commit is due.
  package func untilCommit(gathered: Int, at now: ContinuousClock.Instant) -> Duration {
    pacing.left(for: gathered, at: now)
  }

  // MARK: Events

  package mutating func handle(_ event: Event) -> [Action] {
    switch event {
    case .given(let partitions): given(partitions)
    case .claimed(let claims, let beginnings): claimed(claims, beginnings)
    case .filled: commit()
    case .looked(let now, let gathered): looked(at: now, gathered: gathered)
    case .committed(let moments, let start, let end): committed(moments, from: start, to: end)
    case .failed(let failure): failed(failure)
    case .revoked(let lost): lost ? lose() : giveBack()
    }
  }

  private mutating func given(_ partitions: [Int32]) -> [Action] {
    positions = [:]
    switch state {
    case .idle:
      state = .claiming
      return [.claim(partitions)]
    case .counting:
      state = .claiming
      return [.forget, .claim(partitions)]
    case .claiming, .committing, .leaving, .overtaken:
      state = .overtaken(next: partitions)
      return [.forget]
    }
  }

  private mutating func claimed(_ claims: [IngestStore.PartitionClaim], _ beginnings: [Int32: Int64]) -> [Action] {
    guard case .claiming = state else { return answered() }
    state = .counting
    for claim in claims {
      // Of a partition that was never counted we take what there is: an old topic need not begin at 0.
      let next = claim.nextOffset > 0 ? claim.nextOffset : beginnings[claim.partition] ?? 0
      positions[claim.partition] = Position(claim: claim, next: next)
    }
    return [.read]
  }

  private mutating func looked(at now: ContinuousClock.Instant, gathered: Int) -> [Action] {
    guard isCounting, pacing.left(for: gathered, at: now) <= .zero else { return [] }
    let commit = commit()
    guard commit.isEmpty, !positions.isEmpty, now - lastHeartbeat >= Self.heartbeatInterval else { return commit }
    lastHeartbeat = now
    return [.heartbeat(positions.keys.sorted())]
  }

  private mutating func commit() -> [Action] {
    guard isCounting else { return [] }
    let advances = positions.values.compactMap(\.advance).sorted { $0.claim.partition < $1.claim.partition }
    guard !advances.isEmpty else { return [] }
    state = .committing(advances)
    return [.commit(advances, after: nil)]
  }

  private mutating func committed(
    _ moments: Int, from start: ContinuousClock.Instant, to end: ContinuousClock.Instant
  ) -> [Action] {
    pacing.committed(moments, from: start, to: end)
    lastHeartbeat = end
    switch state {
    case .committing(let advances):
      for advance in advances { positions[advance.claim.partition]!.settle(advance) }
      state = .counting
      return [.hint(Self.ends(advances))]
    case .leaving(let advances):
      for advance in advances { positions[advance.claim.partition]!.settle(advance) }
      state = .counting
      return [.hint(Self.ends(advances))] + giveBack()
    case .idle, .claiming, .counting, .overtaken: return answered()
    }
  }

  private static func ends(_ advances: [IngestStore.PartitionAdvance]) -> [Int32: Int64] {
    Dictionary(uniqueKeysWithValues: advances.map { ($0.claim.partition, $0.nextOffset) })
  }

  private mutating func failed(_ failure: CommitFailure) -> [Action] {
    switch (state, failure) {
    case (.committing(let advances), .catalogChanged), (.committing(let advances), .rolledBack),
      (.leaving(let advances), .catalogChanged), (.leaving(let advances), .rolledBack):
      return [.commit(advances, after: failure)]
    case (.overtaken, _): return answered()
    default: return leave()
    }
  }

  /// Commits what was read before the partitions go.
  private mutating func giveBack() -> [Action] {
    switch state {
    case .idle, .leaving: return []
    case .committing(let advances):
      state = .leaving(advances)
      return []
    case .counting:
      let commit = commit()
      guard case .committing(let advances) = state else { return leave() }
      state = .leaving(advances)
      return commit
    case .claiming, .overtaken: return lose()
    }
  }

  /// Commits nothing any more: the next owner reads it again.
  private mutating func lose() -> [Action] {
    switch state {
    case .idle: return []
    case .counting: return leave()
    case .claiming, .committing, .leaving, .overtaken:
      positions = [:]
      state = .overtaken(next: nil)
      return [.forget]
    }
  }

  private mutating func leave() -> [Action] {
    positions = [:]
    state = .idle
    return [.forget]
  }

  /// Passes over an answer that is about nothing of ours any more, and goes on with what waited for it.
  private mutating func answered() -> [Action] {
    guard case .overtaken(let next) = state else { return [] }
    state = next == nil ? .idle : .claiming
    return next.map { [.claim($0)] } ?? []
  }
}
