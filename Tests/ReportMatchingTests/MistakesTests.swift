import Foundation
import Money
import Plays
import Posting
import Seeded
import Statements
import Store
import TestSupport
import Testing

/// Histories with mistakes that were mended, beside the same without.
@Suite("Mistakes and their mending")
struct MistakesTests {
  /// Sequences of each run; LEDGERLINE_TEST_MISTAKES has more.
  private static let sequences = ProcessInfo.processInfo.environment["LEDGERLINE_TEST_MISTAKES"].flatMap(Int.init) ?? 16

  @Test("After mending, books, balances and drafts are those of a history without the mistakes")
  func mended() async throws {
    var seeds = Seeded.printed("mistakes")
    for _ in 0..<Self.sequences {
      let (right, wrong) = (try await MistakenWorld(), try await MistakenWorld())
      let urls = [right.stand.url, wrong.stand.url]
      try run(seeds.next(), right, wrong)
      for url in urls { try await ScratchServer.shared.drop(url) }
    }
  }

  private func run(_ seed: UInt64, _ right: MistakenWorld, _ wrong: MistakenWorld) throws {
    var random = Seeded(seed: seed)
    let history = Self.history(&random)
    for fact in history { try right.happen(fact) }
    try right.stand.post()
    try right.close()

    var told: [String] = []
    var open: [(kind: Int, mistake: MistakenWorld.Mistake)] = []
    do {
      for fact in history {
        if Int.random(in: 0..<3, using: &random) > 0 {
          let kind = Int.random(in: 0..<MistakenWorld.kinds, using: &random)
          // One of a kind at a time: a second wrong rate would be mended by the first one's mending.
          if !open.contains(where: { $0.kind == kind }), let made = try wrong.mistake(kind, &random) {
            told.append("made \(made.name)")
            open.append((kind, made))
          }
        }
        try wrong.happen(fact)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: try wrong.stand.post()
        case 1:
          // A month is over whether the mistakes in it were seen or not.
          try wrong.stand.post()
          try wrong.close()
        default: break
        }
        while !open.isEmpty, Bool.random(using: &random) {
          let mistake = open.remove(at: Int.random(in: open.indices, using: &random)).mistake
          told.append("mended \(mistake.name)")
          try mistake.mend()
        }
      }
      for (_, mistake) in open.shuffled(using: &random) {
        told.append("mended \(mistake.name)")
        try mistake.mend()
      }
      try wrong.stand.post()
      try wrong.close()
      try wrong.stand.post()
    } catch {
      Issue.record("seed \(seed), after \(told): \(error)")
      return
    }
    #expect(try wrong.balances() == right.balances(), "seed \(seed): \(told)")
    for world in [right, wrong] {
      let outcome = try Verification(world.stand.db).run()
      #expect(outcome.isProven && outcome.pending == 0, "seed \(seed): \(told): \(outcome.differences)")
    }
    #expect(try drafts(wrong) == drafts(right), "seed \(seed): \(told)")
  }

  /// What each payee's statement of the open month would say they are owed in the end, advances taken together with it.
  private func drafts(_ world: MistakenWorld) throws -> [String: Int128] {
    var drafts: [String: Int128] = [:]
    for payee in ["art-0", "art-1", "lab-0", "lab-1"] {
      let live = LiveBalance(world.stand.db, today: Stand.today)
      for (currency, waterfall) in try live.waterfalls(payee, Period("2026-11")!) {
        let settlement = waterfall.settlement
        let whole = settlement.closing.pico - settlement.unrecouped.pico
        if whole != 0 { drafts["\(payee) \(currency)"] = whole }
      }
    }
    return drafts
  }

  private static func history(_ random: inout Seeded) -> [MistakenWorld.Fact] {
    var facts: [MistakenWorld.Fact] = []
    for month in ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11"] {
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        facts.append(
          .plays(
            (0..<Int.random(in: 1...4, using: &random)).map { _ in
              let day = Int.random(in: 10...20, using: &random)
              return "QZLL2260000\(Int.random(in: 1...3, using: &random)) \(month)-\(day) spotify "
                + "\(["US", "DE", "JP"].randomElement(using: &random)!) premium \(Int.random(in: 1...5_000, using: &random))"
            }))
      }
      guard month < "2026-11" else { break }
      switch Int.random(in: 0..<6, using: &random) {
      case 0, 1: facts.append(.report(report(month, &random)))
      case 2:
        let first = report(month, &random)
        facts += [
          .report(first), .correction(first.map { $0.replacing(",1.5,", with: ",2.5,") } + report(month, &random)),
        ]
      case 3: facts.append(.rates(["US,*,USD,0.00\(Int.random(in: 3...6, using: &random))", "*,*,USD,0.002"]))
      case 4: facts.append(.fee(Int.random(in: 5...25, using: &random)))
      default: facts.append(.advance(payee: "art-1", amount: Int.random(in: 1...10, using: &random)))
      }
    }
    return facts
  }

  /// Units that no other row has, so that only what is meant to be alike is.
  private static func report(_ month: String, _ random: inout Seeded) -> [String] {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in
      "\(month),spotify,\(["US", "DE"].randomElement(using: &random)!),premium,QZLL2260000"
        + "\(Int.random(in: 1...4, using: &random)),\(Int.random(in: 1_000_000...9_000_000, using: &random)),1.5,USD"
    }
  }
}
