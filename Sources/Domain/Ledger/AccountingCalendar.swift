import Plays

/// Day on which the books record something, given which periods are closed.
package struct AccountingCalendar: Sendable {
  /// The last period that takes no posting any more; all before it take none either.
  package let lastClosed: Period?
  package let today: Day

  package init(lastClosed: Period?, today: Day) {
    self.lastClosed = lastClosed
    self.today = today
  }

  package func isClosed(_ period: Period) -> Bool { lastClosed.map { period <= $0 } ?? false }

  /// The first period that takes postings, of those not before one.
  package func open(from period: Period) -> Period {
    guard let lastClosed, period <= lastClosed else { return period }
    return lastClosed.next
  }

  /// The day of a posting about an earning period: in that period while it is open, else in the first open one; today
  /// where today is in it, else the end of it that is nearer.
  package func date(for earning: Period) -> Day {
    let period = open(from: earning)
    return min(max(today, period.first), period.last)
  }

  /// The day of something that happened on a day: that day while its period is open, else the first open one.
  package func date(of day: Day) -> Day {
    let period = open(from: day.period)
    return max(day, period.first)
  }
}
