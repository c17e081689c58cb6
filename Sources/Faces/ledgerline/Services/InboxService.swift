import CoreMetrics
import Inbox
import Logging
import Postgres
import ReportMatching
import ServiceLifecycle
import Store
import Synchronization
import Telemetry
import Texts

/// Takes in what is put into a watched folder: the shell of `Arrivals`. Any number of servers may be told the same folder, and one
/// of them at a time takes files.
struct InboxService: Service {
  let databaseURL: String
  let folder: InboxFolder
  let formats: InstalledFormats
  let bounds: ImportBounds
  let settling: Duration
  /// True to end when nothing is left to be taken.
  var once = false
  let logger: Logger
  var told: @Sendable (InboxIntake.Outcome) -> Void = { _ in }

  func run() async throws {
    for outcome in InboxStore.Outcome.allCases { MetricFamily.inboxFiles.counter(outcome.rawValue).increment(by: 0) }
    let pool = ConnectionPool(
      url: databaseURL, options: Connection.Options(applicationName: "ledgerline-inbox"), size: 1,
      waitLimit: .seconds(3_600))
    defer { pool.close() }
    try await cancelWhenGracefulShutdown {
      var arrivals = Arrivals(settling: Self.nanoseconds(settling))
      let started = ContinuousClock.now
      var (isWaiting, isNew) = (false, true)
      while !Task.isCancelled {
        let taken = Mutex(arrivals)
        let now = Self.nanoseconds(ContinuousClock.now - started)
        do {
          let isFirst = isNew
          let isOurs = try await pool.withConnection { db in try look(db, taken, now: now, isFirst: isFirst) }
          if isOurs { isNew = false }
          if !isOurs, !isWaiting { logger.notice("another process takes in what comes to \(folder.path)") }
          isWaiting = !isOurs
          arrivals = taken.withLock { $0 }
          if once, isOurs, arrivals.isEmpty { return }
        } catch {
          // What was claimed stays so, and the next look goes on with it.
          if once { throw error }
          if !Task.isCancelled { logger.warning("the inbox was not looked at: \(error)") }
        }
        do { try await Task.sleep(for: Self.pause) } catch { return }
      }
    }
  }

  private static let pause = Duration.seconds(1)

  /// - Returns: false where another process holds the folder.
  private func look(_ db: Connection, _ arrivals: borrowing Mutex<Arrivals>, now: Int64, isFirst: Bool) throws -> Bool {
    // A lock of the session: again it is ours already.
    guard try InboxStore(db).holdAlone() else { return false }
    let intake = InboxIntake(folder, db, databaseURL: databaseURL, formats: formats, bounds: bounds)
    if isFirst { try intake.clean() }
    try intake.resume(tell)
    let found = try folder.look()
    for file in arrivals.withLock({ $0.look(found, now: now) }) {
      if let outcome = try intake.take(file) { tell(outcome) }
    }
    return true
  }

  private func tell(_ outcome: InboxIntake.Outcome) {
    MetricFamily.inboxFiles.counter(outcome.kind.rawValue).increment()
    let what = outcome.report.map { "report \($0)" } ?? outcome.reason ?? ""
    switch outcome.kind {
    case .taken, .known: logger.info("inbox: \(outcome.file.place) is \(outcome.kind.rawValue): \(what)")
    case .waiting, .refused: logger.warning("inbox: \(outcome.file.place) is \(outcome.kind.rawValue): \(what)")
    }
    told(outcome)
  }

  private static func nanoseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
  }
}
