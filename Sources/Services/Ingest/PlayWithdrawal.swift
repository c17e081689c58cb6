import Foundation
import Plays
import Postgres
import Store
import Texts

/// Takes a counted file out again, exactly: its text is read once more, and what it had added is subtracted.
///
/// Its lines are read as they were when they were counted: those that stand in quarantine were not, whatever has become
/// of their platform since, and the time of an event was looked at then. Where that does not come to the numbers on
/// record, nothing is taken out.
package struct PlayWithdrawal {
  /// Numbers of what was taken out.
  package struct Outcome: Hashable, Sendable {
    package let accepted: Int64
    package let quarantined: Int64
    package let plays: Int64
  }

  private let db: Connection
  private let bounds: ImportBounds
  private let progress: (PlayImport.Progress) -> Void

  /// - Parameters:
  ///   - db: a connection that has no other work meanwhile; its actor is on record.
  ///   - bounds: of the file's text.
  package init(
    _ db: Connection, bounds: ImportBounds = ImportBounds(),
    progress: @escaping (PlayImport.Progress) -> Void = { _ in }
  ) {
    self.db = db
    self.bounds = bounds
    self.progress = progress
  }

  /// - Parameter name: what it is called in what is said of it; the path unless told.
  /// - Throws: `ImportError` for a file that was not counted, or reads otherwise than when it was; `PostgresError`. Nothing
  ///   was changed.
  package func run(path: String, called name: String? = nil) throws -> Outcome {
    let name = name ?? path
    let file = try TextFile(path: path, bounds: bounds)
    let identity = try FileIdentity(file, counted: []) {
      progress(.init(phase: .reading, done: $0, size: file.size, events: 0))
    }
    while true {
      guard let record = try FileStore(db).takeOver(digest: identity.digest) else {
        let ending = (name as NSString).lastPathComponent
        let other = try FileStore(db).counted().contains { $0.name == ending }
        throw ImportError(
          "\(name): nothing of this file is counted, so there is nothing to take out. A file is known by its text, "
            + "whatever its name: give the very file that was imported."
            + (other ? " One of this name was, with another text: this one was changed since." : ""))
      }
      do {
        return try withdraw(file, name, record)
      } catch WithdrawalStore.Refusal.changed {
        // Plays or a catalog came in between: read it again.
        continue
      } catch WithdrawalStore.Refusal.missing(let cells) {
        throw ImportError(
          "\(name): the totals have fewer plays in \(cells) places than this file has added to them, so that it cannot be "
            + "taken out exactly. They were changed past the program. Nothing was taken out.")
      }
    }
  }

  private func withdraw(_ file: TextFile, _ name: String, _ record: FileStore.Record) throws -> Outcome {
    let store = WithdrawalStore(db)
    try store.clear()
    var lines = try CountedAgain(db, record)
    var splitter = LineSplitter(position: record.countedFrom)
    var seen: Int64 = 0
    try file.read { chunk, done in
      let begin = min(max(record.countedFrom - seen, 0), Int64(chunk.count))
      let end = max(min(record.position - seen, Int64(chunk.count)), begin)
      seen += Int64(chunk.count)
      let part = UnsafeRawBufferPointer(rebasing: chunk[Int(begin)..<Int(end)])
      try splitter.split(part) { try lines.take($0) }
      progress(.init(phase: .counting, done: done, size: file.size, events: lines.count))
    }
    try splitter.finish { try lines.take($0) }
    let reading = try lines.finish()
    guard lines.accepted == record.accepted, lines.unread == 0, lines.count == record.accepted + record.quarantined
    else {
      throw ImportError(
        "\(name): of the \(record.accepted + record.quarantined) lines that were counted this version accepts "
          + "\(lines.accepted), and \(record.accepted) were accepted then: it cannot be taken out exactly. Were rows of "
          + "it deleted from quarantine? Nothing was taken out.")
    }
    try store.settle()
    while true {
      do {
        let plays = try store.withdraw(reading)
        return Outcome(accepted: record.accepted, quarantined: record.quarantined, plays: plays)
      } catch let error where CommitFailure(error) == .rolledBack {
        continue
      }
    }
  }
}

/// The lines of a file as they were counted, added up once more and staged.
private struct CountedAgain {
  private let store: WithdrawalStore
  private let intake: PlayIntake
  private var reading: WithdrawalStore.Reading
  private var exceptions: ArraySlice<WithdrawalStore.Exception> = []
  /// Position from which on there may be more than those that were read.
  private var next: Int64? = 0
  private(set) var count: Int64 = 0
  /// Lines that were accepted when the file was imported.
  private(set) var accepted: Int64 = 0
  /// Lines that were counted later, and are not accepted now.
  private(set) var unread: Int64 = 0

  init(_ db: Connection, _ record: FileStore.Record) throws {
    store = WithdrawalStore(db)
    intake = try PlayIntake(IngestDatabase(db), anyTime: true)
    reading = WithdrawalStore.Reading(file: record, catalogVersion: intake.catalogVersion)
  }

  mutating func take(_ line: LineSplitter.Line) throws {
    count += 1
    let exception = try exception(at: line.start)
    if let exception, !exception.isReplayed { return }
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    let isAccepted = intake.take(line.bytes, size: line.size, source: "", position: line.start, receivedAt: now)
    if isAccepted, exception == nil { accepted += 1 }
    if !isAccepted, exception != nil { unread += 1 }
    if intake.isFull { try stage() }
  }

  mutating func finish() throws -> WithdrawalStore.Reading {
    try stage()
    return reading
  }

  private mutating func stage() throws {
    intake.handOver()
    try store.stage(try intake.batch(now: UInt32(Date().timeIntervalSince1970)))
    intake.settle()
  }

  /// Record of a line that was not accepted; `nil` for one that was, or that has none.
  private mutating func exception(at position: Int64) throws -> WithdrawalStore.Exception? {
    var found: WithdrawalStore.Exception?
    while true {
      if exceptions.isEmpty, let from = next {
        let read = try store.exceptions(of: reading.source, from: from)
        exceptions = read[...]
        next = read.count < WithdrawalStore.exceptionsAtATime ? nil : read.last.map { $0.position + 1 }
      }
      guard let first = exceptions.first, first.position <= position else { return found }
      exceptions.removeFirst()
      if first.isReplayed { reading.replayed += 1 } else { reading.quarantined += 1 }
      if first.position == position { found = first }
    }
  }
}
