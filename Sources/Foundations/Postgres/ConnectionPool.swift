import Foundation

/// A fixed number of connections, each on a thread of its own, fed from one queue.
///
/// libpq blocks, and Swift's cooperative threads must not: a job runs on a pool thread, its caller is suspended. A
/// connection is opened when it is first needed and opened anew after it was lost. Callers take turns: whoever has
/// many jobs waiting keeps nobody else from the next connection.
package final class ConnectionPool: Sendable {
  /// A caller waited longer than the pool allows, too many wait already, or the pool is closed. Nothing was done.
  package struct Unavailable: Error, CustomStringConvertible {
    /// Why nothing was done. There may be more reasons in time.
    package enum Reason: Sendable {
      /// No connection became free in time.
      case busy
      /// As many wait as may, of all callers.
      case full
      /// As many of this caller's own wait as may.
      case tooMany
      case closing
    }

    package let reason: Reason
    package let description: String

    static let busy = Unavailable(
      reason: .busy, description: "the database is busy: no connection became free in time")
    static let full = Unavailable(reason: .full, description: "the database is busy: too many wait already")
    static let tooMany = Unavailable(reason: .tooMany, description: "too many requests of one caller wait already")
    static let closing = Unavailable(reason: .closing, description: "the server is shutting down")
  }

  /// Limits of what may be taken of a pool, by one and by all. Callers are told apart by their `turn`.
  package struct Limits: Sendable {
    /// Connections that one caller has at a time.
    package var runningOfOne: Int
    /// Jobs of one caller that wait.
    package var waitingOfOne: Int
    /// Jobs that wait in all.
    package var waiting: Int

    package init(runningOfOne: Int = .max, waitingOfOne: Int = .max, waiting: Int = .max) {
      self.runningOfOne = runningOfOne
      self.waitingOfOne = waitingOfOne
      self.waiting = waiting
    }
  }

  /// Counts of a pool since it was made.
  package struct Statistics: Sendable, Hashable {
    /// Connections at most.
    package let size: Int
    /// Connections that run something now.
    package var busy = 0
    /// Jobs that wait now.
    package var waiting = 0
    /// Jobs that got a connection, and how long they waited for it in all.
    package var served = 0
    package var waited = Duration.zero
    /// Jobs that got none: refused, timed out, or no longer wanted.
    package var refused = 0

    init(size: Int) { self.size = size }
  }

  private let jobs: JobQueue
  private let waitLimit: Duration

  /// - Parameters:
  ///   - name: what its threads are called, with their number.
  ///   - size: connections, and threads.
  ///   - waitLimit: how long a job may wait for one before it fails with `Unavailable`.
  package init(
    name: String = "postgres", url: String, options: Connection.Options, size: Int, limits: Limits = Limits(),
    waitLimit: Duration = .seconds(10)
  ) {
    jobs = JobQueue(size: size, limits: limits, waitLimit: waitLimit)
    self.waitLimit = waitLimit
    for number in 1...size {
      let jobs = self.jobs
      let thread = Thread {
        var connection: Connection?
        var done: Job?
        while let job = jobs.next(after: done) {
          job.run(&connection) { () throws(PostgresError) in try Connection(url: url, options: options) }
          if connection?.isUsable != true || connection?.isInTransaction == true { connection = nil }
          done = job
        }
      }
      thread.name = "\(name)-\(number)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  deinit {
    jobs.close()
  }

  /// Ends the threads when their jobs are done. Jobs still waiting fail.
  package func close() {
    jobs.close()
  }

  package var statistics: Statistics { jobs.read() }

  /// Runs the body with a connection that nobody else uses meanwhile. A cancelled task cancels its statement, or waits
  /// no longer for its turn.
  ///
  /// - Parameter turn: whose turn it takes: callers of one name share one.
  /// - Throws: what the body throws; `PostgresError` where no connection can be made; `Unavailable`.
  package func withConnection<T: Sendable>(
    turn: String = "", _ body: @escaping @Sendable (Connection) throws -> T
  ) async throws -> T {
    let job = Job(turn: turn)
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
