import Answers
import Foundation
import Ledger
import Money
import Plays
import Posting
import Postgres
import Reconciliation
import ReportMatching
import Store
import TestSupport
import Testing

@Suite("What platforms owe")
struct ReceivableTests {
  private let euro = Currency("EUR")!
  private let dollar = Currency("USD")!

  private func standing(_ month: ReportedMonth, on day: Day = .today) throws -> PlatformStanding {
    try #require(try ReceivableStore(month.db).standings("spotify", on: day).first)
  }

  private func receive(
    _ month: ReportedMonth, _ amount: String, _ currency: Currency, _ reference: String,
    for purpose: ReceivableStore.Purpose? = nil, on day: Day = .today, reason: String? = nil
  ) throws -> Int64 {
    try Bookkeeping(month.db, today: max(day, .today)).receipt(
      platform: "spotify", try Amount(amount), currency, date: day, reference: reference, for: purpose, reason: reason
    ).link.number
  }

  /// Debts less what has no item are what the books have, in every currency.
  private func agreesWithBooks(_ month: ReportedMonth) throws {
    for balance in try standing(month).ageing.balances {
      let booked = try month.balance("platform:spotify:reported", balance.currency.code)
      #expect(balance.remaining - balance.unapplied == booked, "\(balance.currency)")
      #expect(balance.reported - balance.received == booked, "\(balance.currency)")
    }
  }

  @Test("Each currency of a report: plays x rate, the file's sum, and money; posted, it is what the books have")
  func threeWays() async throws {
    let month = try await ReportedMonth(accepted: false)
    #expect(try ReceivableStore(month.db).standings(on: .today).isEmpty, "nobody has accepted it")
    try ReportDecision(month.db).accept(month.report)
    let reported = ReportedMonth.sums()
    var estimated: [String: Int128] = [:]
    let countries = Set(ReportedMonth.rows.map(\.country))
    for cell in try month.played() where countries.contains(cell.country) {
      guard let rate = month.rate(cell.country, cell.tier, cell.day) else { continue }
      estimated[rate.currency, default: 0] += cell.plays * rate.pico
    }
    let before = try standing(month)
    #expect(Set(before.ageing.balances.map(\.currency.code)) == Set(reported.keys) && reported.count == 4)
    for balance in before.ageing.balances {
      #expect(balance.items.count == 1)
      let item = balance.items[0]
      #expect(item.receivable.amount.pico == reported[balance.currency.code])
      #expect(before.estimated(item)?.pico == estimated[balance.currency.code], "\(balance.currency)")
      #expect(item.receivable.due == .today && item.receivable.period == ReportedMonth.october)
      #expect(item.remaining == item.receivable.amount)
      #expect(before.notBooked(balance) == item.remaining, "accepted, and not posted")
    }
    try month.post()
    try agreesWithBooks(month)
    #expect(try standing(month).ageing.balances.allSatisfy { try standing(month).notBooked($0) == .zero })
    // An entry by hand is no receipt: it stands in the difference.
    let amount = try Amount("3")
    _ = try Bookkeeping(month.db, today: .today).record(
      date: .today, reason: "written off",
      entries: [Entry(.fee, euro, amount), Entry(.platformReported("spotify"), euro, -amount)])
    let after = try standing(month)
    #expect(after.notBooked(try #require(after.ageing[euro])) == amount)
  }

  @Test("A part payment leaves the rest, an overpayment is unapplied, and a reversed receipt never was")
  func receipts() async throws {
    let month = try await ReportedMonth()
    try month.post()
    let owed = try #require(try standing(month).ageing[euro]).remaining
    func euros() throws -> AgeingBalance { try #require(try standing(month).ageing[euro]) }
    _ = try receive(month, "100", euro, "B1", for: .report(month.report))
    #expect(try euros().items[0].named == Amount("100") && euros().remaining == owed - Amount("100"))
    _ = try receive(month, "50", euro, "B2", for: .period(ReportedMonth.october))
    _ = try receive(month, "25", euro, "B3")
    #expect(try euros().items[0].named == Amount("150") && euros().items[0].oldestFirst == Amount("25"))
    try agreesWithBooks(month)
    let over = try receive(month, "500", euro, "B4", for: .report(month.report))
    #expect(try euros().remaining == .zero && euros().unapplied == Amount("675") - owed)
    try agreesWithBooks(month)
    _ = try Bookkeeping(month.db, today: .today).reverse(over, reason: "another's money")
    #expect(try euros().remaining == owed - Amount("175") && euros().unapplied == .zero)
    #expect(try euros().received == Amount("175") && euros().items[0].named == Amount("150"))
    try agreesWithBooks(month)
    // Other currencies are another matter, and money of one that nothing was reported in waits.
    #expect(try #require(try standing(month).ageing[dollar]).received == .zero)
    #expect(throws: Transaction.Refusal.self) {
      try receive(month, "10", Currency("SEK")!, "B5", for: .report(month.report))
    }
    _ = try receive(month, "10", Currency("SEK")!, "B5", for: .report(month.report), reason: "their bank's choice")
    #expect(try #require(try standing(month).ageing[Currency("SEK")!]).unapplied == Amount("10"))
    try agreesWithBooks(month)
    #expect(try Verification(month.db).run().isProven)
  }

