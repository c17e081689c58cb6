import Ledger
import Money
import Plays
import Postgres
import Posting
import Seeded
import Statements
import Store
import Testing

/// The sequences again, through everything that the product runs, against the same model.
@Suite("Sequences in PostgreSQL")
struct DatabaseSequenceTests {
  private static let sequencesPerBatch: UInt64 = 25

  @Test("After every post the books are the model's, proven, and settled as the rules say", arguments: UInt64(0)..<6)
  func sequences(batch: UInt64) async throws {
    for seed in batch * Self.sequencesPerBatch..<(batch + 1) * Self.sequencesPerBatch {
      try await run(seed + 50_000)
    }
  }

  @Test("The same where tracks go to others from a day on", arguments: UInt64(0)..<4)
  func ownersByDate(batch: UInt64) async throws {
    for seed in batch * Self.sequencesPerBatch..<(batch + 1) * Self.sequencesPerBatch {
      try await run(seed + 60_000, datesOwners: true)
    }
  }

  private func run(_ seed: UInt64, datesOwners: Bool = false) async throws {
    var random = Seeded(seed: seed)
    let books = try await DatabaseBooks(ChangeGenerator.payees.map { Self.terms($0, &random) })
    var generator = ChangeGenerator(seed: seed, datesOwners: datesOwners)
    for (step, change) in generator.sequence().enumerated() {
      let place = "seed \(seed), step \(step): \(change)"
      let live = try liveBalances(books, change)
      try books.apply(change)
      try expectBalanced(books, place)
      try expectCameTrue(live, books, place)
      guard case .post(let period) = change else { continue }
      try await expectModel(books, period, place)
      #expect(try books.apply(change).isEmpty, "\(place): posting twice")
    }
    try expectSettled(books, "seed \(seed)")
    let proof = try Verification(books.db).run()
    #expect(proof.isProven, "seed \(seed): \(proof.differences)")
    #expect(proof.pending == 0)
  }

  private typealias Live = [PayeeCurrency: LiveBalance.Waterfall]

  /// What every payee has before everything is posted.
  private func liveBalances(_ books: DatabaseBooks, _ change: Change) throws -> Live? {
    let last = Period(ChangeGenerator.periods.last!)!
    guard case .post(nil) = change, try PeriodStore(books.db).lastSettled().map({ $0 < last }) ?? true else {
      return nil
    }
    var live: Live = [:]
    for payee in ChangeGenerator.payees {
      for (currency, waterfall) in try LiveBalance(books.db, today: books.today).waterfalls(payee, last) {
        live[.init(payee: payee, currency: currency)] = waterfall
      }
    }
    return live
  }

