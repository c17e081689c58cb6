import Foundation
import HTTPTypes
import Hummingbird
import Live
import Logging
import NIOCore
import Postgres
import ServiceLifecycle
import Telemetry

/// The API and the dashboard on one port.
package struct HTTPServer: Sendable {
  /// Address to listen on, and folder of the dashboard.
  package struct Options: Sendable {
    package var host: String
    package var port: Int
    /// Read here, by who may read it: the service may be somebody else.
    let dashboard: DashboardFiles
    package var accessLog: AccessLog?
    package var limits: ConnectionLimits

    /// - Throws: a sentence where a file of the dashboard, or the charting library, is missing.
    package init(
      host: String, port: Int, dashboardFolder: String,
      chartLibrary: String = "/usr/share/javascript/chart.js/chart.min.js", accessLog: AccessLog? = nil,
      limits: ConnectionLimits = .init()
    ) throws {
      self.host = host
      self.port = port
      dashboard = try DashboardFiles(folder: dashboardFolder, chartLibrary: chartLibrary)
      self.accessLog = accessLog
      self.limits = limits
    }
  }

  /// Connections that the kernel keeps until they are accepted.
  private static let backlog = 1_024
  private let options: Options
  private let services: Services
  private let files: DashboardFiles
  private let logger: Logger

  package init(_ options: Options, services: Services, logger: Logger) {
    self.options = options
    self.services = services
    self.logger = logger
    let metrics = ServerMetrics(services)
    Telemetry.addSource { metrics.record() }
    files = options.dashboard
  }

  /// Serves until it is told to stop; then requests under way are finished.
  ///
  /// - Parameter onRunning: told the port, once it is open.
  package func run(onRunning: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
    let departures = Departures()
    let (limits, logger) = (options.limits, logger)
    let (router, routes) = router(departures)
    let application = Application(
      responder: Observed(
        inner: Edge(inner: router.buildResponder(), routes: routes), accessLog: options.accessLog,
        proxies: limits.trustedProxies),
      server: .guarded(limits, departures, logger: logger),
      configuration: ApplicationConfiguration(
        address: .hostname(options.host, port: options.port), serverName: "ledgerline", backlog: Self.backlog),
      onServerRunning: {
        await AcceptErrors.watch($0, logger: logger)
        await onRunning($0.localAddress?.port ?? options.port)
      }, logger: logger)
    // A stream has no end of its own.
    let hub = services.hub
    try await withGracefulShutdownHandler {
      try await application.run()
    } onGracefulShutdown: {
      hub.close()
    }
  }

  private func router(_ departures: Departures) -> (Router<ServerContext>, RouteTable) {
    let router = Router(context: ServerContext.self)
    var routes = RouteTable()
    for endpoint in API.endpoints { routes.add(endpoint.path, method: endpoint.method.rawValue.uppercased()) }
    let decisions = services.connections[.decision]
    let signIns = SignIns(logger: logger) { try await decisions.withConnection($0) }
    API(
      services: services, access: Access(pool: services.connections[.access]), departures: departures, signIns: signIns,
      logger: logger
    ).addRoutes(to: router)
    let (files, services) = (files, services)
    router.get("/assets/**") { request, _ in
      do { return try files.asset(String(request.uri.path.dropFirst("/assets/".count)), request) } catch let problem
        as Problem
      {
        return problem.response()
      }
    }
    let pages = ["/", "/artists/:id", "/labels/:id", "/finance"]
    for path in pages + ["/docs", "/favicon.ico", "/healthz", "/readyz", "/openapi.json"] {
      routes.add(path, method: "GET")
    }
    for path in pages {
      router.get(RouterPath(path)) { request, _ in files.page("index.html", request) }
    }
    router.get("/docs") { request, _ in files.page("docs.html", request) }
    router.get("/favicon.ico") { request, _ in files.page("favicon.svg", request) }
    router.get("/healthz") { _, _ in try JSON.response(HealthBody(ok: true)) }
    router.get("/readyz") { _, _ in try Readiness.response(services.watch) }
    return (router, routes)
  }
}
