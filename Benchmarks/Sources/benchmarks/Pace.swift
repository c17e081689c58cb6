import Foundation

/// Prints what was done, and how fast.
struct Pace {
  private let start = ContinuousClock.now

  func report(_ name: String, events: Int, _ result: String = "") {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let pace = Double(events) / seconds / 1e6
    print(
      "\(name) \(result.isEmpty ? "" : "\(result) ")\(events) events "
        + String(format: "%.3f s %.2f M events/s", seconds, pace))
  }
}
