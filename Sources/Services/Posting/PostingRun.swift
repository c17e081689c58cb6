import Contracts
import Ledger
import Money
import Plays
import Postgres
import Store

/// Posts to the books what follows from the facts and is not in them yet: royalties and advances.
///
/// It may be run anywhere, at any time and any number of times: what was posted is not posted again, two at once take
/// turns, and one that is killed has posted nothing. Only what changed since the last posting is derived again.
package struct PostingRun {
  /// Transactions that a posting added to the books.
  package struct Outcome: Sendable {
    package let transactions: [LedgerStore.Posted]
  }

  private let db: Connection
  private let today: Day
  private let progress: (Period, _ done: Int, _ total: Int) -> Void

  /// - Parameters:
  ///   - today: in UTC; it decides accounting dates, and which plays are late.
  ///   - progress: told the month, and how many of its tracks are done.
  package init(
    _ db: Connection, today: Day, progress: @escaping (Period, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
  ) {
    self.db = db
    self.today = today
    self.progress = progress
  }

  /// Posts one earning period, or everything.
  ///
  /// - Throws: `PostgresError`, and `Transaction.Refusal` for a month before the books begin; nothing was posted then.
  package func run(_ period: Period? = nil) throws -> Outcome {
    if let period, let beginning = try BeginningStore(db).beginning()?.period, period < beginning {
      throw Transaction.Refusal(
        "the books begin in \(beginning): plays of \(period) are counted and shown, and never posted")
    }
    return try BookRetry.run(db) {
      let epoch = try PendingStore(db).raiseEpoch()
      return try LedgerStore(db).exclusively { try post(period, before: epoch) }
    }
  }

  private func post(_ period: Period?, before epoch: Int64) throws -> Outcome {
    let (books, pending) = (LedgerStore(db), PendingStore(db))
    let calendar = AccountingCalendar(lastClosed: try PeriodStore(db).lastClosed(), today: today)
    let newest = try pending.newestVersions()
    let first = try books.head().number + 1
    var transactions = try AdvancePosting(db).transactions(through: min(period?.last ?? today, today), calendar)
    for period in try period.map({ [$0] }) ?? pending.periods(newest) {
      let posting = PeriodPosting(
        db: db, period: period, calendar: calendar, epoch: epoch, newest: newest,
        progress: { done, total in progress(period, done, total) })
      transactions += try posting.transactions(from: first + Int64(transactions.count))
      try pending.forget(period, before: epoch)
      try pending.setWatermark(period, PendingStore.Watermark(versions: newest, postedOn: today))
    }
    let links = try books.append(transactions)
    try BooksStatistics(db).refresh(
      lines: transactions.reduce(0) { $0 + $1.evidence.lineCount }, transactions: transactions.count)
    return Outcome(
      transactions: zip(transactions, links).map { transaction, link in
        LedgerStore.Posted(link: link, transaction: transaction, actor: db.actor)
      })
  }
}

/// Runs work on the books again where the database ended it for a passing reason.
package enum BookRetry {
  private static let attempts = 5

  package static func run<T>(_ db: Connection, _ body: () throws -> T) throws -> T {
    for _ in 1..<attempts {
      do {
        return try body()
      } catch let error as PostgresError
        where error.isRetriable && !error.isConnectionLost && error.code != .lockNotAvailable
      {
        continue
      }
    }
    return try body()
  }
}
