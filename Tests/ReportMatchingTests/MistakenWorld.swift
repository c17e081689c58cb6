import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import ReportMatching
import Seeded
import Store
import TestSupport

/// Books to which facts come, and in one of two worlds mistakes beside them.
final class MistakenWorld {
  /// Something that happened, and was meant.
  enum Fact {
    case plays([String])
    case report([String])
    /// Of the report before it.
    case correction([String])
    case rates([String])
    case fee(Int)
    case advance(payee: String, amount: Int)
  }

  let stand: Stand
  private var reports: [(number: Int32, rows: [String])] = []
  private var rateVersion = 1
  private var rates = MistakenWorld.usualRates
  private var fee = 10
  private var references = 0
  /// The last file of plays that was meant.
  private var counted: String?

  static let usualRates = ["US,*,USD,0.004", "*,*,USD,0.002"]
  static let catalog = [
    "QZLL22600001,T,art-0,A,011000000075,Album,lab-0,L,", "QZLL22600002,T,art-1,B,011000000075,Album,lab-0,L,",
    "QZLL22600003,T,art-1,B,011000000075,Album,lab-1,M,",
  ]

  init() async throws {
    stand = try await Stand(catalog: Self.catalog, rates: ["spotify": Self.usualRates])
    try contract(fee: fee)
    let payees = ["art-0", "art-1", "lab-0", "lab-1"].map { "\($0),N,0,0,0,0\n" }.joined()
    let header = "payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent\n"
    _ = try ReferenceImport(stand.db).payees(path: stand.path("all-payees.csv", header + payees))
  }

  // MARK: Facts

  func happen(_ fact: Fact) throws {
    switch fact {
    case .plays(let plays):
      try stand.play(plays)
      counted = stand.playsPath
    case .report(let rows): try accept(rows)
    case .correction(let rows):
      guard let last = reports.popLast() else { return try accept(rows) }
      try accept(rows, supersedes: last.number)
    case .rates(let rows):
      rates = rows
      try publish(rows)
    case .fee(let percent):
      fee = percent
      try contract(fee: percent)
    case .advance(let payee, let amount): try advance(payee, amount)
    }
  }

  private func accept(_ rows: [String], supersedes: Int32? = nil) throws {
    let number = try stand.report(rows, supersedes: supersedes)
    try stand.accept(number)
    reports.append((number, rows))
  }

  private func publish(_ rows: [String]) throws {
    rateVersion += 1
    try stand.rates("spotify", "2026-01-01.v\(rateVersion)", rows)
  }

  private func contract(fee: Int) throws {
    try stand.contract(
      """
      contract: C-1
      currency: USD
      effective_from: 2026-01-01
      covers: { label: lab-0 }
      fee_percent: \(fee)
      shares:
        - { payee: lab-0, percent: 50 }
        - { payee: "@artist", percent: 50 }

      """)
  }

  private func advance(_ payee: String, _ amount: Int, in currency: String = "USD") throws {
    references += 1
    let path = try stand.path(
      "advances.csv",
      "payee,date,kind,currency,amount,reference\n\(payee),2026-08-01,advance,\(currency),\(amount),ADV-\(references)\n"
    )
    _ = try ReferenceImport(stand.db).advances(path: path)
  }

  // MARK: Mistakes

  /// A mistake, and how it is mended. Mending may wait, while other things happen.
  struct Mistake {
    let name: String
    let mend: () throws -> Void
  }

  struct NotRefused: Error, CustomStringConvertible {
    let description: String
  }

  static let kinds = 14

