import ArgumentParser

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Bring the database to this version's schema.",
    discussion: "Forward only. Run it before the first start and after every upgrade; again changes nothing.")

  func run() async throws {
    try await Database.with(Settings.load(), migrating: true) { _ in Terminal.note("the database is current") }
  }
}
