import ArgumentParser
import Server
import ServiceLifecycle

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the API and the dashboard.",
    discussion: "Stateless: any number of them may serve one database. Ctrl-C finishes the requests under way.")

  @Option(help: "The address to listen on.") var host = "127.0.0.1"
  @Option(help: "The port to listen on.") var port = 8080
  @Flag(help: "Log more.") var verbose = false

  func run() async throws {
    let (host, port, logger) = (host, port, Log.logger(verbose: verbose))
    try Port.requireFree(port, host: host)
    let dashboard = try Installation.folder("Sources/Server/Dashboard")
    try await Database.with(Settings.load()) { database in
      let server = ServerService(
        options: HTTPServer.Options(host: host, port: port, dashboardFolder: dashboard), databaseURL: database.url,
        logger: logger, onRunning: { Terminal.note("listening on http://\(host):\($0)") })
      try await runUntilStopped([server], logger: logger)
    }
  }
}
