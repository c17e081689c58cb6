import Foundation
import Telemetry

/// Checks of this machine and this process.
package enum HostChecks {
  private static let gibibyte: Int64 = 1 << 30

  /// Room on a disk, and what is kept there.
  package struct Room: Sendable, Hashable {
    /// As "the temporary folder".
    package let name: String
    package let path: String
    /// Bytes.
    package let free: Int64
    /// True if a file can be made there.
    package let isWritable: Bool

    package init(name: String, path: String, free: Int64, isWritable: Bool) {
      (self.name, self.path, self.free, self.isWritable) = (name, path, free, isWritable)
    }

    /// - Returns: `nil` where the folder does not exist.
    package static func read(_ name: String, _ path: String) -> Room? {
      var status = statvfs()
      guard statvfs(path, &status) == 0 else { return nil }
      return Room(
        name: name, path: path, free: Int64(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize)),
        isWritable: access(path, W_OK) == 0)
    }
  }

  /// - Parameter rooms: the folders that something is written to.
  package static func disk(_ rooms: [Room]) -> Finding {
    if let closed = rooms.first(where: { !$0.isWritable }) {
      return .failure(
        .disk, "\(closed.name) cannot be written to", do: "let this user write there, or name another folder",
        detail: closed.path)
    }
    guard let least = rooms.min(by: { $0.free < $1.free }) else { return .ok(.disk, "nothing is written here") }
    let text = "\(least.name) has \(least.free >> 20) MiB left"
    switch least.free {
    case ..<(gibibyte / 10): return .failure(.disk, text, do: "make room", detail: least.path)
    case ..<gibibyte: return .warning(.disk, text, do: "make room", detail: least.path)
    default: return .ok(.disk, text)
    }
  }

  /// Descriptors that a serving process has open.
  package static func descriptors(_ condition: ProcessCondition) -> Finding {
    guard let limit = condition.descriptorLimit else {
      return .ok(.descriptors, "\(condition.openDescriptors) descriptors are open, without a limit")
    }
    let text = "\(condition.openDescriptors) of \(limit) descriptors are open"
    let remedy = "raise the limit (ulimit -n, LimitNOFILE), or limit connections"
    switch condition.openDescriptors * 100 / max(limit, 1) {
    case 95...: return .failure(.descriptors, text, do: remedy)
    case 80...: return .warning(.descriptors, text, do: remedy)
    default: return .ok(.descriptors, text)
    }
  }

  /// Descriptors that a server may open on this machine.
  package static func descriptorLimit() -> Finding {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_max < 4_096 else {
      return .ok(.descriptors, "a process may have enough descriptors")
    }
    return .warning(
      .descriptors, "a process may have \(limit.rlim_max) descriptors at most",
      do: "raise the hard limit to 4096 or more (ulimit -Hn, LimitNOFILE): each connection takes one")
  }
}
