import Answers
import Schemas

/// Tokens, by API.
enum TokenEndpoints {
  struct NewToken: Decodable {
    let name: Text<128>
    let scopes: Filled<Scope>
    let subjects: Subjects
    let rate_limit: Whole<1, 10_000>?
    let expires_at: Time?
  }

  private static let shown =
    #""id":3,"name":"Luna Mar","scopes":["earnings:read"],"subjects":["artist:art-0007"],"rate_limit":50,"created_at":"2026-11-22T12:00:00.000Z","expires_at":"2026-12-22T12:00:00.000Z""#

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/tokens", tag: "Access", summary: "All tokens, without their secrets",
        scope: .tokensWrite,
        needsWholeView: true, example: #"{"tokens":[{\#(shown)}]}"#,
        handle: .ask { _ in Tokens() }),
      Endpoint(
        method: .post, path: "/v1/tokens", work: .decision, tag: "Access", summary: "Make a token",
        detail:
          "The token itself is in this answer only. Subjects narrow it to artists (artist:ID), labels "
          + "(label:ID) and payees (payee:ID); a "
          + "token that sees everything says so: \"subjects\":\"all\".",
        scope: .tokensWrite, needsWholeView: true, example: #"{\#(shown),"token":"llt_..."}"#,
        bodyExample: #"{"name":"Luna Mar","scopes":["earnings:read"],"subjects":["artist:art-0007"]}"#,
        answerIsSecret: true,
        handle: .ask(NewToken.self) { _, new in
          TokenMaking(
            name: new.name.spelling, scopes: new.scopes.elements, subjects: new.subjects.narrowed,
            rateLimit: new.rate_limit?.value, expiresAt: new.expires_at?.microseconds)
        }),
      Endpoint(
        method: .delete, path: "/v1/tokens/{id}", work: .decision, tag: "Access", summary: "Revoke a token",
        detail: "It works for two more seconds at most.", scope: .tokensWrite, needsWholeView: true,
        pathType: .smallNumber, example: #"{"revoked":3}"#,
        handle: .ask { call in
          guard let id = Int32(call.id) else { throw Problem.notFound("token", call.id) }
          return TokenRevocation(id: id)
        }),
    ]
  }
}
