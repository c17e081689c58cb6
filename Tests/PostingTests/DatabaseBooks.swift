import CSV
import Catalog
import Contracts
import Foundation
import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import Rates
import ReportMatching
import Statements
import Store
import TestSupport

/// Books in PostgreSQL, kept by what the product runs: imports, postings, closes, corrections.
final class DatabaseBooks {
  let url: String
  let db: Connection
  private(set) var facts = ModelFacts()
  private(set) var today = Day(number: Int32(ChangeGenerator.firstDay + 15))
  private var files = 0
  /// Sums of closed periods that the last fact would change, told before it was committed.
  private(set) var announced = ClosedPeriods.Changes()

  /// - Parameter terms: of the payees.
  init(_ terms: [ModelTerms]) async throws {
    url = try await ScratchServer.shared.database()
    db = try Connection(url: url)
    facts.terms = terms
    _ = try ContractStore(db).write(
      terms.map {
        Payee(
          id: $0.payee, name: $0.payee, minimumPayout: Amount(pico: $0.minimumPayout),
          reservePercent: Amount(pico: $0.reservePercent), reserveReleaseAfter: $0.reserveReleaseAfter,
          withholdingPercent: Amount(pico: $0.withholdingPercent))
      })
    // Contracts name artists, albums and labels that the catalog must know; nothing is ever played of this track.
    try catalog([ModelTrack(isrc: "QZAAA2600001", artist: "art-a", album: "00011000000075", label: "lab-a")])
    try catalog([ModelTrack(isrc: "QZAAA2600002", artist: "art-b", album: "00011000001072", label: "lab-b")])
  }

  /// - Returns: the transactions that were posted.
  @discardableResult
  func apply(_ change: Change) throws -> [LedgerStore.Posted] {
    announced = ClosedPeriods.Changes()
    switch change {
    case .plays(let plays): try count(plays)
    case .rates(let table):
      facts.rateTables.append(table)
      _ = try RateStore(db).publish([RateStore.Publication(table: MemoryBooks.table(table), digest: [1])]) {
        announced = try ClosedPeriods(db).changes(by: .rates, added: $0.count)
      }
    case .fx(let rate):
      facts.fx.append(rate)
      let rate = FXRate(
        period: Period(rate.period)!, from: Currency(rate.from)!, to: Currency(rate.to)!, rate: Rate(pico: rate.rate))
      _ = try FXStore(db).write([rate], beforeCommit: { announced = try ClosedPeriods(db).changes(by: .fx, added: $0) })
    case .contract(let contract):
      // A track that the catalog does not know cannot be covered.
      guard contract.scopeKind != "track" || facts.track(contract.scopeID) != nil else { return [] }
      facts.contracts.append(contract)
      files += 1
      let submission = ContractStore.Submission(
        contract: MemoryBooks.contract(contract), file: "test", line: 1, digest: Array("\(files)".utf8))
      _ = try ContractStore(db).write([submission]) {
        announced = try ClosedPeriods(db).changes(by: .contracts, added: $0.count)
      }
    case .report(let report):
      facts.reports.append(report)
      try accept(report)
    case .track(let track):
      // Whose it was before must be known.
      guard track.from == nil || facts.track(track.isrc) != nil else { return [] }
      facts.tracks.append(track)
      try catalog([track])
    case .advance(let advance):
      files += 1
      _ = try AdvanceStore(db).write([
        Advance(
          payee: advance.payee, date: Day(number: Int32(advance.day)), kind: .advance,
          currency: Currency(advance.currency)!, amount: Amount(pico: advance.amount), reference: "A\(files)")
      ])
    case .payment(let payment):
      return try booked {
        try $0.payment(
          payee: payment.payee, Amount(pico: payment.amount), Currency(payment.currency)!, date: past(payment.day),
          reference: $1, reason: "test")
      }
    case .adjustment(let money):
      let (currency, amount) = (Currency(money.currency)!, Amount(pico: money.amount))
      return try booked {
        try $0.record(
          date: past(money.day), reason: "test", reference: $1,
          entries: [Entry(.fee, currency, amount), Entry(.payeePayable(money.payee), currency, -amount)])
      }
    case .days(let days): today = today.advanced(by: days)
    case .close:
      let next = try PeriodStore(db).firstOpen() ?? Period(ChangeGenerator.periods[0])!
      if next.last < today { _ = try PeriodClose(db, today: today).close(next, reason: "test") }
    case .reopen: try reopen()
    case .reverse(let pick): return try reverse(pick)
    case .post(let period): return try PostingRun(db, today: today).run(period.map { Period($0)! }).transactions
    }
    return []
  }

