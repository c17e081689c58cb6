import Foundation
import Ingest
import Logging
import ServiceLifecycle
import Synchronization

/// The ingest worker as a service: it runs on a thread of its own until it is told to stop.
struct IngestService: Service {
  let options: KafkaIngest.Options
  let databaseURL: String
  let logger: Logger

  func run() async throws {
    let shouldStop = StopFlag()
    try await withTaskCancellationOrGracefulShutdownHandler {
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
        let thread = Thread {
          done.resume(
            with: Result {
              try KafkaIngest(options, databaseURL: databaseURL, logger: logger).run { shouldStop.isSet }
            })
        }
        thread.name = "ingest"
        thread.stackSize = 8 << 20
        thread.start()
      }
    } onCancelOrGracefulShutdown: {
      shouldStop.set()
    }
  }
}

/// Set once, read from anywhere.
final class StopFlag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { value.load(ordering: .acquiring) }
  func set() { value.store(true, ordering: .releasing) }
}
