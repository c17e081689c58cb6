import Foundation
import Postgres
import Store
import TestSupport
import Testing

@Suite("Tokens")
struct TokenStoreTests {
  @Test("The database never holds a token, only its SHA-256")
  func hashed() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let made = try TokenStore(db).create(
      name: "n", scopes: ["earnings:read"], subjects: ["artist:a"], rateLimit: 5, expiresAt: nil)
    #expect(made.token.utf8.count >= 43 + 4)
    let dump = try db.query("SELECT tokens::text FROM tokens")[0].text(0)
    #expect(!dump.contains(made.token.dropFirst(4)))
    #expect(try TokenStore(db).grant(token: made.token) == made.grant)
    #expect(try TokenStore(db).grant(token: made.token + "x") == nil)
  }

  @Test("Whoever could change the books before its parts were told apart can do each of them")
  func finerScopes() async throws {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    let folder = try TemporaryFolder()
    let scripts = try FileManager.default.contentsOfDirectory(atPath: Project.migrations).filter { $0 < "0015" }
    for name in scripts {
      try folder.write(name, String(contentsOfFile: "\(Project.migrations)/\(name)", encoding: .utf8))
    }
    _ = try Migrator(directory: folder.path).migrate(db)
    try db.run(
      script: """
        INSERT INTO tokens (digest, name, scopes, subjects, rate_limit)
        VALUES (sha256('a'), 'writer', '{ledger:read,ledger:write}', '{}', 1), (sha256('b'), 'reader', '{ledger:read}', '{}', 1)
        """)
    _ = try Migrator(directory: Project.migrations).migrate(db)
    let scopes = try TokenStore(db).all().map(\.scopes)
    #expect(
      scopes[0] == [
        "ledger:read", "ledger:post", "ledger:record", "ledger:pay", "ledger:close", "reports:write", "reports:accept",
        "statements:issue",
      ])
    #expect(scopes[1] == ["ledger:read"])
  }

  @Test("Expired and revoked tokens grant nothing")
  func ended() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let store = TokenStore(db)
    let expired = try store.create(name: "n", scopes: [], subjects: [], rateLimit: 5, expiresAt: 1)
    #expect(try store.grant(token: expired.token) == nil)
    let made = try store.create(name: "n", scopes: [], subjects: [], rateLimit: 5, expiresAt: nil)
    #expect(try store.revoke(id: made.grant.id))
    #expect(try !store.revoke(id: made.grant.id))
    #expect(try store.grant(token: made.token) == nil)
  }
}
