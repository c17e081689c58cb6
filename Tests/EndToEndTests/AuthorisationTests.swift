import Answers
import Foundation
import Plays
import Posting
import Postgres
import Schemas
import Server
import Store
import TestSupport
import Testing

/// Who may ask what: every endpoint of the one table, with its scope and without, for everybody whom a token can be for.
@Suite("Authorisation", .serialized)
struct AuthorisationTests {
  /// Whom a token is for.
  enum Kind: String, CaseIterable {
    case everything
    case artist = "artist:art-001"
    case label = "label:lab-quay"
    case otherArtist = "artist:art-003"
    case otherLabel = "label:lab-north"
    case payee = "payee:prod-ines"

    var subjects: [String] { self == .everything ? [] : [rawValue] }
  }

  /// Something that a path or a parameter names, another of the same length that there is not, and who may see it.
  struct Thing {
    let id, missing: String
    let seenBy: Set<Kind>
  }

  private struct Running {
    let server: Command
    let port: Int
    /// With every scope.
    let clients: [Kind: Client]
    let statement: Int
    let database: Connection

    /// A token with every scope but one.
    func client(_ kind: Kind, without scope: Scope) throws -> Client {
      try AuthorisationTests.client(database, port, kind, Scope.allCases.filter { $0 != scope })
    }
  }

  private static func client(_ db: Connection, _ port: Int, _ kind: Kind, _ scopes: [Scope]) throws -> Client {
    let made = try TokenStore(db).create(
      name: "\(kind)", scopes: scopes.map(\.rawValue), subjects: kind.subjects, rateLimit: 10_000, expiresAt: nil)
    return Client(port: port, token: made.token)
  }

