import Synchronization

/// Tells any number of readers that something has changed. A reader that is slow is told once.
final class Broadcast: Sendable {
  private let readers = Mutex<(next: Int, continuations: [Int: AsyncStream<Void>.Continuation])>((0, [:]))

  func subscribe() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = readers.withLock { readers in
      readers.next += 1
      readers.continuations[readers.next] = continuation
      return readers.next
    }
    continuation.onTermination = { [weak self] _ in
      self?.readers.withLock { $0.continuations[number] = nil }
    }
    return stream
  }

  func send() {
    let continuations = readers.withLock { Array($0.continuations.values) }
    for continuation in continuations { continuation.yield() }
  }
}
