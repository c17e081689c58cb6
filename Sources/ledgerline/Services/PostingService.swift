import Foundation
import Ledger
import Logging
import Plays
import Posting
import Postgres
import ServiceLifecycle
import Store

/// Posts to the books every so often. Any number of servers may run it: they take turns, and the second finds nothing.
struct PostingService: Service {
  let databaseURL: String
  let interval: Duration
  let logger: Logger

  func run() async throws {
    let pool = ConnectionPool(
      url: databaseURL, options: Connection.Options(applicationName: "ledgerline-posting"), size: 1,
      waitLimit: .seconds(3_600))
    defer { pool.close() }
    try? await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          let posted = try await pool.withConnection { db in
            db.act(for: .posting)
            return try PostingRun(db, today: .today).run().transactions.count
          }
          if posted > 0 { logger.info("posted \(posted) transactions") }
        } catch {
          // What was not posted is posted the next time.
          if !Task.isCancelled { logger.warning("nothing was posted: \(error)") }
        }
        try await Task.sleep(for: interval)
      }
    }
  }
}
