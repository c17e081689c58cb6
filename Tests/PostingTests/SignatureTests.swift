import Ledger
import Money
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

@Suite("Signatures of the chains' ends")
struct SignatureTests {
  private let dollars = Currency("USD")!

  private func sign(_ sample: Sample, _ key: SigningKey) throws {
    try sample.db.transaction { _ = try SignatureStore(sample.db).sign(key) }
  }

  private func pay(_ sample: Sample, _ reference: String) throws {
    _ = try Bookkeeping(sample.db, today: Sample.today).payment(
      payee: "art-000", try Amount("1"), dollars, date: Sample.today, reference: reference, reason: "test")
  }

  /// What a superuser can do who has the database: figures changed, and every digest made anew by the database itself.
  private func rewrite(_ sample: Sample, _ change: String, alsoSignatures: String = "") throws {
    try sample.db.forge(
      """
      \(change);
      DO $$
      DECLARE
        t ledger_transactions;
        last bytea := sha256('ledgerline');
      BEGIN
        FOR t IN SELECT * FROM ledger_transactions ORDER BY id LOOP
          t.previous := last;
          last := ledger_digest(t);
          UPDATE ledger_transactions SET previous = t.previous, digest = last WHERE id = t.id;
        END LOOP;
        UPDATE ledger_head SET digest = last;
      END $$;
      \(alsoSignatures)
      """)
  }

  @Test("Signed whenever it has grown; what is covered is told from the first signature to the last")
  func covered() async throws {
    let (sample, key) = (try await Sample(), SigningKey())
    try sign(sample, key)
    try pay(sample, "P-1")
    try sign(sample, key)
    try sign(sample, key)
    let outcome = try Verification(sample.db, keys: [key.verifying]).run()
    #expect(outcome.isProven, "\(outcome.differences)")
    let cover = try #require(outcome.signed[.ledger])
    #expect(cover.first.number == 6 && cover.last.number == 7 && cover.last.sequence == 2)
    // Without a key nothing is said of them, and by another nothing is believed.
    #expect(try Verification(sample.db, keys: []).run().signed.isEmpty)
    let other = try Verification(sample.db, keys: [SigningKey().verifying]).run()
    #expect(other.differences.contains { $0.contains("is not known here") })
    // A new key takes over; both are needed to verify.
    let next = SigningKey()
    try pay(sample, "P-2")
    try sign(sample, next)
    #expect(try Verification(sample.db, keys: [key.verifying, next.verifying]).run().isProven)
  }

  @Test("A superuser who rewrites a payment and every digest after it is found by the signatures, and by nothing else")
  func superuser() async throws {
    let (sample, key) = (try await Sample(), SigningKey())
    try pay(sample, "P-1")
    try sign(sample, key)
    let change = "UPDATE ledger_entries SET amount = amount * 2 WHERE transaction_id = 7"
    try rewrite(sample, change)
    #expect(try Verification(sample.db, keys: []).run().isProven, "the books hold in themselves")
    let outcome = try Verification(sample.db, keys: [key.verifying]).run()
    #expect(outcome.differences.contains { $0.contains("transaction 7: it has another digest than was signed") })
  }

  @Test(
    "Neither does it help to take signatures away, or to put others in their place",
    arguments: [
      ("signature 1 of the ledger is missing", "DELETE FROM head_signatures WHERE sequence = 1"),
      ("signature 2 of the ledger is missing", "DELETE FROM head_signatures WHERE sequence = 2"),
      ("the ledger has no signature", "DELETE FROM head_signatures"),
      (
        "signature 2 of the ledger does not hold",
        "UPDATE head_signatures SET digest = (SELECT digest FROM ledger_head) WHERE sequence = 2"
      ),
      (
        "signature 1 of the ledger does not hold",
        "DELETE FROM head_signatures WHERE sequence = 1; UPDATE head_signatures SET sequence = sequence - 1"
      ),
      (
        "transaction 9 is not signed",
        """
        DELETE FROM head_signatures WHERE sequence = 3;
        UPDATE ledger_transactions SET recorded_at = recorded_at - interval '1 hour' WHERE id = 9
        """
      ),
    ])
  func signaturesTampered(place: String, script: String) async throws {
    let (sample, key) = (try await Sample(), SigningKey())
    for number in 1...3 {
      try pay(sample, "P-\(number)")
      try sign(sample, key)
    }
    #expect(try Verification(sample.db, keys: [key.verifying]).run().isProven)
    try sample.db.forge(script)
    let outcome = try Verification(sample.db, keys: [key.verifying]).run()
    #expect(outcome.differences.contains { $0.contains(place) }, "\(outcome.differences)")
  }

  @Test("A key is read from what it is written as, and signs what its public key knows")
  func texts() throws {
    let key = SigningKey()
    let again = try #require(SigningKey(text: key.secretText + "\n"))
    let signed = try again.sign(.audit, sequence: 1, number: 2, digest: [1, 2], signedAt: 3, after: [])
    let verifying = try #require(VerifyingKey(text: key.verifying.text))
    #expect(
      verifying.holds(signed, after: []) && !verifying.holds(signed, after: [0]) && verifying.id == key.verifying.id)
    #expect(SigningKey(text: key.verifying.text) == nil && VerifyingKey(text: key.secretText) == nil)
    #expect(SigningKey(text: "") == nil && SigningKey(text: "ledgerline-signing-key-1 AAAA") == nil)
  }
}
