import Foundation
import Postgres
import TestSupport
import Testing

/// The same mistakes, made and mended over the API alone.
@Suite("Mistakes that people make, over the API")
struct CasesAPITests {
  /// The beginning of a case: a catalog, its terms and rates, all sent to the server.
  private struct World {
    let run: CaseWorld
    let api: CaseAPI

    init() async throws {
      run = try await CaseWorld()
      api = try await CaseAPI(run)
    }

    /// Sends a file of a case as the body of a request.
    func send(_ path: String, _ file: String) async throws -> Client.Answer {
      try await api.client.get(path, method: "POST", bytes: CaseAPI.bytes("\(CaseWorld.files)/\(file)"))
    }

    /// Does something that has to succeed.
    @discardableResult
    func done(_ path: String, _ body: String = "{}", _ place: SourceLocation = #_sourceLocation) async throws
      -> [String: Any]
    {
      let answer = try await api.act(path, body)
      #expect(answer.status == 200 || answer.status == 201, "\(path): \(answer.text)", sourceLocation: place)
      return answer.body
    }

    func plays(_ file: String) async throws {
      let answer = try await send("/v1/imports/plays?file=\(file.split(separator: "/").last!)", file)
      #expect(answer.status == 200, "\(answer.text)")
    }

    func post() async throws { try await done("/v1/ledger/post") }

    func close(_ month: String) async throws { try await done("/v1/periods/\(month)/close") }

    /// A figure of a payee's balance in US dollars.
    func balance(_ payee: String, _ period: String, _ figure: String) async throws -> String? {
      let answer = try await api.client.get("/v1/payees/\(payee)/balance?period=\(period)")
      let balances = answer.body["balances"] as? [[String: Any]] ?? []
      return balances.first { $0["currency"] as? String == "USD" }?[figure] as? String
    }

    func holds() async throws -> Bool { try await api.client.get("/v1/ledger/verify").body["ok"] as? Bool == true }
  }

  @Test("A platform's fine of one unit is an adjustment, and says nothing of a rate")
  func fine() async throws {
    let world = try await World()
    try await world.plays("fine/plays.ndjson")
    try await world.post()
    let shown = try await world.send("/v1/reconciliations?file=report.csv", "fine/report-minus1.csv")
    let sums = try #require((shown.body["sums"] as? [[String: Any]])?.first, "\(shown.text)")
    let parts = try #require(sums["parts"] as? [String: String])
    #expect(parts["adjustments"] == "-10.000000000000" && parts["rate"] == "0.000000000000", "\(parts)")
    try await world.done("/v1/reconciliations/1/accept")
    try await world.post()
    for (payee, royalties) in [("art-mira", "2.40"), ("lab-vale", "5.60"), ("art-odo", "3.20")] {
      #expect(try await world.balance(payee, "2026-10", "share") == "\(royalties)0000000000", "\(payee)")
    }
    let accuracy = try await world.api.client.get("/v1/accuracy")
    let market = try #require((accuracy.body["markets"] as? [[String: Any]])?.first, "\(accuracy.text)")
    #expect((market["total"] as? [String: Any])?["reported"] as? String == "24.000000000000", "\(accuracy.text)")
    #expect(try await world.holds())
  }

  @Test("What reverses a report that was sent three times adds up to nothing")
  func resaved() async throws {
    let world = try await World()
    try await world.plays("resaved/plays.ndjson")
    for (name, isKnown) in [("report", false), ("report-crlf", true), ("report-resaved", true)] {
      let answer = try await world.send("/v1/reconciliations?file=\(name).csv", "resaved/\(name).csv")
      #expect(answer.body["already_known"] as? Bool == isKnown, "\(answer.text)")
      if !isKnown { try await world.done("/v1/reconciliations/1/accept") }
    }
    try await world.post()
    let reversal = try await world.send("/v1/reconciliations?file=reversal.csv", "resaved/reversal.csv")
    let number = try #require(reversal.body["reconciliation"] as? Int, "\(reversal.text)")
    try await world.done("/v1/reconciliations/\(number)/accept")
    try await world.post()
    for account in ["payee:art-mira:payable", "platform:spotify:reported"] {
      let entries = try await world.api.client.get("/v1/ledger/accounts/\(account)/entries")
      let amounts = (entries.body["entries"] as? [[String: Any]] ?? []).compactMap { $0["amount"] as? String }
      #expect(amounts.reduce(Decimal(0)) { $0 + Decimal(string: $1)! } == 0, "\(account): \(entries.text)")
    }
    #expect(try await world.holds())
  }

  @Test("An advance that was never paid is reversed after it was recouped: what it took goes back")
  func reversedAdvance() async throws {
    let world = try await World()
    #expect(try await world.send("/v1/imports/advances", "advance-reversed/advances.csv").body["changes"] as? Int == 1)
    try await world.plays("advance-reversed/plays-oct.ndjson")
    try await world.post()
    try await world.close("2026-10")
    let listed = try await world.api.client.get("/v1/ledger/transactions")
    let transactions = listed.body["transactions"] as? [[String: Any]] ?? []
    let advance = try #require(
      transactions.first { $0["kind"] as? String == "advance" }?["id"] as? Int, "\(listed.text)")
    try await world.done("/v1/ledger/transactions/\(advance)/reverse", #"{"reason":"it was never paid"}"#)
    try await world.plays("advance-reversed/plays-nov.ndjson")
    for _ in 1...2 {
      #expect(try await world.balance("art-mira", "2026-11", "recouped") == "-6.000000000000")
      #expect(try await world.balance("art-mira", "2026-11", "unrecouped") == "0.000000000000")
      #expect(try await world.balance("art-mira", "2026-11", "payable") == "10.000000000000")
      try await world.post()
    }
    #expect(try await world.holds())
  }

