import CLibpq

/// Cancels the statement that a connection is running, from any thread. Harmless where it runs none.
package final class Cancellation: @unchecked Sendable {
  // A PGcancel is immutable after its creation; libpq documents PQcancel as safe from any thread.
  private let pointer: OpaquePointer?

  init(_ pointer: OpaquePointer?) {
    self.pointer = pointer
  }

  deinit {
    PQfreeCancel(pointer)
  }

  package func cancel() {
    var message = [CChar](repeating: 0, count: 256)
    _ = PQcancel(pointer, &message, Int32(message.count))
  }
}
