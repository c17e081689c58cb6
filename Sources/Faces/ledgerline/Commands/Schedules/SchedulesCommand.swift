import ArgumentParser
import Foundation

struct SchedulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedules", abstract: "Statements that are issued every month by themselves.",
    discussion: "Every `serve` looks at them each minute; `schedules run` does what is due where none runs.",
    subcommands: [Import.self, List.self, Show.self, Run.self, Pause.self, Resume.self, Remove.self])
}

/// Folder below which schedules deliver, by the flag or the settings. Whatever the working directory is later.
func deliveryFolder(_ flag: String?, _ settings: Settings) -> String? {
  (flag ?? settings.deliverTo).map { URL(fileURLWithPath: $0).standardized.path }
}
