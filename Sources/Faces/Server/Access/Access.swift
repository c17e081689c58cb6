import Answers
import Catalog
import Hummingbird
import Postgres
import Store
import Synchronization

/// Check of tokens: grants what a request may do, or refuses it.
final class Access: Sendable {
  /// Powers and view that a valid token gives.
  struct Grant: Sendable {
    let id: Int32
    let name: String
    let scopes: Set<Scope>
    let subjects: [String]
    let visibility: Visibility
    let rateLimit: Int
    /// View that it gives, as one text: empty for everything.
    let view: String
    /// Turn that its requests take: tokens for the same artists and labels share one.
    let turn: String

    init(id: Int32, name: String, scopes: Set<Scope>, subjects: [String], visibility: Visibility, rateLimit: Int) {
      (self.id, self.name, self.scopes, self.subjects) = (id, name, scopes, subjects)
      (self.visibility, self.rateLimit) = (visibility, rateLimit)
      // No id has a NUL in it, so that no two views are one text.
      view = Set(subjects).sorted().map { "\($0)\0" }.joined()
      turn = subjects.isEmpty ? "token:\(id)" : view
    }
  }

  private struct Entry {
    let grant: Grant
    let readAt: ContinuousClock.Instant
  }

  /// Time that an answer of the database about a token is believed: a revoked token works at most this much longer.
  private static let believedFor = Duration.seconds(2)
  /// Time that an unknown token is refused without asking again.
  private static let refusedFor = Duration.seconds(60)
  /// Tokens that nobody has, a second, from one address.
  private static let guessesPerSecond = 10
  private static let capacity = 10_000

  private let pool: ConnectionPool
  // Apart, so that guesses push no token out that is valid.
  private let known = Mutex(RecentTable<String, Entry>(capacity: capacity))
  private let unknown = Mutex(RecentTable<String, ContinuousClock.Instant>(capacity: capacity))
  private let requests = RateLimiter<Int32>(capacity: capacity)
  private let guesses = RateLimiter<String>(capacity: capacity)
  private let lookUps = SharedComputation<String, Bool, Grant?>()

  /// - Parameter pool: for nothing else, so that whoever is known gets in.
  init(pool: ConnectionPool) {
    self.pool = pool
  }

  /// - Parameter work: what the request is: the token is charged its cost.
  /// - Throws: `Problem` for a missing, unknown, expired or revoked token, and for too many requests or guesses.
  func grant(_ request: Request, from client: NetworkAddress?, for work: Work = .question) async throws -> Grant {
    guard let token = Self.token(request) else { throw Problem.missingToken }
    guard let grant = try await look(up: token, from: client) else { throw Problem.wrongToken }
    return try charged(grant, work)
  }

  /// The same where nobody need be asked who it is; `nil` where somebody must.
  func known(_ request: Request, for work: Work) throws -> Grant? {
    guard let token = Self.token(request), let entry = known.withLock({ $0[token] }),
      ContinuousClock.now - entry.readAt < Self.believedFor
    else { return nil }
    return try charged(entry.grant, work)
  }

  private func charged(_ grant: Grant, _ work: Work) throws -> Grant {
    RequestTrace.current?.identified(token: grant.id)
    guard requests.allows(grant.id, perSecond: grant.rateLimit, cost: work.cost) else { throw Problem.tooManyRequests }
    return grant
  }

  /// The token of a request, `nil` where it has none.
  static func token(_ request: Request) -> String? {
    guard let field = request.headers[.authorization] else { return nil }
    // The usual spelling, without a list of parts.
    let usual = field.utf8.dropFirst(7)
    if field.hasPrefix("Bearer "), usual.count <= 256, !usual.isEmpty, !usual.contains(UInt8(ascii: " ")) {
      return String(field[usual.startIndex...])
    }
    let parts = field.split(separator: " ")
    guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 256 else { return nil }
    return String(parts[1])
  }

  private func look(up token: String, from client: NetworkAddress?) async throws -> Grant? {
    let now = ContinuousClock.now
    if let entry = known.withLock({ $0[token] }) {
      return now - entry.readAt < Self.believedFor ? entry.grant : try await refreshed(token)
    }
    if let missedAt = unknown.withLock({ $0[token] }), now - missedAt < Self.refusedFor { return nil }
    // A guess costs a statement, and is paid for by the address that makes it. A token that there is costs nothing.
    let network = client.map { "\($0.network)" } ?? "unknown"
    guard guesses.allows(network, perSecond: Self.guessesPerSecond, isTaken: false) else {
      throw Problem.tooManyGuesses
    }
    guard let grant = try await read(token, turn: network) else {
      _ = guesses.allows(network, perSecond: Self.guessesPerSecond)
      unknown.withLock { $0[token] = now }
      return nil
    }
    return grant
  }

  /// Grant of a token that was valid before: not a guess, whatever others do.
  private func refreshed(_ token: String) async throws -> Grant? {
    if let entry = known.withLock({ $0[token] }), ContinuousClock.now - entry.readAt < Self.believedFor {
      return entry.grant
    }
    return try await lookUps.value(token, mark: true) { [self] in
      let grant = try await read(token, turn: "")
      if grant == nil {
        known.withLock { $0[token] = nil }
        unknown.withLock { $0[token] = .now }
      }
      return grant
    }
  }

  /// Asks the database, and remembers a token that is valid.
  private func read(_ token: String, turn: String) async throws -> Grant? {
    let now = ContinuousClock.now
    guard let stored = try await pool.withConnection(turn: turn, { try TokenStore($0).grant(token: token) }) else {
      return nil
    }
    let grant = Grant(
      id: stored.id, name: stored.name, scopes: Set(stored.scopes.compactMap(Scope.init)), subjects: stored.subjects,
      visibility: Self.visibility(stored.subjects), rateLimit: stored.rateLimit)
    known.withLock { $0[token] = Entry(grant: grant, readAt: now) }
    return grant
  }

  /// A subject that is none today sees nothing rather than too much.
  private static func visibility(_ subjects: [String]) -> Visibility {
    subjects.isEmpty ? .everything : Visibility(subjects.compactMap { Subject($0) })
  }
}
