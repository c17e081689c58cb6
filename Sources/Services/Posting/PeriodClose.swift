import Earnings
import Ledger
import Money
import Plays
import Postgres
import Reconciliation
import Refusals
import Statements
import Store

/// Closes an accounting period: settles every payee, and lets no more entries in.
///
/// Periods close in their order, each once it is over. What else keeps one from closing is listed; a person may give a
/// reason to close it all the same, and both are recorded. A close that was cut off is finished by the next one.
package struct PeriodClose {
  /// Plays without money that a period may have and be closed.
  package struct Thresholds: Sendable {
    package var unratedPlays: Int64
    package var unmatchedPlays: Int64

    package init(unratedPlays: Int64 = 0, unmatchedPlays: Int64 = 0) {
      self.unratedPlays = unratedPlays
      self.unmatchedPlays = unmatchedPlays
    }
  }

  /// Reasons against closing.
  package struct Blocked: Refusal {
    package let period: Period
    package let blockers: [String]

    package var refusal: RefusalKind { .blocked(blockers) }
    package var description: String {
      "\(period) cannot be closed:\n" + blockers.map { "  - \($0)\n" }.joined()
        + "Nothing was changed. Put it right, or close it all the same and give the reason."
    }
  }

  /// Months ago that the first month of empty books may be.
  private static let farthest = 120
  private let db: Connection
  private let today: Day

  package init(_ db: Connection, today: Day) {
    self.db = db
    self.today = today
  }

  /// - Parameter reason: why what stands against it does not matter; it is recorded.
  /// - Returns: the number of payees and currencies that were settled.
  /// - Throws: `Blocked`; `Transaction.Refusal` where it is closed, not over, or not its turn.
  package func close(_ period: Period, thresholds: Thresholds = Thresholds(), reason: String? = nil) throws -> Int {
    if let reason { try Reason.check(reason) }
    return try BookRetry.run(db) {
      try PeriodStore(db).aloneToClose { try LedgerStore(db).exclusively { try begin(period, thresholds, reason) } }
      return try LedgerStore(db).exclusively { try settle(period) }
    }
  }

  private func begin(_ period: Period, _ thresholds: Thresholds, _ reason: String?) throws {
    let periods = PeriodStore(db)
    let status = try periods.status(of: period)
    guard status != .closed else {
      throw Transaction.Refusal("\(period) is closed already")
    }
    // No reason outweighs this: after the close of a month to come, nothing could be posted until then. By both clocks,
    // since the database goes by its own.
    guard try period.last < min(today, periods.today()) else {
      throw Transaction.Refusal(
        "\(period) is not over: it ends on \(period.last), and can be closed from \(period.next.first) on (UTC)")
    }
    if status == .closing { return }
    if let last = try periods.lastSettled(), period < last {
      throw Transaction.Refusal("\(last) is closed already, and with it every period before it")
    }
    // A month without postings has its turn too: a reserve may be released in it.
    let open = try periods.firstOpen()
    if let open, open < period {
      throw Transaction.Refusal("\(open) is still open: periods are closed in their order, so close it first")
    }
    // Every month from the first closed one on has to be closed in its turn, however little it holds.
    if let open, period < open {
      throw Transaction.Refusal("the books begin in \(open): close that first, and never \(period)")
    }
    if open == nil, period < today.period.advanced(by: -Self.farthest) {
      throw Transaction.Refusal(
        "\(period) is more than ten years ago, and nothing is posted yet: every month since would have to be closed, "
          + "so begin with the first that has plays")
    }
    let blockers = try blockers(period, thresholds)
    guard blockers.isEmpty || !(reason ?? "").isEmpty else { throw Blocked(period: period, blockers: blockers) }
    try periods.beginClosing(period, reason: reason, blockers: blockers)
  }

  /// Reasons against closing a period, in words.
  package func blockers(_ period: Period, _ thresholds: Thresholds) throws -> [String] {
    var blockers: [String] = []
    for (report, platform) in try ComparisonStore(db).blocking(period) {
      blockers.append(
        "report \(report) of \(platform) is \(PlatformMonthVerdict.blocked.excess()) the estimate, and nobody has decided on it: accept or reject it"
      )
    }
    for (report, platform) in try ComparisonStore(db).uncompared(period) {
      blockers.append("report \(report) of \(platform) was not compared with the plays: compare it")
    }
    let coverage = try CoverageStore(db).coverage(period)
    if coverage.unratedPlays > thresholds.unratedPlays {
      blockers.append(
        "\(coverage.unratedPlays) plays have no rate (\(thresholds.unratedPlays) allowed): publish a rate table")
    }
    if coverage.unmatchedPlays > thresholds.unmatchedPlays {
      blockers.append(
        "\(coverage.unmatchedPlays) plays are of unknown tracks (\(thresholds.unmatchedPlays) allowed): import the catalog"
      )
    }
    for waiting in coverage.waiting {
      blockers.append(
        "\(waiting.amount) \(waiting.from) wait for an exchange rate \(waiting.from) to \(waiting.to): import one")
    }
    let unposted = try PendingDifferences(db).sums(period)
    if !unposted.isEmpty {
      let gross = unposted.gross.sorted.filter { $0.amount != .zero }.map { "\($0.amount) \($0.currency)" }
      blockers.append(
        "differences are not posted yet (\(gross.isEmpty ? "none of gross" : gross.joined(separator: ", ") + " gross")): "
          + "run `ledgerline ledger post`")
    }
    let advances = try AdvanceStore(db).unposted(through: period.last)
    if !advances.isEmpty {
      blockers.append("\(advances.count) advances or costs are not posted yet: run `ledgerline ledger post`")
    }
    return blockers
  }

  private func settle(_ period: Period) throws -> Int {
    let (books, store) = (LedgerStore(db), SettlementStore(db))
    let round = try PeriodStore(db).round(of: period)
    let settlements = try PayeeBalances(db).settlements(period).sorted { $0.key < $1.key }
    var number = try books.head().number
    var transactions: [Transaction] = []
    var records: [(place: PayeeCurrency, settlement: Settlement, transaction: Int64?)] = []
    for (place, settlement) in settlements {
      let entries = settlement.entries(place.payee)
      if !entries.isEmpty {
        number += 1
        transactions.append(
          try Transaction(
            kind: .settlement, accountingDate: period.last,
            reference: Self.reference(period, place, round), entries: entries))
      }
      records.append((place, settlement, entries.isEmpty ? nil : number))
    }
    try store.write(records, round: round, acceptedTo: PendingStore(db).newestVersions().reports)
    try books.append(transactions)
    try PeriodStore(db).close(period)
    try BooksStatistics(db).refresh(lines: 0, transactions: transactions.count)
    return records.count
  }

  /// The same for the same close. A currency ends the first one, and a number all that come after a reopening.
  private static func reference(_ period: Period, _ place: PayeeCurrency, _ round: Int32) -> String {
    let first = "settlement:\(period):\(place.payee):\(place.currency)"
    return round == 1 ? first : "\(first):\(round)"
  }
}
