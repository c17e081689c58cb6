import ArgumentParser
import Ingest

struct RatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rates", abstract: "Platform rate tables.", subcommands: [Publish.self])

  struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Publish the rate tables of a folder: <platform>/<effective-date>[.vN].csv.",
      discussion: """
        All of the new ones or none. A published file is never edited: where one now reads otherwise, nothing is
        published, and the name to save the correction under is told.
        """)

    @Argument(help: "The folder.") var folder: String

    func run() async throws {
      let folder = folder
      try await Database.with(Settings.load()) { database in
        let published = try ReferenceImport(database.connect()).rateTables(path: folder)
        for path in published { Terminal.note("published \(path)") }
        if published.isEmpty { Terminal.note("nothing new") }
      }
    }
  }
}
