import Server
import Synchronization
import TestSupport
import Testing

@Suite("A shared computation")
struct SharedComputationTests {
  /// A computation that ends when it is told to, and counts.
  final class Work: Sendable {
    let began = Mutex(0)
    let cancelled = Mutex(0)
    let gate: AsyncStream<Void>
    let open: AsyncStream<Void>.Continuation

    init() { (gate, open) = AsyncStream.makeStream(of: Void.self) }

    var beginnings: Int { began.withLock { $0 } }

    func run() async throws -> Int {
      let number = began.withLock { began in
        began += 1
        return began
      }
      for await _ in gate { break }
      if Task.isCancelled { cancelled.withLock { $0 += 1 } }
      try Task.checkCancellation()
      return number
    }
  }

  @Test("Equal questions share one; a later one of another mark gets one that began after it, shared again")
  func sharing() async throws {
    let (shared, work) = (SharedComputation<String, Int, Int>(), Work())
    let asked = (0..<100).map { number in
      Task { try await shared.value("x", mark: max(1, number - 49)) { try await work.run() } }
    }
    #expect(try await eventually { work.beginnings == 1 && shared.waiting == 100 })
    #expect(work.beginnings == 1, "another does not run beside it")
    work.open.yield()
    #expect(try await eventually { work.beginnings == 2 })
    work.open.yield()
    // Whichever came first; those of its mark share it, the others have one that began after they asked.
    var answers: [Int: Int] = [:]
    for task in asked { answers[try await task.value, default: 0] += 1 }
    #expect(Set(answers.keys) == [1, 2])
    #expect(work.beginnings == 2)
  }

  @Test("It goes on while anybody waits, and is cancelled when nobody does")
  func leaving() async throws {
    let (shared, work) = (SharedComputation<String, Int, Int>(), Work())
    let tasks = (1...3).map { _ in Task { try await shared.value("x", mark: 1) { try await work.run() } } }
    #expect(try await eventually { work.beginnings == 1 && shared.waiting == 3 })
    for task in tasks.prefix(2) {
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
    #expect(shared.waiting == 1)
    tasks[2].cancel()
    await #expect(throws: CancellationError.self) { try await tasks[2].value }
    #expect(try await eventually { work.cancelled.withLock { $0 } == 1 })
    // Whoever asks now gets a new one.
    let next = Task { try await shared.value("x", mark: 1) { 7 } }
    #expect(try await next.value == 7)
  }
}
