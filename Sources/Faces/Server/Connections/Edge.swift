import HTTPTypes
import Hummingbird
import NIOCore
import Refusals

/// The outermost layer: what every answer has, and what is answered where no route does.
struct Edge<Inner: HTTPResponder>: HTTPResponder where Inner.Context: RequestContext {
  typealias Context = Inner.Context

  let inner: Inner
  let routes: RouteTable

  func respond(to request: Request, context: Inner.Context) async throws -> Response {
    // HEAD is GET without the body.
    let isHead = request.method == .head
    var head = request.head
    if isHead { head.method = .get }
    let asked = isHead ? Request(head: head, body: request.body) : request
    var response = try await inner.respond(to: asked, context: context)
    // What no route took, the router answers with a bare status.
    if [.notFound, .methodNotAllowed].contains(response.status), response.headers[.contentType] != Problem.contentType {
      response = notFound(request).response()
    }
    // What is not modified has those that it came with.
    if response.status != .notModified { response.headers.append(contentsOf: edgeFields) }
    return isHead ? response.createHeadResponse() : response
  }

  private func notFound(_ request: Request) -> Problem {
    let allowed = routes.methods(of: request.uri.path)
    guard allowed.isEmpty || allowed.contains(request.method.rawValue) else {
      return .methodNotAllowed(request.method.rawValue, request.uri.path, allowed: allowed)
    }
    return Problem(
      "not-found", "Not found", 404,
      "There is no \(request.method.rawValue.clipped) \(request.uri.path.clipped); /docs lists what there is.")
  }
}

/// Fields that forbid browsers what our pages do not need.
private let edgeFields: HTTPFields = [
  .contentSecurityPolicy:
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    + "form-action 'self'; frame-ancestors 'none'", .xContentTypeOptions: "nosniff",
  HTTPField.Name("Referrer-Policy")!: "no-referrer",
]
