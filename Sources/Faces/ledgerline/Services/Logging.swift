import ArgumentParser
import Logging
import Postgres
import Server

/// Format of the log's lines.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  /// For people: one line an event.
  case text
  /// For programs: one JSON object a line.
  case json
}

/// The loggers of the long-running commands: one line an event on standard error.
enum Log {
  static func logger(verbose: Bool, format: LogFormat = .text) -> Logger {
    var logger = make("ledgerline", format)
    logger.logLevel = verbose ? .info : .warning
    LockWatch.tell { [logger] in logger.warning("\($0)") }
    return logger
  }

  /// Logger of the access log, however quiet the rest is.
  static func access(_ selection: AccessLog.Selection, format: LogFormat) -> AccessLog {
    var logger = make("access", format)
    logger.logLevel = .info
    return AccessLog(selection, logger: logger)
  }

  private static func make(_ label: String, _ format: LogFormat) -> Logger {
    Logger(label: label) { label in
      switch format {
      case .text: StreamLogHandler.standardError(label: label, metadataProvider: RequestTrace.metadata)
      case .json: JSONLogHandler(label: label, metadataProvider: RequestTrace.metadata)
      }
    }
  }
}

/// Options of a long-running command's log.
struct LogOptions: ParsableArguments {
  @Flag(help: "Log more.") var verbose = false
  @Option(help: "How the log is written: text or json; text unless the settings say otherwise.")
  var logFormat: LogFormat?

  func format(_ settings: Settings) -> LogFormat { logFormat ?? settings.logFormat }

  func logger(_ settings: Settings) -> Logger {
    let format = format(settings)
    if format == .json { Terminal.writeNotes(to: Log.logger(verbose: true, format: format)) }
    return Log.logger(verbose: verbose, format: format)
  }
}

/// Choice of requests that have a line in the log.
struct AccessLogOptions: ParsableArguments {
  @Option(
    help: "Which requests are logged: off, on, or slow (a second or more, or failed here); off unless the settings say."
  )
  var accessLog: AccessLog.Selection?

  func log(_ settings: Settings, format: LogFormat) -> AccessLog {
    Log.access(accessLog ?? settings.accessLog, format: format)
  }
}

extension AccessLog.Selection: ExpressibleByArgument {}
