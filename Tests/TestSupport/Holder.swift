import Foundation
import Postgres
import Synchronization

/// A session that holds what others need, to see whether they wait for it. A lock that is taken away is one that nobody
/// waits for.
package final class Holder {
  private let db: Connection
  private let watcher: Connection
  private let id: Int32

  /// - Parameter script: takes what is to be held, until the transaction ends.
  package init(_ url: String, _ script: String) throws {
    db = try Connection(url: url, options: .init(applicationName: "holder"))
    watcher = try Connection(url: url, options: .init(applicationName: "watcher"))
    id = try db.query("SELECT pg_backend_pid()")[0].int32(0)
    try db.run(script: "BEGIN; " + script)
  }

  /// Begins the work on a thread of its own, lets go as soon as it waits for this session, and sees it to its end.
  ///
  /// - Returns: whether it waited; not where it ended by itself.
  /// - Throws: what the work throws.
  package func isAwaited(by work: @escaping @Sendable () throws -> Void) async throws -> Bool {
    let outcome = Outcome()
    Thread {
      let result = Result { try work() }
      outcome.result.withLock { $0 = result }
    }.start()
    var hasWaited = false
    _ = try await eventually(within: 60) {
      hasWaited = try isAwaited()
      return hasWaited || outcome.result.withLock { $0 != nil }
    }
    try db.run(script: "ROLLBACK")
    _ = try await eventually(within: 60) { outcome.result.withLock { $0 != nil } }
    guard let result = outcome.result.withLock({ $0 }) else {
      throw CommandLineTool.Failed(description: "the work did not end within a minute of being let go")
    }
    try result.get()
    return hasWaited
  }

  private func isAwaited() throws -> Bool {
    try watcher.query("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND \(id) = ANY(pg_blocking_pids(pid)))")[
      0
    ]
    .bool(0)
  }

  private final class Outcome: Sendable {
    let result = Mutex<Result<Void, any Error>?>(nil)
  }
}