  /// Makes a mistake; `nil` where there is nothing that it could be made with.
  func mistake(_ kind: Int, _ random: inout Seeded) throws -> Mistake? {
    references += 1
    let reference = "M-\(references)"
    switch kind {
    case 0:
      guard let report = reports.randomElement(using: &random) else { return nil }
      let saved = Stand.header + report.rows.shuffled(using: &random).joined(separator: "\r\n") + "\r\n"
      guard try stand.report(Array(saved.utf8)) == report.number else { throw NotRefused(description: "saved again") }
      return Mistake(name: "a report saved again") {}
    case 1: return try doubled(&random)
    case 2: return try withdrawn("a report of another month", rows("2026-07", &random))
    case 3: return try withdrawn("a report that is not ours to count", rows("2026-09", &random))
    case 4:
      let books = Bookkeeping(stand.db, today: Stand.today)
      let paid = try books.payment(
        payee: "art-0", Amount(pico: Int128(Int.random(in: 1...900, using: &random)) * 10_000_000_000), Self.dollars,
        date: Stand.today, reference: reference, reason: "a mistake")
      return Mistake(name: "a payment twice") { try self.reverse(paid.link.number) }
    case 5:
      // Advances that were paid, and were not posted yet, are none of it.
      try stand.post()
      let before = try transactions("advance")
      try advance(["art-0", "art-1", "lab-0"].randomElement(using: &random)!, Int.random(in: 1...20, using: &random))
      try stand.post()
      let made = try transactions("advance").filter { !before.contains($0) }
      return Mistake(name: "an advance that was never paid") { for number in made { try self.reverse(number) } }
    case 6:
      try publish(["US,*,USD,0.0\(Int.random(in: 10...99, using: &random))", "*,*,USD,0.001"])
      return Mistake(name: "a wrong rate") { try self.publish(self.rates) }
    case 7:
      try stand.catalog([Self.catalog[0].replacing("lab-0,L", with: "lab-1,M")])
      return Mistake(name: "a track of another label") { try self.stand.catalog(Self.catalog) }
    case 8:
      try contract(fee: Int.random(in: 30...60, using: &random))
      return Mistake(name: "a wrong fee") { try self.contract(fee: self.fee) }
    case 9:
      let entry = try Bookkeeping(stand.db, today: Stand.today).record(
        date: Stand.today, reason: "a mistake", reference: reference,
        entries: [
          Entry(.payeePayable("art-1"), Self.dollars, Amount(pico: -1_000_000_000_000)),
          Entry(.cash, Self.dollars, Amount(pico: 1_000_000_000_000)),
        ])
      return Mistake(name: "an entry by hand") { try self.reverse(entry.link.number) }
    case 11:
      guard let counted else { return nil }
      let again = try stand.savedAgain(counted)
      guard (try? PlayImport(databaseURL: stand.url).run(path: again)) == nil else {
        throw NotRefused(description: "plays saved again")
      }
      return Mistake(name: "plays saved again, refused") {}
    case 12:
      try stand.play([
        "QZLL2260000\(Int.random(in: 1...4, using: &random)) 2026-0\(Int.random(in: 7...9, using: &random))-05 spotify US "
          + "premium \(Int.random(in: 100_000...900_000, using: &random))"
      ])
      let path = stand.playsPath
      return Mistake(name: "plays of somebody else") {
        _ = try PlayWithdrawal(Connection(url: self.stand.url)).run(path: path)
      }
    case 13:
      // In a currency in which nothing is earned, or in one that is.
      try advance(
        ["art-0", "art-1"].randomElement(using: &random)!, Int.random(in: 1...20, using: &random),
        in: Bool.random(using: &random) ? "USD" : "JPY")
      let recorded = "ADV-\(references)"
      return Mistake(name: "an advance of somebody else") {
        guard let posted = try AdvanceStore(self.stand.db).recorded(recorded)?.transaction else {
          _ = try AdvanceWithdrawal(self.stand.db).run(recorded, reason: "of somebody else")
          return
        }
        try self.reverse(posted)
      }
    default:
      let money = try Bookkeeping(stand.db, today: Stand.today).receipt(
        platform: "spotify", Amount(pico: 5_000_000_000_000), Self.dollars, date: Stand.today, reference: reference)
      return Mistake(name: "a receipt twice") { try self.reverse(money.link.number) }
    }
  }

