import Dispatch
import Store

/// Commits one batch on a thread of its own, while the next is gathered: reading and the database work side by side.
///
/// One commit at a time: `finish` tells the outcome of each before the next is started.
final class BackgroundCommit: @unchecked Sendable {
  // `database` and `result` are touched on the queue, or by the caller while the queue has nothing to do.
  private let database: IngestDatabase
  private let queue = DispatchQueue(label: "import-commit")
  private let pending = DispatchGroup()
  private var result: Result<Void, any Error> = .success(())

  init(databaseURL: String) {
    database = IngestDatabase(url: databaseURL)
  }

  func start(_ batch: PlayBatch, file advance: IngestStore.FileAdvance) {
    queue.async(group: pending) { [self] in
      result = Result { try commit(batch, advance) }
    }
  }

  /// Waits for the commit that was started.
  ///
  /// - Throws: its error.
  func finish() throws {
    pending.wait()
    try result.get()
  }

  private func commit(_ batch: PlayBatch, _ advance: IngestStore.FileAdvance) throws {
    while true {
      do {
        return try IngestStore(database.connection()).commit(batch, file: advance)
      } catch let error where CommitFailure(error) == .rolledBack {
        continue
      }
    }
  }
}
