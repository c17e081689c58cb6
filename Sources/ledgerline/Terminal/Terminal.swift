import Foundation

/// What the person sees beside the result: on standard error, coloured on a terminal only.
enum Terminal {
  static let isInteractive = isatty(STDERR_FILENO) == 1
  static let hasColours = isInteractive && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

  /// A step that takes a while, or something to know.
  static func note(_ text: String) {
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
