import Foundation

/// Ends the sessions that keep locks from ours although nobody is behind them any more.
///
/// A process that was stopped, or whose machine hangs, holds the locks of its open transaction for as long as the
/// network does not notice. PostgreSQL has a time limit for a transaction between two statements, and none for one inside a
/// COPY, inside a pipeline or with an answer that is not read. So whoever waits looks after it: where a session of ours
/// waits longer than usual, a thread asks the server from a session of its own who is in the way, and ends those sessions
/// of ledgerline that have left their server waiting all the time.
///
/// One that works is never ended, however slow it is: its server waits for the disk, for a lock or for nothing. Neither
/// is one that says something now and then. What an ended one had not committed is rolled back, and is done again by
/// whoever does its work.
package final class LockWatch: @unchecked Sendable {
  // All state but `records` and `sessions`, which only the thread uses, is guarded by the condition.
  static let shared = LockWatch()

  private let condition = NSCondition()
  private var waiters: [ObjectIdentifier: LockWaiter] = [:]
  private var isRunning = false
  private var telling: @Sendable (String) -> Void = { FileHandle.standardError.write(Data("\($0)\n".utf8)) }
  private let records = LockHolderRecords()
  private var sessions: [String: Connection] = [:]

  /// Says where to tell what was ended, and what keeps others waiting and may not be ended; standard error unless told.
  package static func tell(_ telling: @escaping @Sendable (String) -> Void) {
    shared.condition.withLock { shared.telling = telling }
  }

  // MARK: Who is watched over

  func add(_ waiter: LockWaiter) {
    condition.lock()
    defer { condition.unlock() }
    waiters[ObjectIdentifier(waiter)] = waiter
    if !isRunning {
      isRunning = true
      let thread = Thread { [unowned self] in run() }
      thread.name = "lock-watch"
      thread.start()
    }
    condition.signal()
  }

  func remove(_ waiter: LockWaiter) {
    condition.withLock { waiters[ObjectIdentifier(waiter)] = nil }
  }

  /// Looks at some sessions that are in the way of one that does not wait for them.
  ///
  /// - Returns: those that were ended.
  func look(at pids: [Int32], silence: Duration, on db: Connection) throws(PostgresError) -> [Int32] {
    var ended: [Int32] = []
    for holder in try LockHolder.sessions(pids, on: db) where judge(holder, silence: silence, on: db) {
      ended.append(holder.id.pid)
    }
    return ended
  }

  // MARK: The thread

  private func run() {
    while true {
      let late = next()
      guard !late.isEmpty else {
        sessions = [:]
        continue
      }
      for (url, waiters) in Dictionary(grouping: late, by: \.url) { look(url, waiters) }
    }
  }

  /// Waits its time, or until there is somebody to watch over.
  private func next() -> [LockWaiter] {
    condition.lock()
    defer { condition.unlock() }
    let started = Date()
    repeat {
      while waiters.isEmpty { condition.wait() }
    } while condition.wait(until: started + (waiters.values.map(\.interval).min() ?? .zero) / .seconds(1))
    return waiters.values.filter { $0.isLate() }
  }

  private func look(_ url: String, _ waiters: [LockWaiter]) {
    do throws(PostgresError) {
      let db = try session(url)
      for holder in try LockHolder.blocking(waiters.map(\.pid), on: db) {
        let silence = waiters.filter { holder.waiters.contains($0.pid) }.map(\.silence).min()
        if let silence { _ = judge(holder, silence: silence, on: db) }
      }
      records.failure = nil
    } catch {
      sessions[url] = nil
      // Once: while the database is away, those who wait for it say so themselves.
      if records.failure != error.code { tell("who is in the way of others cannot be asked: \(error)") }
      records.failure = error.code
    }
  }

  /// A session of the watch's own: those that wait cannot ask. It is kept while somebody waits.
  private func session(_ url: String) throws(PostgresError) -> Connection {
    if let open = sessions[url], open.isUsable { return open }
    let options = Connection.Options(
      applicationName: "ledgerline-watch", statementTimeout: 5_000, holderSilence: 0)
    let opened = try Connection(url: url, options: options)
    sessions[url] = opened
    return opened
  }

  private func judge(_ holder: LockHolder, silence: Duration, on db: Connection) -> Bool {
    let verdict = records.judge(holder, silence: silence, now: .now)
    switch verdict {
    case .leave: return false
    case .tell(let text):
      tell(text)
      return false
    case .end(let text):
      do throws(PostgresError) {
        guard try holder.end(on: db) else { return false }
        tell(text)
        return true
      } catch {
        if records.first(holder.id) {
          tell(
            "\(holder.description) keeps others waiting and is stopped or gone, and could not be ended: \(error). "
              + "Grant pg_signal_backend to our role, or end it with pg_terminate_backend(\(holder.id.pid)).")
        }
        return false
      }
    }
  }

  private func tell(_ text: String) {
    let say: @Sendable (String) -> Void = condition.withLock { self.telling }
    say(text)
  }
}
