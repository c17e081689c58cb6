import Answers
import Foundation
import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import Rates
import ReportMatching
import Server
import Store
import TestSupport
import Testing

@Suite("Balances that are kept")
struct BalancesTests {
  private static let period = Period("2026-10")!
  private static let today = Day("2026-11-24")!

  /// Everything in a balance, as text that can be compared.
  private static func text(_ waterfalls: [(currency: Currency, waterfall: LiveBalance.Waterfall)]) -> [String] {
    // What a settlement keeps by month is told in any order.
    waterfalls.map { currency, waterfall in
      let words = "\(waterfall)".components(separatedBy: CharacterSet(charactersIn: " ,[]()"))
      return "\(currency) \(words.sorted().joined(separator: " "))"
    }
  }

  @Test("Equal questions share one computation, and are given it again until something changes")
  func sharing() async throws {
    // Whether anything has changed is asked of the whole server.
    try await ScratchServer.alone { url in
      try Month.loadReference(url)
      try Month.loadPlays(url)
      let pool = ConnectionPool(url: url, options: .init(), size: 4)
      defer { pool.close() }
      let balances = Balances()
      let question = Balances.Question(payee: "lab-north", period: Self.period, today: Self.today)
      @Sendable func ask() async throws -> [String] {
        let mark = try await pool.withConnection { try SnapshotMark($0) }
        let answer = try await balances.answer(question, at: mark) { try await pool.withConnection($0) }
        return Self.text(try #require(answer).waterfalls)
      }
      let answers = try await withThrowingTaskGroup(of: [String].self) { group in
        for _ in 1...100 { group.addTask { try await ask() } }
        return try await group.reduce(into: Set<[String]>()) { $0.insert($1) }
      }
      #expect(answers.count == 1 && answers.first?.isEmpty == false)
      #expect(balances.computations < 50, "\(balances.computations)")
      let isKept = try await eventually {
        let before = balances.computations
        var same = 0
        for _ in 1...3 where try await [ask()] == Array(answers) { same += 1 }
        return same == 3 && balances.computations == before
      }
      #expect(isKept)
      let before = balances.computations
      try Connection(url: url).query("UPDATE payees SET reserve_percent = 20 WHERE payee = 'lab-north'")
      #expect(try await [ask()] != Array(answers))
      #expect(balances.computations > before)
    }
  }

  @Test("After each kind of fact the answer is the fresh one")
  func facts() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let db = try Connection(url: url)
    let folder = try TemporaryFolder()
    let pool = ConnectionPool(url: url, options: .init(), size: 2)
    defer { pool.close() }
    let balances = Balances()
    func file(_ name: String, _ text: String) throws -> String {
      try folder.write(name, text)
      return "\(folder.path)/\(name)"
    }
    func ask(_ payee: String) async throws -> [String] {
      let question = Balances.Question(payee: payee, period: Self.period, today: Self.today)
      let mark = try await pool.withConnection { try SnapshotMark($0) }
      let answer = try await balances.answer(question, at: mark) { try await pool.withConnection($0) }
      return Self.text(try #require(answer).waterfalls)
    }
    func fresh(_ payee: String) throws -> [String] {
      Self.text(try LiveBalance(db, today: Self.today).waterfalls(payee, Self.period))
    }
    let play =
      #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US","plays":9000000}"#
    let contract = try String(contentsOfFile: "\(Month.inputs)/contracts/C-3.yaml", encoding: .utf8)
    let header = "payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent\n"
    let report =
      "period,platform,country,tier,isrc,units,amount,currency\n2026-10,spotify,US,,QZLL22600001,9000,77.5,USD\n"
    let changes: [(what: String, change: () throws -> Void)] = [
      ("a play", { _ = try PlayImport(databaseURL: url).run(path: file("plays.ndjson", play + "\n")) }),
      (
        "a rate table",
        {
          let table = RateTable(
            platform: "spotify", effective: Day("2026-10-02")!, version: 2,
            quotes: [.init(country: nil, tier: nil): .init(currency: .init("USD")!, rate: try .init("0.5"))])
          _ = try RateStore(db).publish([.init(table: table, digest: [1])])
        }
      ),
      (
        "a contract",
        {
          try folder.write("contracts/C-3.yaml", contract.replacing("fee_percent: '12.5'", with: "fee_percent: '32.5'"))
          _ = try ReferenceImport(db).contracts(path: "\(folder.path)/contracts")
        }
      ),
      (
        "an exchange rate",
        { _ = try ReferenceImport(db).fx(path: file("fx.csv", "period,from,to,rate\n2026-10,SEK,USD,0.09\n")) }
      ),
      (
        "a payee's terms",
        {
          _ = try ReferenceImport(db).payees(
            path: file("payees.csv", header + "art-000,Luna Mar,20.00,25,3,7\n"))
        }
      ),
      (
        "an advance",
        {
          _ = try ReferenceImport(db).advances(
            path: file(
              "advances.csv",
              "payee,date,kind,currency,amount,reference\nart-000,2026-10-09,advance,USD,31.00,ADV-77\n"))
        }
      ),
      ("a posting", { _ = try PostingRun(db, today: Self.today).run() }),
      (
        "a payment",
        {
          _ = try Bookkeeping(db, today: Self.today).payment(
            payee: "art-000", Amount("3.00"), Currency("USD")!, date: Day("2026-10-30")!,
            reference: "SEPA-1", reason: "test")
        }
      ),
      (
        "a report accepted",
        {
          let outcome = try ReportImport(databaseURL: url, formats: .shipped).run(path: file("report.csv", report))
          try ReportMatch(db).run(outcome.report.id)
          try ReportDecision(db).accept(outcome.report.id)
        }
      ),
    ]
    var last = try await ask("art-000")
    #expect(try last == fresh("art-000"))
    var seen: [String] = []
    for (what, change) in changes {
      // Kept, so that an answer that is too old would be given.
      _ = try await ask("art-000")
      try change()
      let answer = try await ask("art-000")
      #expect(try answer == fresh("art-000"), "after \(what)")
      if answer != last { seen.append(what) }
      last = answer
    }
    #expect(
      Set(["a play", "a rate table", "a contract", "a payee's terms", "an advance", "a payment"]).isSubset(of: seen),
      "these change what the artist has: \(seen)")
  }
}
