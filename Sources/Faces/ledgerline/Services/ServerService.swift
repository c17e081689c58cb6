import CProcess
import Diagnosis
import Live
import Logging
import ReportMatching
import Postgres
import Server
import ServiceLifecycle
import Store

/// API and dashboard as a service, with the connections and the live totals they work with.
struct ServerService: Service {
  let options: HTTPServer.Options
  let databaseURL: String
  let logger: Logger
  let watch: Watch.Options
  let record: ServiceRecord
  let formats: InstalledFormats
  var deliverTo: String?
  var streams = LiveHub.Limits()
  /// Totals that are kept in memory, and cells of them at most.
  var part = LivePart.everything
  var cellLimit: Int64 = 40_000_000
  var onRunning: @Sendable (Int) async -> Void = { _ in }

  func run() async throws {
    let connections = Connections(databaseURL: databaseURL)
    defer { connections.close() }
    let book = LiveBook()
    let follower = LiveFollower(book, databaseURL: databaseURL, part: part, cellLimit: cellLimit, logger: logger)
    let watch = Watch(watch, record: record, logger: logger) { book.state.generation }
    let server = HTTPServer(
      options,
      services: Services(
        connections: connections, book: book, watch: watch, databaseURL: databaseURL, formats: formats,
        deliverTo: deliverTo, streams: streams),
      logger: logger)
    try await follower.start()
    // Reading everything takes memory for a moment that serving does not need.
    malloc_trim(0)
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
