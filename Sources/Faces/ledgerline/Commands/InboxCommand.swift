import ArgumentParser
import Inbox
import ReportMatching
import Telemetry

struct InboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inbox", abstract: "Take in the reports that are put into a folder.",
    discussion: """
      A file is taken once it has stayed the same for a while, or its sender says in a folder file_available that it is whole. A
      folder in it that is called as an account of a sender is for that account's files: DIR/distrokid-main/march.csv.

      What was taken in goes to DIR/taken, what is refused to DIR/refused, and what somebody has to say more of to DIR/waiting,
      each with the reason beside it. The bytes of every file stay in DIR/received under their SHA-256. Nothing is accepted: that
      is for a person. reconcile inbox lists what came.
      """)

  @Argument(help: "The folder.") var folder: String
  @Flag(help: "End when nothing is left to be taken.") var once = false
  @Option(help: "Seconds for which a file stays the same before it is taken.") var settle = 10
  @Option(help: "A folder with formats of reports of your own; LEDGERLINE_FORMATS unless told.") var formats: String?
  @OptionGroup var metrics: MetricsOptions
  @OptionGroup var log: LogOptions
  @OptionGroup var identity: UserOption

  func validate() throws {
    guard (0...3_600).contains(settle) else { throw ValidationError("--settle is 0 to 3600 seconds") }
  }

  func run() async throws {
    let settings = try await Settings.load(user: identity.user)
    let logger = log.logger(settings)
    Telemetry.start()
    let metrics = try metrics.service(settings, logger: logger)
    let formats = try InstalledFormats.load(settings, folder: formats)
    let (folder, once, settle) = (InboxFolder(folder), once, settle)
    try await Database.with(settings) { database in
      try database.leaveRoot(settings.user, folders: [folder.path])
      try folder.prepare()
      let inbox = InboxService(
        databaseURL: database.url, folder: folder, formats: formats, bounds: settings.importBounds,
        settling: .seconds(settle), once: once, logger: logger)
      if once { return try await inbox.run() }
      try await runUntilStopped([inbox] + (metrics.map { [$0] } ?? []), logger: logger)
    }
  }
}
