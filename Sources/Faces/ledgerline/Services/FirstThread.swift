import CProcess
import Foundation

/// The process's first thread, which has to be told by itself to become another user.
///
/// An asynchronous `main` leaves it asleep in the middle of its end, waiting for signals. glibc changes the user of all
/// threads but of those that end, so this one would stay root's. A signal's handler runs on it and changes it, as glibc
/// does with the others.
enum FirstThread {
  // Written before the signal is sent, and read by its handler.
  nonisolated(unsafe) private static var user: uid_t = 0
  nonisolated(unsafe) private static var group: gid_t = 0
  nonisolated(unsafe) private static var groups: UnsafeMutablePointer<gid_t>?
  nonisolated(unsafe) private static var count = 0

  /// Makes it the user's, with the groups that the calling thread has.
  ///
  /// - Returns: whether it is, within a second.
  static func become(_ user: uid_t, _ group: gid_t) -> Bool {
    let size = getgroups(0, nil)
    let list = UnsafeMutablePointer<gid_t>.allocate(capacity: Int(max(size, 1)))
    defer { list.deallocate() }
    (self.user, self.group, groups, count) = (user, group, list, Int(max(getgroups(size, list), 0)))
    var (action, before) = (sigaction(), sigaction())
    action.__sigaction_handler.sa_handler = { _ in
      _ = thread_become(UInt(FirstThread.count), FirstThread.groups, FirstThread.group, FirstThread.user)
    }
    guard sigaction(SIGURG, &action, &before) == 0 else { return false }
    defer { sigaction(SIGURG, &before, nil) }
    guard process_signal_first_thread(SIGURG) == 0 else { return false }
    for _ in 0..<1_000 {
      if isThread(getpid(), user, group) { return true }
      usleep(1_000)
    }
    return false
  }

  /// True if every thread of this process has the user and the group, and no others that it could go back to; within a
  /// second, since one that is at its end is changed by nobody, and seen until it is gone.
  static func isEveryThread(_ user: uid_t, _ group: gid_t) -> Bool {
    for _ in 0..<1_000 {
      if let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task"), !threads.isEmpty,
        threads.compactMap({ Int32($0) }).allSatisfy({ isThread($0, user, group) })
      {
        return true
      }
      usleep(1_000)
    }
    return false
  }

  /// A thread that has ended meanwhile is nobody's.
  private static func isThread(_ thread: pid_t, _ user: uid_t, _ group: gid_t) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/self/task/\(thread)/status", encoding: .utf8) else {
      return thread != getpid()
    }
    func isAll(_ name: String, _ id: UInt32) -> Bool {
      status.split(separator: "\n").first { $0.hasPrefix(name) }
        .map { $0.split(whereSeparator: \.isWhitespace).dropFirst().allSatisfy { $0 == "\(id)" } } ?? false
    }
    return isAll("Uid:", user) && isAll("Gid:", group)
  }
}