  @Test("A withholding that would take from closed months is refused; from October on it takes October's alone")
  func withholdingFrom() async throws {
    let world = try await World()
    try await world.plays("withholding-from/plays.ndjson")
    try await world.post()
    for month in ["2026-08", "2026-09"] { try await world.close(month) }
    try await world.done(
      "/v1/payments",
      #"{"payee":"art-mira","amount":"80.00","currency":"USD","date":"2026-10-10","reference":"P-1"}"#)
    let refused = try await world.send("/v1/imports/payees", "withholding-from/payees-30.csv")
    #expect(refused.status == 409 || refused.status == 422, "\(refused.text)")
    for words in ["2026-08 of art-mira", "2026-09 of art-mira", "effective_from"] {
      #expect(refused.detail.contains(words), "\(words): \(refused.text)")
    }
    let trial = try await world.send("/v1/imports/payees?dry_run=true", "withholding-from/payees-30.csv")
    #expect(trial.body["needs_corrects_closed"] as? Bool == true, "\(trial.text)")
    #expect(try await world.balance("art-mira", "2026-10", "withholding") == "0.000000000000")
    let header =
      "payee,name,effective_from,minimum_payout,reserve_percent,reserve_release_after,withholding_percent\n"
    try await world.done("/v1/imports/payees", header + "art-mira,Mira Vole,2026-10-01,0,0,0,30\n")
    #expect(try await world.balance("art-mira", "2026-10", "withholding") == "12.000000000000")
    #expect(try await world.balance("art-mira", "2026-10", "payable") == "28.000000000000")
    #expect(try await world.holds())
  }

  @Test("A clock that stands at 1970 begins no books, and October can be closed")
  func clock() async throws {
    let world = try await World()
    let counted = try await world.send("/v1/imports/plays?file=october.ndjson", "clock-1970/plays.ndjson")
    #expect(counted.body["accepted_events"] as? Int == 2 && counted.body["quarantined_events"] as? Int == 1)
    let isListed = try await eventually {
      let status = try await world.api.client.get("/v1/status")
      return status.body["quarantined_by_reason"] as? [String: Int] == ["past_timestamp": 1]
    }
    #expect(isListed)
    try await world.post()
    try await world.close("2026-10")
    #expect(try await world.holds())
  }

  @Test("Files of plays that overlap or were saved again are refused, counted where they are meant, and taken out")
  func plays() async throws {
    let world = try await World()
    func send(_ name: String, _ query: String = "") async throws -> Client.Answer {
      try await world.send("/v1/imports/plays\(query)file=\(name).ndjson", "plays-overlap/\(name).ndjson")
    }
    #expect(try await send("part1", "?").body["accepted_events"] as? Int == 30)
    #expect(try await send("part1", "?").body["already_counted"] as? Bool == true)
    let half = try await send("part2", "?")
    #expect(half.status == 422 && half.detail.contains("\"part1.ndjson\""), "\(half.text)")
    #expect(half.detail.hasPrefix("part2.ndjson: ") && half.detail.contains("50 %"), "\(half.text)")
    for again in ["part1-crlf", "part1-sorted"] {
      let refused = try await send(again, "?")
      #expect(refused.status == 422 && refused.detail.contains("all in the file \"part1.ndjson\""), "\(refused.text)")
    }
    func total() throws -> Int64 {
      try world.run.db.query("SELECT coalesce(sum(plays), 0)::bigint FROM plays_daily")[0].int(0)
    }
    #expect(try total() == 30)
    #expect(try await send("part2", "?overlaps=true&").status == 200)
    #expect(try total() == 50)
    let taken = try await send("part2", "/withdrawal?")
    #expect(taken.body["withdrawn_plays"] as? Int == 20, "\(taken.text)")
    #expect(try total() == 30)
    let nothing = try await send("part2", "/withdrawal?")
    #expect(nothing.status == 422 && nothing.detail.contains("nothing of this file is counted"), "\(nothing.text)")
    for bad in ["?begins=never&", "?overlaps=yes&"] { #expect(try await send("part1", bad).status == 400) }
    let acts = try await world.api.client.get("/v1/audit")
    let records = (acts.body["records"] as? [[String: Any]] ?? []).compactMap { $0["act"] as? String }
    #expect(records.contains("import.plays") && records.contains("import.withdraw"), "\(acts.text)")
    #expect(try await world.holds())
  }

  @Test("Exchange rates that contradict each other are refused with their lines")
  func exchangeRates() async throws {
    let world = try await World()
    for (file, words) in [
      ("fx", ["(line 2)", "(line 3)"]), ("fx-self", ["fx-self.csv:2", "one EUR is one EUR"]),
      ("fx-oct", ["fx-oct.csv:2", "Oct-26"]),
    ] {
      let refused = try await world.send("/v1/imports/fx?file=\(file).csv", "fx-contradicts/\(file).csv")
      #expect(refused.status == 422 && words.allSatisfy { refused.detail.contains($0) }, "\(refused.text)")
    }
    let taken = try await world.send("/v1/imports/fx?unusual=true", "fx-contradicts/fx.csv")
    #expect(taken.body["changes"] as? Int == 2, "\(taken.text)")
  }
}
