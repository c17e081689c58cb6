import Plays

/// Months of an account's statements: which came, which said nothing, and which are missing.
///
/// Statements are expected from the first month on, every so many months, until the last that is due or came. A pure function.
package struct StatementCalendar: Sendable, Hashable {
  /// When an account's statements are expected.
  package struct Terms: Sendable, Hashable {
    /// Months from one statement to the next.
    package var every = 1
    /// Days after the end of its month by which a statement is expected.
    package var dueDays = 45
    /// The first month that is expected; `nil` for the first that came.
    package var first: Period?
    /// The last, where the account has ended.
    package var last: Period?

    package init(every: Int = 1, dueDays: Int = 45, first: Period? = nil, last: Period? = nil) {
      self.every = every
      self.dueDays = dueDays
      self.first = first
      self.last = last
    }
  }

  /// A report that came with a statement of a month.
  package struct Arrival: Sendable, Hashable {
    package let statement: Period
    package let report: Int32
    package let day: Day
    package let rows: Int64

    package init(statement: Period, report: Int32, day: Day, rows: Int64) {
      self.statement = statement
      self.report = report
      self.day = day
      self.rows = rows
    }
  }

  package enum State: String, Sendable, Codable, CaseIterable {
    /// It has not come, and a later one has.
    case missing
    /// It has not come by its day, nor has a later one.
    case late
    /// Its day has not passed.
    case expected
    /// It came, and says that nothing was earned.
    case empty
    case received

    /// True if somebody has to ask for it.
    package var isGap: Bool { self == .missing || self == .late }
  }

  package struct Month: Sendable, Hashable {
    package let statement: Period
    package let state: State
    /// The day by which it is expected.
    package let due: Day
    /// Reports that came with it, by number.
    package let reports: [Int32]
    /// The day on which the first of them came.
    package let came: Day?
    /// Days by which it came late, or is late so far; 0 where it is not.
    package let daysLate: Int
  }

  /// In the order of the months.
  package let months: [Month]

  /// Months of a calendar at most: a hundred years.
  private static let maximumMonths = 1_200

  /// - Parameter arrivals: without those that were rejected or withdrawn.
  package init(_ terms: Terms, _ arrivals: [Arrival], today: Day) {
    let came = Dictionary(grouping: arrivals, by: \.statement)
    let lastCame = came.keys.max()
    var expected: Set<Period> = []
    if let first = terms.first ?? came.keys.min() {
      // The month that is over, if its statement is not expected yet, is shown too.
      let end = min(terms.last ?? today.period.advanced(by: -1), max(today.period.advanced(by: -1), lastCame ?? first))
      var month = first
      while month <= end, expected.count < Self.maximumMonths {
        expected.insert(month)
        month = month.advanced(by: terms.every)
      }
    }
    months = expected.union(came.keys).sorted().map { statement in
      let arrivals = came[statement] ?? []
      let due = statement.last.advanced(by: terms.dueDays)
      let first = arrivals.map(\.day).min()
      let state: State =
        if !arrivals.isEmpty {
          arrivals.allSatisfy { $0.rows == 0 } ? .empty : .received
        } else if let lastCame, statement < lastCame {
          .missing
        } else {
          today > due ? .late : .expected
        }
      let until = first ?? (state == .expected ? due : today)
      return Month(
        statement: statement, state: state, due: due, reports: arrivals.map(\.report).sorted(), came: first,
        daysLate: max(0, Int(until.number) - Int(due.number)))
    }
  }

  /// Months that somebody has to ask for.
  package var gaps: Int { months.count { $0.state.isGap } }
}
