import Ledger
import Money
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

@Suite("The audit log")
struct AuditTests {
  private let dollars = Currency("USD")!

  private func pay(_ sample: Sample, _ reference: String, _ deed: Deed) throws -> LedgerStore.Posted {
    sample.db.act(deed)
    return try Bookkeeping(sample.db, today: Sample.today).payment(
      payee: "art-000", try Amount("1"), dollars, date: Sample.today, reference: reference, reason: "test")
  }

  @Test("A record is written with its act or not at all, and linked behind those before it")
  func together() async throws {
    let sample = try await Sample()
    let deed = Deed(.payment, by: .token(7, name: "Ines"), from: "192.0.2.7", to: "art-000", detail: "1 USD")
    let paid = try pay(sample, "P-1", deed)
    let records = try AuditStore(sample.db).page(.init(), before: nil, limit: 10)
    #expect(records.count == 1 && records[0].position == 1 && deed.isRecorded)
    let record = records[0].record
    #expect(record.actor == .token(7, name: "Ines") && record.origin == "192.0.2.7" && record.act == "ledger.payment")
    #expect(record.reference == "transaction \(paid.link.number)" && record.outcome == .done)
    // What the books refuse has no record.
    #expect(throws: Transaction.Refusal.self) { try pay(sample, "P-1", Deed(.payment, by: .process, to: "art-000")) }
    #expect(try AuditStore(sample.db).page(.init(), before: nil, limit: 10).count == 1)
    // And nothing stands in the books whose record cannot be written.
    try sample.db.run(script: "ALTER TABLE audit_log ADD CONSTRAINT none CHECK (act <> 'ledger.payment') NOT VALID")
    let head = try LedgerStore(sample.db).head()
    #expect(throws: PostgresError.self) { try pay(sample, "P-2", Deed(.payment, by: .process, to: "art-000")) }
    #expect(try LedgerStore(sample.db).head() == head)
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("A posting goes on while others add records: the chain's head is nobody's to wait for")
  func besideOthers() async throws {
    let sample = try await Sample(posted: false)
    let other = try Connection(url: sample.url)
    sample.db.act(Deed(.post, by: .posting, to: ""))
    let books = LedgerStore(sample.db)
    try books.exclusively {
      // A posting's snapshot is taken; somebody exports meanwhile, and is done before it.
      _ = try books.head()
      try Deed(.export, by: .token(3, name: "finance"), from: "h", to: "a statement").finish(other)
      let advance = try Transaction(
        kind: .manual, accountingDate: Sample.today, reference: "manual:x", reason: "test",
        entries: [Entry(.cash, dollars, try Amount("1")), Entry(.fee, dollars, try Amount("-1"))])
      try books.append([advance])
    }
    let records = try AuditStore(sample.db).page(.init(), before: nil, limit: 10)
    #expect(records.compactMap(\.position).sorted() == [1, 2], "\(records)")
    #expect(try Verification(sample.db).run().records == 2)
  }

  @Test("Filters: who, what and when; long texts are cut, and NUL is none")
  func filters() async throws {
    let sample = try await Sample(posted: false)
    let long = String(repeating: "é\u{1D11E}", count: 2_000)
    for (act, name) in [(Act.post, "Ines"), (.payment, "Ines"), (.export, "a\0b"), (.signIn, "Quay")] {
      try Deed(act, by: .token(1, name: name), from: "h", to: long, detail: long).finish(sample.db, reference: long)
    }
    let store = AuditStore(sample.db)
    func acts(_ filter: AuditStore.Filter) throws -> [String] {
      try store.page(filter, before: nil, limit: 10).map(\.record.act)
    }
    #expect(try acts(.init(who: "Ines")) == ["ledger.payment", "ledger.post"])
    #expect(try acts(.init(act: "ledger")) == ["ledger.payment", "ledger.post"])
    #expect(try acts(.init(act: "led")) == [])
    #expect(try acts(.init(who: "token:1", act: "export")) == ["export"])
    let all = try store.page(.init(), before: nil, limit: 10)
    #expect(try acts(.init(since: all[1].record.recordedAt)) == ["sign_in", "export"])
    #expect(try acts(.init(until: all[1].record.recordedAt)) == ["ledger.payment", "ledger.post"])
    #expect(try store.page(.init(), before: all[2].record.id, limit: 1).map(\.record.act) == ["ledger.post"])
    #expect(all[1].record.actor.name == "a\u{FFFD}b")
    #expect(all[0].record.subject.utf8.count <= 512 && all[0].record.subject.hasPrefix("é\u{1D11E}é"))
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test(
    "Nobody changes it, the owner neither",
    arguments: [
      "UPDATE audit_log SET actor_name = 'x' WHERE id = 1", "UPDATE audit_log SET position = 9 WHERE id = 1",
      "UPDATE audit_log SET digest = sha256('x') WHERE id = 1", "DELETE FROM audit_log", "TRUNCATE audit_log",
      "DELETE FROM audit_log WHERE false", "UPDATE audit_head SET position = 0", "DELETE FROM audit_head",
      """
      INSERT INTO audit_log (actor, actor_name, origin, act, subject, detail, outcome, reference, position, previous, digest)
      SELECT 'os:x', 'x', 'h', 'export', '', '', 'done', '', position + 1, digest, sha256('x') FROM audit_head
      """,
      """
      INSERT INTO audit_log (actor, actor_name, origin, act, subject, detail, outcome, reference)
      VALUES ('x', 'x', 'h', 'export', '', '', 'done', '')
      """,
      "UPDATE head_signatures SET number = 9", "DELETE FROM head_signatures", "TRUNCATE head_signatures",
      "INSERT INTO head_signatures VALUES ('ledger', 9, 9, sha256('x'), now(), '0123456789abcdef', sha512('x'))",
    ])
  func refused(script: String) async throws {
    let sample = try await Sample(posted: false)
    try Deed(.export, by: .process, to: "a").finish(sample.db)
    #expect(throws: PostgresError.self) { try sample.db.run(script: script) }
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test(
    "Each way to tamper is found, with the place",
    arguments: [
      ("record 2 of the audit log: its digest", "UPDATE audit_log SET actor_name = 'x' WHERE position = 2"),
      (
        "record 2 of the audit log: its digest",
        "UPDATE audit_log SET recorded_at = recorded_at - interval '1 s' WHERE position = 2"
      ),
      ("record 1 of the audit log is missing", "DELETE FROM audit_log WHERE position = 1"),
      ("ends with record 2", "DELETE FROM audit_log WHERE position = 3"),
    ])
  func tampered(place: String, script: String) async throws {
    let sample = try await Sample(posted: false)
    for number in 1...3 { try Deed(.export, by: .process, to: "\(number)").finish(sample.db) }
    try sample.db.forge(script)
    let outcome = try Verification(sample.db).run()
    #expect(outcome.differences.contains { $0.contains(place) }, "\(outcome.differences)")
  }
}
