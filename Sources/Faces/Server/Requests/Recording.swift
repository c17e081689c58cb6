import Answers
import Foundation
import Hummingbird
import Ledger
import NIOCore
import Postgres
import Store

/// Records of requests in the audit log: in one place, so that no endpoint can forget it.
extension API {
  /// Bytes of a body that a record shows; the rest is cut off.
  private static let shown = 2_048
  private static let largestBody = 1 << 20

  /// Grant of whoever asks. The first use of a token from an address in a while is a sign-in; tokens that nobody has
  /// are counted.
  func admitted(_ request: Request, from context: ServerContext, for work: Work = .question) async throws
    -> Access.Grant
  {
    let grant: Access.Grant
    do {
      grant = try await access.grant(request, from: context.client, for: work)
    } catch let problem as Problem where problem.code == 401 && Access.token(request) != nil {
      signIns.failed(from: context.peerAddress)
      throw problem
    }
    if signIns.isNew(grant, in: context) { await signIns.used(grant, in: context) }
    return grant
  }

  /// Records that somebody wanted to write who may not.
  func refused(_ endpoint: Endpoint, _ grant: Access.Grant, _ request: Request, _ address: String) async {
    guard let act = endpoint.act else { return }
    let deed = Deed(act, by: .token(grant.id, name: grant.name), from: address, to: request.uri.path)
    await signIns.refused(deed, token: grant.id)
  }

  /// Answers a request whose act is on record when it is done: in the transaction that changed something, or in one of
  /// its own where nothing was to be changed.
  func recorded(
    _ endpoint: Endpoint, _ grant: Access.Grant, _ request: Request, _ address: String,
    _ body: (Request, Deed) async throws -> Response
  ) async throws -> Response {
    let actor = Actor.token(grant.id, name: grant.name)
    guard let act = endpoint.act else {
      let deed = Deed(.export, by: actor, from: address, to: request.uri.path, detail: request.uri.query ?? "")
      return try await body(request, deed)
    }
    var (request, detail) = (request, request.uri.query ?? "")
    var content: ByteBuffer?
    if !endpoint.streamsBody {
      let body = try await request.body.collect(upTo: Self.largestBody)
      detail = String(decoding: body.readableBytesView.prefix(Self.shown + 1), as: UTF8.self)
      request = Request(head: request.head, body: RequestBody(buffer: body))
      content = body
    }
    let deed = Deed(act, by: actor, from: address, to: Self.subject(endpoint, request, content), detail: detail)
    let response = try await body(request, deed)
    if response.status.code < 300, !deed.isRecorded {
      try await services.connections[.decision].withConnection { try deed.finish($0) }
    }
    return response
  }

  /// Subject of an act: what stands in the path for its names, as `2026-10`, or whom the body is about.
  private static func subject(_ endpoint: Endpoint, _ request: Request, _ content: ByteBuffer?) -> String {
    let parts = request.uri.path.split(separator: "/").map(String.init)
    let named = zip(endpoint.path.split(separator: "/"), parts).filter { $0.0.hasPrefix("{") }
      .map { $0.1.removingPercentEncoding ?? $0.1 }
    if !named.isEmpty { return named.joined(separator: " ") }
    guard let content, content.readableBytes > 0,
      let body = try? JSONSerialization.jsonObject(with: Data(content.readableBytesView)) as? [String: Any]
    else { return request.uri.queryParameters["file"].map(String.init) ?? "" }
    return subjectKeys.lazy.compactMap { body[$0] as? String }.first ?? ""
  }

  /// Keys of a body that name its subject; the first that it has counts.
  private static let subjectKeys = [
    "payee", "platform", "label", "contract", "schedule", "name", "reference", "period",
  ]
}
