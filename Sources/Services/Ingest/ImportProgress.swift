import Store

/// Progress of a file's import: what is gathered of it, what is being committed meanwhile, and what is committed.
///
/// A pure value: told what happened, it says what to do, in order. One commit is under way at a time; while it is, the
/// next batch is gathered and made, and only then its answer is waited for.
package struct ImportProgress {
  package enum Event: Hashable, Sendable {
    /// The claim was answered.
    case claimed(FileStore.Record, at: ContinuousClock.Instant)
    /// As much is gathered as one commit takes.
    case filled(at: ContinuousClock.Instant)
    /// Time has passed.
    case looked(at: ContinuousClock.Instant)
    /// The file was read to its end.
    case ended
    /// The commit under way was answered: it is written.
    case committed
    /// The last thing to do has failed.
    case failed(CommitFailure)
  }

  package enum Action: Hashable, Sendable {
    case claim
    /// Read the file, and take the lines of what `part` lets through, the first of which begins here.
    case count(from: Int64)
    /// Make a batch of what is gathered.
    case prepare
    /// Wait for the commit under way, and tell its outcome.
    case settle
    /// Begin to commit the batch that was made last.
    case commit(IngestStore.FileAdvance)
    case finish(PlayImport.Outcome)
    /// Leave the rest to the import that has claimed the file since.
    case leave
  }

  private enum State {
    case claiming, counting, ended, over
  }

  private static let commitInterval = Duration.seconds(10)

  private var state = State.claiming
  /// Begin of what is to be counted: 0 or the end of the file that this one continues, and after a claim its position.
  private var begin: Int64
  /// Bytes of text in the file as it was identified.
  private let size: Int64
  /// Bytes of text that were read since the claim.
  private var seen: Int64 = 0
  /// Begin of what this import counts, by its first claim.
  private var resumedAt: Int64?
  /// Gathered since the last batch was made.
  private var gathered = IngestStore.FileAdvance(digest: [], epoch: 0, from: 0, to: 0)
  /// A batch that waits for the answer to the commit under way.
  private var prepared: IngestStore.FileAdvance?
  private var underWay: IngestStore.FileAdvance?
  private var nextCommit: ContinuousClock.Instant?
  /// Committed by this import.
  private var accepted: Int64 = 0
  private var quarantined: Int64 = 0

  /// - Parameters:
  ///   - size: bytes of text in the file as it was identified.
  ///   - begin: the end of the file that this one continues, or 0.
  package init(size: Int64, from begin: Int64) {
    self.size = size
    self.begin = begin
  }

  // MARK: Reading

  /// The part of the next chunk that is to be counted: not what was counted before, nor what was written behind the end
  /// since the file was identified.
  package mutating func part(ofNext count: Int) -> Range<Int> {
    let end = min(Int64(count), size - seen)
    let start = min(max(begin - seen, 0), end)
    seen += end
    return Int(start)..<Int(end)
  }

  /// Notes that a line was taken, up to its end in the text.
  package mutating func took(lineTo end: Int64, accepted: Bool) {
    if accepted { gathered.accepted += 1 } else { gathered.quarantined += 1 }
    gathered.to = end
  }

  // MARK: Events

  package mutating func handle(_ event: Event) -> [Action] {
    switch (state, event) {
    case (.claiming, .claimed(let record, let now)): claimed(record, at: now)
    case (.counting, .filled(let now)): handOver(at: now)
    case (.counting, .looked(let now)): looked(at: now)
    case (.counting, .ended): end()
    case (_, .committed): committed()
    case (_, .failed(let failure)): failed(failure)
    default: []
    }
  }

  private mutating func claimed(_ record: FileStore.Record, at now: ContinuousClock.Instant) -> [Action] {
    guard !record.isComplete else {
      state = .over
      return [
        .finish(
          .init(
            accepted: record.accepted, quarantined: record.quarantined, wasKnown: true, resumedAt: record.position))
      ]
    }
    state = .counting
    begin = max(begin, record.position)
    resumedAt = resumedAt ?? begin
    seen = 0
    nextCommit = now + Self.commitInterval
    // A file that goes on behind another begins there; its position says so from the first commit on.
    gathered = .init(digest: record.digest, epoch: record.epoch, from: record.position, to: begin)
    return [.count(from: begin)]
  }

  private mutating func looked(at now: ContinuousClock.Instant) -> [Action] {
    guard gathered.to > gathered.from, let nextCommit, now >= nextCommit else { return [] }
    return handOver(at: now)
  }

  private mutating func end() -> [Action] {
    guard prepared == nil else { return [] }
    state = .ended
    gathered.to = max(gathered.to, size)
    gathered.isLast = true
    return handOver(at: nil)
  }

  private mutating func handOver(at now: ContinuousClock.Instant?) -> [Action] {
    guard prepared == nil else { return [] }
    nextCommit = now.map { $0 + Self.commitInterval }
    prepared = gathered
    gathered = .init(digest: gathered.digest, epoch: gathered.epoch, from: gathered.to, to: gathered.to)
    return [.prepare] + (underWay == nil ? commit() : [.settle])
  }

  private mutating func commit() -> [Action] {
    guard let batch = prepared else { return [] }
    (underWay, prepared) = (batch, nil)
    return [.commit(batch)] + (batch.isLast ? [.settle] : [])
  }

  private mutating func committed() -> [Action] {
    guard let written = underWay else { return [] }
    underWay = nil
    accepted += written.accepted
    quarantined += written.quarantined
    guard written.isLast else { return commit() }
    state = .over
    return [.finish(.init(accepted: accepted, quarantined: quarantined, wasKnown: false, resumedAt: resumedAt ?? 0))]
  }

  private mutating func failed(_ failure: CommitFailure) -> [Action] {
    let wasUnderWay = underWay != nil
    (prepared, underWay) = (nil, nil)
    switch failure {
    case .catalogChanged where wasUnderWay:
      // What was gathered was looked up in the old one: go on from the last commit, with the new.
      state = .claiming
      return [.claim]
    case .fenced where wasUnderWay:
      state = .over
      return [.leave]
    default:
      state = .over
      return []
    }
  }
}
