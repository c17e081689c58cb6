import Foundation
import Synchronization

/// Hands what one thread makes to a body on another, in order, while the first goes on: reading from the database and
/// writing a file then take the time of the slower, and not of both.
///
/// Values go over in batches, of which three exist at most. The thread that makes the relay gives (`send`) and then
/// `finish`es; only the body's thread is in the body.
final class Relay<Value: Sendable>: @unchecked Sendable {
  // `batch` is the sender's. `state` is guarded by `condition`. The body runs on one thread, and the sender waits for
  // its end before it looks at what the body has touched.
  private static var batchSize: Int { 512 }

  private struct State {
    var waiting: [[Value]] = []
    var isOver = false
    var hasEnded = false
    var failure: (any Error)?
  }

  private var batch: [Value] = []
  private var state = State()
  private let condition = NSCondition()

  /// Starts a thread that takes what is sent.
  ///
  /// - Parameter body: is called with each value, in order. When it throws, nothing more is taken.
  init(_ body: @escaping (Value) throws -> Void) {
    batch.reserveCapacity(Self.batchSize)
    let work = Unchecked(body)
    let thread = Thread { [self] in
      while let batch = next() {
        do {
          for value in batch { try work.body(value) }
        } catch {
          end(error)
          return
        }
      }
      end(nil)
    }
    thread.name = "relay"
    thread.stackSize = 1 << 21
    thread.start()
  }

  private struct Unchecked: @unchecked Sendable {
    let body: (Value) throws -> Void
    init(_ body: @escaping (Value) throws -> Void) { self.body = body }
  }

  /// - Throws: what the body threw at an earlier value.
  func send(_ value: Value) throws {
    batch.append(value)
    if batch.count == Self.batchSize { try pass() }
  }

  /// Waits until the body has had everything. To be called also when sending failed, so that the body is over.
  ///
  /// - Throws: what the body threw.
  func finish() throws {
    condition.lock()
    defer { condition.unlock() }
    if !batch.isEmpty { state.waiting.append(batch) }
    batch = []
    state.isOver = true
    condition.broadcast()
    while !state.hasEnded { condition.wait() }
    if let failure = state.failure { throw failure }
  }

  private func pass() throws {
    condition.lock()
    defer { condition.unlock() }
    while state.waiting.count == 2 && !state.hasEnded { condition.wait() }
    if let failure = state.failure { throw failure }
    state.waiting.append(batch)
    condition.broadcast()
    batch = []
    batch.reserveCapacity(Self.batchSize)
  }

  private func next() -> [Value]? {
    condition.lock()
    defer { condition.unlock() }
    while state.waiting.isEmpty && !state.isOver { condition.wait() }
    guard !state.waiting.isEmpty else { return nil }
    let batch = state.waiting.removeFirst()
    condition.broadcast()
    return batch
  }

  private func end(_ error: (any Error)?) {
    condition.lock()
    defer { condition.unlock() }
    state.failure = error
    state.hasEnded = true
    condition.broadcast()
  }
}
