import Money
import Plays
import Posting
import Postgres
import Reconciliation
import ReportMatching
import Store
import TestSupport
import Testing

@Suite("What is compared with what")
struct MatchingTests {
  private static let catalog = [
    "QZLL22600001,T,art-0,A,011000000075,Album,lab-0,L,spotify:one",
    "QZLL22600002,T,art-0,A,036000291452,Other,lab-1,L,spotify:two",
    "QZLL22600003,T,art-1,B,036000291452,Other,lab-1,L,",
  ]

  /// Lines as text: what they are of, units and amounts on both sides, and the parts that are not zero.
  private func text(_ stand: Stand, _ report: Int32) throws -> [String] {
    try stand.lines(report).map { line in
      let figures = line.figures
      #expect(figures.parts.inOrder.reduce(.zero, +) == figures.variance)
      let parts = zip(VariancePart.allCases, figures.parts.inOrder).filter { $0.1 != .zero }.map {
        "\($0.rawValue)=\(short($1))"
      }
      return [
        line.platform, "\(line.country)", line.tier ?? "*", line.isrc ?? "-", line.status.rawValue, line.currency.code,
        "\(figures.estimatedUnits):\(short(figures.estimated))", "\(figures.reportedUnits):\(short(figures.reported))",
      ].joined(separator: " ") + (parts.isEmpty ? "" : " " + parts.joined(separator: " "))
    }
  }

  private func short(_ amount: Amount) -> String {
    var text = "\(amount)"
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  private func isProven(_ stand: Stand, after report: Int32) throws {
    let before = try stand.owed()
    try stand.accept(report)
    try stand.post()
    #expect(try Stand.difference(before, stand.owed()) == stand.trueUps(report))
    let outcome = try Verification(stand.db).run()
    #expect(outcome.isProven, "\(outcome.differences)")
    #expect(try stand.post().isEmpty)
  }

  private func suspense(_ stand: Stand, _ account: String) throws -> [String] {
    try AccountStore(stand.db).balances(prefix: account).filter { $0.balance != .zero }.map {
      "\($0.account) \($0.currency) \(short($0.balance))"
    }
  }

  @Test("A row without a tier stands against all tiers, one with a tier against its own; left out counts as zero")
  func tiers() async throws {
    let stand = try await Stand(
      catalog: Self.catalog, rates: ["spotify": ["*,premium,USD,0.004", "*,free,USD,0.001"]])
    try stand.play([
      "QZLL22600001 2026-10-05 spotify US premium 1000", "QZLL22600001 2026-10-06 spotify US free 500",
      "QZLL22600001 2026-10-06 spotify DE free 100", "QZLL22600001 2026-10-06 spotify DE premium 100",
      "QZLL22600002 2026-10-31 spotify US family 7", "QZLL22600002 2026-10-31 spotify US free 70",
    ])
    try stand.post()
    let report = try stand.report([
      "2026-10,spotify,US,,QZLL22600001,1500,4.6,USD", "2026-10,spotify,DE,free,QZLL22600001,100,0.1,USD",
    ])
    #expect(
      try text(stand, report) == [
        "spotify DE free QZLL22600001 matched USD 100:0.1 100:0.1",
        "spotify DE premium QZLL22600001 missing_in_report USD 100:0.4 0:0 units=-0.4",
        "spotify US * QZLL22600001 over USD 1500:4.5 1500:4.6 rate=0.1",
        "spotify US * QZLL22600002 missing_in_report USD 77:0.07 0:0 units=-0.07",
      ])
    try isProven(stand, after: report)
  }

