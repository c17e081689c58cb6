import Foundation
import Ledger
import Money
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

/// Attempts of somebody with psql on the books, as the owner of the database and a superuser: none changes them.
@Suite("The books defend themselves")
struct DirectSQLTests {
  /// A transaction as SQL would write it, with the digest that the database itself computes.
  private static func insert(
    id: String = "(SELECT id + 1 FROM ledger_head)", date: String = "2026-11-20", entries: String,
    previous: String = "(SELECT digest FROM ledger_head)", digest: String? = nil, reference: String = "sql",
    reverses: String = "NULL", kind: String = "manual", actor: String = "'os:anna'"
  ) -> String {
    """
    BEGIN;
    CREATE TEMP TABLE draft (LIKE ledger_transactions) ON COMMIT DROP;
    INSERT INTO ledger_entries SELECT \(id), a, c, x::numeric FROM (VALUES \(entries)) AS e (a, c, x);
    INSERT INTO draft (id, kind, accounting_date, recorded_at, reference, reason, reverses, line_count, previous, digest,
      actor, actor_name)
    VALUES (\(id), '\(kind)', '\(date)', clock_timestamp(), '\(reference)', 'by hand', \(reverses), 0, \(previous), '',
      \(actor), 'anna');
    UPDATE draft SET digest = \(digest ?? "ledger_digest(draft::ledger_transactions)");
    INSERT INTO ledger_transactions SELECT * FROM draft;
    COMMIT;
    """
    .replacing("draft::ledger_transactions", with: "ROW(draft.*)::ledger_transactions")
  }

  private static func reopening(_ period: String, by actor: String = "'os:x'") -> String {
    """
    INSERT INTO period_reopenings (period, reopened_by, reopened_by_name, reason)
    VALUES ('\(period)', \(actor), 'x', 'a reason');
    """
  }

  private static let balanced = "('cash', 'USD', '5'), ('fee:distribution', 'USD', '-5')"

  private func refusal(_ sample: Sample, _ script: String) throws -> PostgresError {
    let error = try #require(#expect(throws: PostgresError.self) { try sample.db.run(script: script) })
    try sample.db.run(script: "ROLLBACK")
    return error
  }

