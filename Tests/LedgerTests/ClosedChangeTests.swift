import Ledger
import Money
import Plays
import Testing

@Suite("Sums of closed periods")
struct ClosedChangeTests {
  private let usd = Currency("USD")!
  private let october = Period("2026-10")!

  private func amount(_ text: String) throws -> Amount { try Amount(text) }

  @Test("What moves from an estimate to a report changes nothing for the payee; the rest is told with its sign")
  func signs() throws {
    let changes = ClosedChange.changes(
      of: october,
      by: [
        Entry(.payeeEstimated("a"), usd, try amount("4")), Entry(.payeePayable("a"), usd, try amount("-4")),
        Entry(.platformAccrued("spotify"), usd, try amount("-10")),
        Entry(.platformReported("spotify"), usd, try amount("7")),
        Entry(.payeePayable("b"), usd, try amount("2")), Entry(.fee, usd, try amount("1")),
        Entry(.fx(usd), usd, try amount("5")), Entry(.suspenseFX, usd, try amount("-5")),
      ])
    #expect(
      changes.map { "\($0.kind) \($0.key) \($0.difference)" } == [
        "platform spotify -3.000000000000", "payee b -2.000000000000", "fee distribution -1.000000000000",
        "suspense fx 5.000000000000",
      ])
  }

  @Test("What several say of one sum is added up, and nothing is said where it comes to nothing")
  func added() throws {
    func change(_ key: String, _ difference: String) throws -> ClosedChange {
      ClosedChange(period: october, kind: .payee, key: key, currency: usd, difference: try amount(difference))
    }
    let sums = ClosedChange.added([
      try change("a", "1"), try change("b", "2"), try change("a", "0.5"), try change("b", "-2"),
    ])
    #expect(sums == [try change("a", "1.5")])
  }
}
