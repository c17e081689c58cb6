import Earnings
import Hummingbird
import Postgres
import Store
import Synchronization

/// Who is asking, and whether they may.
final class Access: Sendable {
  /// What a valid token grants.
  struct Grant: Sendable {
    let id: Int32
    let name: String
    let scopes: Set<Scope>
    let subjects: [String]
    /// `nil` sees everything.
    let visibility: EarningsQuery.Visibility?
    let rateLimit: Int
  }

  private struct Entry {
    let grant: Grant?
    let readAt: ContinuousClock.Instant
  }

  /// How long an answer of the database about a token is believed: a revoked token works at most this much longer.
  private static let believedFor = Duration.seconds(2)
  private static let maximumEntries = 10_000
  /// The bucket of look-ups, which no token's id is.
  private static let strangers: Int32 = -1
  private static let lookUpsPerSecond = 500
  private let pool: ConnectionPool
  private let entries = Mutex<[String: Entry]>([:])
  private let limiter = RateLimiter()

  init(pool: ConnectionPool) {
    self.pool = pool
  }

  /// - Throws: `Problem` for a missing, unknown, expired or revoked token, and for too many requests.
  func grant(_ request: Request) async throws -> Grant {
    guard let token = Self.token(request) else { throw Problem.missingToken }
    guard let grant = try await look(up: token) else { throw Problem.wrongToken }
    RequestTrace.current?.identified(token: grant.id)
    guard limiter.allows(grant.id, perSecond: grant.rateLimit) else { throw Problem.tooManyRequests }
    return grant
  }

  /// Whether a token that was granted something grants it still: asked by answers that never end.
  func isValid(_ token: String) async throws -> Bool { try await look(up: token) != nil }

  /// The token of a request, `nil` where it has none.
  static func token(_ request: Request) -> String? {
    guard let parts = request.headers[.authorization]?.split(separator: " "), parts.count == 2,
      parts[0].lowercased() == "bearer", parts[1].utf8.count <= 256
    else { return nil }
    return String(parts[1])
  }

  private func look(up token: String) async throws -> Grant? {
    let now = ContinuousClock.now
    if let entry = entries.withLock({ $0[token] }), now - entry.readAt < Self.believedFor { return entry.grant }
    // Guessing is slowed down for all guessers together: it costs us a query each.
    guard limiter.allows(Self.strangers, perSecond: Self.lookUpsPerSecond) else { throw Problem.tooManyRequests }
    let stored = try await pool.withConnection { try TokenStore($0).grant(token: token) }
    let grant = stored.map { stored in
      Grant(
        id: stored.id, name: stored.name, scopes: Set(stored.scopes.compactMap(Scope.init)), subjects: stored.subjects,
        visibility: Self.visibility(stored.subjects), rateLimit: stored.rateLimit)
    }
    entries.withLock {
      // Guesses must not fill the memory.
      if $0.count >= Self.maximumEntries { $0.removeAll() }
      $0[token] = Entry(grant: grant, readAt: now)
    }
    return grant
  }

  private static func visibility(_ subjects: [String]) -> EarningsQuery.Visibility? {
    guard !subjects.isEmpty else { return nil }
    var visibility = EarningsQuery.Visibility(artists: [], labels: [])
    for subject in subjects {
      switch Subject(subject) {
      case .artist(let id): visibility.artists.insert(id)
      case .label(let id): visibility.labels.insert(id)
      // Not what a token is made for today: it sees nothing rather than too much.
      case nil: break
      }
    }
    return visibility
  }
}

/// A bucket of requests for each token, filled at its rate up to two seconds' worth.
final class RateLimiter: Sendable {
  private struct Bucket {
    /// Thousandths of a request.
    var level: Int64
    var filledAt: ContinuousClock.Instant
  }

  private let buckets = Mutex<[Int32: Bucket]>([:])

  func allows(_ token: Int32, perSecond rate: Int) -> Bool {
    let now = ContinuousClock.now
    let full = Int64(rate) * 2_000
    return buckets.withLock { buckets in
      var bucket = buckets[token] ?? Bucket(level: full, filledAt: now)
      let passed = Int64((now - bucket.filledAt) / .microseconds(1))
      bucket.level = min(full, bucket.level + passed * Int64(rate) / 1000)
      bucket.filledAt = now
      let isAllowed = bucket.level >= 1_000
      if isAllowed { bucket.level -= 1_000 }
      buckets[token] = bucket
      return isAllowed
    }
  }
}
