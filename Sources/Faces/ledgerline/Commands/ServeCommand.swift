import ArgumentParser
import Diagnosis
import Inbox
import ReportMatching
import Server
import ServiceLifecycle
import Telemetry

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the API and the dashboard.",
    discussion: """
      Stateless: any number of them may serve one database. Each keeps totals in memory, all of them unless told, and asks
      the database where a question is about more: its answers are the same. Each posts to the books every so often; they take turns, and
      what one has posted the next does not post again. Ctrl-C finishes the requests under way.
      """)

  @Option(help: "The address to listen on.") var host = "127.0.0.1"
  @Option(help: "The port to listen on.") var port = 8080
  @Option(help: "Minutes between postings to the books, a day unless told; 0 leaves posting to others.")
  var postEvery = 1_440
  @Option(help: "The folder below which schedules deliver statements; LEDGERLINE_DELIVER_TO unless told.")
  var deliverTo: String?
  @Option(help: "A folder with formats of reports of your own; LEDGERLINE_FORMATS unless told.") var formats: String?
  @Option(help: "A folder whose files are taken in as reports; LEDGERLINE_INBOX unless told. See inbox --help.")
  var inbox: String?
  @Flag(inversion: .prefixedNo, help: "Issue statements when schedules say so, or leave that to others.")
  var schedules = true
  @Option(help: "Minutes between proofs of the books; 0 leaves them to `ledger verify`.") var verifyEvery = 0
  @OptionGroup var metrics: MetricsOptions
  @OptionGroup(title: "Totals in memory") var totals: TotalsOptions
  @OptionGroup(title: "Connections") var clients: ConnectionOptions
  @OptionGroup var access: AccessLogOptions
  @OptionGroup var log: LogOptions
  @OptionGroup var identity: UserOption

  func validate() throws {
    try Port.validate(port)
    guard (0...44_640).contains(postEvery) else { throw ValidationError("--post-every is 0 to 44640 minutes") }
    guard (0...44_640).contains(verifyEvery) else { throw ValidationError("--verify-every is 0 to 44640 minutes") }
  }

  func run() async throws {
    let (host, port, minutes, verifyMinutes, schedules) = (host, port, postEvery, verifyEvery, schedules)
    let totals = totals
    let settings = try await Settings.load(user: identity.user)
    let logger = log.logger(settings)
    let accessLog = access.log(settings, format: log.format(settings))
    Telemetry.start()
    let folder = deliveryFolder(deliverTo, settings)
    let limits = try clients.limits(settings.http)
    let streams = try clients.streamLimits(settings.http)
    try Port.requireFree(port, host: host)
    let metrics = try metrics.service(settings, logger: logger)
    let dashboard = try Installation.folder("Sources/Faces/Server/Dashboard")
    let formats = try InstalledFormats.load(settings, folder: formats)
    let inboxFolder = (inbox ?? settings.inbox).map { InboxFolder($0) }
    try await Database.with(settings) { database in
      let record = ServiceRecord()
      let watch = try Watch.Options(settings, databaseURL: database.url, deliverTo: folder)
      let options = try HTTPServer.Options(
        host: host, port: port, dashboardFolder: dashboard, accessLog: accessLog, limits: limits)
      // What is read of the checkout was read before.
      try database.leaveRoot(settings.user, folders: [schedules ? folder : nil, inboxFolder?.path].compactMap(\.self))
      try inboxFolder?.prepare()
      try Port.requireFree(port, host: host)
      let server = ServerService(
        options: options,
        databaseURL: database.url, logger: logger, watch: watch, record: record, formats: formats,
        deliverTo: folder,
        streams: streams, part: totals.part, cellLimit: totals.cells,
        onRunning: { Terminal.note("listening on http://\(host):\($0)") })
      let posting = PostingService(
        databaseURL: database.url, interval: .seconds(60 * minutes), record: record, logger: logger)
      let scheduler = SchedulerService(databaseURL: database.url, deliverTo: folder, logger: logger)
      let verification = VerificationService(
        databaseURL: database.url, interval: .seconds(60 * verifyMinutes), record: record, logger: logger)
      var services: [any Service] = [server, ChainService(databaseURL: database.url, logger: logger)]
      if let metrics { services.append(metrics) }
      if minutes > 0 { services.append(posting) }
      if schedules { services.append(scheduler) }
      if let inboxFolder {
        services.append(
          InboxService(
            databaseURL: database.url, folder: inboxFolder, formats: formats, bounds: settings.importBounds,
            settling: .seconds(10), logger: logger))
      }
      if verifyMinutes > 0 { services.append(verification) }
      try await runUntilStopped(services, logger: logger)
    }
  }
}
