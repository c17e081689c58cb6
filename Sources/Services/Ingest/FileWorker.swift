import Foundation
import Postgres
import Store
import Texts

/// Shell of an `ImportProgress`: reads the file and commits as it says, and tells it the outcome.
final class FileWorker {
  private let file: TextFile
  private let name: String
  private let identity: FileIdentity
  private let lines: SketchStore.CountedLines
  private let database: IngestDatabase
  private let commits: BackgroundCommit
  private let report: (PlayImport.Progress) -> Void
  private var progress: ImportProgress
  /// Made by each `count`, with the catalog as it is then; before, nothing asks for it.
  private var intake: PlayIntake!
  private var batch = PlayBatch()

  /// - Parameters:
  ///   - name: its name on record.
  ///   - lines: those of the file that are to be counted.
  init(
    _ file: TextFile, _ name: String, _ identity: FileIdentity, _ lines: SketchStore.CountedLines, databaseURL: String,
    report: @escaping (PlayImport.Progress) -> Void
  ) {
    self.file = file
    self.name = (name as NSString).lastPathComponent
    self.identity = identity
    self.lines = lines
    self.report = report
    database = IngestDatabase(url: databaseURL)
    commits = BackgroundCommit(databaseURL: databaseURL)
    progress = ImportProgress(size: identity.size, from: lines.from)
  }

  /// - Throws: `ImportError`, or the `PostgresError` after which the import did not go on.
  func run() throws -> PlayImport.Outcome {
    var actions: ArraySlice = [ImportProgress.Action.claim]
    while let action = actions.popFirst() {
      if case .finish(let outcome) = action { return outcome }
      do {
        actions += try carryOut(action)
      } catch {
        actions = progress.handle(.failed(CommitFailure(error)))[...]
        if actions.isEmpty { throw error }
      }
    }
    preconditionFailure("an import ends with its outcome or an error")
  }

  /// - Returns: what is to be done next.
  private func carryOut(_ action: ImportProgress.Action) throws -> [ImportProgress.Action] {
    switch action {
    case .claim:
      return progress.handle(
        .claimed(
          try FileStore(database.connection()).claim(
            digest: identity.digest, name: name, size: identity.size, head: identity.head), at: .now))
    case .count(let from):
      try count(from: from)
      return progress.handle(.ended)
    case .prepare:
      intake.handOver()
      batch = try intake.batch(now: UInt32(Date().timeIntervalSince1970))
      intake.settle()
    case .settle:
      try commits.finish()
      return progress.handle(.committed)
    case .commit(let advance):
      // The first one keeps the sample of the lines, and is refused where another import was faster with them.
      let beginning = advance.from == 0 ? lines : nil
      commits.start { [batch] in try Self.commit(batch, advance, beginning, $0) }
      batch = PlayBatch()
    case .finish: break
    case .leave: throw ImportError("another import of this file has taken over; it counts what is left")
    }
    return []
  }

  private static func commit(
    _ batch: PlayBatch, _ advance: IngestStore.FileAdvance, _ beginning: SketchStore.CountedLines?,
    _ database: IngestDatabase
  ) throws {
    while true {
      do {
        return try IngestStore(database.connection()).commit(batch, file: advance, beginning: beginning)
      } catch let error where CommitFailure(error) == .rolledBack {
        continue
      }
    }
  }

  private func count(from begin: Int64) throws {
    let intake = try PlayIntake(database, byDays: true)
    self.intake = intake
    let source = identity.source
    var splitter = LineSplitter(position: begin)
    var events: Int64 = 0
    var now: Int64 = 0
    func tell(_ event: ImportProgress.Event) throws {
      var actions = progress.handle(event)[...]
      while let action = actions.popFirst() { actions += try carryOut(action) }
    }
    func take(_ line: LineSplitter.Line) throws {
      events += 1
      let accepted = intake.take(
        line.bytes, size: line.size, source: source, position: line.start, receivedAt: now)
      if intake.hasEndedDay {
        try tell(.filled(at: .now))
        intake.release(now: now)
      }
      progress.took(lineTo: line.end, accepted: accepted)
      if intake.isFull { try tell(.filled(at: .now)) }
    }
    try file.read { chunk, done in
      now = Int64(Date().timeIntervalSince1970 * 1000)
      try splitter.split(UnsafeRawBufferPointer(rebasing: chunk[progress.part(ofNext: chunk.count)]), take)
      report(.init(phase: .counting, done: done, size: file.size, events: events))
      try tell(.looked(at: .now))
    }
    try splitter.finish(take)
  }
}
