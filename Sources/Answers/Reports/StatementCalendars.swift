import Ledger
import Plays
import Postgres
import Reconciliation
import Refusals
import Schemas
import Store

/// Calendars of senders' accounts: the statements that came, and those that did not. Accounts with the most gaps come first.
package struct StatementCalendars: Question {
  package struct Month: Codable, Sendable {
    package let statement: Period
    package let state: StatementCalendar.State
    /// The day by which it is expected.
    package let due: Day
    /// Reports that came with it, by number.
    package let reconciliations: [Int32]
    /// The day on which the first of them came; left out where none did.
    package let came: Day?
    /// Days by which it came late, or is late so far.
    package let days_late: Int
  }

  package struct Account: Codable, Sendable {
    package let account: String
    /// Months from one statement to the next, and days after the end of its month by which one is expected.
    package let every, due_days: Int
    /// The first and last month that are expected, where somebody has said so.
    package let first, last: Period?
    /// Numbers of months, by state; states without any are left out.
    package let counts: [String: Int]
    package let months: [Month]

    init(_ account: String, _ terms: StatementCalendar.Terms, _ calendar: StatementCalendar) {
      self.account = account
      every = terms.every
      due_days = terms.dueDays
      first = terms.first
      last = terms.last
      counts = Dictionary(calendar.months.map { ($0.state.rawValue, 1) }, uniquingKeysWith: +)
      months = calendar.months.map {
        Month(
          statement: $0.statement, state: $0.state, due: $0.due, reconciliations: $0.reports, came: $0.came,
          days_late: $0.daysLate)
      }
    }

    var gaps: Int { months.count { $0.state.isGap } }
  }

  package struct Answer: Codable, Sendable {
    package let as_of: Day
    package let accounts: [Account]
  }

  let account: String?
  let day: Day?

  /// - Parameters:
  ///   - account: `nil` for all.
  ///   - day: on which statements are due or not; today unless told.
  package init(account: String?, asOf day: Day?) {
    self.account = account
    self.day = day
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let day = day ?? asking.today
    let (arrivals, terms) = try await asking.database { db in
      let store = CalendarStore(db)
      return try db.snapshot { (try store.arrivals(account), try store.terms()) }
    }
    let names = Set(arrivals.keys).union(terms.keys.filter { account == nil || $0 == account })
    if let account, names.isEmpty { throw Refused.missing("account", account) }
    let accounts = names.map { name in
      let terms = terms[name] ?? StatementCalendar.Terms()
      return Account(name, terms, StatementCalendar(terms, arrivals[name] ?? [], today: day))
    }
    return Answer(as_of: day, accounts: accounts.sorted { ($1.gaps, $0.account) < ($0.gaps, $1.account) })
  }
}

/// Says when statements of an account are expected.
package struct ExpectStatements: UseCase {
  package static let act = Act.expectStatements
  package var subject: String { account }

  let account: String
  let terms: StatementCalendar.Terms

  /// - Throws: `Refused` for what is no account, or no calendar.
  package init(account: String, every: Int, dueDays: Int, first: Period?, last: Period?) throws {
    guard let code = SenderAccount.code(account) else {
      throw Refused.unusable("account", "\(SenderAccount.refusal(account)).")
    }
    guard (1...12).contains(every) else { throw Refused.unusable("every", "every is 1 to 12 months.") }
    guard (0...400).contains(dueDays) else { throw Refused.unusable("due_days", "due_days is 0 to 400.") }
    if let first, let last, last < first {
      throw Refused.unusable("last", "The last statement, \(last), is before the first, \(first).")
    }
    self.account = code
    terms = StatementCalendar.Terms(every: every, dueDays: dueDays, first: first, last: last)
  }

  package func answer(_ asking: some Asking) async throws -> StatementCalendars.Answer {
    try await asking.database { db in try CalendarStore(db).say(terms, of: account) }
    return try await StatementCalendars(account: account, asOf: nil).answer(asking)
  }
}
