import Contracts
import Ingest
import Postgres
import Refusals
import Store
import TestSupport
import Testing

/// Files of contracts and advances that cannot be right: refused with file and line, and nothing of them is imported.
@Suite("Imports of contracts and advances")
struct ContractImportTests {
  private static let sound = """
    contract: C-9
    currency: USD
    effective_from: '2026-10-01'
    covers:
      artist: art-003
    fee_percent: '20'
    shares:
    - payee: lab-self-payee
      percent: '50'
    - payee: '@artist'
      percent: '50'

    """.replacing("lab-self-payee", with: "lab-north")

  @Test(
    "A wrong contract names file, line and reason, and nothing of the folder is imported",
    arguments: [
      ("percent: '50'\n- payee: '@artist'", "percent: '49.9'\n- payee: '@artist'", 8, "sum to 99.9"),
      ("payee: lab-north", "payee: nobody", 8, "payee \"nobody\" is not known"),
      ("artist: art-003", "track: QZLL22699999", 5, "track \"QZLL22699999\" is not in the catalog"),
      ("artist: art-003", "artist: art-999", 5, "artist \"art-999\" is not in the catalog"),
      ("fee_percent: '20'", "fee_percent: '20.0000000000001'", 6, "12 decimals"),
      ("currency: USD", "currency: ABC", 2, "ISO 4217"),
      ("artist: art-003", "label: lab-quay", 4, "contract C-2 covers label lab-quay from 2026-01-01 already"),
    ])
  func wrong(part: String, replacement: String, line: Int, reason: String) async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    let db = try Connection(url: url)
    let folder = try TemporaryFolder()
    try folder.write("a.yaml", Self.sound.replacing("C-9", with: "C-8").replacing("art-003", with: "art-000"))
    var text = Self.sound.replacing(part, with: replacement)
    if replacement.contains("lab-quay") { text = text.replacing("2026-10-01", with: "2026-01-01") }
    try folder.write("b.yaml", text)
    let error = try #require(
      #expect(throws: (any Error).self) { try ReferenceImport(db).contracts(path: folder.path) })
    let said = "\(error)"
    #expect(said.contains("/b.yaml:") && said.contains(reason), "\(said)")
    #expect(said.contains("b.yaml:\(line):") || said.contains("b.yaml:\(line + 1):"), "\(said)")
    #expect(try db.query("SELECT count(*) FROM contracts")[0].int(0) == 4)
  }

  @Test("Two ids that the database kept apart and Swift does not are two rows, and no trap")
  func storedBefore() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    for id in ["K", "\u{212A}"] { try db.query("INSERT INTO payees VALUES (\(id), \(id), 0, 0, 0, 0)") }
    let payees = try ContractStore(db).payeeTerms()
    #expect(payees.count == 1)
    #expect(payees["K"]?.rows.map { Array($0.id.utf8) } == [Array("K".utf8)])
  }

  @Test("A contract may take over in the same folder what another of it gives up")
  func takeover() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    let folder = try TemporaryFolder()
    let quay = Self.sound.replacing("artist: art-003", with: "label: lab-quay").replacing(
      "2026-10-01", with: "2026-01-01")
    try folder.write("a.yaml", quay)
    try folder.write("b.yaml", quay.replacing("C-9", with: "C-2").replacing("lab-quay", with: "lab-self"))
    #expect(try ReferenceImport(Connection(url: url)).contracts(path: folder.path) == ["C-9", "C-2"])
  }

  @Test("A contract that stands in two files of a folder is refused, naming both")
  func twice() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    let db = try Connection(url: url)
    let folder = try TemporaryFolder()
    try folder.write("a.yaml", Self.sound)
    try folder.write("b.yaml", Self.sound.replacing("fee_percent: '20'", with: "fee_percent: '21'"))
    let refusal = #expect(throws: ContractStore.Refusal.self) {
      try ReferenceImport(db).contracts(path: folder.path)
    }
    let said = refusal?.description ?? ""
    #expect(said.contains("/b.yaml: contract C-9 stands in ") && said.contains("/a.yaml too"), "\(said)")
    #expect(try db.query("SELECT count(*) FROM contracts")[0].int(0) == 4)
  }

  @Test("An advance to somebody unknown names its line")
  func advance() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    let folder = try TemporaryFolder()
    try folder.write(
      "advances.csv",
      "payee,date,kind,currency,amount,reference\nart-000,2026-10-01,cost,USD,5,N-1\nnobody,2026-10-01,cost,USD,5,N-2\n"
    )
    let db = try Connection(url: url)
    let error = #expect(throws: InputError.self) {
      try ReferenceImport(db).advances(path: "\(folder.path)/advances.csv")
    }
    #expect(error?.line == 3 && error?.reason.contains("\"nobody\" is not known") == true)
    #expect(try db.query("SELECT count(*) FROM advances")[0].int(0) == 4)
  }
}
