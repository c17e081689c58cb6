import Ledger
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

/// Rows that are read, and not time: what a payee costs must not grow with the others.
@Suite("Closing for many")
struct ManyPayeesTests {
  private static let payees = [50, 200]

  private struct Cost {
    var rows: [Double] = []
    var heads: [Int64] = []
  }

  @Test("A close reads as many rows for each of 200 payees as for each of 50, and moves the chain's head once")
  func close() async throws {
    var cost = Cost()
    for payees in Self.payees {
      try await ScratchServer.alone { url in
        let db = try Connection(url: url)
        try BooksClock.set(db, "\(Sample.today)")
        try ManyPayees.load(db, payees: payees)
        _ = try PostingRun(db, today: Sample.today).run()
        func close() throws {
          let settled = try PeriodClose(db, today: Sample.today).close(Sample.october)
          #expect(settled == payees + ManyPayees.labels)
        }
        var heads: Int64 = 0
        let work = try RowsTouched.during(db) {
          heads = try RowsTouched.during(db, tables: ["ledger_head"], close).updated
        }
        cost.rows.append(Double(work.read) / Double(payees))
        cost.heads.append(heads)
        #expect(try Verification(db).run().isProven)
      }
    }
    #expect(cost.rows[1] < cost.rows[0] * 1.2, "\(cost.rows)")
    #expect(cost.heads == [1, 1])
  }

  @Test("Opening again reads as many rows for each of 200 settlements as for each of 50")
  func reopen() async throws {
    var rows: [Double] = []
    for payees in Self.payees {
      try await ScratchServer.alone { url in
        let db = try Connection(url: url)
        try BooksClock.set(db, "\(Sample.today)")
        try ManyPayees.load(db, payees: payees)
        _ = try PostingRun(db, today: Sample.today).run()
        _ = try PeriodClose(db, today: Sample.today).close(Sample.october)
        db.act(for: .user("second"))
        let work = try RowsTouched.during(db) {
          let reversed = try PeriodReopening(db).reopen(Sample.october, reason: "test")
          #expect(reversed >= payees)
        }
        rows.append(Double(work.read) / Double(payees))
      }
    }
    #expect(rows[1] < rows[0] * 1.2, "\(rows)")
  }
}
