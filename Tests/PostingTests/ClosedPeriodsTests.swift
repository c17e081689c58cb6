import Ledger
import Plays
import Posting
import Seeded
import Store
import Testing

/// Sums of closed periods that are told before a fact is committed, against what the next posting then posts.
@Suite("What moves closed periods is told before")
struct ClosedPeriodsTests {
  private static let sequences: UInt64 = 8

  @Test("To the last unit: corrected rates, exchange rates, contracts, tracks that move or are learned")
  func announced() async throws {
    var moves = 0
    for seed in 0..<Self.sequences { moves += try await run(seed + 90_000) }
    #expect(moves > 4, "closed periods are moved at all")
  }

  @Test("To the last unit: tracks that go to others from a day on, with reports of their months or without")
  func ownersByDate() async throws {
    var moves = 0
    for seed in 0..<Self.sequences { moves += try await run(seed + 95_000, datesOwners: true) }
    #expect(moves > 4, "closed periods are moved at all")
  }

  /// - Returns: how many changes moved a closed period.
  private func run(_ seed: UInt64, datesOwners: Bool = false) async throws -> Int {
    let books = try await DatabaseBooks(
      ChangeGenerator.payees.map {
        ModelTerms(payee: $0, minimumPayout: 0, reservePercent: 0, reserveReleaseAfter: 1, withholdingPercent: 0)
      })
    var generator = ChangeGenerator(seed: seed, datesOwners: datesOwners)
    var changes = Array(generator.sequence().dropLast() + generator.sequence().dropLast())
    changes.insert(contentsOf: [.days(60), .post(nil), .close, .close], at: changes.count / 2)
    var moves = 0
    for (step, change) in changes.enumerated() {
      guard let closed = try PeriodStore(books.db).lastClosed() else {
        try books.apply(change)
        continue
      }
      switch change {
      case .rates, .fx, .contract, .track: break
      default:
        try books.apply(change)
        continue
      }
      // So that nothing else waits.
      try books.apply(.post(nil))
      try books.apply(change)
      let announced = ClosedChange.added(books.announced.moved + books.announced.routine)
      let posted = try books.apply(.post(nil)).filter {
        $0.transaction.kind == .royalties && $0.transaction.earningPeriod.map { $0 <= closed } ?? false
      }
      let came = ClosedChange.added(
        posted.flatMap { ClosedChange.changes(of: $0.transaction.earningPeriod!, by: $0.transaction.entries) })
      #expect(announced == came, "seed \(seed), step \(step): \(change)")
      if !came.isEmpty { moves += 1 }
    }
    return moves
  }
}
