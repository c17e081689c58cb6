import Answers
import Foundation
import Hummingbird
import Plays
import Postgres
import Schemas
import Store

/// Tokens, by API.
enum TokenEndpoints {
  struct NewToken: Decodable {
    let name: Text<128>
    let scopes: Filled<Scope>
    let subjects: Subjects
    let rate_limit: Whole<1, 10_000>?
    let expires_at: Time?
  }

  struct TokenBody: Codable {
    let id: Int32
    let name: String
    let scopes: [String]
    /// Empty for a token that sees everything.
    let subjects: [String]
    let rate_limit: Int
    let created_at: Time
    let expires_at, revoked_at: Time?
    /// Only in the answer that makes it.
    var token: String?

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

  struct ListBody: Codable {
    let tokens: [TokenBody]
  }

  struct RevokedBody: Codable {
    let revoked: Int32
  }

  private static let shown =
    #""id":3,"name":"Luna Mar","scopes":["earnings:read"],"subjects":["artist:art-0007"],"rate_limit":50,"created_at":"2026-11-22T12:00:00.000Z","expires_at":"2026-12-22T12:00:00.000Z""#

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/tokens", tag: "Access", summary: "All tokens, without their secrets",
        scope: .tokensWrite,
        needsWholeView: true, example: #"{"tokens":[{\#(shown)}]}"#,
        handle: .answer { call in
          let all = try await call.database { try TokenStore($0).all() }
          return ListBody(tokens: all.map { TokenBody($0) })
        }),
      Endpoint(
        method: .post, path: "/v1/tokens", work: .decision, tag: "Access", summary: "Make a token",
        detail:
          "The token itself is in this answer only. Subjects narrow it to artists (artist:ID), labels "
          + "(label:ID) and payees (payee:ID); a "
          + "token that sees everything says so: \"subjects\":\"all\".",
        scope: .tokensWrite, needsWholeView: true, example: #"{\#(shown),"token":"llt_..."}"#,
        bodyExample: #"{"name":"Luna Mar","scopes":["earnings:read"],"subjects":["artist:art-0007"]}"#,
        answerIsSecret: true, handle: .take(make)),
      Endpoint(
        method: .delete, path: "/v1/tokens/{id}", work: .decision, tag: "Access", summary: "Revoke a token",
        detail: "It works for two more seconds at most.", scope: .tokensWrite, needsWholeView: true,
        pathType: .smallNumber, example: #"{"revoked":3}"#,
        handle: .answer { call in
          guard let id = Int32(call.id),
            try await call.database({ try TokenStore($0).revoke(id: id) })
          else { throw Problem.notFound("token", call.id) }
          return RevokedBody(revoked: id)
        }),
    ]
  }

  @Sendable private static func make(_ call: Call, _ new: NewToken) async throws -> TokenBody {
    let expiry = new.expires_at?.microseconds
    if let expiry, expiry <= Int64(Date().timeIntervalSince1970) * 1_000_000 {
      throw Problem.unusable("expires_at", "expires_at is a time to come, such as 2027-01-01T00:00:00Z.")
    }
    let made = try await call.database {
      try TokenStore($0).create(
        name: new.name.spelling, scopes: new.scopes.elements.map(\.rawValue).sorted(),
        subjects: new.subjects.narrowed.map(\.spelling), rateLimit: new.rate_limit?.value ?? 50, expiresAt: expiry)
    }
    return TokenBody(made.grant, token: made.token)
  }
}