  /// To the last unit what posting and a statement then gave.
  private func expectCameTrue(_ live: Live?, _ books: DatabaseBooks, _ place: String) throws {
    guard let live else { return }
    let last = Period(ChangeGenerator.periods.last!)!
    let settlements = try PayeeBalances(books.db).settlements(last)
    for key in Set(settlements.keys).union(live.keys) {
      #expect(live[key]?.settlement == settlements[key], "\(place): the live balance of \(key)")
    }
    for payee in ChangeGenerator.payees {
      for (place, lines) in try SettlementStore(books.db).royalties(last, payee: payee) where live[place] != nil {
        let waterfall = live[place]!
        #expect(
          [waterfall.gross, waterfall.fee] == [lines.gross, lines.fee] && waterfall.plays == lines.plays, "\(place)")
      }
    }
  }

  private func expectBalanced(_ books: DatabaseBooks, _ place: String) throws {
    let rest = try books.db.query("SELECT currency FROM ledger_entries GROUP BY 1 HAVING sum(amount) <> 0")
    #expect(rest.isEmpty, "\(place): unbalanced")
  }

  private func expectModel(_ books: DatabaseBooks, _ period: String?, _ place: String) async throws {
    let model = ModelBooks(books.facts)
    var ours: [ModelBalanceKey: Int128] = [:]
    for posted in try books.all() where posted.transaction.kind == .royalties {
      for entry in posted.transaction.entries {
        let key = ModelBalanceKey(
          earningPeriod: "\(posted.transaction.earningPeriod!)", account: entry.account.code,
          currency: entry.currency.code)
        ours[key, default: 0] += entry.amount.pico
      }
    }
    func isMeant(_ key: ModelBalanceKey) -> Bool { period == nil || key.earningPeriod == period }
    #expect(
      ours.filter { $0.value != 0 && isMeant($0.key) } == model.royaltyBalances().filter { isMeant($0.key) }, "\(place)"
    )
  }

  /// The settlements on record, and what is still open, against the model's over the same months.
  private func expectSettled(_ books: DatabaseBooks, _ place: String) throws {
    let last = Period(ChangeGenerator.periods.last!)!
    let closed = try PeriodStore(books.db).lastSettled()
    let records = try books.db.query(
      """
      SELECT payee, currency, to_char(period, 'YYYY-MM'), reserve_held, reserve_released, recouped, unrecouped, net,
        withholding, opening, closing, payable, carried_forward FROM settlements_in_force
      """)
    var ours: [String: [Int128]] = [:]
    for row in records {
      ours["\(row.text(0)) \(row.text(1)) \(row.text(2))"] = (3..<13).map { row.numeric($0) }
    }
    if closed.map({ $0 < last }) ?? true {
      for (place, settlement) in try PayeeBalances(books.db).settlements(last) {
        ours["\(place.payee) \(place.currency) \(last)"] = [
          settlement.reserveHeld, settlement.reserveReleased, settlement.recouped, settlement.unrecouped,
          settlement.net, settlement.withholding, settlement.opening, settlement.closing, settlement.payable,
          settlement.carriedForward,
        ].map(\.pico)
      }
    }
    let all = try books.all()
    for terms in books.facts.terms {
      for (currency, decimals) in [("USD", 2), ("EUR", 2), ("JPY", 0)] {
        let months = Self.months(all, terms.payee, currency)
        let results = ModelSettlement(terms: terms, decimals: decimals).results(months)
        for result in results where closed.map({ result.period <= "\($0)" }) ?? false || result.period == "\(last)" {
          let expected = [
            result.reserveHeld, result.released, result.recouped, result.unrecouped, result.net, result.withholding,
            result.opening, result.closing, result.payable, result.carriedForward,
          ]
          let got = ours["\(terms.payee) \(currency) \(result.period)"] ?? [Int128](repeating: 0, count: 10)
          #expect(got == expected, "\(place): \(terms.payee) \(currency) \(result.period)")
        }
      }
    }
  }

  /// What each month has for a payee, from the transactions alone.
  private static func months(_ all: [LedgerStore.Posted], _ payee: String, _ currency: String)
    -> [ModelSettlementPeriod]
  {
    let first = ModelCalendar.index(of: ChangeGenerator.periods[0])
    return (first..<first + 3).map { index in
      var month = ModelSettlementPeriod(period: ModelCalendar.period(atIndex: index))
      for posted in all where "\(posted.transaction.accountingDate.period)" == month.period {
        for entry in posted.transaction.entries where entry.currency.code == currency {
          let isSettlement = posted.transaction.kind == .settlement
          switch entry.account {
          case .payeeEstimated(payee), .payeePayable(payee):
            if posted.transaction.kind == .payment {
              month.payments += entry.amount.pico
            } else if !isSettlement {
              month.royalties -= entry.amount.pico
            }
          case .payeeRecoupable(payee) where !isSettlement: month.advances += entry.amount.pico
          default: break
          }
        }
      }
      return month
    }
  }

  private static func terms(_ payee: String, _ random: inout Seeded) -> ModelTerms {
    func percent(_ most: Int64) -> Int128 {
      Bool.random(using: &random) ? 0 : Int128(Int64.random(in: 0...most, using: &random)) * 1_000_000_000
    }
    return ModelTerms(
      payee: payee, minimumPayout: percent(50_000), reservePercent: percent(20_000),
      reserveReleaseAfter: Int.random(in: 1...2, using: &random), withholdingPercent: percent(30_000))
  }
}
