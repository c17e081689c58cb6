import Diagnosis
import Foundation

/// The threads on which a watch looks.
final class WatchThreads: Sendable {
  private let shouldStop = StopFlag()

  /// Returns after the first look at the database, so that the first answer says what is the case.
  init(_ watch: Watch) async {
    let shouldStop = shouldStop
    await withCheckedContinuation { (looked: CheckedContinuation<Void, Never>) in
      start("watch") {
        var waiting = Optional(looked)
        watch.followDatabase(until: { shouldStop.isSet }) {
          waiting?.resume()
          waiting = nil
        }
        waiting?.resume()
      }
    }
    start("watch-broker") { watch.followBroker { shouldStop.isSet } }
  }

  /// They end after the look under way.
  func stop() { shouldStop.set() }

  private func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = 4 << 20
    thread.start()
  }
}