  @Test("A report that corrects another takes over its age and its receipts; only one of them counts")
  func corrected() async throws {
    let month = try await ReportedMonth()
    try month.post()
    _ = try receive(month, "100", euro, "B1", for: .report(month.report))
    // The day before yesterday, as the database would have it: append-only, so only with the triggers off.
    try month.db.forge("UPDATE acceptances SET accepted_at = accepted_at - interval '2 days'")
    let dollars = ReportedMonth.sums { $0.currency == "USD" }["USD"]
    let text = String(decoding: FileManager.default.contents(atPath: ReportedMonth.file)!, as: UTF8.self)
    let more =
      text.split(whereSeparator: \.isNewline).map(String.init) + ["2026-10,spotify,DE,premium,QZLL22600001,0,7.5,EUR"]
    // The same line again adds up with the first.
    let second = try month.correct(month.report, more.joined(separator: "\n") + "\n")
    let now = try standing(month)
    let euros = try #require(now.ageing[euro])
    #expect(euros.items.map(\.receivable.reference) == ["\(second)"])
    #expect(euros.reported.pico == ReportedMonth.sums()["EUR"]! + ReportedMonth.pico("7.5"))
    #expect(euros.items[0].named == (try Amount("100")), "it named the report that this one corrects")
    #expect(euros.items[0].age == 2)
    #expect(now.ageing[dollar]?.reported.pico == dollars)
    #expect(now.notBooked(euros) == (try Amount("7.5")))
    try month.post()
    try agreesWithBooks(month)
    let refused = #expect(throws: Transaction.Refusal.self) {
      try receive(month, "1", euro, "B2", for: .report(month.report))
    }
    #expect(refused?.description.contains("was corrected by another, which is accepted: name that one") == true)
    // On the day before the correction it was not known.
    let yesterday = try standing(month, on: Day.today.advanced(by: -1))
    #expect(yesterday.ageing[euro]?.items.map(\.receivable.reference) == ["\(month.report)"])
  }

  @Test("Ages go from the day of acceptance, through every bucket")
  func ages() async throws {
    let month = try await ReportedMonth()
    let paid = Day.today.advanced(by: 45)
    try BooksClock.set(month.db, "\(paid)")
    _ = try receive(month, "100", euro, "B1", on: paid)
    for (days, bucket) in [
      (0, AgeBucket.upTo30), (30, .upTo30), (31, .upTo60), (60, .upTo60), (61, .upTo90), (90, .upTo90), (91, .over90),
    ] {
      let day = Day.today.advanced(by: days)
      let balance = try #require(try standing(month, on: day).ageing[euro])
      #expect(balance.items[0].age == days && balance.items[0].bucket == bucket)
      #expect(balance.buckets[bucket] == balance.remaining)
      #expect(balance.received == (days < 45 ? .zero : try Amount("100")), "it comes in on the 45th day")
      #expect(balance.remaining == balance.reported - balance.received)
      #expect(Set(balance.buckets.keys) == Set(AgeBucket.allCases))
    }
    #expect(try ReceivableStore(month.db).standings(on: Day.today.advanced(by: -1)).isEmpty)
    let day = Day.today.advanced(by: 61)
    let printed = try await month.tool.run("reconcile", "receivables", "--platform", "Spotify", "--as-of", "\(day)")
    let item = try #require(
      printed.split(whereSeparator: \.isNewline).first { $0.contains("EUR") && $0.contains("2026-10") })
    #expect(item.contains("61  61_90") && item.contains("281.667814000000") && item.contains("181.667814000000"))
    #expect(try await month.tool.refusal("reconcile", "receivables", "--platform", "winamp").said.contains("winamp"))
  }

  @Test("A receipt for what cannot be is refused with what to do, and nothing is recorded")
  func refusals() async throws {
    let month = try await ReportedMonth(accepted: false)
    let number = "\(month.report)"
    func refusal(_ platform: String, _ arguments: String...) async throws -> String {
      let all = ["ledger", "receipt", platform, "1.00 EUR", "--reference", "B1"] + arguments
      let command = try Command(all, environment: month.tool.environment)
      #expect(try await command.wait() != 0)
      return command.standardError
    }
    #expect(
      try await refusal("spotify", "--report", "99").contains("no reconciliation 99: `ledgerline reconcile list`"))
    #expect(
      try await refusal("spotify", "--report", number).contains("accept it first with `ledgerline reconcile accept"))
    try ReportDecision(month.db).reject(month.report, reason: "a test")
    #expect(try await refusal("spotify", "--report", number).contains("was rejected"))
    try ReportDecision(month.db).accept(month.report)
    #expect(try await refusal("apple_music", "--report", number).contains("speaks of spotify, not of apple_music"))
    #expect(try await refusal("spotify", "--period", "\(Day.today.period.next)").contains("has not begun"))
    #expect(try await refusal("spotify", "--report", number, "--period", "2026-10").contains("give one of"))
    #expect(try LedgerStore(month.db).head().number == 0)
    #expect(try month.db.query("SELECT FROM receipt_purposes").isEmpty)
    try await month.tool.run("ledger", "receipt", "spotify", "1.00 EUR", "--reference", "B1", "--report", number)
    #expect(try month.db.query("SELECT FROM receipt_purposes WHERE report_id = 1 AND transaction_id = 1").count == 1)
  }

  @Test("Over HTTP: receipts with a purpose, and the same receivables and accuracy as on the command line")
  func http() async throws {
    let month = try await ReportedMonth()
    try month.post()
    let port = try freePort()
    let server = try month.tool.start("serve", "--port", "\(port)", "--post-every", "0")
    defer { server.send(SIGTERM) }
    #expect(try await server.line { $0.contains("listening on") } != nil)
    func client(_ more: String...) async throws -> Client {
      let scopes = [
        "--scope", "ledger:read", "--scope", "ledger:record", "--scope", "reports:accept", "--scope", "earnings:read",
      ]
      let command = try Command(
        ["tokens", "create", "test", "--format", "json"] + scopes + Stand.narrowed(more),
        environment: month.tool.environment)
      try await command.wait()
      let made = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
      return Client(port: port, token: made?["token"] as? String)
    }
    let finance = try await client()
    func pay(_ more: String) async throws -> Client.Answer {
      try await finance.get(
        "/v1/receipts", method: "POST",
        body: #"{"platform":"spotify","amount":"20","currency":"EUR","date":"\#(Day.today)",\#(more)}"#)
    }
    #expect(try await pay(#""reference":"A","report":1"#).status == 200)
    #expect(try await pay(#""reference":"B","for_period":"2026-10""#).status == 200)
    #expect(try await pay(#""reference":"C","report":1,"for_period":"2026-10""#).status == 422)
    #expect(try await pay(#""reference":"C","for_period":"October""#).status == 400)
    let refused = try await pay(#""reference":"C","report":7"#)
    #expect(refused.status == 409 && refused.text.contains("no reconciliation 7"))
    let answer = try await finance.get("/v1/receivables?platform=spotify&as_of=2026-12-31")
    let printed = try await month.tool.json("reconcile", "receivables", "--as-of", "2026-12-31")
    #expect(NSDictionary(dictionary: answer.body) == NSDictionary(dictionary: printed))
    let balances = try #require(answer.body["balances"] as? [[String: Any]])
    let euros = try #require(balances.first { $0["currency"] as? String == "EUR" })
    #expect(euros["received"] as? String == "40.000000000000" && euros["not_in_books"] as? String == "0.000000000000")
    #expect(euros["in_books"] as? String == euros["remaining"] as? String)
    let accuracy = try await finance.get("/v1/accuracy?from=2026-10&to=2026-10")
    #expect(
      NSDictionary(dictionary: accuracy.body)
        == NSDictionary(dictionary: try await month.tool.json("reconcile", "accuracy")))
    #expect(try await finance.get("/v1/accuracy?from=2026-11&to=2026-10").status == 422)
    #expect(try await finance.get("/v1/receivables?platform=winamp").status == 422)
    #expect(try await client("--subject", "artist:art-001").get("/v1/receivables").status == 403)
  }
}
