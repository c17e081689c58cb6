import Foundation

/// Limit of files and connections that the process may have open at one time.
enum Descriptors {
  /// Descriptors that connections must leave for the database, Kafka, files and the process itself.
  static let reserve = 256
  /// More than this is of no use, and some programs that we start go through all there may be.
  private static let most: rlim_t = 65_536

  /// Raises the soft limit to the hard one, as a process may for itself.
  ///
  /// - Returns: the limit from now on.
  static func raise() -> Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0 else { return 1_024 }
    let wanted = max(limit.rlim_cur, min(limit.rlim_max, most))
    if wanted > limit.rlim_cur {
      var raised = rlimit(rlim_cur: wanted, rlim_max: limit.rlim_max)
      if setrlimit(resource, &raised) == 0 { limit = raised }
    }
    return Int(clamping: limit.rlim_cur)
  }

  /// Connections that a limit allows: each may have a file beside it, that is sent or received.
  static func connections(_ limit: Int) -> Int { max(0, (limit - reserve) / 2) }
}
