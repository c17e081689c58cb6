import Crypto
import Foundation
import Postgres
import Store

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
  private let database: IngestDatabase
  private let growth: Growth
  private let progress: (Progress) -> Void

  public init(databaseURL: String, growth: Growth = .refuse, progress: @escaping (Progress) -> Void = { _ in }) {
    database = IngestDatabase(url: databaseURL)
    self.growth = growth
    self.progress = progress
  }

  /// - Parameter path: a file of NDJSON, gzip or not.
  /// - Throws: `ImportError` for a file that cannot be read whole, or that starts with one counted before;
  ///   `PostgresError`. What was committed by then stays counted, and the next import goes on behind it.
  public func run(path: String) throws -> Outcome {
    let file = try TextFile(path: path)
    let files = FileStore(try database.connection())
    let reading = try read(file, known: try files.counted(upTo: .max))
    var start: Int64 = 0
    if let earlier = reading.prefix, earlier.record.digest != reading.digest {
      switch growth {
      case .refuse: throw grown(path, earlier.record)
      case .continueAfter: start = earlier.lineStart
      case .countAll: break
      }
    }
    let record = try files.claim(
      digest: reading.digest, name: (path as NSString).lastPathComponent, size: reading.size)
    if record.isComplete {
      return Outcome(
        accepted: record.accepted, quarantined: record.quarantined, wasKnown: true, resumedAt: record.position)
    }
    return try count(file, record, from: max(start, record.position))
  }

  // MARK: First pass: is it whole, and do we know it?

  private struct Reading {
    var digest: [UInt8]
    var size: Int64
    /// The longest counted file with which this one starts, and where its last line starts if that was cut.
    var prefix: (record: FileStore.Record, lineStart: Int64)?
  }

  private func read(_ file: TextFile, known: [FileStore.Record]) throws -> Reading {
    var hash = SHA256()
    var size: Int64 = 0
    var lineStart: Int64 = 0
    var prefix: (FileStore.Record, Int64)?
    var next = known.startIndex
    try file.read { chunk, done in
      var rest = chunk[...]
      // Where a known file's size falls into this chunk, the digest up to there tells whether we start with it.
      while next < known.endIndex, known[next].size <= size + Int64(rest.count) {
        let part = rest.prefix(Int(known[next].size - size))
        take(part)
        rest = rest.dropFirst(part.count)
        if Array(hash.finalize()) == known[next].digest { prefix = (known[next], lineStart) }
        next += 1
      }
      take(rest)
      progress(Progress(phase: .reading, done: done, size: file.size, events: 0))
    }
    return Reading(digest: Array(hash.finalize()), size: size, prefix: prefix)

    func take(_ bytes: Slice<UnsafeRawBufferPointer>) {
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes))
      if next < known.endIndex, let newline = bytes.lastIndex(of: 0x0A) {
        lineStart = size + Int64(newline - bytes.startIndex) + 1
      }
      size += Int64(bytes.count)
    }
  }

  private func grown(_ path: String, _ earlier: FileStore.Record) -> ImportError {
    ImportError(
      "\(path): its first \(earlier.size) bytes are the file \"\(earlier.name)\", which was counted already. "
        + "Where it is that file, grown, add --grown to count only what follows; "
        + "where these are other plays that start alike, add --separate. Nothing was counted.")
  }

  // MARK: Second pass: count

  private func count(_ file: TextFile, _ record: FileStore.Record, from start: Int64) throws -> Outcome {
    let intake = try PlayIntake(database)
    let source = "file:" + record.digest.prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    // A file that goes on behind another starts there; its position says so from the first commit on.
    var advance = IngestStore.FileAdvance(
      digest: record.digest, epoch: record.epoch, from: record.position, to: start, accepted: 0, quarantined: 0,
      isLast: false)
    var total = (accepted: Int64(0), quarantined: Int64(0))
    var lastCommit = ContinuousClock.now
    var splitter = LineSplitter(position: start)
    var skip = start
    var now = Int64(Date().timeIntervalSince1970 * 1000)

    func take(_ line: LineSplitter.Line) throws {
      if intake.take(line.bytes, size: line.size, source: source, position: line.start, receivedAt: now) {
        advance.accepted += 1
      } else {
        advance.quarantined += 1
      }
      advance.to = line.end
      if intake.isFull { try commit(isLast: false) }
    }
    func commit(isLast: Bool) throws {
      advance.isLast = isLast
      try write(intake, advance)
      total.accepted += advance.accepted
      total.quarantined += advance.quarantined
      advance.from = advance.to
      advance.accepted = 0
      advance.quarantined = 0
      lastCommit = .now
    }

    try file.read { chunk, done in
      var chunk = chunk
      if skip > 0 {
        let skipped = min(Int64(chunk.count), skip)
        skip -= skipped
        chunk = UnsafeRawBufferPointer(rebasing: chunk[Int(skipped)...])
      }
      now = Int64(Date().timeIntervalSince1970 * 1000)
      try splitter.split(chunk, take)
      let events = total.accepted + total.quarantined + advance.accepted + advance.quarantined
      progress(Progress(phase: .counting, done: done, size: file.size, events: events))
      if ContinuousClock.now - lastCommit >= Self.commitInterval { try commit(isLast: false) }
    }
    try splitter.finish(take)
    advance.to = max(advance.to, record.size)
    try commit(isLast: true)
    return Outcome(
      accepted: total.accepted, quarantined: total.quarantined, wasKnown: false, resumedAt: start)
  }

  private func write(_ intake: PlayIntake, _ advance: IngestStore.FileAdvance) throws {
    while true {
      do {
        let batch = try intake.batch(now: UInt32(Date().timeIntervalSince1970))
        try IngestStore(database.connection()).commit(batch, file: advance)
        return intake.clear()
      } catch IngestStore.Refusal.catalogChanged {
        try intake.refreshCatalog()
      } catch IngestStore.Refusal.fenced {
        throw ImportError("another import of this file has taken over; it counts what is left")
      } catch let error as PostgresError where error.isRetriable && !error.isConnectionLost {
        continue
      }
    }
  }
}
