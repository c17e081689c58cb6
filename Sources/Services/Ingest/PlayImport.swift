import Foundation
import Postgres
import Store
import Texts

/// Counts the plays of a file, each line exactly once: the position within the file's digest is committed with the
/// totals, so an import that was killed goes on, and the same file again changes nothing.
package struct PlayImport {
  /// Decision about a file that starts with all of another that was counted.
  package enum Growth: Sendable {
    /// Refuse it, and let a person say which it is.
    case refuse
    /// It is the other, grown: count what follows.
    case continueAfter
    /// It is another: count all of it.
    case countAll
  }

  /// Place that an import has reached.
  package struct Progress: Sendable {
    package enum Phase: Sendable { case reading, counting }
    package let phase: Phase
    /// Bytes of the file.
    package let done: Int64
    package let size: Int64
    package let events: Int64
  }

  package struct Outcome: Hashable, Sendable {
    package let accepted: Int64
    package let quarantined: Int64
    /// The file had been counted before: nothing was done.
    package let wasKnown: Bool
    /// Bytes of the text that were counted before.
    package let resumedAt: Int64

    package init(accepted: Int64, quarantined: Int64, wasKnown: Bool, resumedAt: Int64) {
      self.accepted = accepted
      self.quarantined = quarantined
      self.wasKnown = wasKnown
      self.resumedAt = resumedAt
    }
  }

  private let databaseURL: String
  private let growth: Growth
  private let mayOverlap: Bool
  private let bounds: ImportBounds
  private let progress: (Progress) -> Void

  /// - Parameters:
  ///   - mayOverlap: true counts a file that has lines in common with others too.
  ///   - bounds: of the file's text.
  package init(
    databaseURL: String, growth: Growth = .refuse, mayOverlap: Bool = false, bounds: ImportBounds = ImportBounds(),
    progress: @escaping (Progress) -> Void = { _ in }
  ) {
    self.databaseURL = databaseURL
    self.growth = mayOverlap && growth == .refuse ? .countAll : growth
    self.mayOverlap = mayOverlap
    self.bounds = bounds
    self.progress = progress
  }

  /// - Parameters:
  ///   - path: a file of NDJSON, gzip or not.
  ///   - name: what it is called on record and in what is said of it; the path unless told.
  /// - Throws: `ImportError` for a file that cannot be read whole, that starts with one counted before, or that has
  ///   lines in common with others; `PostgresError`. What was committed by then stays counted, and the next import goes
  ///   on behind it.
  package func run(path: String, called name: String? = nil) throws -> Outcome {
    let file = try TextFile(path: path, bounds: bounds)
    let name = name ?? path
    let database = IngestDatabase(url: databaseURL)
    let counted = try FileStore(database.connection()).counted()
    let identity = try FileIdentity(file, counted: counted) {
      progress(Progress(phase: .reading, done: $0, size: file.size, events: 0))
    }
    let isKnown = counted.contains { $0.digest == identity.digest }
    let lines = try lines(name, identity, counted, isKnown: isKnown)
    if !isKnown, !mayOverlap {
      let overlaps = try SketchStore(database.connection()).overlaps(of: lines)
      if !overlaps.isEmpty { throw Self.refusal(name, overlaps) }
    }
    do {
      return try FileWorker(file, name, identity, lines, databaseURL: databaseURL, report: progress).run()
    } catch let overlapping as SketchStore.Overlapping {
      try FileStore(database.connection()).forget(digest: identity.digest)
      throw Self.refusal(name, overlapping.overlaps)
    }
  }

  // MARK: Is it another file that was counted?

  /// Lines that are to be counted, and those of them that may stand in others.
  private func lines(
    _ name: String, _ identity: FileIdentity, _ counted: [FileStore.Record], isKnown: Bool
  ) throws -> SketchStore.CountedLines {
    let begin = isKnown ? 0 : try start(name, identity, counted)
    let alike =
      growth == .countAll
      ? counted.filter { $0.head != nil && $0.head == identity.head }.map(\.digest)
        + [identity.extended?.record.digest].compactMap(\.self) : []
    return SketchStore.CountedLines(
      begin > 0 ? identity.linesBehind : identity.lines, from: begin, mayOverlap: mayOverlap, alike: alike)
  }

  private static func refusal(_ name: String, _ overlaps: [SketchStore.Overlap]) -> ImportError {
    func share(_ percent: Int) -> String { percent == 100 ? "all" : "some \(percent) %" }
    let places = overlaps.map { overlap in
      let share = share(overlap.share.percent)
      return switch overlap.place {
      case .file(let name, true): "\(share) in the file \"\(name)\""
      case .file(let name, false): "\(share) in the file \"\(name)\", whose import did not end"
      case .month(let month): "\(share) in the files of \(month) together"
      }
    }
    return ImportError(
      "\(name): \(share(overlaps[0].share.percent)) of its lines stand in what was counted already: "
        + places.joined(separator: "; ") + ". Where these are other plays that read alike, add --overlaps to count all "
        + "of them; where the other file was a mistake, take it out with `import plays --withdraw` and import this one. "
        + "Nothing was counted.")
  }

  /// Start of what is to be counted: 0, or the end of the file that this one continues.
  private func start(_ name: String, _ identity: FileIdentity, _ counted: [FileStore.Record]) throws -> Int64 {
    guard growth != .countAll else { return 0 }
    if let (earlier, goesOnAt) = identity.extended {
      guard earlier.isComplete else {
        throw ImportError(
          "\(name): its first \(earlier.size) bytes are the file \"\(earlier.name)\", whose import did not end. "
            + "Import that file again first; it goes on where it stopped. Nothing was counted.")
      }
      if growth == .continueAfter { return goesOnAt }
      throw ImportError(
        "\(name): its first \(earlier.size) bytes are the file \"\(earlier.name)\", which was counted already. "
          + "Where it is that file, grown, add --grown to count only what follows; "
          + "where these are other plays that start alike, add --separate. Nothing was counted.")
    }
    if let alike = counted.first(where: { $0.head != nil && $0.head == identity.head }) {
      throw ImportError(
        "\(name): it starts with the same \(FileIdentity.headBytes) bytes as the file \"\(alike.name)\", which was "
          + "counted already: is it a part of it? Where these are other plays that start alike, add --separate. "
          + "Nothing was counted.")
    }
    return 0
  }
}
