import Foundation
import Ledger
import Money
import Plays
import Posting
import Postgres
import StatementExport
import Statements
import Store
import TestSupport
import Testing

/// Documents of issued statements, kept as they were issued, of the worked month.
@Suite("Documents that are kept")
struct StatementDocumentTests {
  private static let october = Period("2026-10")!
  private static let today = Day("2026-11-24")!

  private struct Desk {
    let db: Connection
    let folder: TemporaryFolder

    init() async throws {
      let url = try await ScratchServer.shared.database()
      db = try Connection(url: url)
      folder = try TemporaryFolder()
      try Month.loadReference(url)
      try Month.loadPlays(url)
      _ = try PostingRun(db, today: today).run()
      while let period = try PeriodStore(db).firstOpen(), period <= october {
        _ = try PeriodClose(db, today: today).close(period, reason: "test")
      }
    }

    func issue(
      _ kind: Statement.Kind, _ payee: String, _ currency: String = "USD", reason: String? = nil
    ) throws -> StatementStore.Issued {
      try StatementIssue(db, today: today).issue(kind, payee, october, Currency(currency)!, reason: reason)
    }

    func bytes(_ format: StatementFiles.Format, _ open: (Connection) throws -> any StatementContent) throws -> Data {
      let path = "\(folder.path)/s.\(format.rawValue)"
      try StatementFiles(db).write(format, to: path, open)
      return FileManager.default.contents(atPath: path)!
    }

    /// Its file as whoever exports it gets it.
    func exported(_ issued: StatementStore.Issued, _ format: StatementFiles.Format) throws -> Data {
      try bytes(format) { try StatementFiles.content(of: issued, $0) }
    }

    /// Its file as the books say it today.
    func rendered(_ issued: StatementStore.Issued, _ format: StatementFiles.Format) throws -> Data {
      try bytes(format) { try StatementSource($0, issued) }
    }

    /// Alters the database as somebody can who is not kept from it.
    func alter(_ script: String) throws {
      try db.forge(script)
    }

    /// As statements are that were issued before documents were kept.
    func forgetDocuments() throws {
      try alter("DELETE FROM statement_documents; UPDATE statements SET is_kept = false")
    }

    func differences() throws -> [String] { try Verification(db).run().differences }
  }

  @Test("JSON and workbook come from the document, byte for byte as the books said when it was issued")
  func same() async throws {
    let desk = try await Desk()
    for (kind, payee, currency) in [
      (Statement.Kind.payee, "art-000", "USD"), (.payee, "art-001", "EUR"), (.payee, "art-003", "JPY"),
      (.label, "lab-north", "USD"), (.label, "lab-self", "GBP"),
    ] {
      let issued = try desk.issue(kind, payee, currency)
      for format in StatementFiles.Format.allCases {
        #expect(try desk.exported(issued, format) == desk.rendered(issued, format), "\(issued.number) \(format)")
      }
      let (kept, read) = try desk.db.snapshot {
        (try StatementFiles.content(of: issued, desk.db).statement(), try StatementSource(desk.db, issued).statement())
      }
      #expect(kept.heading == read.heading && kept.figures == read.figures)
      #expect(
        kept.tables.map(\.columns) == read.tables.map(\.columns) && kept.tables.map(\.rows) == read.tables.map(\.rows))
    }
    #expect(try desk.differences() == [])
  }

  @Test(
    "Nothing that is done to the books or the catalog later changes it; what replaces it says that it is superseded")
  func forever() async throws {
    let desk = try await Desk()
    let issued = try desk.issue(.payee, "art-000")
    let files = try StatementFiles.Format.allCases.map { try desk.exported(issued, $0) }
    try desk.alter("UPDATE statement_names SET name = name || 'x'; DELETE FROM ledger_lines WHERE artist_id = 1")
    #expect(throws: Transaction.Refusal.self) { try desk.rendered(issued, .json) }
    #expect(throws: Transaction.Refusal.self, "its workbook is compared too") { try desk.rendered(issued, .xlsx) }
    #expect(try StatementFiles.Format.allCases.map { try desk.exported(issued, $0) } == files)
  }

  @Test(
    "Altered, cut, lengthened or gone, verify names the statement, and it is not handed out",
    arguments: [
      "UPDATE statement_documents SET packed = set_byte(packed, 40, 255 - get_byte(packed, 40))",
      "UPDATE statement_documents SET packed = substr(packed, 1, octet_length(packed) - 9)",
      "INSERT INTO statement_documents SELECT statement_id, 1, packed FROM statement_documents",
      "UPDATE statement_documents SET part = 1", "DELETE FROM statement_documents",
    ])
  func altered(script: String) async throws {
    let desk = try await Desk()
    let issued = try desk.issue(.payee, "art-001", "EUR")
    try desk.alter(script)
    let difference = try #require(try desk.differences().first)
    #expect(difference.hasPrefix("statement 2026-10/art-001/EUR revision 1: "), "\(difference)")
    guard !script.hasPrefix("DELETE") else { return }
    for format in StatementFiles.Format.allCases {
      let refusal = #expect(throws: Transaction.Refusal.self) { try desk.exported(issued, format) }
      #expect(refusal?.description.contains("is not the one that was issued") == true)
    }
  }

  @Test("A payable that was raised everywhere but in the settlement is found by it")
  func payable() async throws {
    let desk = try await Desk()
    let issued = try desk.issue(.payee, "art-001", "EUR")
    try desk.alter(
      """
      UPDATE statements SET payable = 1000;
      UPDATE ledger_transactions SET reason = replace(reason, '166.910000000000', '1000.000000000000')
      WHERE id = \(issued.transaction)
      """)
    #expect(
      try desk.differences().contains {
        $0.contains("it says payable 1000.000000000000, and its settlement says 166.910000000000")
      })
  }

  @Test("A document of many parts is read as it was kept; one that was read otherwise is refused")
  func parts() async throws {
    let desk = try await Desk()
    let issued = try desk.issue(.payee, "art-001", "EUR")
    try desk.forgetDocuments()
    let store = StatementDocumentStore(desk.db)
    let packed = [UInt8](repeating: 7, count: StatementDocumentStore.partSize / 2 + 1)
    #expect(throws: (any Error).self) {
      try desk.db.transaction {
        try store.keep(issued.id, digest: issued.digest) { body in for _ in 0..<5 { try body(packed) } }
      }
    }
    #expect(try !store.isKept(issued.id))
    try desk.db.run(script: "BEGIN")
    _ = try? store.keep(issued.id, digest: issued.digest) { body in for _ in 0..<5 { try body(packed) } }
    let parts = try desk.db.query("SELECT part, octet_length(packed) FROM statement_documents ORDER BY part")
      .map { [$0.int(0), $0.int(1)] }
    try desk.db.run(script: "ROLLBACK")
    let size = Int64(StatementDocumentStore.partSize)
    #expect(parts == [[0, size], [1, size], [2, Int64(5 * packed.count) - 2 * size]])
  }

  @Test("One that was issued before documents were kept is rendered as before, and revising it keeps its document")
  func before() async throws {
    let desk = try await Desk()
    let issued = try desk.issue(.label, "lab-north")
    let json = try desk.exported(issued, .json)
    try desk.forgetDocuments()
    #expect(try desk.differences() == [])
    #expect(try desk.exported(issued, .json) == json)
    #expect(try desk.issue(.label, "lab-north", reason: "to keep its document") == issued)
    #expect(try StatementDocumentStore(desk.db).isKept(issued.id))
    try desk.alter("DELETE FROM ledger_lines")
    #expect(try desk.exported(issued, .json) == json)
  }
}
