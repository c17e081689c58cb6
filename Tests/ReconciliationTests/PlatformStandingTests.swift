import Money
import Plays
import Reconciliation
import Testing

@Suite("The standing of platforms")
struct PlatformStandingTests {
  private static let eur = Currency("EUR")!
  private static let day = Day("2026-11-24")!

  private func debt(
    _ platform: String, _ report: String, _ amount: String, estimated: String? = nil, insteadOf: [String] = []
  ) throws -> PlatformStanding.Debt {
    .init(
      platform: platform,
      Receivable(
        reference: report, period: Period("2026-10")!, currency: Self.eur, amount: try Amount(amount),
        due: Self.day.advanced(by: -Int(Int32(report)!))), estimated: try estimated.map { try Amount($0) },
      corrected: [report] + insteadOf)
  }

  private func payment(_ platform: String, _ amount: String, for report: String? = nil) throws
    -> PlatformStanding.Payment
  {
    .init(
      platform: platform,
      Receipt(
        day: Self.day, currency: Self.eur, amount: try Amount(amount),
        purpose: report.map { Receipt.Purpose.report($0) }))
  }

  @Test("Those that owe or have paid are listed by code, each with its own debts and money")
  func platforms() throws {
    let all = try PlatformStanding.all(
      [debt("tidal", "1", "10"), debt("deezer", "2", "20")], less: [payment("spotify", "5"), payment("tidal", "4")],
      accounts: [:], on: Self.day)
    #expect(all.map(\.platform) == ["deezer", "spotify", "tidal"])
    #expect(try all.map { $0.ageing[Self.eur]!.remaining } == [Amount("20"), .zero, Amount("6")])
    #expect(try all[1].ageing[Self.eur]!.unapplied == Amount("5"))
  }

  @Test("Money for a report that was corrected is for the one in its place, of the same platform")
  func successors() throws {
    let debts = try [
      debt("tidal", "9", "10"), debt("tidal", "3", "30", insteadOf: ["2", "1"]), debt("deezer", "1", "5"),
    ]
    let all = try PlatformStanding.all(
      debts, less: [payment("tidal", "7", for: "1"), payment("deezer", "2", for: "1")], accounts: [:], on: Self.day)
    let tidal = try #require(all.last?.ageing[Self.eur])
    #expect(tidal.items.map(\.receivable.reference) == ["9", "3"], "the oldest first")
    #expect(try tidal.items.map(\.named) == [.zero, Amount("7")])
    #expect(try all[0].ageing[Self.eur]!.remaining == Amount("3"))
  }

  @Test("What is accepted and in no books is what was reported, less money and the account's balance")
  func notBooked() throws {
    var accounts = PlatformStanding.Accounts()
    accounts.reported[Self.eur] = try Amount("15")
    let standing = try #require(
      try PlatformStanding.all(
        [debt("tidal", "1", "30", estimated: "29")], less: [payment("tidal", "4")], accounts: ["tidal": accounts],
        on: Self.day
      ).first)
    let balance = try #require(standing.ageing[Self.eur])
    #expect(try standing.notBooked(balance) == Amount("11"))
    #expect(try standing.estimated(balance.items[0]) == Amount("29"))
  }
}