  private func running() async throws -> Running {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let db = try Connection(url: url)
    _ = try PostingRun(db, today: .today).run()
    let port = try freePort()
    let server = try CommandLineTool(database: url).start("serve", "--port", "\(port)", "--post-every", "0")
    guard try await server.line({ $0.contains("listening on") }) != nil else {
      throw CommandLineTool.Failed(description: "the server did not start: \(server.standardError)")
    }
    var clients: [Kind: Client] = [:]
    for kind in Kind.allCases { clients[kind] = try Self.client(db, port, kind, Scope.allCases) }
    let finance = clients[.everything]!
    for period in ["2026-08", "2026-09", "2026-10"] {
      let closed = try await finance.get("/v1/periods/\(period)/close", method: "POST", body: #"{"reason":"a test"}"#)
      #expect(closed.status == 200, "\(closed.text)")
    }
    let issued = try await finance.get("/v1/statements", method: "POST", body: #"{"period":"2026-10"}"#)
    let items = try #require(issued.body["issued"] as? [[String: Any]], "\(issued.text)")
    let mine = try #require(items.first { $0["payee"] as? String == "art-001" }?["id"] as? Int)
    return Running(server: server, port: port, clients: clients, statement: mine, database: db)
  }

  /// What stands in the paths of endpoints that subjects narrow.
  private func things(_ run: Running) -> [String: Thing] {
    let catalog: Set<Kind> = [.everything, .artist, .label]
    let artist = Thing(id: "art-001", missing: "art-901", seenBy: catalog)
    // An artist's token sees its label's name, and its own tracks under it.
    let label = Thing(id: "lab-quay", missing: "lab-none", seenBy: catalog)
    let album = Thing(id: "011000001072", missing: "036000291452", seenBy: catalog)
    let track = Thing(id: "QZLL22600003", missing: "QZLL22699999", seenBy: catalog)
    let statement = "\(run.statement)"
    let own: Set<Kind> = [.everything, .artist]
    let owed = Thing(id: "art-001", missing: "art-901", seenBy: own)
    let labels = Thing(id: "lab-quay", missing: "lab-none", seenBy: [.everything, .label])
    return [
      "/v1/artists/{id}": artist, "/v1/artists/{id}/earnings": artist, "/v1/artists/{id}/earnings/live": artist,
      "/v1/artists/{id}/balance": owed, "/v1/payees/{id}/balance": owed,
      "/v1/labels/{id}": label, "/v1/labels/{id}/earnings": label, "/v1/labels/{id}/earnings/live": label,
      "/v1/labels/{id}/balance": labels,
      "/v1/albums/{id}/earnings": album, "/v1/tracks/{id}/earnings": track,
      "/v1/statements/{id}": Thing(id: statement, missing: "999", seenBy: own),
      "/v1/statement-drafts/{id}": owed, "/v1/label-statement-drafts/{id}": labels,
    ]
  }

  /// Asks an endpoint about something, with whatever else it needs.
  private func ask(
    _ client: Client, _ endpoint: Endpoint, _ id: String, _ more: [String: String] = [:]
  ) async throws -> Client.Answer {
    var path = endpoint.path
    for name in endpoint.pathParameters {
      path = path.replacing("{\(name)}", with: name == "id" ? id : "1")
    }
    var query = more
    for parameter in endpoint.parameters where parameter.isRequired {
      if case .oneOf(let values) = parameter.type {
        query[parameter.name] = values[0]
      } else {
        query[parameter.name] = parameter.example
      }
    }
    let text = query.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "&")
    // A stream has no end: its head tells.
    let isStream = endpoint.handle.answers[0].type == "text/event-stream"
    return try await client.get(
      path + (text.isEmpty ? "" : "?\(text)"), method: isStream ? "HEAD" : endpoint.method.rawValue.uppercased(),
      body: endpoint.method == .post ? endpoint.bodyExample ?? "{}" : nil)
  }

  /// But for the length, which the text tells with the id that is asked for.
  private func headers(_ answer: Client.Answer) -> [String: String] {
    answer.headers.filter { !["date", "x-request-id", "content-length"].contains($0.key) }
  }

  @Test("Without a token, with a wrong one and without the scope nothing is answered, whoever it is for")
  func scopes() async throws {
    let run = try await running()
    defer { run.server.send(SIGTERM) }
    for endpoint in API.endpoints {
      for token in [nil, "llt_wrong"] {
        #expect(try await ask(Client(port: run.port, token: token), endpoint, "1").status == 401, "\(endpoint.path)")
      }
    }
    for scope in Scope.allCases {
      for kind in Kind.allCases {
        let client = try run.client(kind, without: scope)
        for endpoint in API.endpoints where endpoint.scope == scope {
          #expect(try await ask(client, endpoint, "1").status == 403, "\(endpoint.path), \(kind) without \(scope)")
        }
      }
    }
  }

  @Test("What is foreign answers exactly as what there is not, and what is about everything is for those who see it")
  func subjects() async throws {
    let run = try await running()
    defer { run.server.send(SIGTERM) }
    let things = things(run)
    for endpoint in API.endpoints {
      let thing = things[endpoint.path]
      for kind in Kind.allCases {
        let client = run.clients[kind]!
        let what: Comment = "\(endpoint.method) \(endpoint.path), \(kind)"
        guard kind == .everything || !endpoint.needsWholeView else {
          #expect(try await ask(client, endpoint, thing?.id ?? "1").status == 403, what)
          continue
        }
        guard let thing else {
          #expect(
            endpoint.needsWholeView || endpoint.pathParameters.isEmpty, "say who sees what \(endpoint.path) names")
          // What it answers to nothing is its own affair; that it was asked is not.
          let answer = try await ask(client, endpoint, "4711")
          #expect(![401, 403, 405, 500].contains(answer.status), "\(what.rawValue): \(answer.text)")
          continue
        }
        let missing = try await ask(client, endpoint, thing.missing)
        #expect(missing.status == 404, what)
        let asked = try await ask(client, endpoint, thing.id)
        guard !thing.seenBy.contains(kind) else {
          // It is there, and a draft of it may have nothing to say.
          #expect([200, 409].contains(asked.status), "\(what.rawValue): \(asked.text)")
          continue
        }
        #expect(asked.status == 404, what)
        #expect(asked.text.replacing(thing.id, with: thing.missing) == missing.text, what)
        #expect(headers(asked) == headers(missing), what)
      }
    }
  }

  @Test("A parameter that names what is foreign finds exactly what one finds that names nothing")
  func parameters() async throws {
    let run = try await running()
    defer { run.server.send(SIGTERM) }
    let names = [
      "artist": ("art-001", "art-901"), "label": ("lab-quay", "lab-none"), "album": ("011000001072", "036000291452"),
      "track": ("QZLL22600003", "QZLL22699999"), "payee": ("art-001", "art-901"),
    ]
    var asked = 0
    for endpoint in API.endpoints where !endpoint.needsWholeView && endpoint.pathParameters.isEmpty {
      for parameter in endpoint.parameters {
        guard let (foreign, missing) = names[parameter.name] else { continue }
        for kind in [Kind.otherArtist, .otherLabel, .payee] {
          let one = try await ask(run.clients[kind]!, endpoint, "", [parameter.name: foreign])
          let other = try await ask(run.clients[kind]!, endpoint, "", [parameter.name: missing])
          let what: Comment = "\(endpoint.path)?\(parameter.name), \(kind)"
          #expect(one.status == other.status, what)
          #expect(settled(one).replacing(foreign, with: missing) == settled(other), what)
          asked += 1
        }
      }
    }
    #expect(asked >= 15)
  }

  /// An answer without the time at which it was given.
  private func settled(_ answer: Client.Answer) -> String {
    answer.text.replacing(#/"as_of":"[^"]*"/#, with: "").replacing(#/"complete_through":[^,]*/#, with: "")
  }
}
