import Foundation

/// One line that is drawn over itself while something long goes on. Nothing where standard error is not a terminal.
final class ProgressBar {
  private static let width = 28
  private let label: String
  private var lastDrawn = ContinuousClock.now - .seconds(1)
  private let started = ContinuousClock.now

  init(_ label: String) {
    self.label = label
  }

  func draw(_ what: String, done: Int64, of total: Int64, detail: String) {
    let now = ContinuousClock.now
    guard Terminal.isInteractive, now - lastDrawn > .milliseconds(100) || done == total else { return }
    lastDrawn = now
    let permille = total > 0 ? min(Int(done * 1000 / total), 1000) : 1000
    let filled = permille * Self.width / 1000
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
    Terminal.write("\r\(label) \(what) \(bar) \(permille / 10)% \(detail)\u{1B}[K")
  }

  func clear() { Terminal.clearLine() }

  /// Events a second since the start.
  func pace(_ events: Int64) -> String {
    let milliseconds = max((ContinuousClock.now - started) / .milliseconds(1), 1)
    return "\(Int64(Double(events) / milliseconds * 1000).formatted())/s"
  }
}
