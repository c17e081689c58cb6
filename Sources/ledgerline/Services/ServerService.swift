import Diagnosis
import Live
import Logging
import Postgres
import Server
import ServiceLifecycle

/// API and dashboard as a service, with the connections and the live totals they work with.
struct ServerService: Service {
  let options: HTTPServer.Options
  let databaseURL: String
  let logger: Logger
  let watch: Watch.Options
  let record: ServiceRecord
  var deliverTo: String?
  var onRunning: @Sendable (Int) async -> Void = { _ in }

  /// Cells kept in memory at most: about 30 bytes each.
  private static let cellLimit: Int64 = 40_000_000
  private static let connections = 6
  /// Milliseconds: whoever waits for the books, because a posting is under way, keeps a connection from the others.
  private static let lockTimeout = 3_000

  func run() async throws {
    let pool = ConnectionPool(
      url: databaseURL,
      options: Connection.Options(
        applicationName: "ledgerline-api", statementTimeout: 30_000, lockTimeout: Self.lockTimeout),
      size: Self.connections)
    // Without a time limit for statements, which may have millions of lines.
    let exports = ConnectionPool(
      url: databaseURL, options: Connection.Options(applicationName: "ledgerline-exports", lockTimeout: 10_000),
      size: 2,
      waitLimit: .seconds(60))
    let book = LiveBook()
    let follower = LiveFollower(book, databaseURL: databaseURL, cellLimit: Self.cellLimit, logger: logger)
    let watch = Watch(watch, record: record, logger: logger) { book.state.generation }
    let server = try HTTPServer(
      options,
      services: Services(
        pool: pool, exports: exports, book: book, watch: watch, databaseURL: databaseURL, deliverTo: deliverTo),
      logger: logger)
    defer {
      pool.close()
      exports.close()
    }
    try await follower.start()
    let threads = await WatchThreads(watch)
    defer { threads.stop() }
    do {
      try await server.run(onRunning: onRunning)
    } catch {
      await follower.stop()
      throw error
    }
    await follower.stop()
  }
}
