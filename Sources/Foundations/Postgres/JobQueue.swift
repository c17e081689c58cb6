import Dispatch
import Foundation
import Synchronization

/// One closure on its way to a pool thread.
final class Job: @unchecked Sendable {
  /// The one whose turn it takes.
  let turn: String
  let addedAt = ContinuousClock.now
  // `body` and `refused` are set once before the job is queued, and then used by one thread only.
  var body: ((inout Connection?, () throws(PostgresError) -> Connection) -> Void)!
  var refused: ((any Error) -> Void)!
  private let state = Mutex<(cancelled: Bool, running: Cancellation?)>((false, nil))

  init(turn: String) {
    self.turn = turn
  }

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

/// Jobs in turns, waited for by threads. One that waits too long is refused, also while no thread is free to look at
/// it; one that would be too many is not taken at all.
final class JobQueue: @unchecked Sendable {
  // All state is guarded by the condition.
  private let condition = NSCondition()
  private var jobs = FairQueue<String, Job>()
  private var running: [String: Int] = [:]
  private var idleThreads = 0
  private var isClosed = false
  private var statistics: ConnectionPool.Statistics
  private let limits: ConnectionPool.Limits
  private let waitLimit: Duration

  init(size: Int, limits: ConnectionPool.Limits, waitLimit: Duration) {
    statistics = ConnectionPool.Statistics(size: size)
    self.limits = limits
    self.waitLimit = waitLimit
  }

  func add(_ job: Job) {
    condition.lock()
    // Those that a free connection is about to take do not count as waiting.
    let (ofOne, ofAll) = (limits.runningOfOne - running[job.turn, default: 0], statistics.size - statistics.busy)
    let refusal: ConnectionPool.Unavailable? =
      if isClosed {
        .closing
      } else if jobs.count(of: job.turn) - ofOne >= limits.waitingOfOne {
        .tooMany
      } else if jobs.count - ofAll >= limits.waiting {
        .full
      } else {
        nil
      }
    var mustWait = false
    if refusal == nil {
      jobs.append(job, of: job.turn)
      mustWait =
        jobs.count > idleThreads || running[job.turn, default: 0] + jobs.count(of: job.turn) > limits.runningOfOne
      condition.signal()
    } else {
      statistics.refused += 1
    }
    condition.unlock()
    if let refusal {
      job.refused(refusal)
    } else if mustWait {
      // Not a task: it must come in time also where the cooperative threads are busy.
      DispatchQueue.global().asyncAfter(deadline: .now() + waitLimit / .seconds(1)) { [weak self] in
        self?.refuse(job, ConnectionPool.Unavailable.busy)
      }
    }
  }

  /// Waits for a job whose turn it is.
  ///
  /// - Parameter done: the job that the thread had before.
  func next(after done: Job?) -> Job? {
    condition.lock()
    defer { condition.unlock() }
    if let done {
      statistics.busy -= 1
      running[done.turn]! -= 1
      if running[done.turn] == 0 { running[done.turn] = nil }
    }
    idleThreads += 1
    defer { idleThreads -= 1 }
    while true {
      // Whoever makes room for a turn looks for the next job itself: no other thread need be told.
      if let (turn, job) = jobs.next(admitting: { running[$0, default: 0] < limits.runningOfOne }) {
        running[turn, default: 0] += 1
        statistics.busy += 1
        statistics.served += 1
        statistics.waited += ContinuousClock.now - job.addedAt
        return job
      }
      if isClosed { return nil }
      condition.wait()
    }
  }

  /// Refuses a job that still waits; one that a thread has taken goes on.
  func refuse(_ job: Job, _ error: any Error) {
    condition.lock()
    let waiting = jobs.remove(of: job.turn) { $0 === job }
    if waiting != nil { statistics.refused += 1 }
    condition.unlock()
    waiting?.refused(error)
  }

  func close() {
    condition.lock()
    isClosed = true
    let waiting = jobs.removeAll()
    condition.broadcast()
    condition.unlock()
    for job in waiting { job.refused(ConnectionPool.Unavailable.closing) }
  }

  func read() -> ConnectionPool.Statistics {
    condition.lock()
    defer { condition.unlock() }
    var current = statistics
    current.waiting = jobs.count
    return current
  }
}
