import Answers
import Foundation
import Ledger
import Plays
import Posting
import Postgres
import Seeded
import Store
import TestSupport
import Testing

/// `ledger close` of the real binary, killed.
@Suite("Closing exactly", .serialized)
struct ClosingCrashTests {
  private static let october = Period("2026-10")!

  @Test("Killed at random moments, a close has settled everybody or nobody, and the next one completes it")
  func killed() async throws {
    var random = Seeded.printed("closes killed at random moments")
    var usual: Int?
    var (kills, cutOff) = (0, 0)
    while kills < 5 {
      let url = try await ScratchServer.shared.database()
      let db = try Connection(url: url)
      try ManyPayees.load(db, payees: 300)
      _ = try PostingRun(db, today: .today).run()
      let tool = CommandLineTool(database: url)
      var isClosed = false
      while !isClosed {
        let started = ContinuousClock.now
        let command = try tool.start("ledger", "close", "2026-10")
        // The first close of all is left alone, so that the moments fall into all of the others; and one that was not
        // caught tells how long they take now.
        if let usual { try await randomMoment(1...max(usual, 10), using: &random) }
        if usual != nil, command.isRunning {
          command.send(SIGKILL)
          kills += 1
          try await command.wait()
        } else {
          try await command.wait()
          usual = min(usual ?? .max, Int((ContinuousClock.now - started) / .milliseconds(1)))
        }
        // The server ends what the killed one had begun.
        #expect(try await eventually { try !isClosing(db) })
        let status = try PeriodStore(db).status(of: Self.october)
        isClosed = status == .closed
        if status == .closing { cutOff += 1 }
        let counts = try db.query(
          """
          SELECT (SELECT count(*) FROM settlements), (SELECT count(*) FROM ledger_transactions WHERE kind = 'settlement'),
            (SELECT count(*) FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
             WHERE t.kind = 'settlement')
          """)[0]
        if isClosed {
          #expect(counts.int(0) == 305 && counts.int(1) > 0, "all of it is there")
        } else {
          #expect(counts.int(0) == 0 && counts.int(1) == 0 && counts.int(2) == 0, "nothing is left of it")
        }
      }
      #expect(try await tool.json("ledger", "verify")["ok"] as? Bool == true)
    }
    print("killed \(kills) times; cut off between its two steps \(cutOff) times")
  }

  private func isClosing(_ db: Connection) throws -> Bool {
    try !db.query(
      """
      SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
      """
    ).isEmpty
  }
}
