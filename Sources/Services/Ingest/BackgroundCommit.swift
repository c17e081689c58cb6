import Dispatch

/// Commits one batch on a thread and a connection of its own, while the next is gathered: reading and the database work
/// side by side.
///
/// One commit at a time: `finish` tells the outcome of each before the next is started.
final class BackgroundCommit: @unchecked Sendable {
  // `database`, `result` and `end` are touched on the queue, or by the caller while the queue has nothing to do.
  private let database: IngestDatabase
  private let queue = DispatchQueue(label: "ingest-commit")
  private let pending = DispatchGroup()
  private var result: Result<Void, any Error> = .success(())
  private var end = ContinuousClock.now

  /// True from `start` until `finish`.
  private(set) var isUnderWay = false

  init(databaseURL: String) {
    database = IngestDatabase(url: databaseURL)
  }

  /// True if `finish` would not wait.
  var hasEnded: Bool { pending.wait(timeout: .now()) == .success }

  func start(_ commit: @escaping @Sendable (IngestDatabase) throws -> Void) {
    isUnderWay = true
    queue.async(group: pending) { [self] in
      result = Result { try commit(database) }
      end = .now
    }
  }

  /// Waits for the commit that was started.
  ///
  /// - Returns: when it had ended.
  /// - Throws: its error.
  @discardableResult
  func finish() throws -> ContinuousClock.Instant {
    pending.wait()
    isUnderWay = false
    try result.get()
    return end
  }
}
