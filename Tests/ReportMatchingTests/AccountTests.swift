import Ingest
import Ledger
import Money
import PlatformReports
import Plays
import Posting
import Postgres
import Reconciliation
import ReportMatching
import Store
import TestSupport
import Testing
import Texts

/// What a distributor's file speaks of: its account's recordings, its own months, and single lines of earlier ones.
@Suite("Whose a report is, and of which statement")
struct AccountTests {
  private static let first = "QZLL22600001"
  private static let second = "QZLL22600002"
  private static let third = "QZLL22600003"

  /// Three recordings, each with an artist of its own: plays in the United States (0.004) and Germany (0.005).
  private func stand() async throws -> Stand {
    let stand = try await Stand(
      catalog: [
        "\(Self.first),A,art-1,A,011000000075,One,lab-0,L,", "\(Self.second),B,art-2,B,036000291452,Two,lab-0,L,",
        "\(Self.third),C,art-3,C,012345678905,Three,lab-0,L,",
      ],
      rates: ["spotify": ["DE,*,USD,0.005", "*,*,USD,0.004"]])
    var plays: [String] = []
    for isrc in [Self.first, Self.second, Self.third] {
      for month in ["09", "10"] {
        plays.append("\(isrc) 2026-\(month)-05 spotify US premium 600")
        plays.append("\(isrc) 2026-\(month)-06 spotify US free 400")
        plays.append("\(isrc) 2026-\(month)-07 spotify DE free 500")
      }
    }
    try stand.play(plays)
    try stand.post()
    return stand
  }

  /// Money of an artist, by the books, as 10^-12.
  private func owed(_ stand: Stand) throws -> [String: Amount] {
    try stand.post()
    let outcome = try Verification(stand.db).run()
    #expect(outcome.isProven && outcome.pending == 0, "\(outcome.differences)")
    return try stand.owed().mapValues { Amount(pico: $0) }
  }

  private static func distroKid(_ rows: [String]) -> String {
    "Reporting Date\tSale Month\tStore\tArtist\tTitle\tISRC\tUPC\tQuantity\tTeam Percentage\tSong/Album\tCountry of Sale"
      + "\tSongwriter Royalties Withheld\tEarnings (USD)\n"
      + rows.map { row in
        let cells = row.split(separator: " ")
        return
          "\(cells[0])\t\(cells[1])\tSpotify\tA\tT\t\(cells[2])\t\t\(cells[3])\t100\tSong\t\(cells[4])\t0\t\(cells[5])\n"
      }.joined()
  }

  private func expect(
    _ stand: Stand, _ amounts: [String: String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let owed = try owed(stand)
    #expect(owed == amounts.mapValues { try! Amount($0) }, "\(owed)", sourceLocation: sourceLocation)
  }

  @Test("A row of a month earlier than its platform's latest replaces its own line, then adds, and touches no other")
  func late() async throws {
    let stand = try await stand()
    // 4.00 in the United States and 2.50 in Germany, in each of two months.
    try expect(stand, ["art-1 USD": "13", "art-2 USD": "13", "art-3 USD": "13"])
    let report = try stand.report(
      file: "a.tsv",
      Self.distroKid([
        "2026-11-10 2026-10 \(Self.first) 1000 US 3.90", "2026-11-10 2026-09 \(Self.first) 100 US 0.35",
      ]))
    #expect(try ReportStore(stand.db).scopes(report).map(\.isLate) == [true, false])
    // Of September nothing else is compared: neither Germany nor anybody else.
    let september = try stand.lines(report).filter { $0.period == Period("2026-09")! }
    #expect(
      september.map { "\($0.isrc ?? "") \($0.country) \($0.figures.estimated) \($0.figures.reported)" } == [
        "\(Self.first) US 4.000000000000 0.350000000000"
      ])
    #expect(try stand.trueUps(report)["art-2 USD"] == Int128(-4_000_000_000_000))
    try stand.accept(report)
    // October is the file's own month: in the United States all who are not in it have nothing.
    try expect(stand, ["art-1 USD": "9.25", "art-2 USD": "9", "art-3 USD": "9"])
    let next = try stand.report(
      file: "b.tsv",
      Self.distroKid([
        "2026-12-10 2026-10 \(Self.second) 1 DE 0.01", "2026-12-10 2026-09 \(Self.first) 50 US 0.20",
        "2026-12-10 2026-09 \(Self.third) 50 DE 0.21",
      ]))
    try stand.accept(next)
    // Germany in October is this file's; in September one line gets more, and another gives way.
    try expect(stand, ["art-1 USD": "6.95", "art-2 USD": "6.51", "art-3 USD": "4.21"])
    // The whole of September comes late in a file of its own: it is no late row there.
    let whole = try stand.report(
      file: "c.tsv", Self.distroKid(["2026-12-20 2026-09 \(Self.second) 1000 US 3.00"]))
    try stand.accept(whole)
    try expect(stand, ["art-1 USD": "6.95", "art-2 USD": "5.51", "art-3 USD": "0.21"])
    // And back.
    for report in [whole, next, report] {
      try ReportDecision(stand.db).withdraw(report, reason: "a test")
    }
    try expect(stand, ["art-1 USD": "13", "art-2 USD": "13", "art-3 USD": "13"])
  }

