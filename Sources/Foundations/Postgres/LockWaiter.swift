import Dispatch
import Synchronization

/// A session of this process, as `LockWatch` knows it: whether it waits for an answer, and since when.
final class LockWaiter: Sendable {
  let url: String
  /// The number of the server's process.
  let pid: Int32
  /// Time for which whoever keeps a lock from this session may leave its server waiting.
  let silence: Duration
  /// Nanoseconds of the system's uptime; 0 while it waits for nothing.
  private let since = Atomic<UInt64>(0)

  init(url: String, pid: Int32, silence: Duration) {
    self.url = url
    self.pid = pid
    self.silence = silence
  }

  /// Interval between looks; a wait that is shorter is not looked into.
  var interval: Duration { min(silence / 8, .seconds(1)) }

  /// True if it has waited long enough to be looked into.
  func isLate() -> Bool {
    let began = since.load(ordering: .relaxed)
    return began > 0 && .nanoseconds(Int64(DispatchTime.now().uptimeNanoseconds - began)) >= interval
  }

  /// Runs a call that may wait for the server.
  func waiting<T>(_ call: () -> T) -> T {
    since.store(DispatchTime.now().uptimeNanoseconds, ordering: .relaxed)
    defer { since.store(0, ordering: .relaxed) }
    return call()
  }
}
