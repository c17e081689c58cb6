import Ledger
import Money
import Plays
import Posting
import Postgres
import Reconciliation
import Refusals
import ReportMatching
import Store
import TestSupport
import Testing

@Suite("Decisions on names that the catalog does not know")
struct NameDecisionTests {
  private static let known = "QZLL22600001,T,art-0,A,011000000075,Album,lab-0,L,"
  private static let other = "QZLL22600002,T2,art-1,B,011000000075,Album,lab-0,L,"
  private static let header = "period,platform,country,tier,isrc,units,amount,currency,upc,external_id\n"

  private let isrc = ISRC("QZLL22600002")!
  private let misspelt = ReportedName(isrc: ISRC("QZLL22600020")!)

  private func stand(_ catalog: [String] = [known, other]) async throws -> Stand {
    let stand = try await Stand(catalog: catalog, rates: ["spotify": ["*,*,USD,0.004"]])
    try stand.play(["QZLL22600001 2026-10-05 spotify US premium 1000"])
    try stand.post()
    return stand
  }

  private func report(_ stand: Stand, _ rows: [String]) throws -> Int32 {
    try stand.report(Array((Self.header + rows.joined(separator: "\n") + "\n").utf8))
  }

  /// Posts, has the books proven, and tells the royalties of each payee in dollars.
  private func proven(_ stand: Stand) throws -> [String: Int128] {
    try stand.post()
    let outcome = try Verification(stand.db).run()
    #expect(outcome.isProven && outcome.pending == 0, "\(outcome.differences)")
    return try stand.owed()
  }

  private func queue(_ stand: Stand, _ filter: UnmatchedStore.Filter = .init()) throws -> [String] {
    try UnmatchedStore(stand.db).entries(filter, after: 0, limit: 100).map(\.name.text)
  }

  private func decide(
    _ stand: Stand, _ name: ReportedName, _ verdict: NameDecisionStore.Verdict
  ) throws -> NameDecision.Outcome {
    try NameDecision(stand.db).run(name, verdict, reason: "a test")
  }

  /// 4 USD of a recording that is known, then an id of 0.5, a barcode of 0.25, and a misspelt ISRC of 0.125 USD.
  private static let rows = [
    "2026-10,spotify,US,premium,QZLL22600001,1000,4,USD,,", "2026-10,spotify,US,premium,,10,0.5,USD,,abc",
    "2026-10,spotify,US,premium,,5,0.25,USD,036000291452,", "2026-10,spotify,US,premium,QZLL22600020,2,0.125,USD,,",
  ]

  private func names() throws -> [(ReportedName, Int128)] {
    [
      (try ReportedName(externalID: "spotify:abc"), 500_000_000_000),
      (ReportedName(upc: GTIN("036000291452")!), 250_000_000_000), (misspelt, 125_000_000_000),
    ]
  }

