import Answers
import Synchronization

/// Answers that were written, each as long as what it depends on stays: a bounded table by bytes, that forgets what was not
/// asked for longest.
///
/// It is found by the words of the request themselves, so that what was read and checked once is not read again; who may see
/// something else has an answer of their own.
final class KeptAnswers: Sendable {
  struct Key: Hashable, Sendable {
    /// Path and query as they came.
    let target: String
    /// View of who asks.
    let view: String
  }

  /// Half of the bytes that are kept: those that were asked for lately, and those that were before.
  private struct Halves {
    var recent: [Key: KeptAnswer] = [:]
    var before: [Key: KeptAnswer] = [:]
    var bytes = 0
  }

  /// Bytes that an entry takes besides its own.
  private static let overhead = 400

  private let half: Int
  private let halves = Mutex(Halves())

  /// - Parameter capacity: bytes at most.
  init(capacity: Int = 64 << 20) {
    half = capacity / 2
  }

  subscript(_ key: Key) -> KeptAnswer? {
    halves.withLock { halves in
      if let answer = halves.recent[key] { return answer }
      guard let answer = halves.before[key] else { return nil }
      insert(answer, key, &halves)
      return answer
    }
  }

  func keep(_ answer: KeptAnswer, _ key: Key) {
    // One that would push out everything else is not kept.
    guard size(answer, key) <= half / 4 else { return }
    halves.withLock { insert(answer, key, &$0) }
  }

  private func insert(_ answer: KeptAnswer, _ key: Key, _ halves: inout Halves) {
    let size = size(answer, key)
    if halves.bytes + size > half {
      halves.before = halves.recent
      (halves.recent, halves.bytes) = ([:], 0)
    }
    if let old = halves.recent.updateValue(answer, forKey: key) { halves.bytes -= self.size(old, key) }
    halves.bytes += size
  }

  private func size(_ answer: KeptAnswer, _ key: Key) -> Int {
    answer.text.bytes.count + key.target.utf8.count + key.view.utf8.count + Self.overhead
  }
}
