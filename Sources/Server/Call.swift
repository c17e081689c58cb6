import Diagnosis
import Earnings
import Foundation
import Hummingbird
import Ledger
import Live
import Postgres
import Store

/// One authorised request to an endpoint.
struct Call: Sendable {
  let grant: Access.Grant
  /// What stands in the path for `{id}`.
  let id: String
  /// What stands in the path for the further names, by name.
  var parts: [String: String] = [:]
  let query: QueryReader
  let request: Request
  let services: Services
  var work = Work.question
  /// Whether the token is still valid: for answers that never end.
  let isStillGranted: @Sendable () async throws -> Bool
  /// Ends the connection, whatever is on its way.
  let hangUp: @Sendable () -> Void
  /// Tells when the other end of the connection goes; `nil` where it has gone.
  let departure: Departure?

  /// A body as text.
  func text() async throws -> String {
    let buffer = try await request.body.collect(upTo: 1 << 20)
    guard let text = String(validating: buffer.readableBytesView, as: UTF8.self) else {
      throw Problem("bad-body", "The body cannot be used", 400, "The body is not UTF-8.")
    }
    return text
  }

  /// A body of JSON.
  func body<T: Decodable>(_ type: T.Type) async throws -> T {
    let buffer = try await request.body.collect(upTo: 1 << 20)
    // The database has no text with a NUL in it.
    guard !String(decoding: buffer.readableBytesView, as: UTF8.self).contains("\\u0000") else {
      throw Problem("bad-body", "The body cannot be used", 400, "A text has a NUL in it.")
    }
    do {
      return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
    } catch {
      throw Problem(
        "bad-body", "The body cannot be used", 400, "The body is not the JSON object that the documentation shows.")
    }
  }

  /// Who acts, as the books name them.
  var actor: Actor { .token(grant.id, name: grant.name) }

  /// Runs a short statement, in the token's name and turn.
  func database<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
    try await on(work.brief, body)
  }

  /// Runs the work itself on a connection of its class, in the token's name and turn.
  func atLength<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
    try await on(work, body)
  }

  /// Runs what blocks on a connection of a class, in the token's name and turn.
  func on<T: Sendable>(
    _ work: Work, _ body: @escaping @Sendable (Connection) throws -> T
  ) async throws -> T {
    let actor = actor
    return try await services.connections[work].withConnection(turn: grant.turn) { db in
      db.act(for: actor)
      return try body(db)
    }
  }

  func directory<T: Sendable>(_ body: @escaping @Sendable (DirectoryStore) throws -> T) async throws -> T {
    let visibility = grant.visibility
    return try await database { try body(DirectoryStore($0, visibility: visibility)) }
  }
}

/// What the endpoints work with.
public struct Services: Sendable {
  public let connections: Connections
  public let book: LiveBook
  let balances = Balances()
  /// The streams of live totals.
  package let hub: LiveHub
  /// What is wrong with this server, as last seen.
  public let watch: Watch
  /// For what opens connections of its own.
  public let databaseURL: String
  /// Where schedules put the files of statements; `nil` where the operator named nothing.
  public let deliverTo: String?

  public init(
    connections: Connections, book: LiveBook, watch: Watch, databaseURL: String, deliverTo: String? = nil
  ) {
    self.connections = connections
    self.book = book
    hub = LiveHub(book) { query in
      try await EarningsEndpoints.rows(query, book, connections, turn: "live").first?.earnings ?? Earnings()
    }
    self.watch = watch
    self.databaseURL = databaseURL
    self.deliverTo = deliverTo
  }
}
