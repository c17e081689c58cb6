import ArgumentParser

/// The command: names the subcommands, and nothing else.
@main
struct Ledgerline: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledgerline",
    abstract: "The royalty ledger that is live: play events in, exact money out.",
    discussion: """
      Settings come from the environment, then ledgerline.yaml in the working directory (database: {url: ...});
      a flag, where a command has one, goes before both.

        LEDGERLINE_DATABASE_URL    PostgreSQL to use; unset: a private server in LEDGERLINE_DATA
        LEDGERLINE_DATA            folder of the private server
        LEDGERLINE_KAFKA_BROKERS   Kafka to read; unset: an embedded broker, for development and demos
        LEDGERLINE_KAFKA_OPTIONS   options of librdkafka, name=value;name=value (SASL, TLS, ...)
        LEDGERLINE_KAFKA_TOPIC     the topic, plays unless told
        LEDGERLINE_KAFKA_GROUP     the consumer group, ledgerline unless told
        LEDGERLINE_USER            whom serve, ingest, inbox, demo and broker become as root; see --user
        LEDGERLINE_IMPORT_BYTES    bytes of text that a file may have, 1 TiB unless told
        LEDGERLINE_IMPORT_RATIO    bytes of text for each byte of gzip, 250 unless told
        LEDGERLINE_IMPORT_ROWS     rows of a report or a catalog, 50000000 unless told
        LEDGERLINE_FORMATS         folder with formats of reports of your own: see formats
        LEDGERLINE_INBOX           folder whose files serve takes in as reports: see inbox
        LEDGERLINE_TOKEN           the token of who is at the command line: see --as
        LEDGERLINE_SIGNING_KEY     file of the key that signs the ends of the chains: see keys
        LEDGERLINE_PUBLIC_KEYS     file of public keys, one a line, to verify them by
        LEDGERLINE_FOUR_EYES       which of close, accept, payment, reopen take two persons: close,payment
        LEDGERLINE_REQUIRE_PERSON  true: commands that change anything ask for --as and a token
        LEDGERLINE_DELIVER_TO      folder below which schedules deliver statements
        LEDGERLINE_LOG_FORMAT      how serve, ingest and demo log: text or json
        LEDGERLINE_LOG_ACCESS      which requests serve logs: off, on or slow
        LEDGERLINE_METRICS_PORT    port of serve and ingest for /metrics, without a token; unset: none
        LEDGERLINE_METRICS_HOST    address of that port, 127.0.0.1 unless told
        LEDGERLINE_HTTP_...        connections and timeouts of serve and demo: see docs/operations.md
        LEDGERLINE_SHARE           folder with migrations, formats, rate tables and dashboard, where they are not beside the program

      Exit codes: 0 done, 1 refused or failed, 3 proposed and waiting for another person, 64 wrong usage.
      """,
    version: "0.1.0",
    subcommands: [
      DemoCommand.self, ServeCommand.self, IngestCommand.self, InboxCommand.self, ImportCommand.self, RatesCommand.self,
      ContractsCommand.self, FormatsCommand.self, QuarantineCommand.self,
      StatusCommand.self, DoctorCommand.self, EarningsCommand.self, RankingsCommand.self, EvolutionCommand.self,
      WeekOnWeekCommand.self,
      LedgerCommand.self, ReconcileCommand.self, StatementsCommand.self, SchedulesCommand.self,
      TokensCommand.self, AuditCommand.self, ProposalsCommand.self, KeysCommand.self,
      MigrateCommand.self, SimulateCommand.self,
      BrokerCommand.self,
    ])
}
