import ArgumentParser
import Ingest
import Kafka
import ServiceLifecycle
import Telemetry

struct IngestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Count the plays of a Kafka topic, each exactly once.",
    discussion: """
      Any number of workers share the topic's partitions. A worker that is killed loses nothing and counts nothing
      twice: the position is in the database, in the transaction of the totals.

      Where senders send some events twice, --dedup-window 24h counts an event_id once within so many hours in its
      partition: send events of one id with one key. All workers of a topic are given the same. It takes 16 bytes of
      memory and of disk an event: 13.8 GB for a day of 10,000 a second, shared out among the workers.

      Security and other options of librdkafka go through LEDGERLINE_KAFKA_OPTIONS=name=value;name=value.
      """)

  @Option(help: "The topic; plays unless the settings say otherwise.") var topic: String?
  @Option(help: "The consumer group.") var group: String?
  @Option(help: "Which topic of that name, where it was made anew. Unset: the cluster's id.") var incarnation: String?
  @Option(
    help: "Read just these partitions, as 0,1,2, without a group: where something else shares them out.",
    transform: { text in
      let numbers = text.split(separator: ",").map { Int32($0) }
      guard !numbers.isEmpty, numbers.allSatisfy({ ($0 ?? -1) >= 0 }) else {
        throw ValidationError("--partitions is a list of numbers such as 0,1,2")
      }
      return numbers.map { $0! }
    }) var partitions: [Int32]?
  @Option(
    help: "Count an event_id once within so many hours, as 24h; unset: count every event.",
    transform: { text in
      guard text.hasSuffix("h"), let hours = Int32(text.dropLast()), (1...168).contains(hours) else {
        throw ValidationError("--dedup-window is a number of hours from 1h to 168h")
      }
      return hours
    }) var dedupWindow: Int32?
  @OptionGroup var metrics: MetricsOptions
  @OptionGroup var log: LogOptions
  @OptionGroup var identity: UserOption

  func run() async throws {
    let settings = try await Settings.load(user: identity.user)
    let logger = log.logger(settings)
    Telemetry.start()
    let metrics = try metrics.service(settings, logger: logger)
    let (topic, group, incarnation, partitions, window) = (
      topic ?? settings.topic, group ?? settings.group, incarnation, partitions, dedupWindow
    )
    try await Database.with(settings) { database in
      try database.leaveRoot(settings.user)
      let embedded = settings.kafka == nil ? try EmbeddedCluster(topics: [topic: 8]) : nil
      if let embedded {
        Terminal.note("LEDGERLINE_KAFKA_BROKERS is not set: an embedded broker listens on \(embedded.brokers).")
        Terminal.note("It keeps 5 MiB a partition at most, and nothing after this command ends.")
      }
      let kafka = settings.kafka ?? KafkaConfiguration(brokers: embedded!.brokers)
      let options = KafkaIngest.Options(
        kafka: kafka, topic: topic, group: group, incarnation: incarnation, partitions: partitions,
        window: window)
      let worker = IngestService(options: options, databaseURL: database.url, logger: logger)
      try await runUntilStopped([worker] + (metrics.map { [$0] } ?? []), logger: logger)
      withExtendedLifetime(embedded) {}
    }
  }
}
