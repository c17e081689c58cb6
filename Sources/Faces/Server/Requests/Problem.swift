import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Refusals

/// Fault of a request, as RFC 9457 problem details.
struct Problem: Error, HTTPResponseError, Codable {
  let type: String
  let title: String
  let code: Int
  let detail: String
  /// The parameter that is wrong, or the field of the body, if one is.
  var parameter: String?
  /// Things that stand in the way, one sentence each.
  var blockers: [String]?
  /// Faults that the server finds with itself.
  var findings: [Readiness.Entry]?
  /// The methods that a path has, for the answer's `Allow`.
  var allowed: [String]?
  /// Seconds to wait before the next try.
  var retryAfter: Int?

  static let contentType = "application/problem+json"

  enum CodingKeys: String, CodingKey {
    case type, title, code = "status", detail, parameter, blockers, findings
  }

  init(_ slug: String, _ title: String, _ code: Int, _ detail: String, parameter: String? = nil, retryAfter: Int? = nil)
  {
    type = "/docs#problem-\(slug)"
    self.title = title
    self.code = code
    self.detail = detail
    self.parameter = parameter
    self.retryAfter = retryAfter
  }

  /// The problem that a refusal is: the one table of its kinds over HTTP.
  init(_ refusal: any Refusal) {
    let sentence = refusal.description
    switch refusal.refusal {
    case .missing: self.init("not-found", "Not found", 404, sentence)
    case .unusable(let name): self = .unusable(name, sentence)
    case .content: self = .badFile(sentence)
    case .conflict: self = .refused(sentence)
    case .forbidden: self = .forbidden(sentence)
    case .blocked(let blockers):
      self.init("blocked", "The period cannot be closed", 409, sentence.prefix { $0 != ":" } + ": see blockers.")
      self.blockers = blockers
    }
  }

  /// The problem that a refusal of long work is.
  init(_ refusal: LongWork.Refusal) {
    switch refusal {
    case .tooManyOfOne: self = .tooManyAtOnce
    case .tooMuch(let seconds): self = .tooMuchWork(seconds)
    case .closing: self = .unavailable
    }
  }

  static func badParameter(_ name: String, _ detail: String) -> Problem {
    Problem("bad-parameter", "A parameter cannot be used", 400, detail, parameter: name)
  }

  /// Body that is not of the schema which the documentation shows.
  static func badBody(_ detail: String, field: String = "") -> Problem {
    Problem("bad-body", "The body cannot be used", 400, detail, parameter: field.isEmpty ? nil : field)
  }

  static func missing(_ name: String) -> Problem { .badParameter(name, "\(name) is missing.") }

  /// A parameter, or a field of the body, that is of its schema and yet means nothing here.
  static func unusable(_ name: String, _ detail: String) -> Problem {
    Problem("unusable", "A value cannot be used here", 422, detail, parameter: name)
  }

  /// The same words for what does not exist and for what the token may not see.
  static func notFound(_ kind: String, _ id: String) -> Problem {
    Problem("not-found", "Not found", 404, "There is no \(kind) \"\(id)\".")
  }

  static let missingToken = Problem(
    "unauthorized", "A token is needed", 401, "Send a token: Authorization: Bearer llt_...")
  static let wrongToken = Problem(
    "unauthorized", "The token is not valid", 401, "The token is unknown, expired or revoked: ask for a new one.")

  static func forbidden(_ detail: String) -> Problem {
    Problem("forbidden", "The token may not do this", 403, detail)
  }

  /// Refusal of the books, in their words.
  static func refused(_ detail: String) -> Problem {
    Problem("refused", "The books do not take this", 409, detail)
  }

  /// A file or a body that is not what it should be, with its line.
  static func badFile(_ detail: String) -> Problem { Problem("bad-file", "The content cannot be used", 422, detail) }