  @Test("A whole, balanced transaction with the right digest is taken: the other tests fail for their own reasons")
  func sound() async throws {
    let sample = try await Sample()
    try sample.db.run(script: Self.insert(entries: Self.balanced))
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test(
    "What would break the books is refused",
    arguments: [
      ("does not balance", insert(entries: "('cash', 'USD', '5'), ('fee:distribution', 'USD', '-4.999999999999')")),
      ("does not balance", insert(entries: "('cash', 'USD', '5'), ('fee:distribution', 'EUR', '-5')")),
      ("has another digest", insert(entries: balanced, digest: "sha256('x')")),
      ("does not follow the last", insert(id: "(SELECT id + 2 FROM ledger_head)", entries: balanced)),
      ("does not follow the last", insert(entries: balanced, previous: "sha256('x')")),
      ("the transaction is posted already", insert(id: "(SELECT id FROM ledger_head)", entries: balanced)),
      ("is closed", insert(date: "2026-10-31", entries: balanced)),
      ("is closed", insert(date: "2026-07-01", entries: balanced)),
      ("duplicate key", insert(entries: balanced, reference: "advance:ADV-1")),
      ("name_their_actor", insert(entries: balanced, actor: "NULL")),
      ("name_their_actor", insert(entries: balanced, actor: "'anna'")),
      ("chart_of_accounts", insert(entries: "('cash', 'USD', '5'), ('payee:x:owed', 'USD', '-5')")),
      ("amount_check", insert(entries: "('cash', 'USD', '0'), ('fee:distribution', 'USD', '0')")),
      ("corrections_give_a_reason", insert(entries: balanced).replacing("'by hand'", with: "NULL")),
      (
        "has no entries",
        insert(entries: balanced).replacing("INSERT INTO ledger_entries", with: "EXPLAIN INSERT INTO ledger_entries")
      ),
      ("reversals_come_after", insert(entries: balanced, reverses: "(SELECT id + 1 FROM ledger_head)")),
      (
        "there is no transaction",
        "BEGIN; INSERT INTO ledger_entries SELECT id + 1, 'cash', 'USD', 1 FROM ledger_head; COMMIT"
      ),
      (
        "there is no transaction",
        "BEGIN; INSERT INTO ledger_lines SELECT h.id + 1, l.period, track_id, market_id, contract_id, artist_id, currency, reported, plays, unrated_plays, gross, waiting, converted, fee, shares FROM ledger_lines l, ledger_head h LIMIT 1; COMMIT"
      ),
      ("posted already", "INSERT INTO ledger_entries VALUES (1, 'cash', 'KWD', 1)"),
      ("posted already", "INSERT INTO ledger_royalties VALUES (1, 'art-000', 'KWD', 1, 1, 1, 1)"),
      ("append-only", "UPDATE ledger_entries SET amount = amount * 2"),
      ("append-only", "UPDATE ledger_entries SET account = 'cash' WHERE false"),
      ("append-only", "DELETE FROM ledger_entries"), ("append-only", "TRUNCATE ledger_entries"),
      ("append-only", "UPDATE ledger_transactions SET reason = 'x'"),
      ("append-only", "DELETE FROM ledger_transactions"),
      ("append-only", "TRUNCATE ledger_transactions"), ("append-only", "UPDATE ledger_lines SET plays = 0"),
      ("append-only", "DELETE FROM ledger_lines"), ("append-only", "DELETE FROM ledger_royalties"),
      ("append-only", "UPDATE settlements SET payable = 0"), ("append-only", "DELETE FROM settlements"),
      ("append-only", "DELETE FROM ledger_written"), ("append-only", "TRUNCATE periods CASCADE"),
      ("moves with transactions", "UPDATE ledger_head SET id = 0"),
      ("moves with transactions", "DELETE FROM ledger_head"),
      ("only moves", "UPDATE periods SET status = 'open' WHERE status = 'closed'"),
      ("only moves", "UPDATE periods SET round = round + 1"),
      ("is not closed", reopening("2026-11-01")), ("a later one is closed", reopening("2026-09-01")),
      (
        "another than who closed it",
        reopening("2026-10-01", by: "(SELECT closed_by FROM periods WHERE closed_by IS NOT NULL LIMIT 1)")
      ),
      ("reopenings_give_a_reason", reopening("2026-10-01").replacing("'a reason'", with: "''")),
      ("are not reversed", reopening("2026-10-01")),
      (
        "are not reversed",
        "BEGIN;" + reopening("2026-10-01")
          + "UPDATE periods SET status = 'open', round = round + 1 WHERE period = '2026-10-01'; COMMIT"
      ),
      ("only moves", "DELETE FROM periods"),
      ("only moves", "INSERT INTO periods (period, status) VALUES ('2027-01-01', 'closed')"),
      ("is not over", "UPDATE periods SET status = 'closing' WHERE period = '2026-11-01'"),
      ("which has not come", insert(date: "2026-11-26", entries: balanced)),
      ("earlier one is not closed", "UPDATE periods SET status = 'closing' WHERE period = '2026-12-01'"),
      (
        "is not being closed",
        "INSERT INTO settlements SELECT '2026-10-01', payee, 'KWD', NULL, 0, 0, 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM payees"
      ),
      ("append-only", "UPDATE advances SET amount = 1"), ("append-only", "UPDATE acceptances SET platform = 'x'"),
    ])
  func refused(reason: String, script: String) async throws {
    let sample = try await Sample()
    try sample.close(through: Sample.october)
    try sample.db.run(script: "INSERT INTO periods (period) VALUES ('2026-12-01') ON CONFLICT DO NOTHING")
    let before = try LedgerStore(sample.db).head()
    let error = try refusal(sample, script)
    #expect("\(error.message) \(error.constraint ?? "")".contains(reason), "\(error)")
    #expect(try LedgerStore(sample.db).head() == before)
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("A transaction is reversed once, in SQL too")
  func reversedOnce() async throws {
    let sample = try await Sample()
    _ = try Bookkeeping(sample.db, today: Sample.today).reverse(1, reason: "test")
    let error = try refusal(sample, Self.insert(entries: Self.balanced, reverses: "1"))
    #expect(error.constraint == "ledger_transactions_reverses_key")
  }

  @Test("An owner who is no superuser does not even reach the triggers")
  func privileges() async throws {
    let url = try await ScratchServer.shared.database(empty: true)
    let db = try Connection(url: url)
    let role = "owner_\(ProcessInfo.processInfo.processIdentifier)"
    try db.run(script: "CREATE ROLE \(role); GRANT ALL ON SCHEMA public TO \(role); SET ROLE \(role)")
    _ = try Migrator(directory: Project.migrations).migrate(db)
    for table in ["ledger_transactions", "ledger_entries", "ledger_lines", "ledger_royalties", "settlements"] {
      for script in [
        "UPDATE \(table) SET \(table == "ledger_transactions" ? "id = 0" : "transaction_id = 0")",
        "DELETE FROM \(table)", "TRUNCATE \(table)",
      ] {
        let error = try #require(#expect(throws: PostgresError.self) { try db.run(script: script) })
        #expect(error.code.rawValue == "42501", "\(script): \(error)")
      }
      let owned = try db.query(
        """
        SELECT has_table_privilege(current_user, \(table), 'UPDATE'), has_table_privilege(current_user, \(table), 'DELETE'),
          has_table_privilege(current_user, \(table), 'INSERT')
        """)[0]
      #expect(!owned.bool(0) && !owned.bool(1) && owned.bool(2), "\(table)")
    }
    // And can keep books all the same.
    try Month.loadReference(url)
    _ = try PostingRun(db, today: Sample.today).run()
    #expect(try LedgerStore(db).head().number == 4)
  }
}
