import Foundation
import HTTPTypes
import Hummingbird
import Live
import Logging
import NIOCore
import Postgres
import ServiceLifecycle

/// The API and the dashboard on one port.
public struct HTTPServer: Sendable {
  /// Where to listen, and where the files of the dashboard are.
  public struct Options: Sendable {
    public var host: String
    public var port: Int
    public var dashboardFolder: String
    public var chartLibrary: String

    public init(
      host: String, port: Int, dashboardFolder: String,
      chartLibrary: String = "/usr/share/javascript/chart.js/chart.min.js"
    ) {
      self.host = host
      self.port = port
      self.dashboardFolder = dashboardFolder
      self.chartLibrary = chartLibrary
    }
  }

  private let options: Options
  private let services: Services
  private let files: DashboardFiles
  private let logger: Logger

  /// - Throws: a sentence where a file of the dashboard, or the charting library, is missing.
  public init(_ options: Options, services: Services, logger: Logger) throws {
    self.options = options
    self.services = services
    self.logger = logger
    files = try DashboardFiles(folder: options.dashboardFolder, chartLibrary: options.chartLibrary)
  }

  /// Serves until it is told to stop; then requests under way are finished.
  ///
  /// - Parameter onRunning: told the port, once it is open.
  public func run(onRunning: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
    let application = Application(
      responder: Edge(inner: router().buildResponder()),
      configuration: ApplicationConfiguration(
        address: .hostname(options.host, port: options.port), serverName: "ledgerline"),
      onServerRunning: { await onRunning($0.localAddress?.port ?? options.port) }, logger: logger)
    try await application.run()
  }

  private func router() -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    API(services: services, access: Access(pool: services.pool), logger: logger).addRoutes(to: router)
    let (files, services) = (files, services)
    router.get("/assets/**") { request, _ in
      do { return try files.asset(String(request.uri.path.dropFirst("/assets/".count)), request) } catch let problem
        as Problem
      {
        return problem.response()
      }
    }
    for path in ["/", "/artists/:id", "/labels/:id", "/finance"] {
      router.get(RouterPath(path)) { request, _ in files.page("index.html", request) }
    }
    router.get("/docs") { request, _ in files.page("docs.html", request) }
    router.get("/favicon.ico") { request, _ in files.page("favicon.svg", request) }
    router.get("/healthz") { _, _ in try JSON.response(["ok": true]) }
    router.get("/readyz") { _, _ in
      do {
        try await services.pool.withConnection { _ = try $0.query("SELECT 1") }
        return try JSON.response(["ready": true])
      } catch {
        return Problem.unavailable.response()
      }
    }
    return router
  }
}