  private static let dollars = Currency("USD")!

  /// A correction that does not say what it corrects. Where it shares rows it is refused; else it is accepted, and doubles.
  private func doubled(_ random: inout Seeded) throws -> Mistake? {
    guard let place = reports.indices.randomElement(using: &random) else { return nil }
    let (number, rows) = reports[place]
    let shares = Bool.random(using: &random)
    let again = shares ? rows + [Self.zero(reference: references)] : rows.map { Self.changed($0, references) }
    if shares {
      guard (try? stand.report(again)) == nil else { throw NotRefused(description: "a report that shares rows") }
      return Mistake(name: "a correction without a word, refused") {}
    }
    let second = try stand.report(again)
    try stand.accept(second)
    return Mistake(name: "a correction without a word, accepted") {
      // It is taken back, said to be what it is, and found to be no better than the first; if another has taken the first
      // one's place meanwhile, there is nothing left that it could correct.
      try ReportDecision(self.stand.db).withdraw(second, reason: "it doubles report \(number)")
      guard self.reports.contains(where: { $0.number == number }) else { return }
      try ReportRelating(self.stand.db).run(.init(supersedes: number), of: second)
      try ReportDecision(self.stand.db).reject(second, reason: "the first is right")
    }
  }

  private func withdrawn(_ name: String, _ rows: [String]) throws -> Mistake {
    let number = try stand.report(rows)
    try stand.accept(number)
    return Mistake(name: name) { try ReportDecision(self.stand.db).withdraw(number, reason: name) }
  }

  private func reverse(_ number: Int64) throws {
    _ = try Bookkeeping(stand.db, today: Stand.today).reverse(number, reason: "it was a mistake")
  }

  private func transactions(_ kind: String) throws -> [Int64] {
    try stand.db.query("SELECT id FROM ledger_transactions WHERE kind = \(kind)").map { $0.int(0) }
  }

  private static func zero(reference: Int) -> String { "2026-09,spotify,SE,free,QZLL22600001,\(reference),0.01,USD" }

  /// A row with one unit more, in a number that no other has.
  private static func changed(_ row: String, _ reference: Int) -> String {
    var fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    fields[5] = "\(Int(fields[5])! + 1_000 + reference)"
    return fields.joined(separator: ",")
  }

  private func rows(_ month: String, _ random: inout Seeded) -> [String] {
    (0..<Int.random(in: 1...3, using: &random)).map { index in
      let units = Int.random(in: 1...5_000, using: &random) * 10_000 + references * 10 + index
      return "\(month),spotify,\(["US", "DE", "JP"].randomElement(using: &random)!),premium,QZLL2260000"
        + "\(Int.random(in: 1...4, using: &random)),\(units),\(Int.random(in: 1...30, using: &random)).25,USD"
    }
  }

  // MARK: In the end

  /// Balance of every account but those of payees, whose are added up: how much of an advance stands recouped hangs on the
  /// months in which they came to what.
  func balances() throws -> [String: Int128] {
    var sums: [String: Int128] = [:]
    for row in try stand.db.query(
      """
      SELECT CASE WHEN account LIKE 'payee:%' THEN 'payee:' || split_part(account, ':', 2) ELSE account END || ' ' || currency,
        sum(amount) FROM ledger_entries GROUP BY 1 HAVING sum(amount) <> 0
      """)
    {
      sums[row.text(0)] = row.numeric(1)
    }
    return sums
  }

  func close() throws {
    for month in ["2026-07", "2026-08", "2026-09", "2026-10"] {
      let period = Period(month)!
      let closed = try PeriodStore(stand.db).lastSettled()
      if let closed, period <= closed { continue }
      _ = try PeriodClose(stand.db, today: Stand.today).close(period, reason: "a test")
    }
  }
}
