import Earnings
import Ledger
import Money
import Plays
import Seeded
import Testing

/// Seeded sequences of everything that happens to books, against a model that was written from the rules alone.
@Suite("Sequences in memory")
struct SequenceTests {
  private static let sequencesPerBatch: UInt64 = 500

  @Test(
    "After every step the books balance and are chained; after a post they are the model's", arguments: UInt64(0)..<20)
  func sequences(batch: UInt64) throws {
    for seed in batch * Self.sequencesPerBatch..<(batch + 1) * Self.sequencesPerBatch {
      var generator = ChangeGenerator(seed: seed)
      try run(generator.sequence(), seed)
    }
  }

  @discardableResult
  private func run(_ changes: [Change], _ seed: UInt64) throws -> MemoryBooks {
    var books = MemoryBooks()
    var frozen: [Period: [ModelBalanceKey: Int128]] = [:]
    for (step, change) in changes.enumerated() {
      let wasClosed = books.lastClosed
      let place = "seed \(seed), step \(step): \(change)"
      for posted in try books.apply(change) { check(posted, wasClosed, place) }
      // A closed period stays as it was, whatever comes after.
      if case .reopen = change { wasClosed.map { frozen[$0] = nil } }
      if let closed = books.lastClosed, closed != wasClosed { frozen[closed] = balances(books, through: closed) }
      for (period, before) in frozen {
        #expect(balances(books, through: period) == before, "\(place): \(period) changed")
      }
      guard case .post(let period) = change else { continue }
      let model = ModelBooks(books.facts).royaltyBalances().filter { period == nil || $0.key.earningPeriod == period }
      let ours = royalties(books).filter { period == nil || $0.key.earningPeriod == period }
      #expect(ours == model, "\(place)")
      // Again: nothing is left to post.
      #expect(try books.apply(change).isEmpty, "\(place): posting twice")
    }
    var link = ChainLink.first
    for posted in books.posted {
      link = link.next(posted.transaction, recordedAt: posted.link.recordedAt, by: MemoryBooks.keeper)
      #expect(link == posted.link, "seed \(seed): the chain")
    }
    return books
  }

  private func check(_ posted: MemoryBooks.Posted, _ closed: Period?, _ place: String) {
    let transaction = posted.transaction
    #expect(EntrySums(transaction.entries).imbalances.isEmpty, "\(place)")
    #expect(closed.map { transaction.accountingDate.period > $0 } ?? true, "\(place): posted into a closed period")
    for (_, line) in posted.lines {
      // What a posting adds to a line closes in itself: shares and fee are all of what was converted.
      let shares = line.figures.shares.reduce(Amount.zero, +)
      #expect(shares + line.figures.fee == line.figures.converted, "\(place): \(line)")
    }
  }

  @Test("Any order and any batching of the same facts make the same books", arguments: UInt64(20_000)..<20_200)
  func order(seed: UInt64) throws {
    var generator = ChangeGenerator(seed: seed)
    let facts = generator.sequence().filter { change in
      switch change {
      case .post, .close, .reopen, .reverse, .days: false
      default: true
      }
    }
    var random = Seeded(seed: seed)
    let once = try run(facts + [.post(nil)], seed)
    // Versions of one thing keep their order; plays may come whenever.
    var shuffled = facts.filter { !$0.isPlays }
    for change in facts where change.isPlays {
      guard case .plays(let plays) = change else { continue }
      for play in plays.shuffled(using: &random) {
        shuffled.insert(.plays([play]), at: Int.random(in: 0...shuffled.count, using: &random))
      }
    }
    for _ in 0..<4 {
      shuffled.insert(
        .post(ChangeGenerator.periods.randomElement(using: &random)),
        at: Int.random(in: 0...shuffled.count, using: &random))
      shuffled.insert(.days(9), at: Int.random(in: 0...shuffled.count, using: &random))
    }
    let other = try run(shuffled + [.post(nil)], seed)
    #expect(royalties(once) == royalties(other), "seed \(seed)")
  }

  @Test("The sequences come to everything that they are about")
  func coverage() throws {
    var causes: [Cause: Int] = [:]
    var (reversals, adjustments, suspense, conversions) = (0, 0, 0, 0)
    for seed in UInt64(0)..<500 {
      var generator = ChangeGenerator(seed: seed)
      for posted in try run(generator.sequence(), seed).posted {
        let transaction = posted.transaction
        causes[transaction.cause!, default: 0] += 1
        if transaction.reverses != nil { reversals += 1 }
        if transaction.accountingDate.period != transaction.earningPeriod { adjustments += 1 }
        let codes = transaction.entries.map(\.account.code)
        if codes.contains("suspense:fx") { suspense += 1 }
        if codes.contains(where: { $0.hasPrefix("fx:") }) { conversions += 1 }
      }
    }
    for cause in Cause.allCases { #expect(causes[cause, default: 0] > 25, "\(cause)") }
    for count in [reversals, adjustments, suspense, conversions] { #expect(count > 50) }
  }

  /// What the engine has posted about each earning period, in the model's words.
  private func royalties(_ books: MemoryBooks) -> [ModelBalanceKey: Int128] {
    sums(books.posted) { "\($0.earningPeriod!)" }
  }

  private func balances(_ books: MemoryBooks, through period: Period) -> [ModelBalanceKey: Int128] {
    sums(books.posted.filter { $0.transaction.accountingDate.period <= period }) { "\($0.accountingDate.period)" }
  }

  private func sums(_ posted: [MemoryBooks.Posted], _ period: (Transaction) -> String) -> [ModelBalanceKey: Int128] {
    var sums: [ModelBalanceKey: Int128] = [:]
    for posted in posted {
      for entry in posted.transaction.entries {
        let key = ModelBalanceKey(
          earningPeriod: period(posted.transaction), account: entry.account.code, currency: entry.currency.code)
        sums[key, default: 0] += entry.amount.pico
      }
    }
    return sums.filter { $0.value != 0 }
  }
}

extension Change {
  var isPlays: Bool { if case .plays = self { true } else { false } }
}
