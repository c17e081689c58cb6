import ArgumentParser
import Ledger

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Bring the database to this version's schema.",
    discussion: """
      Forward only. Run it before the first start and after every upgrade; again changes nothing. With --citus the large
      tables are distributed over the nodes of Citus, for good: see docs/scaling.md.
      """)

  @Flag(help: "Distribute the large tables over the nodes of Citus. For the first time by a superuser.")
  var citus = false

  @OptionGroup var person: Person

  func run() async throws {
    let undertaking = Undertaking(.migrate, to: citus ? "citus" : "", as: person)
    try await Database.with(Settings.load(), undertaking, migrating: true, distributing: citus) { _ in
      Terminal.note("the database is current")
    }
  }
}
