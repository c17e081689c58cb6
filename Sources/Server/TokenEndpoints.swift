import Foundation
import Hummingbird
import Plays
import Postgres
import Store

/// Tokens, by API.
enum TokenEndpoints {
  struct NewToken: Decodable {
    let name: String
    let scopes: [String]
    let subjects: [String]?
    let rate_limit: Int?
    let expires_at: String?
  }

  struct TokenBody: Encodable {
    let id: Int32
    let name: String
    let scopes, subjects: [String]
    let rate_limit: Int
    let created_at: String
    let expires_at, revoked_at: String?
    /// Only in the answer that makes it.
    var token: String?

    init(_ grant: TokenStore.Grant, token: String? = nil) {
      id = grant.id
      name = grant.name
      scopes = grant.scopes.sorted()
      subjects = grant.subjects
      rate_limit = grant.rateLimit
      created_at = RFC3339.text(microseconds: grant.createdAt)
      expires_at = grant.expiresAt.map { RFC3339.text(microseconds: $0) }
      revoked_at = grant.revokedAt.map { RFC3339.text(microseconds: $0) }
      self.token = token
    }
  }

  struct ListBody: Encodable {
    let tokens: [TokenBody]
  }

  private static let shown =
    #""id":3,"name":"Luna Mar","scopes":["earnings:read"],"subjects":["artist:art-0007"],"rate_limit":50,"created_at":"2026-11-22T12:00:00.000Z","expires_at":"2026-12-22T12:00:00.000Z""#

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/tokens", tag: "Access", summary: "All tokens, without their secrets",
        scope: .tokensWrite,
        needsWholeView: true, example: #"{"tokens":[{\#(shown)}]}"#,
        handle: { call in
          let all = try await call.database { try TokenStore($0).all() }
          return try JSON.response(ListBody(tokens: all.map { TokenBody($0) }))
        }),
      Endpoint(
        method: .post, path: "/v1/tokens", work: .decision, tag: "Access", summary: "Make a token",
        detail:
          "The token itself is in this answer only. Subjects narrow it to artists (artist:ID) and labels (label:ID).",
        scope: .tokensWrite, needsWholeView: true, example: #"{\#(shown),"token":"llt_..."}"#,
        bodyExample: #"{"name":"Luna Mar","scopes":["earnings:read"],"subjects":["artist:art-0007"]}"#,
        answerIsSecret: true, handle: make),
      Endpoint(
        method: .delete, path: "/v1/tokens/{id}", work: .decision, tag: "Access", summary: "Revoke a token",
        detail: "It works for two more seconds at most.", scope: .tokensWrite, needsWholeView: true,
        example: #"{"revoked":3}"#,
        handle: { call in
          guard let id = Int32(call.id),
            try await call.database({ try TokenStore($0).revoke(id: id) })
          else { throw Problem.notFound("token", call.id) }
          return try JSON.response(["revoked": id])
        }),
    ]
  }

  @Sendable private static func make(_ call: Call) async throws -> Response {
    let new = try await call.body(NewToken.self)
    func refuse(_ detail: String) -> Problem { Problem("bad-body", "The body cannot be used", 400, detail) }
    guard !new.name.isEmpty, new.name.utf8.count <= 128, !new.name.utf8.contains(0) else {
      throw refuse("name is text of at most 128 bytes.")
    }
    guard !new.scopes.isEmpty, new.scopes.allSatisfy({ Scope(rawValue: $0) != nil }) else {
      throw refuse("scopes are some of \(Scope.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let subjects = new.subjects ?? []
    if let fault = subjects.compactMap(Subject.fault).first { throw refuse("\(fault).") }
    let rate = new.rate_limit ?? 50
    guard (1...10_000).contains(rate) else { throw refuse("rate_limit is a number from 1 to 10000 requests a second.") }
    var expiresAt: Int64?
    if let text = new.expires_at {
      guard let time = Timestamp.microseconds(text), time > Int64(Date().timeIntervalSince1970) * 1_000_000 else {
        throw refuse("expires_at is a time to come, at most of the year 9999, such as 2027-01-01T00:00:00Z.")
      }
      expiresAt = time
    }
    let expiry = expiresAt
    let made = try await call.database {
      try TokenStore($0).create(
        name: new.name, scopes: new.scopes.sorted(), subjects: subjects, rateLimit: rate, expiresAt: expiry)
    }
    return try JSON.response(TokenBody(made.grant, token: made.token))
  }
}
