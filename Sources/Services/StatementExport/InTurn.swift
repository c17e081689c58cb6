import Foundation

/// Values that several threads make at once, and one takes in their order.
///
/// The threads go ahead of whoever takes by a few values at most.
final class InTurn<Value: Sendable>: @unchecked Sendable {
  // Everything below is guarded by `condition`.
  private let count: Int
  private let ahead: Int
  private let condition = NSCondition()
  private var given = 0
  private var taken = 0
  private var made: [Int: Result<Value, any Error>] = [:]
  private var running: Int
  private var isStopped = false

  /// Starts the threads.
  ///
  /// - Parameters:
  ///   - count: of the values.
  ///   - threads: each calls `start` for itself, and then what it returned for one value after the other.
  init(count: Int, threads: Int, _ start: @escaping @Sendable () throws -> (Int) throws -> Value) {
    self.count = count
    ahead = 2 * threads
    running = threads
    for _ in 0..<threads {
      let thread = Thread { [self] in work(start) }
      thread.name = "in-turn"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// The values, in order.
  ///
  /// - Throws: what making one of them threw.
  func forEach(_ body: (Int, Value) throws -> Void) throws {
    defer { stop() }
    for index in 0..<count {
      condition.lock()
      while made[index] == nil { condition.wait() }
      let result = made.removeValue(forKey: index)!
      taken = index + 1
      condition.broadcast()
      condition.unlock()
      try body(index, result.get())
    }
  }

  private func work(_ start: @Sendable () throws -> (Int) throws -> Value) {
    let make = Result { try start() }
    while let index = next() {
      let result = Result { try make.get()(index) }
      condition.lock()
      made[index] = result
      condition.broadcast()
      condition.unlock()
    }
    condition.lock()
    running -= 1
    condition.broadcast()
    condition.unlock()
  }

  private func next() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    while given < count && given >= taken + ahead && !isStopped { condition.wait() }
    guard given < count, !isStopped else { return nil }
    given += 1
    return given - 1
  }

  private func stop() {
    condition.lock()
    defer { condition.unlock() }
    isStopped = true
    condition.broadcast()
    while running > 0 { condition.wait() }
  }
}
