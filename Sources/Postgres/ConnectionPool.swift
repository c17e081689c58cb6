import Dispatch
import Foundation
import Synchronization

/// A fixed number of connections, each on a thread of its own, fed from one queue.
///
/// libpq blocks, and Swift's cooperative threads must not: a job runs on a pool thread, its caller is suspended. A
/// connection is opened when it is first needed and opened anew after it was lost.
public final class ConnectionPool: Sendable {
  /// A caller waited longer than the pool allows, or the pool is closed.
  public struct Unavailable: Error, CustomStringConvertible {
    public let description: String

    static let busy = Unavailable(description: "the database is busy: no connection became free in time")
    static let closing = Unavailable(description: "the server is shutting down")
  }

  private let jobs: JobQueue
  private let waitLimit: Duration

  /// - Parameters:
  ///   - size: connections, and threads.
  ///   - waitLimit: how long a job may wait for one before it fails with `Unavailable`.
  public init(url: String, options: Connection.Options, size: Int, waitLimit: Duration = .seconds(10)) {
    jobs = JobQueue(waitLimit: waitLimit)
    self.waitLimit = waitLimit
    for number in 1...size {
      let jobs = self.jobs
      let thread = Thread {
        var connection: Connection?
        while let job = jobs.next() {
          job.run(&connection) { () throws(PostgresError) in try Connection(url: url, options: options) }
          if connection?.isUsable != true || connection?.isInTransaction == true { connection = nil }
        }
      }
      thread.name = "postgres-\(number)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  deinit {
    jobs.close()
  }

  /// Ends the threads when their jobs are done. Jobs still waiting fail.
  public func close() {
    jobs.close()
  }

  /// Runs the body with a connection that nobody else uses meanwhile. A cancelled task cancels its statement, or waits
  /// no longer for its turn.
  ///
  /// - Throws: what the body throws; `PostgresError` where no connection can be made; `Unavailable`.
  public func withConnection<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
    let job = Job()
    let deadline = ContinuousClock.now + waitLimit
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
        job.body = { connection, open in
          continuation.resume(
            with: Result {
              guard ContinuousClock.now < deadline else {
                throw Unavailable.busy
              }
              if connection == nil { connection = try open() }
              try job.start(connection!.cancellation())
              defer {
                job.finish()
                connection!.context = nil
              }
              return try body(connection!)
            })
        }
        job.refused = { continuation.resume(throwing: $0) }
        jobs.add(job)
        // It was cancelled before there was anything to take back.
        if job.isCancelled { jobs.refuse(job, CancellationError()) }
      }
    } onCancel: {
      job.cancel()
      jobs.refuse(job, CancellationError())
    }
  }
}

/// One closure on its way to a pool thread.
private final class Job: @unchecked Sendable {
  // `body` and `refused` are set once before the job is queued, and then used by one thread only.
  var body: ((inout Connection?, () throws(PostgresError) -> Connection) -> Void)!
  var refused: ((any Error) -> Void)!
  private let state = Mutex<(cancelled: Bool, running: Cancellation?)>((false, nil))

  func run(_ connection: inout Connection?, open: () throws(PostgresError) -> Connection) {
    body(&connection, open)
  }

  func start(_ cancellation: Cancellation) throws {
    try state.withLock {
      guard !$0.cancelled else { throw CancellationError() }
      $0.running = cancellation
    }
  }

  var isCancelled: Bool { state.withLock { $0.cancelled } }

  func finish() { state.withLock { $0.running = nil } }

  func cancel() {
    state.withLock {
      $0.cancelled = true
      // Under the lock, so that the connection cannot have moved on to another job's statement.
      $0.running?.cancel()
    }
  }
}

/// Jobs in the order they came, waited for by threads. One that waits too long is refused, also while no thread is free
/// to look at it.
private final class JobQueue: @unchecked Sendable {
  // All state is guarded by the condition.
  private let condition = NSCondition()
  private var jobs: [Job] = []
  private var idleThreads = 0
  private var isClosed = false
  private let waitLimit: Duration

  init(waitLimit: Duration) {
    self.waitLimit = waitLimit
  }

  func add(_ job: Job) {
    condition.lock()
    let closed = isClosed
    if !closed { jobs.append(job) }
    let mustWait = jobs.count > idleThreads
    condition.signal()
    condition.unlock()
    if closed {
      job.refused(ConnectionPool.Unavailable.closing)
    } else if mustWait {
      // Not a task: it must come in time also where the cooperative threads are busy.
      DispatchQueue.global().asyncAfter(deadline: .now() + waitLimit / .seconds(1)) { [weak self] in
        self?.refuse(job, ConnectionPool.Unavailable.busy)
      }
    }
  }

  func next() -> Job? {
    condition.lock()
    defer { condition.unlock() }
    idleThreads += 1
    defer { idleThreads -= 1 }
    while jobs.isEmpty && !isClosed { condition.wait() }
    return jobs.isEmpty ? nil : jobs.removeFirst()
  }

  /// Refuses a job that still waits; one that a thread has taken goes on.
  func refuse(_ job: Job, _ error: any Error) {
    condition.lock()
    let index = jobs.firstIndex { $0 === job }
    if let index { jobs.remove(at: index) }
    condition.unlock()
    if index != nil { job.refused(error) }
  }

  func close() {
    condition.lock()
    isClosed = true
    let waiting = jobs
    jobs = []
    condition.broadcast()
    condition.unlock()
    for job in waiting { job.refused(ConnectionPool.Unavailable.closing) }
  }
}
