import Contracts
import Money
import Plays
import Testing

@Suite("Days that a contract no longer covers")
struct LostDaysTests {
  private func contract(_ from: String, _ to: String? = nil) -> Contract {
    Contract(
      id: "K", currency: Currency("USD")!, effectiveFrom: Day(from)!, effectiveTo: to.map { Day($0)! },
      covers: .label("l"), feePercent: .zero, shares: [])
  }

  @Test(
    "The first of them, within what is closed",
    arguments: [
      ("2025-01-01", nil, "2026-11-01", nil, "2026-10-01 2026-10-31"),
      ("2025-01-01", nil, "2026-10-16", nil, "2026-10-01 2026-10-15"),
      ("2025-01-01", nil, "2025-01-01", "2026-10-31", ""), ("2025-01-01", nil, "2024-01-01", nil, ""),
      ("2025-01-01", nil, "2025-01-01", "2026-10-20", "2026-10-21 2026-10-31"),
      ("2026-10-10", "2026-10-12", "2026-10-11", "2026-10-11", "2026-10-10 2026-10-10"),
      ("2026-10-10", "2026-10-12", "2026-12-01", nil, "2026-10-10 2026-10-12"),
      ("2026-11-01", nil, "2026-12-01", nil, ""), ("2025-01-01", "2026-09-30", "2026-12-01", nil, ""),
    ] as [(String, String?, String, String?, String)])
  func lost(_ before: String, _ until: String?, _ from: String, _ to: String?, _ days: String) {
    let lost = contract(before, until).daysLost(
      to: contract(from, to), in: Day("2026-10-01")!...Day("2026-10-31")!)
    #expect((lost.map { "\($0.lowerBound) \($0.upperBound)" } ?? "") == days)
  }
}
