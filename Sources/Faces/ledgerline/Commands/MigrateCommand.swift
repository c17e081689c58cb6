import ArgumentParser
import Ledger

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Bring the database to this version's schema.",
    discussion: "Forward only. Run it before the first start and after every upgrade; again changes nothing.")

  @OptionGroup var person: Person

  func run() async throws {
    try await Database.with(Settings.load(), Undertaking(.migrate, to: "", as: person), migrating: true) { _ in
      Terminal.note("the database is current")
    }
  }
}
