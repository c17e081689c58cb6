import Foundation
import Postgres
import Synchronization

/// Threads for what walks or writes so much that nobody else may wait behind it: one fewer than there are processors, and
/// after all others when these are busy.
///
/// Callers take turns. A question that would wait too long is refused before it waits: by the cells that wait before it, and
/// the pace that was measured. Nothing is computed for who has left.
package final class LongWork: Sendable {
  /// Limits of what runs here and of what waits.
  package struct Limits: Sendable {
    /// Cells above which a question is long, and rows above which writing its answer is.
    package var longCost = 50_000
    package var longRows = 2_000
    /// Threads that compute; unless told, one fewer than there are processors.
    package var threads = max(1, ProcessInfo.processInfo.activeProcessorCount - 1)
    /// Questions of one caller, and of all, that wait.
    package var waitingOfOne = 16
    package var waiting = 256
    /// Time that one may have to wait.
    package var wait = Duration.seconds(10)

    package init() {}
  }

  /// Why a question was refused. Nothing was computed.
  package enum Refusal: Error, Hashable {
    /// As many of the caller's own wait as may.
    case tooManyOfOne
    /// It would have to wait so many seconds, which is too long.
    case tooMuch(seconds: Int)
    case closing
  }

  /// Counts since it was made.
  package struct Statistics: Sendable, Hashable {
    package var busy = 0
    package var waiting = 0
    package var served = 0
    package var refused = 0
  }

  /// Cells that a row is worth, in what it costs to write it.
  private static let cellsOfRow = 50

  /// Cells above which a question is long, and rows above which writing its answer is.
  let longCost, longRows: Int
  private let queue: LongWorkQueue

  package init(_ limits: Limits = Limits()) {
    (longCost, longRows) = (limits.longCost, limits.longRows)
    queue = LongWorkQueue(limits)
    for number in 1...limits.threads {
      let queue = self.queue
      let thread = Thread {
        // Of this thread alone: on Linux a thread is what has a priority.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        var done: LongWorkQueue.Job?
        while let job = queue.next(after: done) {
          job.run()
          done = job
        }
      }
      thread.name = "long-\(number)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  deinit { queue.close() }

  package var statistics: Statistics { queue.read() }

  /// Cost of writing rows.
  package static func cost(ofRows count: Int) -> Int { count * cellsOfRow }

  /// Runs the body on a thread of its own when it is its turn. A cancelled task waits no longer, and its body is told that
  /// it is not wanted.
  ///
  /// - Parameters:
  ///   - turn: whose turn it takes.
  ///   - cost: cells that it walks, about.
  /// - Throws: what the body throws; `Refusal`; `CancellationError`.
  package func run<T: Sendable>(
    turn: String, cost: Int, _ body: @escaping @Sendable (_ isWanted: () -> Bool) throws -> T
  ) async throws -> T {
    let job = LongWorkQueue.Job(turn: turn, cost: max(1, cost))
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
        job.body = { job in
          continuation.resume(
            with: Result {
              guard job.isWanted else { throw CancellationError() }
              return try body { job.isWanted }
            })
        }
        job.refused = { continuation.resume(throwing: $0) }
        queue.add(job)
        if !job.isWanted { queue.remove(job) }
      }
    } onCancel: {
      job.abandon()
      queue.remove(job)
    }
  }
}

/// Questions in turns, waited for by threads.
final class LongWorkQueue: @unchecked Sendable {
  /// One question on its way to a thread.
  final class Job: @unchecked Sendable {
    let turn: String
    let cost: Int
    // Both are set once before the job is queued, and one of them is called, once.
    var body: ((Job) -> Void)!
    var refused: ((any Error) -> Void)!
    private let abandoned = Atomic(false)
    fileprivate var startedAt = ContinuousClock.now

    init(turn: String, cost: Int) {
      self.turn = turn
      self.cost = cost
    }

    var isWanted: Bool { !abandoned.load(ordering: .relaxed) }
    func abandon() { abandoned.store(true, ordering: .relaxed) }
    func run() { body(self) }
  }

  // All state is guarded by the condition.
  private let condition = NSCondition()
  private var jobs = FairQueue<String, Job>()
  private var cost = 0
  private var isClosed = false
  private var statistics = LongWork.Statistics()
  /// Time that a cell takes, as measured lately; of none yet, a slow machine's.
  private var nanosecondsPerCell: Int64 = 50
  private let limits: LongWork.Limits

  init(_ limits: LongWork.Limits) {
    self.limits = limits
  }

  func add(_ job: Job) {
    condition.lock()
    let refusal: LongWork.Refusal? =
      if isClosed {
        .closing
      } else if jobs.count(of: job.turn) >= limits.waitingOfOne {
        .tooManyOfOne
      } else if jobs.count >= limits.waiting || wait > limits.wait {
        .tooMuch(seconds: max(1, Int(wait / .seconds(1))))
      } else {
        nil
      }
    if refusal == nil {
      jobs.append(job, of: job.turn)
      cost += job.cost
      condition.signal()
    } else {
      statistics.refused += 1
    }
    condition.unlock()
    if let refusal { job.refused(refusal) }
  }

  /// Waits for a question whose turn it is.
  ///
  /// - Parameter done: the question that the thread had before.
  func next(after done: Job?) -> Job? {
    condition.lock()
    defer { condition.unlock() }
    if let done {
      statistics.busy -= 1
      cost -= done.cost
      if done.isWanted { measured(done) }
    }
    while true {
      if let (_, job) = jobs.next() {
        statistics.busy += 1
        statistics.served += 1
        job.startedAt = .now
        return job
      }
      if isClosed { return nil }
      condition.wait()
    }
  }

  /// Takes a question out that still waits, and that nobody waits for any longer.
  func remove(_ job: Job) {
    condition.lock()
    let waiting = jobs.remove(of: job.turn) { $0 === job }
    if waiting != nil { cost -= job.cost }
    condition.unlock()
    waiting?.refused(CancellationError())
  }

  func close() {
    condition.lock()
    isClosed = true
    let waiting = jobs.removeAll()
    condition.broadcast()
    condition.unlock()
    for job in waiting { job.refused(LongWork.Refusal.closing) }
  }

  func read() -> LongWork.Statistics {
    condition.lock()
    defer { condition.unlock() }
    var current = statistics
    current.waiting = jobs.count
    return current
  }

  /// Time until all that is here is done.
  private var wait: Duration {
    .nanoseconds(Int64(clamping: cost).multipliedReportingOverflow(by: nanosecondsPerCell).partialValue)
      / limits.threads
  }

  /// An eighth of the new to seven of the old: one that found a busy machine does not refuse the next.
  private func measured(_ job: Job) {
    let (seconds, attoseconds) = (ContinuousClock.now - job.startedAt).components
    let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    nanosecondsPerCell = max(1, (nanosecondsPerCell * 7 + nanoseconds / Int64(job.cost)) / 8)
  }
}