  /// Every transaction of the books.
  func all() throws -> [LedgerStore.Posted] { try LedgerStore(db).transactions(after: 0, limit: 100_000) }

  private func reopen() throws {
    guard let last = try PeriodStore(db).lastSettled() else { return }
    let actor = db.actor
    db.act(for: Actor(id: "os:second", name: "second"))
    defer { db.act(for: actor) }
    do {
      _ = try PeriodReopening(db).reopen(last, reason: "test")
    } catch let refusal as Transaction.Refusal where refusal.description.contains("a payment dated after") {}
  }

  /// Nothing is recorded before its day has come.
  private func past(_ day: Int) -> Day { min(Day(number: Int32(day)), today) }

  private func booked(
    _ body: (Bookkeeping, String) throws -> LedgerStore.Posted
  ) throws -> [LedgerStore.Posted] {
    files += 1
    do {
      return [try body(Bookkeeping(db, today: today), "T\(files)")]
    } catch let refusal as Transaction.Refusal where refusal.description.contains("is closed") {
      return []
    }
  }

  private func reverse(_ pick: Int) throws -> [LedgerStore.Posted] {
    let candidates = try all().filter {
      $0.transaction.reverses == nil && $0.reversedBy == nil && $0.transaction.kind != .settlement
    }
    guard !candidates.isEmpty else { return [] }
    return [
      try Bookkeeping(db, today: today).reverse(candidates[pick % candidates.count].link.number, reason: "test")
    ]
  }

  private func catalog(_ tracks: [ModelTrack]) throws {
    let rows = tracks.map {
      "\($0.isrc),Title,\($0.artist),\($0.artist),\($0.album),Album,\($0.label),\($0.label),,"
        + ($0.from.map { "\(Day(number: Int32($0)))" } ?? "")
    }
    let text =
      "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids,from\n"
      + rows.joined(separator: "\n") + "\n"
    try withFile(text) { path in
      _ = try ReferenceImport(db).catalog(path: path) { change, _ in
        announced = try ClosedPeriods(db).changes(by: change)
      }
    }
  }

  /// Takes a report in as a platform would send it, and accepts it. A row without units and money makes it speak of a
  /// country, and be another file than any before.
  private func accept(_ report: ModelReport) throws {
    files += 1
    func row(_ country: String, _ tier: String, _ isrc: String, _ units: Int, _ amount: Int128, _ currency: String)
      -> String
    {
      "\(report.period),\(report.platform),\(country),\(tier),\(isrc),\(units),\(Amount(pico: amount)),\(currency)\n"
    }
    let rows =
      report.lines.map { row($0.country, $0.tier, $0.isrc, $0.units, $0.amount, $0.currency) }
      + report.countries.map { row($0, "premium", "QZZZ926\(10_000 + files)", 0, 0, "USD") }
    try withFile("period,platform,country,tier,isrc,units,amount,currency\n" + rows.joined()) {
      let taken = try ReportImport(databaseURL: url, formats: .shipped).run(path: $0).report
      try ReportDecision(db).accept(taken.id)
    }
  }

  private func count(_ plays: [ModelPlay]) throws {
    facts.plays += plays
    files += 1
    let lines = plays.map { play in
      #"{"event_id":"\#(files)","isrc":"\#(play.isrc)","played_at":"\#(Day(number: Int32(play.day)))T12:00:00Z","#
        + #""platform":"\#(play.platform)","country":"\#(play.country)","tier":"\#(play.tier)","plays":\#(play.plays)}"#
    }
    try withFile(lines.joined(separator: "\n") + "\n") { _ = try PlayImport(databaseURL: url).run(path: $0) }
  }

  private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
    let path = "/tmp/ledgerline-books-\(UUID().uuidString)"
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    defer { unlink(path) }
    try body(path)
  }
}
