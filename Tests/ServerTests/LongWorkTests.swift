import Server
import Synchronization
import Testing
import TestSupport

@Suite("Work that is long")
struct LongWorkTests {
  /// Something that is held until it is let go; it says when it has begun, and when it was found not to be wanted.
  private final class Held: Sendable {
    let hasBegun = Atomic(false)
    let wasUnwanted = Atomic(false)
    private let isLetGo = Atomic(false)

    func letGo() { isLetGo.store(true, ordering: .releasing) }

    /// Looks between pieces, as a scan does.
    func work(_ isWanted: () -> Bool) throws {
      hasBegun.store(true, ordering: .releasing)
      while !isLetGo.load(ordering: .acquiring) {
        guard isWanted() else {
          wasUnwanted.store(true, ordering: .releasing)
          throw CancellationError()
        }
      }
    }
  }

  /// Turns in the order in which they were taken.
  private final class Order: Sendable {
    let turns = Mutex<[String]>([])
  }

  private func work(_ change: (inout LongWork.Limits) -> Void = { _ in }) -> LongWork {
    var limits = LongWork.Limits()
    limits.threads = 1
    change(&limits)
    return LongWork(limits)
  }

  @Test("What nobody waits for any longer ends at its next piece; what waits is not begun")
  func left() async throws {
    let (work, held) = (work(), Held())
    let running = Task { try await work.run(turn: "a", cost: 1) { try held.work($0) } }
    #expect(try await eventually { held.hasBegun.load(ordering: .acquiring) })
    let begun = Atomic(false)
    let waiting = Task { try await work.run(turn: "b", cost: 1) { _ in begun.store(true, ordering: .relaxed) } }
    #expect(try await eventually { work.statistics.waiting == 1 })
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    #expect(work.statistics.waiting == 0 && !held.wasUnwanted.load(ordering: .acquiring))
    running.cancel()
    await #expect(throws: CancellationError.self) { try await running.value }
    #expect(held.wasUnwanted.load(ordering: .acquiring) && !begun.load(ordering: .relaxed))
    #expect(try await work.run(turn: "a", cost: 1) { _ in 7 } == 7)
  }

  @Test("One that would wait too long is told so before it waits, with the seconds; so is one too many of a caller")
  func refused() async throws {
    let held = Held()
    let work = work { $0.waitingOfOne = 2 }
    // A second at the pace that is taken for one before any was measured.
    let running = Task { try await work.run(turn: "a", cost: 20_000_000) { try held.work($0) } }
    #expect(try await eventually { held.hasBegun.load(ordering: .acquiring) })
    let own = (1...2).map { _ in Task { try await work.run(turn: "a", cost: 1) { _ in } } }
    #expect(try await eventually { work.statistics.waiting == 2 })
    await #expect(throws: LongWork.Refusal.tooManyOfOne) { try await work.run(turn: "a", cost: 1) { _ in } }
    let large = Task { try await work.run(turn: "b", cost: 400_000_000) { _ in } }
    #expect(try await eventually { work.statistics.waiting == 3 })
    await #expect(throws: LongWork.Refusal.tooMuch(seconds: 21)) { try await work.run(turn: "c", cost: 1) { _ in } }
    #expect(work.statistics.refused == 2)
    large.cancel()
    held.letGo()
    for task in own + [running] { try await task.value }
    try await work.run(turn: "c", cost: 1) { _ in }
  }

  @Test("Callers take turns: whoever has many waiting keeps another waiting for one of them")
  func turns() async throws {
    let (work, held) = (work(), Held())
    let order = Order()
    let running = Task { try await work.run(turn: "greedy", cost: 1) { try held.work($0) } }
    #expect(try await eventually { held.hasBegun.load(ordering: .acquiring) })
    var tasks = [running]
    for (turn, count) in [("greedy", 5), ("other", 1)] {
      for _ in 1...count {
        tasks.append(Task { try await work.run(turn: turn, cost: 1) { _ in order.turns.withLock { $0.append(turn) } } })
      }
      let expected = turn == "greedy" ? 5 : 6
      #expect(try await eventually { work.statistics.waiting == expected })
    }
    held.letGo()
    for task in tasks { try await task.value }
    #expect(try #require(order.turns.withLock { $0.firstIndex(of: "other") }) <= 1)
  }
}