  @Test("An accepted report gives its rows to the recording, and takes them back; a withdrawn one has none")
  func accepted() async throws {
    let stand = try await stand()
    let number = try report(stand, Self.rows)
    try stand.accept(number)
    let before = ["art-0 USD": Int128(4_000_000_000_000)]
    #expect(try proven(stand) == before)
    #expect(try stand.balance("suspense:not_ours") == -875_000_000_000)
    #expect(try queue(stand) == ["spotify:abc", "00036000291452", "QZLL22600020"])
    for (name, amount) in try names() {
      let outcome = try decide(stand, name, .assigned(isrc))
      #expect(outcome.moved == [number] && outcome.compared.isEmpty)
      #expect(try decide(stand, name, .assigned(isrc)).moved.isEmpty)
      #expect(try proven(stand) == before.merging(["art-1 USD": amount]) { $1 })
      #expect(try stand.balance("suspense:not_ours") == -875_000_000_000 + amount)
      #expect(try !queue(stand).contains(name.text) && queue(stand).count == 2)
      #expect(try decide(stand, name, .forgotten).moved == [number])
      #expect(try proven(stand) == before)
      #expect(try stand.balance("suspense:not_ours") == -875_000_000_000)
      #expect(throws: Refused.self) { try decide(stand, name, .forgotten) }
    }
    for (name, _) in try names() { _ = try decide(stand, name, .assigned(isrc)) }
    let all = before.merging(["art-1 USD": 875_000_000_000]) { $1 }
    #expect(try proven(stand) == all && queue(stand).isEmpty)
    // A catalog that says nothing of them changes nothing.
    try stand.catalog([Self.known, "QZLL22600002,T3,art-1,B,011000000075,Album,lab-0,L,"])
    #expect(try proven(stand) == all)
    try ReportDecision(stand.db).withdraw(number, reason: "a test")
    #expect(try proven(stand) == before && stand.balance("suspense:not_ours") == 0)
    try stand.accept(number)
    #expect(try proven(stand) == all)
    // Of a report that was accepted with the decision it is taken back too.
    for (name, _) in try names() { #expect(try decide(stand, name, .forgotten).moved == [number]) }
    #expect(try proven(stand) == before && stand.balance("suspense:not_ours") == -875_000_000_000)
    try ReportDecision(stand.db).withdraw(number, reason: "a test")
    #expect(try proven(stand) == before && stand.balance("suspense:not_ours") == 0)
  }

  @Test("A file that comes later is read by the decision, and one that nobody has decided on is compared again")
  func later() async throws {
    let stand = try await stand()
    let first = try report(stand, Self.rows)
    #expect(try stand.lines(first).filter { $0.status == .notOurs }.count == 2)
    for (name, _) in try names() {
      let outcome = try decide(stand, name, .assigned(isrc))
      #expect(outcome.moved.isEmpty && outcome.compared == [first])
    }
    #expect(try stand.lines(first).filter { $0.status == .notOurs }.isEmpty && queue(stand).isEmpty)
    try stand.accept(first)
    #expect(try proven(stand) == ["art-0 USD": 4_000_000_000_000, "art-1 USD": 875_000_000_000])
    let second = try report(stand, ["2026-09,spotify,US,premium,QZLL22600020,3,0.75,USD,,"])
    #expect(try stand.lines(second).map(\.isrc) == ["QZLL22600002"])
    try stand.accept(second)
    #expect(try proven(stand) == ["art-0 USD": 4_000_000_000_000, "art-1 USD": 1_625_000_000_000])
    _ = try decide(stand, misspelt, .forgotten)
    #expect(try proven(stand) == ["art-0 USD": 4_000_000_000_000, "art-1 USD": 750_000_000_000])
    #expect(try queue(stand) == ["QZLL22600020"])
  }

  @Test("A recording that the catalog learns later gets its rows then, and what the catalog says of a name comes first")
  func learned() async throws {
    let stand = try await stand([Self.known])
    let number = try report(stand, Self.rows)
    try stand.accept(number)
    for (name, _) in try names() { #expect(try decide(stand, name, .assigned(isrc)).moved.isEmpty) }
    let before = ["art-0 USD": Int128(4_000_000_000_000)]
    #expect(try proven(stand) == before && queue(stand).isEmpty)
    #expect(try queue(stand, .init(hasDecided: true)).count == 3)
    try stand.catalog([Self.known, Self.other])
    #expect(try proven(stand) == before.merging(["art-1 USD": 875_000_000_000]) { $1 })
    // The ISRC is one after all, and the id is another's.
    try stand.catalog([
      Self.known, Self.other, "QZLL22600020,T,art-2,C,011000000075,Album,lab-0,L,spotify:abc",
    ])
    let corrected: [String: Int128] = [
      "art-0 USD": 4_000_000_000_000, "art-1 USD": 250_000_000_000, "art-2 USD": 625_000_000_000,
    ]
    #expect(try proven(stand) == corrected)
    #expect(throws: Refused.self) { try decide(stand, misspelt, .assigned(isrc)) }
    // Forgotten they are what the catalog says.
    _ = try decide(stand, misspelt, .forgotten)
    #expect(try proven(stand) == corrected)
    let barcode = ReportedName(upc: GTIN("036000291452")!)
    _ = try decide(stand, barcode, .assigned(ISRC("QZLL22600001")!))
    #expect(
      try proven(stand) == ["art-0 USD": 4_250_000_000_000, "art-2 USD": 625_000_000_000])
  }

  @Test(
    "The queue is sorted by money, never added across currencies, with age, reports and candidates; none is applied")
  func sorted() async throws {
    let stand = try await stand([Self.known, "QZLL22600002,T2,art-1,B,011000000075,Album,lab-0,L,tidal:9"])
    let first = try report(
      stand,
      Self.rows + [
        "2026-10,spotify,US,premium,,7,0.375,USD,011000000075,def",
        "2026-10,spotify,US,premium,QZLL22600099,1,900,JPY,,",
        "2026-10,spotify,US,premium,QZLL22600099,1,0.0625,USD,,",
      ])
    try stand.accept(first)
    try stand.post()
    let second = try report(
      stand,
      ["2026-09,tidal,US,premium,QZLL22600020,2,0.5,USD,,9", "2026-09,tidal,US,premium,QZLL22600020,1,0.5,USD,,"])
    let store = UnmatchedStore(stand.db)
    let entries = try store.entries(.init(), after: 0, limit: 10)
    #expect(
      entries.map(\.name.text) == ["QZLL22600099", "QZLL22600020", "spotify:abc", "spotify:def", "00036000291452"])
    #expect(entries[0].sums.map { "\($0.currency) \($0.amount)" } == ["JPY 900.000000000000", "USD 0.062500000000"])
    let misspelt = entries[1]
    #expect(misspelt.reports == [first, second] && misspelt.platforms == ["spotify", "tidal"])
    let sum = misspelt.sums[0]
    #expect(misspelt.sums.count == 1 && sum.units == 5 && "\(sum.amount) \(sum.currency)" == "1.125000000000 USD")
    #expect(sum.accepted == Amount(pico: 125_000_000_000) && sum.booked == sum.accepted)
    let clues = try store.clues(of: entries, .init())
    #expect(entries.map { clues[$0.name]?.rows } == [2, 3, 1, 1, 1])
    let candidates = try store.candidates(clues)
    #expect(Set(candidates.keys.map(\.text)) == ["QZLL22600020", "spotify:def"])
    #expect(
      candidates[misspelt.name]?.first.map(\.reasons) == [[.external]] && candidates[misspelt.name]?.compete == false)
    let rivals = try #require(candidates[entries[3].name])
    #expect(rivals.first.map(\.isrc.description) == ["QZLL22600001", "QZLL22600002"] && rivals.compete)
    // Neither got anything.
    #expect(try proven(stand) == ["art-0 USD": 4_000_000_000_000])
    #expect(try queue(stand, .init(platform: "tidal")) == ["QZLL22600020"])
    #expect(try queue(stand, .init(currency: Currency("JPY"))) == ["QZLL22600099"])
    #expect(try store.entries(.init(), after: 4, limit: 10).map(\.name.text) == ["00036000291452"])
    _ = try decide(stand, entries[0].name, .notOurs)
    #expect(try queue(stand).count == 4 && queue(stand, .init(hasDecided: true)).count == 5)
    #expect(try proven(stand) == ["art-0 USD": 4_000_000_000_000])
  }

  @Test("Of a closed month the difference is booked in the open one")
  func closed() async throws {
    let stand = try await stand()
    try stand.accept(report(stand, Self.rows))
    try stand.post()
    _ = try PeriodClose(stand.db, today: Stand.today).close(Period("2026-10")!, reason: "a test")
    let before = try stand.balance("suspense:not_ours")
    _ = try decide(stand, misspelt, .assigned(isrc))
    let posted = try stand.post().map(\.transaction)
    #expect(!posted.isEmpty && posted.allSatisfy { $0.accountingDate.period == Period("2026-11") })
    #expect(posted.allSatisfy { $0.earningPeriod == Period("2026-10") && $0.cause == .report })
    #expect(try stand.balance("suspense:not_ours") == before + 125_000_000_000)
    #expect(try proven(stand) == ["art-0 USD": 4_000_000_000_000, "art-1 USD": 125_000_000_000])
  }

  @Test("Title and performers are told, and suggest a recording where all are the same; they are not in the digest")
  func words() async throws {
    let stand = try await Stand(catalog: [], rates: ["spotify": ["*,*,USD,0.004"]])
    try stand.catalog(
      [
        "QZLL22600001,Été (Remix),art-0,Mara Quay,011000000075,Album,lab-0,L,,art-1=Simon & Garfunkel",
        "QZLL22600002,Été,art-0,Mara Quay,011000000075,Album,lab-0,L,,",
        "QZLL22600003,Double,art-0,Mara Quay,011000000075,Album,lab-0,L,,",
        "QZLL22600004,double!,art-0,Mara Quay,036000291452,Single,lab-0,L,,",
      ], with: "featured_artists")
    let header = "period,platform,country,tier,isrc,units,amount,currency,external_id,title,artist\n"
    func file(_ rows: [String]) -> [UInt8] { Array((header + rows.joined(separator: "\n") + "\n").utf8) }
    let rows = [
      "2026-10,spotify,US,premium,,10,0.5,USD,remix,ETE (remix),\"simon & garfunkel, Mara Quay\"",
      "2026-10,spotify,US,premium,,9,0.4,USD,alone,Ete (Remix),Mara Quay",
      "2026-10,spotify,US,premium,,8,0.3,USD,double,Double,MARA QUAY",
      "2026-10,spotify,US,premium,QZLL22600099,7,0.2,USD,,ete,Mara  Quay",
      "2026-10,spotify,US,premium,,6,0.1,USD,none,,",
      "2026-10,spotify,US,premium,QZLL22600002,1,0.1,USD,,Été,Mara Quay",
    ]
    let number = try stand.report(file(rows))
    // Other words are the same report.
    #expect(try stand.report(file(rows.map { $0.replacing("ete,Mara  Quay", with: "Other,Else") })) == number)
    #expect(try stand.db.query("SELECT count(*) FROM platform_report_words")[0].int(0) == 4)
    let store = UnmatchedStore(stand.db)
    let entries = try store.entries(.init(), after: 0, limit: 10)
    #expect(
      entries.map(\.name.text) == ["spotify:remix", "spotify:alone", "spotify:double", "QZLL22600099", "spotify:none"])
    let clues = try store.clues(of: entries, .init())
    #expect(clues[entries[0].name]?.words.map(\.title) == ["ETE (remix)"])
    let candidates = try store.candidates(clues)
    let found = entries.map { candidates[$0.name]?.first.map(\.isrc.description) ?? [] }
    #expect(found == [["QZLL22600001"], [], ["QZLL22600003", "QZLL22600004"], ["QZLL22600002"], []])
    #expect(entries.map { candidates[$0.name]?.compete ?? false } == [false, false, true, false, false])
    #expect(candidates[entries[0].name]?.first[0].reasons == [.words])
    try stand.accept(number)
    #expect(try proven(stand) == ["art-0 USD": 100_000_000_000])
  }
}