  @Test("A file of corrections adds to what was reported, whatever its months")
  func corrections() async throws {
    let stand = try await stand()
    let header =
      "Sale ID,Sale Start date,Sale End date,DSP,Sale Store Name,Sale Type,Sale User Type,Territory,Product UPC,"
      + "Product Reference,Product Catalog Number,Product Label,Product Artist,Product Title,Asset Artist,Asset Title,"
      + "Asset Version,Asset Duration,Asset ISRC,Asset Reference,Asset/Product,Product Quantity,Asset Quantity,"
      + "Original Gross Income,Original currency,Exchange Rate,Converted Gross Income,Contract deal term,"
      + "Reported Royalty,Currency,Report Run ID,Report ID\n"
    func row(_ isrc: String, _ amount: String) -> String {
      "1,2026-10-01,2026-10-31,Spotify,Spotify,Stream,premium,US,036000291452,,,L,A,T,A,T,,180,\(isrc),,Asset,0,10,\(amount),USD,1,"
        + "\(amount),80,\(amount),USD,7,8\n"
    }
    let run = try stand.report(
      file: "November2026StatementRun_royalty.csv", header + row(Self.first, "2.00") + row(Self.second, "1.00"))
    try stand.accept(run)
    let correction = try stand.report(
      file: "November2026CorrectionStatementRun_royalty.csv", header + row(Self.first, "-0.50"))
    #expect(try ReportStore(stand.db).scopes(correction).map(\.isLate) == [true])
    try stand.accept(correction)
    try expect(stand, ["art-1 USD": "10.5", "art-2 USD": "10", "art-3 USD": "9"])
  }

