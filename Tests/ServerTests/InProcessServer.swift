import Diagnosis
import Earnings
import Foundation
import Ingest
import Live
import Logging
import ReportMatching
import Postgres
import Server
import Store
import Synchronization
import TestSupport

/// The API in the process of the test, on the worked month, with limits of its own for what is long.
final class InProcessServer: Sendable {
  let url: String
  let port: Int
  let book: LiveBook
  let longWork: LongWork
  private let follower: LiveFollower
  private let task: Task<Void, any Error>

  /// - Parameter longCost: cells above which a question is long.
  init(longCost: Int = 50_000) async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let (book, logger) = (LiveBook(), Logger(label: "test"))
    let follower = LiveFollower(book, databaseURL: url, cellLimit: 1_000_000, logger: logger)
    try await follower.start()
    var limits = LongWork.Limits()
    (limits.threads, limits.longCost) = (1, longCost)
    let longWork = LongWork(limits)
    let watch = Watch(
      Watch.Options(databaseURL: url, migrator: try Migrator(directory: Project.migrations)), record: ServiceRecord(),
      logger: logger)
    let options = try HTTPServer.Options(
      host: "127.0.0.1", port: 0, dashboardFolder: "\(Project.root)/Sources/Faces/Server/Dashboard")
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let formats = try InstalledFormats.shipped
    task = Task {
      let connections = Connections(databaseURL: url)
      defer { connections.close() }
      let services = Services(
        connections: connections, book: book, watch: watch, databaseURL: url, formats: formats, longWork: longWork)
      defer { port.finish() }
      try await HTTPServer(options, services: services, logger: logger).run { port.yield($0) }
    }
    var opened: Int?
    for await number in ports {
      opened = number
      break
    }
    guard let opened else {
      try await task.value
      throw CancellationError()
    }
    (self.url, self.port, self.book, self.longWork, self.follower) = (url, opened, book, longWork, follower)
  }

  func stop() async {
    task.cancel()
    _ = await task.result
    await follower.stop()
  }

  /// A client with a token for subjects; for everything where there are none.
  func client(_ subjects: String...) throws -> Client {
    let made = try TokenStore(Connection(url: url)).create(
      name: "test", scopes: ["earnings:read", "status:read"], subjects: subjects, rateLimit: 10_000, expiresAt: nil)
    return Client(port: port, token: made.token)
  }
}

extension InProcessServer {
  /// Cells that a question about everything walks in the worked month.
  static func cells() async throws -> Int {
    let server = try await InProcessServer()
    defer { Task { await server.stop() } }
    return server.book.read { $0.cost(of: EarningsQuery()) }
  }
}
