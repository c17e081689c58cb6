import Logging

/// The logger of the long-running commands: one line an event on standard error.
enum Log {
  static func logger(verbose: Bool) -> Logger {
    var logger = Logger(label: "ledgerline") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = verbose ? .info : .warning
    return logger
  }
}
