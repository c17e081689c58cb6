import Synchronization

/// One computation for all who ask the same.
///
/// Whoever asks gets an answer that was computed after they asked, or one of the same mark: at most one computation of
/// a key runs, and at most one more waits for it to end. It is cancelled when nobody waits for it any longer.
package final class SharedComputation<Key: Hashable & Sendable, Mark: Equatable & Sendable, Value: Sendable>: Sendable {
  private struct Computation {
    let number: Int
    let mark: Mark
    let compute: @Sendable () async throws -> Value
    var task: Task<Void, Never>?
    var waiting: [Int: CheckedContinuation<Value, any Error>] = [:]
    /// Nobody waits for it any longer: it was cancelled, and nobody can join it.
    var isAbandoned = false
  }

  private struct State {
    var running: [Key: Computation] = [:]
    var next: [Key: Computation] = [:]
    var lastNumber = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// Callers that wait for an answer now.
  package var waiting: Int {
    state.withLock { state in
      state.running.values.reduce(0) { $0 + $1.waiting.count } + state.next.values.reduce(0) { $0 + $1.waiting.count }
    }
  }

  /// - Parameters:
  ///   - mark: what the answer depends on, as it was when the question came: an answer that began with the same one
  ///     is as good as a new one.
  ///   - compute: makes the answer. It runs in a task of its own.
  /// - Throws: what the computation throws; `CancellationError` for a caller that is cancelled.
  package func value(
    _ key: Key, mark: Mark, _ compute: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let place = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        state.withLock { state in
          if let running = state.running[key], running.mark == mark, !running.isAbandoned {
            state.running[key]!.waiting[place] = continuation
          } else if state.next[key] != nil {
            state.next[key]!.waiting[place] = continuation
          } else {
            let new = Computation(number: place, mark: mark, compute: compute, waiting: [place: continuation])
            if state.running[key] == nil { start(new, key, &state) } else { state.next[key] = new }
          }
        }
        if Task.isCancelled { leave(key, place) }
      }
    } onCancel: {
      leave(key, place)
    }
  }

  private func start(_ computation: Computation, _ key: Key, _ state: inout State) {
    var computation = computation
    let (number, compute) = (computation.number, computation.compute)
    computation.task = Task {
      let result: Result<Value, any Error>
      do { result = .success(try await compute()) } catch { result = .failure(error) }
      end(key, number, result)
    }
    state.running[key] = computation
  }

  private func end(_ key: Key, _ number: Int, _ result: Result<Value, any Error>) {
    let waiting = state.withLock { state in
      guard state.running[key]?.number == number else { return [:] as [Int: CheckedContinuation<Value, any Error>] }
      let ended = state.running.removeValue(forKey: key)!
      if let next = state.next.removeValue(forKey: key) { start(next, key, &state) }
      return ended.waiting
    }
    for continuation in waiting.values { continuation.resume(with: result) }
  }

  private func leave(_ key: Key, _ place: Int) {
    let left = state.withLock { state -> CheckedContinuation<Value, any Error>? in
      if let left = state.next[key]?.waiting.removeValue(forKey: place) {
        if state.next[key]!.waiting.isEmpty { state.next[key] = nil }
        return left
      }
      guard let left = state.running[key]?.waiting.removeValue(forKey: place) else { return nil }
      // It stays in its place until it has ended: another does not run beside it.
      if state.running[key]!.waiting.isEmpty {
        state.running[key]!.isAbandoned = true
        state.running[key]!.task?.cancel()
      }
      return left
    }
    left?.resume(throwing: CancellationError())
  }
}
