import ArgumentParser
import Foundation

struct SchedulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedules", abstract: "Statements that are issued every month by themselves.",
    discussion: "Every `serve` looks at them each minute; `schedules run` does what is due where none runs.",
    subcommands: [Import.self, List.self, Show.self, Run.self, Pause.self, Resume.self, Remove.self])

  /// Seconds since 1970.
  static var now: Int64 { Int64(Date().timeIntervalSince1970) }

  static func unknown(_ name: String) -> Failure {
    Failure("there is no schedule \(name); `ledgerline schedules list` has those that there are")
  }
}

/// The folder below which schedules deliver: what the flag says, or the settings. Whatever the working directory is later.
func deliveryFolder(_ flag: String?, _ settings: Settings) -> String? {
  (flag ?? settings.deliverTo).map { URL(fileURLWithPath: $0).standardized.path }
}