  @Test("What a statement owes is due by its own month, whenever it was played")
  func statements() async throws {
    let stand = try await stand()
    let report = try stand.report(
      file: "a.tsv",
      Self.distroKid([
        "2026-11-10 2026-10 \(Self.first) 1000 US 3.90", "2026-11-10 2026-09 \(Self.first) 100 US 0.35",
        "2026-10-10 2026-09 \(Self.second) 100 US 0.15",
      ]))
    try stand.accept(report)
    try stand.post()
    #expect(try ReportStore(stand.db).report(report)?.statements == [Period("2026-10")!, Period("2026-11")!])
    func items() throws -> [String] {
      try ReceivableStore(stand.db).standings("spotify", on: Day("2026-12-31")!)[0].ageing.balances[0].items.map {
        "\($0.receivable.statement) \($0.receivable.period) \($0.receivable.amount) \($0.remaining)"
      }
    }
    #expect(
      try items() == [
        "2026-10 2026-09 0.150000000000 0.150000000000", "2026-11 2026-09 0.350000000000 0.350000000000",
        "2026-11 2026-10 3.900000000000 3.900000000000",
      ])
    // What is left of what the books have is what the statements owe.
    let booked = Amount(pico: try stand.balance("platform:spotify:reported"))
    #expect("\(booked)" == "4.400000000000")
  }

  @Test("All rows and all money of a file are accounted for, to the last digit")
  func accounted() async throws {
    let stand = try await stand()
    let header =
      "Reporting Period,Label,Release Name,Release Version,Release Artists,UPC Code,Catalogue,Track Title,Mix Version,ISRC Code,"
      + "Track Artists,Digital Service Provider,Activity Period,Territory,Delivery,Content Type,Sale or Void,Count,Royalty ($US)\n"
    func row(_ isrc: String, _ store: String, _ count: String, _ amount: String) -> String {
      "NOV-26,L,R,,A,N/A,,T,,\(isrc),A,\(store),October 2026,United States,Streaming,Music,Sale,\(count),\(amount)\n"
    }
    let report = try stand.report(
      file: "symphonic.csv",
      header + row(Self.first, "Spotify", "1000", "3.9000000000004") + row("QZZZ92600001", "Spotify", "2", "0.01")
        + row("N/A", "Balance Forwarded From Previous Quarter", "0", "12.5"))
    let account = try #require(try FileMoneyStore(stand.db).accounts(of: report).first)
    #expect("\(account.booked) \(account.suspended)" == "3.900000000000 0.010000000000")
    #expect(account.bookedRows == 1 && account.suspendedRows == 1)
    #expect("\(account.leftOut) \(account.transfers)" == "12.500000000000 0.000000000000")
    #expect("\(account.file)" == "16.4100000000004")
    #expect(
      FineAmount(account.booked + account.suspended) - account.rounding + account.transfers + account.leftOut
        == account.file)
    let apart = try FileMoneyStore(stand.db).apart(of: report, limit: 10)
    #expect(apart.map(\.rule) == ["Digital Service Provider: Balance Forwarded From Previous Quarter"])
    #expect(apart.map { "\($0.line) \($0.amount ?? .zero)" } == ["4 12.500000000000"])
    // The database itself refuses figures that do not come to the file.
    #expect(throws: PostgresError.self) {
      try stand.db.query(
        """
        INSERT INTO platform_report_money (report_id, currency, rows, rounding, transfers, left_out, file, gross, fees)
        VALUES (\(report), 'EUR', 1, 0, 0, 0, 2, 0, 0)
        """)
    }
  }

  @Test("The same statement in another form is refused until it says how it stands to the one that counts")
  func representations() async throws {
    let stand = try await stand()
    let detail = try stand.report(
      file: "a.tsv",
      Self.distroKid([
        "2026-11-10 2026-10 \(Self.first) 600 US 2.40", "2026-11-10 2026-10 \(Self.first) 400 US 1.50",
      ]))
    try stand.accept(detail)
    let whole = Self.distroKid(["2026-11-11 2026-10 \(Self.first) 1000 US 3.899"])
    let refused = #expect(throws: ImportError.self) { try stand.report(file: "b.tsv", whole) }?.description ?? ""
    #expect(refused.contains("report \(detail) (a.tsv) is of the same account and statement"), "\(refused)")
    // Of another account it is another statement; of no account nobody knows.
    let other = try stand.report(file: "b.tsv", whole, .init(account: "distrokid-second"))
    #expect(try ReportStore(stand.db).report(other)?.account == "distrokid-second")
    try ReportRelating(stand.db).run(.init(), of: other)
    #expect(try ReportStore(stand.db).report(other)?.account == "distrokid")
    #expect(throws: Transaction.Refusal.self) { try stand.accept(other) }
    try ReportRelating(stand.db).run(.init(supersedes: detail), of: other)
    try stand.accept(other)
    try expect(stand, ["art-1 USD": "12.899", "art-2 USD": "9", "art-3 USD": "9"])
  }

  @Test("A statement of nothing counts for its month, if it tells one or somebody does")
  func nothing() async throws {
    let stand = try await stand()
    let header = Self.distroKid([])
    let refused = #expect(throws: ImportError.self) { try stand.report(file: "a.tsv", header) }?.description ?? ""
    #expect(refused.contains("--statement YYYY-MM"), "\(refused)")
    let report = try stand.report(file: "a.tsv", header, statement: Period("2026-11")!)
    let found = try #require(try ReportStore(stand.db).report(report))
    #expect(found.rows == 0 && found.statements == [Period("2026-11")!] && found.account == "distrokid")
    #expect(try stand.report(file: "b.tsv", header, statement: Period("2026-11")!) == report)
    #expect(throws: ImportError.self) {
      try stand.report(
        file: "c.tsv", Self.distroKid(["2026-11-10 2026-13 \(Self.first) 1 US 1"]), statement: Period("2026-11")!)
    }
    let before = try owed(stand)
    try stand.accept(report)
    #expect(try owed(stand) == before)
  }
}
