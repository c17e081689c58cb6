import ArgumentParser

/// The command: names the subcommands, and nothing else.
@main
struct Ledgerline: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledgerline",
    abstract: "The royalty ledger that is live: play events in, exact money out.",
    discussion: """
      Settings come from flags, then the environment, then ledgerline.yaml in the working directory:

        LEDGERLINE_DATABASE_URL    PostgreSQL to use; unset: a private server in LEDGERLINE_DATA
        LEDGERLINE_KAFKA_BROKERS   Kafka to read; unset: an embedded broker, for development and demos
        LEDGERLINE_DATA            folder of the private server

      Exit codes: 0 done, 1 refused or failed, 64 wrong usage.
      """,
    version: "0.1.0",
    subcommands: [
      DemoCommand.self, ServeCommand.self, IngestCommand.self, ImportCommand.self, RatesCommand.self,
      StatusCommand.self, EarningsCommand.self, TokensCommand.self, MigrateCommand.self, SimulateCommand.self,
      BrokerCommand.self,
    ])
}
