import Contracts
import Earnings
import Ledger
import Money
import Plays
import Seeded
import Testing

@Suite("Totals of royalties")
struct RoyaltyTotalsTests {
  @Test("However few sums are kept at a time, entries and royalties are the same", arguments: [1, 2, 7, 50, 10_000])
  func closing(groups: Int) throws {
    var random = Seeded(seed: UInt64(groups))
    let contract = Contract(
      id: "C", currency: Currency("USD")!, effectiveFrom: Day("2026-01-01")!, effectiveTo: nil,
      covers: .label("lab"), feePercent: Amount(pico: 15 * Amount.scale),
      shares: [
        .init(payee: "lab", percent: Amount(pico: 60 * Amount.scale)),
        .init(payee: Contract.trackArtist, percent: Amount(pico: 40 * Amount.scale)),
      ])
    let book = ContractBook([ContractBook.Numbered(number: 7, contract: contract)])
    func name(_ number: Int32) -> String { "art-\(number % 5)" }
    var sums = RoyaltySums()
    var totals = RoyaltyTotals(book, groupsAtATime: groups) { _ in { name($0) } }
    for _ in 0..<500 {
      let isOurs = random.next() % 10 != 0
      let contract: Int32 = isOurs && random.next() % 2 == 0 ? 7 : 0
      var figures = Line.Figures()
      figures.plays = Int64(random.next() % 100)
      figures.gross = Amount(pico: Int128(random.next() % 1_000_000_007))
      figures.converted = figures.gross
      figures.fee = Amount(pico: figures.gross.pico / 7)
      let net = figures.gross.pico - figures.fee.pico
      figures.shares =
        !isOurs ? [] : contract == 7 ? [Amount(pico: net / 3), Amount(pico: net - net / 3)] : [Amount(pico: net)]
      let line = Line(
        key: Line.Key(
          market: 1, contract: contract, artist: Int32(random.next() % 40), currency: Currency("USD")!,
          basis: random.next() % 2 == 0 ? .estimated : .reported),
        figures: figures)
      let platform = random.next() % 2 == 0 ? "spotify" : "deezer"
      sums.add(line, of: isOurs ? 3 : 0, platform: platform)
      try totals.add(line, of: isOurs ? 3 : 0, platform: platform)
    }
    let (entries, royalties) = try totals.finish()
    #expect(entries == sums.entries(book) { name($0) })
    #expect(royalties == sums.royalties(book) { name($0) })
    #expect(!royalties.isEmpty && entries.count > 4)
  }
}
