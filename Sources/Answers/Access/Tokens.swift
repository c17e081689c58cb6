import Catalog
import Refusals
import Schemas
import Store

/// All tokens, without their secrets.
package struct Tokens: Question {
  package struct Answer: Codable, Sendable {
    package let tokens: [TokenAnswer]
  }

  package init() {}

  package func answer(_ asking: some Asking) async throws -> Answer {
    Answer(tokens: try await asking.database { try TokenStore($0).all().map { TokenAnswer($0) } })
  }
}

/// A token.
package struct TokenAnswer: Codable, Sendable {
  package let id: Int32
  package let name: String
  package let scopes: [String]
  /// Empty for a token that sees everything.
  package let subjects: [String]
  package let rate_limit: Int
  package let created_at: Time
  package let expires_at, revoked_at: Time?
  /// Only in the answer that makes it.
  package var token: String?

  init(_ grant: TokenStore.Grant, token: String? = nil) {
    id = grant.id
    name = grant.name
    scopes = grant.scopes.sorted()
    subjects = grant.subjects
    rate_limit = grant.rateLimit
    created_at = Time(shown: grant.createdAt)
    expires_at = grant.expiresAt.map { Time(shown: $0) }
    revoked_at = grant.revokedAt.map { Time(shown: $0) }
    self.token = token
  }
}

/// Makes a token. The token itself is in this answer only.
package struct TokenMaking: Question {
  /// Requests a second that a token has unless told.
  package static let usualRate = 50

  let name: String
  let scopes: [Scope]
  let subjects: [Subject]
  let rateLimit: Int
  let expiresAt: Int64?

  /// - Parameters:
  ///   - subjects: whom it is for; none for a token that sees everything.
  ///   - rateLimit: requests a second.
  ///   - expiresAt: a time to come, in microseconds since 1970.
  package init(name: String, scopes: [Scope], subjects: [Subject], rateLimit: Int?, expiresAt: Int64?) {
    self.name = name
    self.scopes = scopes
    self.subjects = subjects
    self.rateLimit = rateLimit ?? Self.usualRate
    self.expiresAt = expiresAt
  }

  package func answer(_ asking: some Asking) async throws -> TokenAnswer {
    if let expiresAt, expiresAt <= asking.now {
      throw Refused.unusable("expires_at", "expires_at is a time to come, such as 2027-01-01T00:00:00Z.")
    }
    let made = try await asking.database {
      try TokenStore($0).create(
        name: name, scopes: scopes.map(\.rawValue).sorted(), subjects: subjects.map(\.spelling), rateLimit: rateLimit,
        expiresAt: expiresAt)
    }
    return TokenAnswer(made.grant, token: made.token)
  }
}

/// Revokes a token.
package struct TokenRevocation: Question {
  package struct Answer: Codable, Sendable {
    package let revoked: Int32
  }

  let id: Int32

  package init(id: Int32) {
    self.id = id
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    guard try await asking.database({ try TokenStore($0).revoke(id: id) }) else {
      throw Refused(.missing, "There is no token \(id) that is not revoked already.")
    }
    return Answer(revoked: id)
  }
}
