import ArgumentParser

struct StatementsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statements", abstract: "What payees are told and paid: previews, and documents as XLSX and JSON.",
    subcommands: [Preview.self, Generate.self, List.self, Show.self, Export.self])
}
