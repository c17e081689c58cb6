import Money
import Plays
import Posting
import ReportMatching
import Store
import TestSupport
import Testing

@Suite("Reported money that nobody is known to own")
struct UnclaimedTests {
  private static let known = "QZLL22600001,T,art-0,A,011000000075,Album,lab-0,L,"

  /// Our own CSV with the names that a row may have.
  private static let header = "period,platform,country,tier,isrc,units,amount,currency,upc,external_id\n"

  private func report(_ stand: Stand, _ rows: [String]) throws -> Int32 {
    try stand.report(Array((Self.header + rows.joined(separator: "\n") + "\n").utf8))
  }

  @Test(
    "It keeps its names, finds its owner by a later catalog, and goes back with its report",
    arguments: ["accept", "correct"])
  func claimed(_ way: String) async throws {
    let stand = try await Stand(catalog: [Self.known], rates: ["spotify": ["*,*,USD,0.004"]])
    try stand.play(["QZLL22600001 2026-10-05 spotify US premium 1000"])
    try stand.post()
    let rows = [
      "2026-10,spotify,US,premium,QZLL22600001,1000,4,USD,,",
      "2026-10,spotify,US,premium,,10,0.5,USD,,abc", "2026-10,spotify,US,premium,,20,0.25,USD,,other",
      "2026-10,spotify,US,premium,,5,0.125,USD,036000291452,", "2026-10,spotify,US,premium,QZZZ92600001,1,0.0625,USD,,",
    ]
    let first = try report(stand, rows)
    try stand.accept(first)
    func proven() throws -> [String: Int128] {
      try stand.post()
      let outcome = try Verification(stand.db).run()
      #expect(outcome.isProven && outcome.pending == 0, "\(outcome.differences)")
      return try stand.owed()
    }
    func names() throws -> [String] {
      try AcceptanceStore(stand.db).unclaimed(limit: 10).map { $0.isrc ?? $0.upc ?? $0.externalID ?? "" }
    }
    #expect(try proven() == ["art-0 USD": 4_000_000_000_000])
    #expect(try stand.balance("suspense:not_ours") == -937_500_000_000)
    #expect(try names() == ["spotify:abc", "spotify:other", "00036000291452", "QZZZ92600001"])
    // The catalog learns an id, a release of one track, and a recording.
    try stand.catalog([
      Self.known, "QZLL22600002,T,art-1,B,011000000075,Album,lab-0,L,spotify:abc",
      "QZLL22600003,T,art-2,C,036000291452,Single,lab-0,L,", "QZZZ92600001,T,art-3,D,011000000075,Album,lab-0,L,",
    ])
    let claimed: [String: Int128] = [
      "art-0 USD": 4_000_000_000_000, "art-1 USD": 500_000_000_000, "art-2 USD": 125_000_000_000,
      "art-3 USD": 62_500_000_000,
    ]
    #expect(try proven() == claimed)
    #expect(try names() == ["spotify:other"])
    #expect(try stand.balance("suspense:not_ours") == -250_000_000_000)
    // Imported again it claims nothing twice.
    try stand.catalog([Self.known, "QZLL22600002,T2,art-1,B,011000000075,Album,lab-0,L,spotify:abc"])
    #expect(try proven() == claimed)
    if way == "accept" {
      try ReportDecision(stand.db).withdraw(first, reason: "a test")
      #expect(try proven() == ["art-0 USD": 4_000_000_000_000])
      #expect(try names().isEmpty)
      try stand.accept(first)
      #expect(try proven() == claimed)
    } else {
      let second = try stand.report(["2026-10,spotify,US,premium,QZLL22600002,1,0.5,USD"], supersedes: first)
      try stand.accept(second)
      #expect(try proven() == ["art-1 USD": 500_000_000_000])
      #expect(try names().isEmpty)
    }
  }
}
