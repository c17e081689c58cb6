import Foundation
import Ledger
import Postgres
import Store
import TestSupport
import Testing

@Suite("A posting that is stopped")
struct StoppedPostingTests {
  @Test("keeps the books from nobody: the next one posts all of it, once")
  func books() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let tool = CommandLineTool(database: url)
    let (db, gate) = (try Connection(url: url), try Connection(url: url))
    // It stands before its first line when it is stopped, and has the books.
    try gate.run(script: "BEGIN; LOCK TABLE ledger_lines IN EXCLUSIVE MODE")
    let stopped = try tool.start("ledger", "post")
    defer { stopped.send(SIGKILL) }
    #expect(
      try await eventually {
        try !db.query(
          """
          SELECT FROM pg_locks WHERE NOT granted AND relation = 'ledger_lines'::regclass
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          """
        ).isEmpty
      })
    stopped.send(SIGSTOP)
    try gate.run(script: "ROLLBACK")
    let began = ContinuousClock.now
    let next = try tool.start("ledger", "post")
    #expect(try await next.wait() == 0, "\(next.standardError)")
    print("the next posting was done \(ContinuousClock.now - began) after the one before it was stopped")
    #expect(next.standardError.contains("ended session"), "it says whom it ended: \(next.standardError)")
    let head = try LedgerStore(db).head().number
    #expect(head > 0)
    stopped.send(SIGCONT)
    #expect(try await stopped.wait() != 0, "it lost its session")
    #expect(try LedgerStore(db).head().number == head)
    #expect(try await tool.json("ledger", "verify")["ok"] as? Bool == true)
  }
}
