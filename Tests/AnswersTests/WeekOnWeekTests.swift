import Answers
import Catalog
import Earnings
import Money
import Plays
import Postgres
import Rates
import Schemas
import Store
import Testing

@Suite("The last full week and the week before it")
struct WeekOnWeekTests {
  /// Totals with one play of a cent more on each day than on the day before, and the days that were asked for.
  private struct Growing: Totals {
    func state() throws -> StatusStore.State { StatusStore.State() }

    func rows(_ query: EarningsQuery) throws -> Priced<[EarningsRow]> {
      let days = query.from!.number...query.to!.number
      let rows = days.map { number in
        EarningsRow(
          key: "\(Day(number: number))", name: "",
          earnings: Earnings(
            plays: Int64(number), unratedPlays: 0,
            gross: [
              (Day(number: number).period, .init("USD")!, .init(pico: Int128(number) * 10_000_000_000))
            ]))
      }
      return Priced(rows, rates: RateBook([]), fx: FXBook([]), freshness: Freshness(StatusStore.State()))
    }

    func hours(_ query: EarningsQuery, _ span: ClosedRange<Int64>) throws -> Priced<[EarningsPoint]> {
      throw CancellationError()
    }

    func recent(
      _ query: EarningsQuery, _ span: ClosedRange<Int64>, bySecond: Bool
    ) throws -> Priced<[EarningsPoint]> {
      throw CancellationError()
    }

    func intake() throws -> Priced<(counts: StatusStore.Counts, all: Earnings)> { throw CancellationError() }
  }

  private struct Someday: Asking {
    let today: Day
    var asker: Asker { .atTheDatabase }
    var now: Int64 { Int64(today.number) * 86_400_000_000 }
    var totals: any Totals { Growing() }
    var progress: OnProgress { { _, _, _ in } }

    func database<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) throws -> T {
      throw CancellationError()
    }

    func atLength<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) throws -> T {
      throw CancellationError()
    }
  }

  @Test(
    "are the two from Monday to Sunday before this one, whatever day it is",
    arguments: [
      ("2026-11-23", "2026-11-16", "2026-11-22"),  // A Monday.
      ("2026-11-26", "2026-11-16", "2026-11-22"),
      ("2026-11-29", "2026-11-16", "2026-11-22"),  // A Sunday: its own week is not over.
      ("2027-01-01", "2026-12-21", "2026-12-27"),
      ("1969-12-31", "1969-12-22", "1969-12-28"),
    ])
  func weeks(today: String, from: String, to: String) async throws {
    let answer = try await WeekOnWeek(EarningsQuery(), in: nil).answer(Someday(today: Day(today)!)).first
    #expect("\(answer.week.first.from)" == from && "\(answer.week.first.to)" == to)
    #expect(answer.before.first.to.advanced(by: 1) == answer.week.first.from)
    #expect(answer.before.first.from.advanced(by: 7) == answer.week.first.from)
    // Each of seven days has seven plays more than the one a week before.
    #expect(answer.change.plays == 49)
    #expect(answer.change.gross["USD"]?.description == "0.490000000000")
  }
}
