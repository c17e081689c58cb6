import Ledger
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

/// Whoever can switch the database's guards off can still not go unnoticed.
@Suite("The proof of the books")
struct VerificationTests {
  @Test("Sound books are proven, and it is said what was looked at")
  func sound() async throws {
    let sample = try await Sample()
    let outcome = try Verification(sample.db).run()
    #expect(outcome.isProven && outcome.transactions == 6 && outcome.pending == 0)
    #expect(outcome.derived == 24, "twelve tracks in two months")
    #expect(try Int(outcome.lines) == sample.db.query("SELECT count(*) FROM ledger_lines")[0].int(0))
  }

  @Test(
    "Each way to tamper is found, with the place where the books first differ",
    arguments: [
      (
        "transaction 5: its digest",
        "UPDATE ledger_entries SET amount = amount + CASE account WHEN 'fee:distribution' THEN 1 ELSE -1 END WHERE transaction_id = 5 AND currency = 'USD' AND account IN ('fee:distribution', 'payee:art-000:estimated')"
      ),
      ("transaction 2: its digest", "UPDATE ledger_transactions SET accounting_date = '2026-09-02' WHERE id = 2"),
      (
        "transaction 5: its digest",
        "UPDATE ledger_transactions SET versions = 'rates=1;fx=11;contracts=4;reports=0' WHERE id = 5"
      ),
      ("transaction 4: its digest", "UPDATE ledger_transactions SET actor = 'token:7' WHERE id = 4"),
      ("transaction 4: its digest", "UPDATE ledger_transactions SET actor_name = 'x' WHERE id = 4"),
      ("transaction 3 is missing", "DELETE FROM ledger_transactions WHERE id = 3"),
      (
        "ends with transaction 5",
        "DELETE FROM ledger_entries WHERE transaction_id = 6; DELETE FROM ledger_lines WHERE transaction_id = 6; DELETE FROM ledger_transactions WHERE id = 6"
      ),
      (
        "transaction 5: its lines",
        "UPDATE ledger_lines SET plays = plays + 1 WHERE transaction_id = 5 AND track_id = (SELECT min(track_id) FROM ledger_lines WHERE transaction_id = 5)"
      ),
      (
        "transaction 6: its lines",
        "DELETE FROM ledger_lines WHERE transaction_id = 6 AND track_id = (SELECT min(track_id) FROM ledger_lines WHERE transaction_id = 6)"
      ),
      (
        "royalties by payee",
        "UPDATE ledger_royalties SET share = share + 1 WHERE transaction_id = 5 AND payee = 'art-000'"
      ),
      ("no lines", "INSERT INTO ledger_royalties VALUES (1, 'art-000', 'USD', 1, 1, 1, 1)"),
      (
        "track QZLL22600003 in 2026-10",
        "UPDATE plays_daily SET plays = plays + 1 WHERE (track_id, day, market_id) = (SELECT track_id, day, market_id FROM plays_daily WHERE track_id = (SELECT track_id FROM tracks WHERE isrc = 'QZLL22600003') AND day BETWEEN '2026-10-01' AND '2026-10-31' ORDER BY market_id LIMIT 1)"
      ),
      (
        "track QZLL22600003 in 2026-11",
        "DELETE FROM plays_daily WHERE track_id = (SELECT track_id FROM tracks WHERE isrc = 'QZLL22600003') AND day >= '2026-11-01'"
      ),
      (
        "settlement 2026-10",
        "UPDATE settlements SET closing = closing + 1, opening = opening + 1, carried_forward = carried_forward + 1 WHERE payee = 'art-003' AND currency = 'EUR' AND period = '2026-10-01'"
      ),
      (
        "payable is",
        "UPDATE settlements SET payable = payable - 1, carried_forward = carried_forward + 1 WHERE (payee, currency, period) = (SELECT payee, currency, period FROM settlements WHERE payable > 1 ORDER BY 1 LIMIT 1)"
      ),
      (
        "reserve held is",
        "UPDATE settlements SET recouped = recouped - 1, reserve_held = reserve_held + 1 WHERE (payee, currency, period) = (SELECT payee, currency, period FROM settlements ORDER BY period DESC, 1 LIMIT 1)"
      ),
      (
        "none is on record",
        "DELETE FROM settlements WHERE transaction_id IS NULL AND (payee, currency, period) = (SELECT payee, currency, period FROM settlements WHERE transaction_id IS NULL ORDER BY period DESC, 1 LIMIT 1)"
      ),
    ])
  func tampered(place: String, script: String) async throws {
    let sample = try await Sample()
    if script.contains("settlements") { try sample.close(through: Sample.october) }
    try sample.db.forge(script)
    let outcome = try Verification(sample.db).run()
    #expect(!outcome.isProven)
    #expect(outcome.differences.contains { $0.contains(place) }, "\(outcome.differences)")
  }

  @Test("Plays that are not posted yet are no difference, and are counted")
  func pending() async throws {
    let sample = try await Sample()
    try sample.play(
      #"{"isrc":"QZLL22600001","played_at":"2026-10-05T00:00:00Z","platform":"spotify","country":"US","plays":7}"#)
    let outcome = try Verification(sample.db).run()
    #expect(outcome.isProven && outcome.pending == 1)
  }
}