  @Test("A release with one track is that track; one with several, a stranger and an unknown id wait for an owner")
  func identifiers() async throws {
    let stand = try await Stand(catalog: Self.catalog, rates: ["spotify": ["*,*,USD,0.004"]])
    try stand.play(["QZLL22600001 2026-10-05 spotify US premium 1000", "QZLL22600002 2026-10-05 spotify US premium 10"])
    try stand.post()
    func row(_ country: String, _ isrc: String, _ upc: String, _ units: Int, _ amount: String) -> String {
      "2026-11-25\t2026-10\tSpotify\tA\tT\t\(isrc)\t\(upc)\t\(units)\t100\tSong\t\(country)\t0\t\(amount)"
    }
    let header =
      "Reporting Date\tSale Month\tStore\tArtist\tTitle\tISRC\tUPC\tQuantity\tTeam Percentage\tSong/Album\tCountry of Sale"
      + "\tSongwriter Royalties Withheld\tEarnings (USD)\n"
    let rows = [
      row("US", "", "011000000075", 3, "0.5"), row("US", "QZLL22600001", "", 997, "3.5"),
      row("US", "", "036000291452", 1, "0.25"), row("US", "QZZZ99999999", "", 2, "0.125"),
      row("WW", "QZLL22600001", "", 5, "0.05"), row("OU", "QZLL22600001", "", 0, "-0.02"),
    ]
    let report = try stand.report(Array((header + rows.joined(separator: "\n") + "\n").utf8))
    #expect(
      try text(stand, report) == [
        "spotify US * QZLL22600001 matched USD 1000:4 1000:4",
        "spotify WW * QZLL22600001 not_estimated USD 0:0 5:0.05 not_estimated=0.05",
        "spotify ZZ * QZLL22600001 not_estimated USD 0:0 0:-0.02 adjustments=-0.02",
        "spotify US * QZLL22600002 missing_in_report USD 10:0.04 0:0 units=-0.04",
        "spotify US * QZZZ99999999 not_ours USD 0:0 2:0.125 not_estimated=0.125",
        "spotify US * - not_ours USD 0:0 1:0.25 not_estimated=0.25",
      ])
    try isProven(stand, after: report)
    #expect(try suspense(stand, "suspense") == ["suspense:not_ours USD -0.375"])
  }

  @Test("The platform's own id leads to the recording")
  func externalIDs() async throws {
    let stand = try await Stand(catalog: Self.catalog, rates: ["spotify": ["*,*,EUR,0.004"]])
    try stand.play(["QZLL22600002 2026-10-05 spotify DE premium 1000"])
    try stand.post()
    func record(_ count: Int, _ cells: [Int: String]) -> String {
      (0..<count).map { cells[$0] ?? "" }.joined(separator: "\t") + "\n"
    }
    let head = [
      "HEAD", "dsrf/1.4/1.8/1.4", "FinancialReportingToRecordCompaniesProfileSRB", "1.0", "MSG-1",
      "2026-11-05T10:00:00Z", "1", "1", "2026-10-01", "2026-10-31", "P", "Spotify AB", "", "Q", "Label", "",
    ]
    var text = head.joined(separator: "\t") + "\n"
    text += record(
      46,
      [
        0: "SY10.01", 1: "S", 4: "SubscriptionModel", 5: "Stream", 12: "DE", 13: "Premium", 16: "1010", 18: "0",
        21: "EUR", 37: "4.14",
      ])
    for (id, units, amount) in [("spotify::two", "1000", "4"), ("spotify::nine", "10", "0.14")] {
      text += record(
        48,
        [0: "SR08.01", 1: "T", 15: id, 19: "SoundRecording", 20: "T", 24: "S", 26: units, 28: units, 46: amount])
    }
    text += "SRFO\t5\t1\n"
    let report = try stand.report(Array(text.utf8))
    #expect(
      try self.text(stand, report) == [
        "spotify DE premium QZLL22600002 matched EUR 1000:4 1000:4",
        "spotify DE premium - not_ours EUR 0:0 10:0.14 not_estimated=0.14",
      ])
    // Another file under the same message id is the same report.
    let again = try ReportImport(databaseURL: stand.url, formats: .shipped).run(
      path: stand.path("again", text.replacing("2026-11-05T10", with: "2026-11-06T10")))
    #expect(again.isKnown && again.report.id == report)
    try isProven(stand, after: report)
  }

  @Test("A fiscal month is compared over its own days, and what differs from the calendar's is the cut-off")
  func fiscal() async throws {
    let stand = try await Stand(
      catalog: Self.catalog, rates: ["apple_music": ["*,*,USD,0.01"]], effective: "2026-01-01")
    // From the 10th of October on there is another rate, and a contract from the 20th on.
    try stand.rates("apple_music", "2026-10-10", ["*,*,USD,0.02"])
    try stand.contract(
      "contract: C-1\ncurrency: USD\neffective_from: '2026-10-20'\ncovers:\n  artist: art-0\nfee_percent: '10'\nshares:\n"
        + "- payee: '@artist'\n  percent: '100'\n")
    try stand.play([
      "QZLL22600001 2026-09-26 apple_music US family 1", "QZLL22600001 2026-09-27 apple_music US family 10",
      "QZLL22600001 2026-09-30 apple_music US family 100", "QZLL22600001 2026-10-09 apple_music US family 1000",
      "QZLL22600001 2026-10-10 apple_music US family 10000", "QZLL22600001 2026-10-25 apple_music US family 30000",
      "QZLL22600001 2026-10-28 apple_music US family 5000",
    ])
    try stand.post()
    let header =
      "Start Date\t09/27/2026\nEnd Date\t10/27/2026\nReport Type\tApple Music\nCurrency\tUSD\n"
      + "Storefront Name\tApple Identifier\tMembership Type\tQuantity\tNet Royalty\tNet Royalty Total\tISRC\tItem Title"
      + "\tItem Artist\tItem Type\tMedia Type\tVendor Identifier\tOffline Indicator\tLabel\tGrid\n"
    let row = "US\t1\tFamily\t20555\t.02\t400\tQZLL22600001\tT\tA\t1\t1\tV\t0\tL\t\n"
    let report = try stand.report(Array((header + row + row.replacing("\t0\tL", with: "\t1\tL")).utf8))
    #expect(try ReportStore(stand.db).scopes(report).map { "\($0.period)" } == ["2026-10"])
    // Without a contract: 11000 plays in October, 110 of September's days besides; under it 35000, less 5000 behind the
    // end. The report's 41110 units and 800 USD are divided by October's plays: 11 to 35.
    let lines = try stand.lines(report)
    #expect(lines.count == 2)
    let (none, contract) = (lines.first { $0.contract == 0 }!.figures, lines.first { $0.contract != 0 }!.figures)
    #expect((none.estimatedUnits, none.comparedUnits) == (11_000, 11_110))
    #expect(short(none.estimated) == "210" && short(none.compared) == "211.1" && short(none.parts[.cutOff]) == "1.1")
    #expect((contract.estimatedUnits, contract.comparedUnits) == (35_000, 30_000))
    #expect(
      short(contract.estimated) == "700" && short(contract.compared) == "600"
        && short(contract.parts[.cutOff]) == "-100")
    #expect(none.reportedUnits + contract.reportedUnits == 41_110)
    #expect((none.reported + contract.reported) == Amount(pico: 800_000_000_000_000))
    #expect(none.reported == Amount(pico: 191_304_347_826_087))
    try isProven(stand, after: report)
  }

  @Test("Currencies: of one kind against each other, converted by the month's rate, and where there is none alone")
  func currencies() async throws {
    let stand = try await Stand(
      catalog: Self.catalog, rates: ["spotify": ["DE,*,EUR,0.004", "US,*,USD,0.004", "JP,*,JPY,0.4", "GB,*,GBP,0.01"]])
    try stand.contract(
      "contract: C-1\ncurrency: USD\neffective_from: '2026-01-01'\ncovers:\n  artist: art-0\nfee_percent: '0'\nshares:\n"
        + "- payee: '@artist'\n  percent: '100'\n")
    try stand.fx("2026-10,EUR,USD,1.1", "2026-10,GBP,USD,1.3")
    try stand.play([
      "QZLL22600001 2026-10-05 spotify DE free 1000", "QZLL22600001 2026-10-05 spotify JP free 100",
      "QZLL22600001 2026-10-05 spotify GB free 100", "QZLL22600001 2026-10-05 spotify US free 100",
    ])
    try stand.post()
    let report = try stand.report([
      "2026-10,spotify,DE,free,QZLL22600001,1000,4,EUR", "2026-10,spotify,DE,free,QZLL22600001,0,0.5,USD",
      "2026-10,spotify,GB,free,QZLL22600001,100,1.2,USD", "2026-10,spotify,JP,free,QZLL22600001,90,36,JPY",
      "2026-10,spotify,US,free,QZLL22600001,100,30,JPY",
    ])
    #expect(
      try text(stand, report) == [
        "spotify DE free QZLL22600001 matched USD 1000:4.4 1000:4.4",
        "spotify DE free QZLL22600001 not_estimated USD 0:0 0:0.5 adjustments=0.5",
        "spotify GB free QZLL22600001 under USD 100:1.3 100:1.2 rate_and_fx=-0.1",
        "spotify JP free QZLL22600001 under JPY 100:40 90:36 units=-4",
        "spotify US free QZLL22600001 not_estimated JPY 100:0 100:30 not_estimated=30",
      ])
    try isProven(stand, after: report)
    #expect(try suspense(stand, "suspense") == ["suspense:fx JPY -66"])
  }

  @Test("Several contracts in the month divide a row by the plays under each")
  func contracts() async throws {
    let stand = try await Stand(catalog: Self.catalog, rates: ["spotify": ["*,premium,USD,0.01"]])
    for (id, from, to) in [("B", "2026-10-01", "2026-10-10"), ("A", "2026-10-11", "2026-10-20")] {
      try stand.contract(
        "contract: \(id)\ncurrency: USD\neffective_from: '\(from)'\neffective_to: '\(to)'\ncovers:\n  artist: art-0\n"
          + "fee_percent: '10'\nshares:\n- payee: '@artist'\n  percent: '100'\n")
    }
    try stand.play([
      "QZLL22600001 2026-10-05 spotify US premium 1", "QZLL22600001 2026-10-15 spotify US premium 1",
      "QZLL22600001 2026-10-25 spotify US free 1",
    ])
    try stand.post()
    // A pico-unit is left of the amount and of the units: none before any, then by the contract's id.
    let report = try stand.report(["2026-10,spotify,US,,QZLL22600001,4,0.000000000004,USD"])
    let lines = try stand.lines(report)
    #expect(lines.map(\.figures.reported.pico).sorted() == [1, 1, 2])
    #expect(lines.first { $0.contract == 0 }?.figures.reported.pico == 2)
    #expect(lines.first { $0.contract == 0 }?.figures.reportedUnits == 2)
    try isProven(stand, after: report)
  }

  @Test("Plays without a rate are units, a platform without rates is taken in, and nothing is lost of either")
  func unrated() async throws {
    let stand = try await Stand(catalog: Self.catalog, rates: ["spotify": ["US,*,USD,0.004"]])
    try stand.play(["QZLL22600001 2026-10-05 spotify DE free 100", "QZLL22600002 2026-10-05 spotify DE free 9"])
    try stand.post()
    let report = try stand.report([
      "2026-10,spotify,DE,free,QZLL22600001,100,0.3,EUR", "2026-10,New Service,DE,,QZLL22600001,5,0.05,EUR",
    ])
    #expect(
      try text(stand, report) == [
        "new service DE * QZLL22600001 not_estimated EUR 0:0 5:0.05 not_estimated=0.05",
        "spotify DE free QZLL22600001 not_estimated EUR 100:0 100:0.3 not_estimated=0.3",
        "spotify DE free QZLL22600002 missing_in_report EUR 9:0 0:0",
      ])
    try isProven(stand, after: report)
  }

  @Test("Countries with plays of which no report speaks are listed until one does")
  func stillEstimated() async throws {
    let stand = try await Stand(
      catalog: Self.catalog, rates: ["spotify": ["US,*,USD,0.004"], "deezer": ["*,*,USD,0.004"]])
    try stand.play([
      "QZLL22600001 2026-10-05 spotify DE free 100", "QZLL22600002 2026-10-31 spotify DE premium 9",
      "QZLL22600002 2026-10-31 spotify FR free 900", "QZLL22600001 2026-10-05 spotify US free 5",
      "QZLL22600001 2026-11-01 spotify JP free 5", "QZLL22600001 2026-10-05 deezer BR free 5",
    ])
    func listed(_ report: Int32) throws -> [String] {
      try ComparisonStore(stand.db).stillEstimated(report).map { "\($0.platform) \($0.country) \($0.plays)" }
    }
    let first = try stand.report(["2026-10,spotify,US,free,QZLL22600001,5,0.02,USD"])
    #expect(try listed(first) == ["spotify FR 900", "spotify DE 109"])
    try stand.accept(first)
    let second = try stand.report(["2026-10,spotify,FR,free,QZLL22600001,5,0.02,USD"])
    #expect(try listed(second) == ["spotify DE 109"])
    let correction = try stand.report(["2026-10,spotify,DE,free,QZLL22600001,5,0.02,USD"], supersedes: first)
    #expect(try listed(correction) == ["spotify FR 900", "spotify US 5"])
  }
}
