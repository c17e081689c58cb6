import Foundation
import Logging
import Synchronization

/// Notes beside the result: on standard error, coloured on a terminal only.
enum Terminal {
  static let isInteractive = isatty(STDERR_FILENO) == 1
  static let hasColours = isInteractive && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

  private static let log = Mutex<Logger?>(nil)

  /// Writes notes as lines of a log from now on: where that is of JSON, standard error has nothing else.
  static func writeNotes(to logger: Logger) { log.withLock { $0 = logger } }

  /// A step that takes a while, or something to know.
  static func note(_ text: String) {
    if let log = log.withLock({ $0 }) { return log.notice("\(text)") }
    write(hasColours ? "\u{1B}[2m· \(text)\u{1B}[0m\n" : "\(text)\n")
  }

  static func heading(_ text: String) {
    write(hasColours ? "\u{1B}[1m\(text)\u{1B}[0m\n" : "\(text)\n")
  }

  /// Takes away the line that is drawn over itself.
  static func clearLine() {
    if isInteractive { write("\r\u{1B}[K") }
  }

  static func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
