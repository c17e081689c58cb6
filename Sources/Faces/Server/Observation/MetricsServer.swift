import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// The metrics of this process on a port of their own, without a token: for Prometheus on the same machine or network.
package struct MetricsServer: Service {
  private let host: String
  private let port: Int
  private let logger: Logger
  private let onRunning: @Sendable (Int) async -> Void

  /// - Parameter onRunning: told the port, once it is open.
  package init(
    host: String, port: Int, logger: Logger, onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    (self.host, self.port, self.logger, self.onRunning) = (host, port, logger, onRunning)
  }

  /// Serves until it is told to stop.
  ///
  /// - Throws: where the port cannot be opened.
  package func run() async throws {
    let router = Router(context: ServerContext.self)
    var routes = RouteTable()
    for path in ["/metrics", "/healthz"] { routes.add(path, method: "GET") }
    // Whoever asks for metrics is one or two; nobody else may take what the API needs.
    var limits = ConnectionLimits()
    (limits.connections, limits.connectionsPerAddress) = (64, 32)
    router.get("/metrics") { _, _ in MetricsEndpoints.response() }
    router.get("/healthz") { _, _ in try JSON.response(["ok": true]) }
    let application = Application(
      responder: Edge(inner: router.buildResponder(), routes: routes),
      server: .guarded(limits, Departures(), logger: logger),
      configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "ledgerline"),
      onServerRunning: { [port, onRunning] in await onRunning($0.localAddress?.port ?? port) }, logger: logger)
    try await application.run()
  }
}