  static let tooManyRequests = Problem(
    "too-many-requests", "Too many requests", 429, "The token's rate limit is reached: wait a second and try again.",
    retryAfter: 1)
  static let tooManyAtOnce = Problem(
    "too-many-at-once", "Too many requests at once", 429,
    "As many requests of this token, or of others for the same artists and labels, wait as may: wait for their answers.",
    retryAfter: 5)
  static let tooManyStreams = Problem(
    "too-many-streams", "Too many streams", 429,
    "As many streams of this token, or of others for the same artists and labels, are open as may: close one.",
    retryAfter: 5)
  static let streamsFull = Problem(
    "too-many-streams", "Too many streams", 503, "As many streams are open here as may: try again later.",
    retryAfter: 30)
  /// Nobody reads it; it is in the log that the caller did not wait.
  static let left = Problem("left", "The caller has left", 499, "The connection was closed before the answer.")
  static let tooManyGuesses = Problem(
    "too-many-guesses", "Too many tokens that there are not", 429,
    "Your address has sent too many tokens that nobody has: wait a second and try again.", retryAfter: 1)
  static let tooLarge = Problem(
    "too-large", "The body is too large", 413,
    "A body is at most 1 MiB: send it in parts, or as files on the command line."
  )
  static let unavailable = Problem(
    "unavailable", "The database is busy or cannot be reached", 503, "Nothing was lost: try again in a few seconds.",
    retryAfter: 5)
  static func notReady(_ detail: String) -> Problem {
    Problem("not-ready", "The server is not ready", 503, detail, retryAfter: 5)
  }

  /// A question about so much that it would wait too long behind others of its kind.
  static func tooMuchWork(_ seconds: Int) -> Problem {
    Problem(
      "too-much-work", "Too much is being computed", 503,
      "Questions that walk as much as this one would keep it waiting for \(seconds) s, and it was not begun: ask again "
        + "then, or about one artist, album, track or label.", retryAfter: seconds)
  }

  static let tooSlow = Problem(
    "too-slow", "The question took too long", 503, "It was given up: ask about a shorter period, or with more filters.")
  static let failed = Problem(
    "internal", "Something went wrong here", 500, "The request was not answered, and the reason is in the server's log."
  )

  /// Every kind there is, for the documentation.
  static let kinds: [Problem] = [
    badParameter("from", "from is a day such as 2026-10-01, not \"yesterday\"."),
    unusable("to", "to is before from."),
    badBody(
      #"The body has no key "subject": the nearest is "subjects". There are name, scopes, subjects, rate_limit, expires_at."#
    ),
    .badRequest("Host stands more than once."),
    missingToken, forbidden("The token lacks the scope status:read."), notFound("artist", "art-0007"),
    .methodNotAllowed("PUT", "/v1/status", allowed: ["GET", "HEAD"]), requestTimeout,
    refused("2026-10 is closed: date it in 2026-11 or later"),
    Problem("blocked", "The period cannot be closed", 409, "2026-10 cannot be closed: see blockers."),
    badFile("spotify/2026-10-16.csv:3: rate: \"x\" is not a decimal number such as 12.34"),
    Idempotency.reused, Idempotency.underWay, Idempotency.secret, tooLarge, targetTooLong, headersTooLarge,
    tooManyRequests, tooManyAtOnce, tooManyGuesses, tooManyStreams, failed,
    .notImplemented("Transfer-Encoding is chunked or nothing."),
    unavailable, tooMuchWork(12), tooSlow,
    tooManyConnections, notReady("The database does not answer. Start it, or see LEDGERLINE_DATABASE_URL."),
  ]

  var status: HTTPResponse.Status { HTTPResponse.Status(code: code) }

  func response(from request: Request, context: some RequestContext) throws -> Response { response() }

  func response() -> Response {
    var headers: HTTPFields = [.contentType: Self.contentType, .cacheControl: "no-store"]
    if code == 401 { headers[.wwwAuthenticate] = "Bearer" }
    if let allowed { headers[.allow] = allowed.joined(separator: ", ") }
    if let retryAfter { headers[.retryAfter] = String(retryAfter) }
    let body = (try? JSON.encode(self)) ?? ByteBuffer()
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
  }
}
