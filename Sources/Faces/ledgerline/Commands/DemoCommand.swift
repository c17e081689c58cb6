import ArgumentParser
import Diagnosis
import Foundation
import Ingest
import Kafka
import ReportMatching
import Server
import ServiceLifecycle
import Store
import Telemetry

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "See it all at work: database, broker, 5,000 plays a second, API and dashboard.",
    discussion: """
      The first start makes a private database, a fictional catalog and a month of history; later ones take seconds.
      Ctrl-C stops the simulator first, counts what it sent to the last play, and then stops the rest. Data stays.
      """)

  @Option(help: "The port of the API and the dashboard.") var port = 8080
  @Option(help: "The address to listen on.") var host = "127.0.0.1"
  @Option(help: "Plays a second.") var rate = 5_000
  @Option(help: "The same seed makes the same plays.") var seed: UInt64 = 1
  @OptionGroup(title: "Connections") var clients: ConnectionOptions
  @OptionGroup var metrics: MetricsOptions
  @OptionGroup var access: AccessLogOptions
  @OptionGroup var log: LogOptions
  @OptionGroup var identity: UserOption

  func validate() throws {
    try Port.validate(port)
    guard (1...50_000).contains(rate) else { throw ValidationError("--rate is 1 to 50000") }
  }

  func run() async throws {
    let (host, port, rate, seed) = (host, port, rate, seed)
    try Port.requireFree(port, host: host)
    let dashboard = try Installation.folder("Sources/Faces/Server/Dashboard")
    let settings = try await Settings.load(user: identity.user)
    let logger = log.logger(settings)
    let accessLog = access.log(settings, format: log.format(settings))
    Telemetry.start()
    let metrics = try metrics.service(settings, logger: logger)
    let limits = try clients.limits(settings.http)
    let streams = try clients.streamLimits(settings.http)
    let folder = deliveryFolder(nil, settings) ?? "\(settings.dataFolder)/deliveries"
    let formats = try InstalledFormats.load(settings)
    try await Database.with(settings, migrating: true) { database in
      try DemoData(database: database).load()
      let links = try DemoLinks(database: database, host: host, port: port)
      let watch = try Watch.Options(settings, databaseURL: database.url, deliverTo: folder)
      let options = try HTTPServer.Options(
        host: host, port: port, dashboardFolder: dashboard, accessLog: accessLog, limits: limits)
      // What it is made from is ours, and was read before.
      try database.leaveRoot(settings.user, folders: [folder].compactMap(\.self))
      try Port.requireFree(port, host: host)
      let topic = settings.kafka == nil ? settings.topic : "ledgerline-demo"
      let embedded = settings.kafka == nil ? try EmbeddedCluster(topics: [topic: 8]) : nil
      let kafka = settings.kafka ?? KafkaConfiguration(brokers: embedded!.brokers)
      let record = ServiceRecord()
      let server = ServerService(
        options: options,
        databaseURL: database.url, logger: logger, watch: watch, record: record, formats: formats,
        deliverTo: folder, streams: streams,
        onRunning: { _ in links.show(brokers: kafka.brokers, topic: topic, rate: rate) })
      let ingest = IngestService(
        options: KafkaIngest.Options(kafka: kafka, topic: topic, group: settings.group), databaseURL: database.url,
        logger: logger)
      let simulator = SimulatorService(
        kafka: kafka, topic: topic, databaseURL: database.url, seed: seed, rate: rate)
      let posting = PostingService(
        databaseURL: database.url, interval: .seconds(600), record: record, logger: logger)
      let chains = ChainService(databaseURL: database.url, logger: logger)
      let scheduler = SchedulerService(databaseURL: database.url, deliverTo: folder, logger: logger)
      // Stopped from the last to the first: nothing more is sent, what was sent is counted, then the pages close.
      let first: [any Service] = (metrics.map { [$0] } ?? []) + [server, chains, posting, scheduler]
      try await runUntilStopped(first + [ingest, simulator], logger: logger)
      withExtendedLifetime(embedded) {}
    }
    Terminal.note("stopped; the data is kept")
  }
}
