import Foundation
import Postgres
import Store
import Texts

/// Counts the plays of a file, each line exactly once: the position within the file's digest is committed with the
/// totals, so an import that was killed goes on, and the same file again changes nothing.
public struct PlayImport {
  /// What to do with a file that starts with all of another that was counted.
  public enum Growth: Sendable {
    /// Refuse it, and let a person say which it is.
    case refuse
    /// It is the other, grown: count what follows.
    case continueAfter
    /// It is another: count all of it.
    case countAll
  }

  /// How far an import is.
  public struct Progress: Sendable {
    public enum Phase: Sendable { case reading, counting }
    public let phase: Phase
    /// Bytes of the file.
    public let done: Int64
    public let size: Int64
    public let events: Int64
  }

  public struct Outcome: Sendable {
    public let accepted: Int64
    public let quarantined: Int64
    /// The file had been counted before: nothing was done.
    public let wasKnown: Bool
    /// Bytes of the text that were counted before.
    public let resumedAt: Int64
  }

  private static let commitInterval = Duration.seconds(4)
  private let databaseURL: String
  private let database: IngestDatabase
  private let growth: Growth
  private let bounds: ImportBounds
  private let progress: (Progress) -> Void

  /// - Parameter bounds: of the file's text.
  public init(
    databaseURL: String, growth: Growth = .refuse, bounds: ImportBounds = ImportBounds(),
    progress: @escaping (Progress) -> Void = { _ in }
  ) {
    self.databaseURL = databaseURL
    database = IngestDatabase(url: databaseURL)
    self.growth = growth
    self.bounds = bounds
    self.progress = progress
  }

  /// - Parameter path: a file of NDJSON, gzip or not.
  /// - Throws: `ImportError` for a file that cannot be read whole, or that starts with one counted before;
  ///   `PostgresError`. What was committed by then stays counted, and the next import goes on behind it.
  public func run(path: String) throws -> Outcome {
    let file = try TextFile(path: path, bounds: bounds)
    let files = FileStore(try database.connection())
    let counted = try files.counted()
    let identity = try FileIdentity(file, counted: counted) {
      progress(Progress(phase: .reading, done: $0, size: file.size, events: 0))
    }
    let start = try start(path, identity, counted)
    var total = (accepted: Int64(0), quarantined: Int64(0))
    while true {
      let record = try files.claim(
        digest: identity.digest, name: (path as NSString).lastPathComponent, size: identity.size, head: identity.head)
      if record.isComplete {
        return Outcome(
          accepted: record.accepted, quarantined: record.quarantined, wasKnown: true, resumedAt: record.position)
      }
      let from = max(start, record.position)
      do {
        try count(file, record, from: from, &total)
        return Outcome(accepted: total.accepted, quarantined: total.quarantined, wasKnown: false, resumedAt: from)
      } catch IngestStore.Refusal.catalogChanged {
        // What was gathered was looked up in the old one: go on from the last commit, with the new.
        continue
      } catch IngestStore.Refusal.fenced {
        throw ImportError("another import of this file has taken over; it counts what is left")
      }
    }
  }

  // MARK: Is it another file that was counted?

  /// Where counting starts: at 0, or behind the file that this one continues.
  private func start(_ path: String, _ identity: FileIdentity, _ counted: [FileStore.Record]) throws -> Int64 {
    guard growth != .countAll, !counted.contains(where: { $0.digest == identity.digest }) else { return 0 }
    if let (earlier, goesOnAt) = identity.extended {
      guard earlier.isComplete else {
        throw ImportError(
          "\(path): its first \(earlier.size) bytes are the file \"\(earlier.name)\", whose import did not end. "
            + "Import that file again first; it goes on where it stopped. Nothing was counted.")
      }
      if growth == .continueAfter { return goesOnAt }
      throw ImportError(
        "\(path): its first \(earlier.size) bytes are the file \"\(earlier.name)\", which was counted already. "
          + "Where it is that file, grown, add --grown to count only what follows; "
          + "where these are other plays that start alike, add --separate. Nothing was counted.")
    }
    if let alike = counted.first(where: { $0.head != nil && $0.head == identity.head }) {
      throw ImportError(
        "\(path): it starts with the same \(FileIdentity.headBytes) bytes as the file \"\(alike.name)\", which was "
          + "counted already: is it a part of it? Where these are other plays that start alike, add --separate. "
          + "Nothing was counted.")
    }
    return 0
  }

  // MARK: Second pass: count

  /// - Parameter total: what was committed, this time.
  private func count(
    _ file: TextFile, _ record: FileStore.Record, from start: Int64,
    _ total: inout (accepted: Int64, quarantined: Int64)
  ) throws {
    let commits = BackgroundCommit(databaseURL: databaseURL)
    let intake = try PlayIntake(database)
    let source =
      "file:" + record.digest.prefix(8).hex
    // A file that goes on behind another starts there; its position says so from the first commit on.
    var advance = IngestStore.FileAdvance(
      digest: record.digest, epoch: record.epoch, from: record.position, to: start, accepted: 0, quarantined: 0,
      isLast: false)
    /// What the commit under way adds to the total once it has ended well.
    var underWay = (accepted: Int64(0), quarantined: Int64(0))
    var events: Int64 = 0
    var lastCommit = ContinuousClock.now
    var splitter = LineSplitter(position: start)
    var skip = start
    var seen: Int64 = 0
    var now = Int64(Date().timeIntervalSince1970 * 1000)

    func take(_ line: LineSplitter.Line) throws {
      events += 1
      if intake.take(line.bytes, size: line.size, source: source, position: line.start, receivedAt: now) {
        advance.accepted += 1
      } else {
        advance.quarantined += 1
      }
      advance.to = line.end
      if intake.isFull { try commit(isLast: false) }
    }
    func settle() throws {
      try commits.finish()
      total.accepted += underWay.accepted
      total.quarantined += underWay.quarantined
    }
    func commit(isLast: Bool) throws {
      advance.isLast = isLast
      let batch = try intake.batch(now: UInt32(Date().timeIntervalSince1970))
      try settle()
      try commits.start(batch, file: advance)
      underWay = (advance.accepted, advance.quarantined)
      intake.clear()
      advance.from = advance.to
      advance.accepted = 0
      advance.quarantined = 0
      lastCommit = .now
    }

    try file.read { chunk, done in
      // What was written behind the end since the first pass is not part of the file that was identified.
      var chunk = UnsafeRawBufferPointer(rebasing: chunk.prefix(Int(clamping: record.size - seen)))
      seen += Int64(chunk.count)
      if skip > 0 {
        let skipped = min(Int64(chunk.count), skip)
        skip -= skipped
        chunk = UnsafeRawBufferPointer(rebasing: chunk[Int(skipped)...])
      }
      now = Int64(Date().timeIntervalSince1970 * 1000)
      try splitter.split(chunk, take)
      progress(Progress(phase: .counting, done: done, size: file.size, events: events))
      if ContinuousClock.now - lastCommit >= Self.commitInterval { try commit(isLast: false) }
    }
    try splitter.finish(take)
    advance.to = max(advance.to, record.size)
    try commit(isLast: true)
    try settle()
  }
}
