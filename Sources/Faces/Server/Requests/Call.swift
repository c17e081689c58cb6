import Answers
import Diagnosis
import Earnings
import Hummingbird
import Ledger
import Live
import ReportMatching
import Postgres
import Schemas
import Store

/// One authorised request to an endpoint.
struct Call: Sendable {
  let grant: Access.Grant
  /// Value in the path for `{id}`.
  let id: String
  /// Values in the path for the further names, by name.
  var parts: [String: String] = [:]
  let query: QueryReader
  let request: Request
  let services: Services
  var work = Work.question
  /// Deed that it is, for the books and the audit log.
  let deed: Deed
  /// Ends the connection, whatever is on its way.
  let hangUp: @Sendable () -> Void
  /// Tells when the other end of the connection goes; `nil` where it has gone.
  let departure: Departure?
  /// True if the handler itself sees to it that nothing long is done for who has left.
  var watches = false

  /// Bytes of a body at most, but for files.
  private static let maximumBody = 1 << 20

  /// A body of JSON, that has the keys of the type and no others.
  ///
  /// - Throws: `Problem` that names the field which is wrong, and what it must be.
  func body<T: Decodable>(_ type: T.Type) async throws -> T {
    let bytes = try await bytes()
    // Nothing is said as well by nothing.
    return try read(type, bytes.isEmpty && type == Nothing.self ? Array("{}".utf8) : bytes)
  }

  /// The text of a body of JSON, held to the schema of a type like any other.
  func text<T: Decodable>(of type: T.Type) async throws -> String {
    let bytes = try await bytes()
    _ = try read(type, bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func bytes() async throws -> [UInt8] {
    Array(try await request.body.collect(upTo: Self.maximumBody).readableBytesView)
  }

  private func read<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) throws -> T {
    do {
      return try BodyReader.read(type, bytes)
    } catch let fault as BodyFault {
      throw Problem.badBody(fault.description, field: fault.field)
    }
  }

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
    let (deed, pool, turn) = (deed, services.connections[work], grant.turn)
    return try await whileWanted {
      try await pool.withConnection(turn: turn) { db in
        db.act(deed)
        return try body(db)
      }
    }
  }

  /// Runs what nobody else needs, in a task that is cancelled when the caller leaves; it is a plain call where the whole
  /// request is watched already, or must be carried out.
  func whileWanted<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
    guard watches, let departure else { return try await body() }
    return try await departure.watching(body)
  }

  /// Records that a table leaves as a file.
  func leaving() async throws {
    let deed = deed
    try await database { try deed.finish($0) }
  }

  /// Proposal as which an act waits, where it takes two persons and nobody has proposed exactly this yet.
  ///
  /// - Parameter words: of a use case.
  func proposal(_ words: [String: Any]) async throws -> ProposalAnswer? {
    guard ProposalStore.required.contains(deed.act) else { return nil }
    let (deed, content) = (deed, ProposalStore.canonical(words))
    guard case .proposed(let proposal) = try await on(.decision, { try ProposalStore($0).meet(deed, content: content) })
    else { return nil }
    return ProposalAnswer(proposal)
  }
}

/// Services that the endpoints work with.
package struct Services: Sendable {
  package let connections: Connections
  package let book: LiveBook
  let longWork: LongWork
  let rowsAnswers: RowsAnswers
  let balances = Balances()
  /// The streams of live totals.
  package let hub: LiveHub
  /// Watch of this server: its faults, as last seen.
  package let watch: Watch
  /// For what opens connections of its own.
  package let databaseURL: String
  /// Folder for the files of schedules; `nil` if the operator named none.
  package let deliverTo: String?
  /// The formats of reports.
  package let formats: InstalledFormats

  package init(
    connections: Connections, book: LiveBook, watch: Watch, databaseURL: String, formats: InstalledFormats,
    deliverTo: String? = nil,
    streams: LiveHub.Limits = .init(), longWork: LongWork = LongWork()
  ) {
    self.connections = connections
    self.book = book
    self.longWork = longWork
    rowsAnswers = RowsAnswers(book, longWork)
    let totals = MemoryTotals(book: book, longWork: longWork, connections: connections, turn: "live")
    hub = LiveHub(
      book, longWork, limits: streams,
      valid: { ids in
        try await connections[.access].withConnection(turn: "live") { try TokenStore($0).valid(of: ids) }
      },
      stored: { try await totals.rows($0).value.first?.earnings ?? Earnings() })
    self.watch = watch
    self.databaseURL = databaseURL
    self.deliverTo = deliverTo
    self.formats = formats
  }
}
