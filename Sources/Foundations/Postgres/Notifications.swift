import CLibpq

#if canImport(Glibc)
  import Glibc
#endif

/// One NOTIFY as received.
package struct Notification: Hashable, Sendable {
  package let channel: String
  package let payload: String

  package init(channel: String, payload: String) {
    self.channel = channel
    self.payload = payload
  }
}

extension Connection {
  /// Starts listening on a channel.
  ///
  /// - Parameter channel: an identifier of ours, never text from outside.
  package func listen(_ channel: StaticString) throws(PostgresError) {
    try run(script: "LISTEN \(channel)")
  }

  /// Waits until a notification arrives or the time is over.
  ///
  /// - Returns: all that have arrived, in order; empty when the time was over first.
  /// - Throws: `PostgresError` where the connection is lost.
  package func notifications(timeout milliseconds: Int32) throws(PostgresError) -> [Notification] {
    var received = try taken()
    if received.isEmpty {
      var descriptor = pollfd(fd: PQsocket(pointer), events: Int16(POLLIN), revents: 0)
      if poll(&descriptor, 1, milliseconds) > 0 { received = try taken() }
    }
    return received
  }

  private func taken() throws(PostgresError) -> [Notification] {
    guard PQconsumeInput(pointer) == 1 else { throw lost(sql: nil) }
    var received: [Notification] = []
    while let notify = PQnotifies(pointer) {
      received.append(
        Notification(channel: String(cString: notify.pointee.relname), payload: String(cString: notify.pointee.extra)))
      PQfreemem(notify)
    }
    return received
  }
}
