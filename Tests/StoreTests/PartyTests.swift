import Contracts
import Ingest
import Ledger
import Postgres
import Refusals
import Store
import TestSupport
import Testing

@Suite("Artists, labels and payees are told apart")
struct PartyTests {
  private static let header =
    "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids,featured_artists\n"
  /// Of an artist, and of a label, with one id.
  private static let artist = "QZLL22600001,One,x,Ex the artist,011000000075,Album,lab-1,First,,\n"
  private static let label = "QZLL22600002,Two,art-2,Two,011000001072,Other,x,Ex the label,,\n"
  private static let payees = "payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent\n"
  private static let contract = """
    contract: K
    currency: USD
    effective_from: 2026-01-01
    covers: {label: x}
    fee_percent: 0
    shares:
      - {payee: NAME, percent: 100}
    """

  private struct Desk {
    let db: Connection
    let folder: TemporaryFolder

    init() async throws {
      db = try Connection(url: await ScratchServer.shared.database())
      folder = try TemporaryFolder()
    }

    func path(_ name: String, _ text: String) throws -> String {
      try folder.write(name, text)
      return "\(folder.path)/\(name)"
    }

    func catalog(_ rows: String...) throws -> [String] {
      try ReferenceImport(db).catalog(path: path("catalog.csv", PartyTests.header + rows.joined())).toldApart
    }

    func payee(_ name: String) throws -> Int {
      try ReferenceImport(db).payees(path: path("payees.csv", PartyTests.payees + "\(name),Somebody,0,0,0,0\n")).rows
    }

    func contract(_ name: String) throws -> [String] {
      try ReferenceImport(db).contracts(path: path("K.yaml", PartyTests.contract.replacing("NAME", with: name)))
    }

    func advance(_ name: String, _ reference: String) throws -> Int {
      try ReferenceImport(db).advances(
        path: path(
          "advances.csv",
          "payee,date,kind,currency,amount,reference\n\(name),2026-01-01,advance,USD,1.00,\(reference)\n"))
    }

    func texts(_ sql: SQL) throws -> [String] { try db.query(sql).map { $0.text(0) } }
  }

  private func refusal<T>(_ body: () throws -> T) -> String {
    (#expect(throws: InputError.self) { _ = try body() })?.description ?? ""
  }

  @Test("Who came first keeps the plain id; from then on it is refused in files, and their kind is asked for")
  func firstCome() async throws {
    let desk = try await Desk()
    #expect(try desk.catalog(Self.artist) == [])
    #expect(try desk.payee("x") == 1)
    #expect(try desk.catalog(Self.label) == ["label:x"])
    let parties = PartyStore(desk.db)
    #expect(try parties.party("artist", "x") == "x")
    #expect(try parties.party("label", "x") == "label:x")

    let said = "\"x\" is an artist and a label: write artist:x or label:x"
    #expect(refusal { try desk.payee("x") } == "\(desk.folder.path)/payees.csv:2: payee \(said)")
    #expect(refusal { try desk.advance("x", "A") } == "\(desk.folder.path)/advances.csv:2: payee \(said)")
    #expect(refusal { try desk.contract("x") } == "\(desk.folder.path)/K.yaml:7: payee \(said)")
    // Known by its kind, but without terms yet.
    #expect(refusal { try desk.contract("label:x") }.contains("import payees first"))
    #expect(try desk.payee("label:x") == 1)
    #expect(try desk.payee("artist:x") == 0, "the artist's row is as it was")
    #expect(refusal { try desk.payee("label:nobody") }.contains("is not in the catalog"))
    #expect(refusal { try desk.payee("payee:x") }.contains("write the id alone"))

    #expect(try desk.advance("artist:x", "A") == 1)
    #expect(try desk.advance("label:x", "B") == 1)
    #expect(try desk.texts("SELECT payee FROM advances ORDER BY reference") == ["x", "label:x"])
    #expect(try desk.contract("label:x") == ["K"])
    #expect(try desk.texts("SELECT payee FROM contract_shares") == ["label:x"])
    // The other way round the same.
    #expect(try desk.contract("artist:x") == ["K"])
    #expect(try desk.texts("SELECT payee FROM contract_shares WHERE version = 2") == ["x"])
  }

  @Test("Of two that come at once neither has the plain id; a payee who had it keeps it, and nobody speaks for them")
  func atOnce() async throws {
    let desk = try await Desk()
    #expect(try desk.payee("x") == 1)
    #expect(try desk.catalog(Self.artist, Self.label) == ["artist:x", "label:x"])
    #expect(try desk.catalog(Self.artist, Self.label) == ["artist:x", "label:x"])
    let parties = PartyStore(desk.db)
    #expect(try parties.parties(artists: ["x"], labels: ["x"]) == ["artist:x", "label:x"])
    #expect(try parties.name("x") == "Somebody")
    #expect(try parties.named("x") == .shared)
    // A featured artist is an artist too.
    let other = try await Desk()
    #expect(
      try other.catalog(Self.label.replacing(",Ex the label,,", with: ",Ex the label,,x=Ex the artist")) == [
        "artist:x", "label:x",
      ])
  }

  @Test("An id of one kind only stays as it is written, whichever way")
  func oneKind() async throws {
    let desk = try await Desk()
    #expect(try desk.catalog(Self.artist) == [])
    for name in ["x", "artist:x"] { #expect(try PartyStore(desk.db).named(name) == .known("x")) }
    #expect(try PartyStore(desk.db).named("label:lab-1") == .known("lab-1"))
    #expect(try PartyStore(desk.db).named("label:x") == .unknown)
    #expect(try PartyStore(desk.db).named("nobody") == .unknown)
  }

  @Test("What the books call somebody never changes, in SQL neither")
  func fixed() async throws {
    let desk = try await Desk()
    _ = try desk.catalog(Self.artist, Self.label)
    for script in [
      "UPDATE artists SET party = 'x' WHERE id = 'x'", "UPDATE labels SET id = 'y', party = 'y' WHERE id = 'x'",
    ] {
      let error = #expect(throws: PostgresError.self) { try desk.db.run(script: script) }
      #expect(error?.message.contains("and stays so") == true)
    }
    let taken = #expect(throws: PostgresError.self) {
      try desk.db.run(script: "INSERT INTO artists (id, name, party) VALUES ('lab-1', 'a', 'lab-1')")
    }
    #expect(taken?.message.contains("is in the books as another") == true)
  }

  @Test("A token is not made for a payee whose id says nothing")
  func subject() async throws {
    let desk = try await Desk()
    _ = try desk.catalog(Self.artist, Self.label)
    func make(_ subject: String) throws {
      _ = try TokenStore(desk.db).create(
        name: "t", scopes: ["earnings:read"], subjects: [subject], rateLimit: 1, expiresAt: nil)
    }
    let refusal = #expect(throws: Transaction.Refusal.self) { try make("payee:x") }
    #expect(refusal?.description.contains("write artist:x or label:x") == true)
    for subject in ["payee:label:x", "payee:prod", "artist:x", "label:x"] { try make(subject) }
  }
}
