import Foundation
import Ledger
import Plays
import Posting
import Postgres
import StatementExport
import Statements
import Store
import TestSupport
import Testing

@Suite("All statements of a month in one file")
struct StatementArchiveTests {
  private static let october = Period("2026-10")!
  private static let today = Day("2026-11-24")!

  private func closed(_ payees: Int) async throws -> (db: Connection, url: String) {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try BooksClock.set(db, "\(Self.today)")
    try ManyPayees.load(db, payees: payees)
    _ = try PostingRun(db, today: Self.today).run()
    _ = try PeriodClose(db, today: Self.today).close(Self.october)
    return (db, url)
  }

  /// Unpacks a file by Python's zipfile, and returns the names in their order.
  private func unpack(_ path: String, to folder: String) throws -> [String] {
    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nz.extractall(sys.argv[2])\n"
    return try Command.output(
      "/usr/bin/python3", ["-c", script + "print('\\n'.join(z.namelist()))", path, folder]
    ).split(separator: "\n").map(String.init)
  }

  @Test(
    "It has the very files that issuing writes, in the order of their numbers, and is the same bytes on any threads")
  func whole() async throws {
    let (db, url) = try await closed(40)
    let (files, folder, unpacked) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
    let places = try SettlementStore(db).places(Self.october)
    let run = try StatementRun(
      db, .payee, Self.october, today: Self.today, files: [.xlsx, .json], to: files.path)
    #expect(try run.issue(places, over: db).issued.count == 45)
    let archive = StatementArchive(Self.october, as: [.xlsx, .json]) { try Connection(url: url) }
    var told = 0
    #expect(
      try archive.write(to: "\(folder.path)/a.zip", threads: 3) { done, total in told += total == 45 ? 1 : 0 } == 45)
    #expect(told == 45)
    try archive.write(to: "\(folder.path)/b.zip", threads: 1)
    let bytes = FileManager.default.contents(atPath: "\(folder.path)/a.zip")
    #expect(bytes != nil && bytes == FileManager.default.contents(atPath: "\(folder.path)/b.zip"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.zip", "b.zip"])
    let names = try unpack("\(folder.path)/a.zip", to: unpacked.path)
    let issued = try StatementStore(db).list(period: Self.october).sorted { $0.number < $1.number }
    #expect(names == issued.flatMap { [StatementFiles.name($0, .xlsx), StatementFiles.name($0, .json)] })
    for name in names {
      #expect(
        FileManager.default.contents(atPath: "\(unpacked.path)/\(name)")
          == FileManager.default.contents(atPath: "\(files.path)/\(name)"), "\(name)")
    }
    try StatementArchive(Self.october, as: [.json]) { try Connection(url: url) }
      .write(to: "\(folder.path)/json.zip", threads: 2)
    #expect(try unpack("\(folder.path)/json.zip", to: unpacked.path).allSatisfy { $0.hasSuffix(".json") })
  }

  @Test("Where nothing was issued, or a document is not the one that was issued, there is no file")
  func none() async throws {
    let (db, url) = try await closed(5)
    let folder = try TemporaryFolder()
    let archive = StatementArchive(Self.october, as: [.json]) { try Connection(url: url) }
    let nothing = #expect(throws: Transaction.Refusal.self) {
      try archive.write(to: "\(folder.path)/a.zip", threads: 2)
    }
    #expect(nothing?.description.contains("no statement of 2026-10 was issued") == true)
    let places = try SettlementStore(db).places(Self.october)
    _ = try StatementRun(db, .payee, Self.october, today: Self.today).issue(places, over: db)
    try db.forge(
      """
      UPDATE statement_documents SET packed = set_byte(packed, 30, 255 - get_byte(packed, 30))
      WHERE statement_id = (SELECT max(statement_id) FROM statements)
      """)
    let changed = #expect(throws: Transaction.Refusal.self) {
      try archive.write(to: "\(folder.path)/a.zip", threads: 2)
    }
    #expect(changed?.description.contains("is not the one that was issued") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
