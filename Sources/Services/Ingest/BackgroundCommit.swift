import Dispatch
import Postgres
import Store

/// Commits one batch on a thread of its own, while the next is gathered: reading and the database work side by side.
///
/// One commit at a time, in order. An error is thrown by the next call, and nothing after it is committed.
final class BackgroundCommit: @unchecked Sendable {
  // `database` and `result` are touched on the queue, or by the caller while the queue has nothing to do.
  private let database: IngestDatabase
  private let queue = DispatchQueue(label: "import-commit")
  private let pending = DispatchGroup()
  private var result: Result<Void, any Error> = .success(())

  init(databaseURL: String) {
    database = IngestDatabase(url: databaseURL)
  }

  /// Waits for the commit before, and starts this one.
  ///
  /// - Throws: what the commit before has thrown.
  func start(_ batch: PlayBatch, file advance: IngestStore.FileAdvance) throws {
    try finish()
    queue.async(group: pending) { [self] in
      result = Result { try commit(batch, advance) }
    }
  }

  /// Waits for the last commit.
  ///
  /// - Throws: what it has thrown.
  func finish() throws {
    pending.wait()
    try result.get()
  }

  private func commit(_ batch: PlayBatch, _ advance: IngestStore.FileAdvance) throws {
    while true {
      do {
        return try IngestStore(database.connection()).commit(batch, file: advance)
      } catch let error as PostgresError where error.mayPassWithinCommit {
        continue
      }
    }
  }
}
