import Answers
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore
import NIOHTTP1
import Plays
import Posting
import Postgres
import Refusals
import Schemas
import Store

/// Every endpoint, and how requests reach them.
package struct API {
  package static let endpoints: [Endpoint] =
    EarningsEndpoints.all + LiveEndpoints.all + RankingEndpoints.all + EvolutionEndpoints.all + DirectoryEndpoints.all
    + StatusEndpoints.all + BalanceEndpoints.all + LedgerEndpoints.all + BookkeepingEndpoints.all + PeriodEndpoints.all
    + StatementEndpoints.all + ScheduleEndpoints.all + ReconciliationEndpoints.all + CalendarEndpoints.all
    + ReceivableEndpoints.all + UnmatchedEndpoints.all
    + AccuracyEndpoints.all + TermsEndpoints.all + ImportEndpoints.all + PlayFileEndpoints.all + TokenEndpoints.all
    + AuditEndpoints.all + FormatEndpoints.all
    + ProposalEndpoints.all + MetricsEndpoints.all

  let services: Services
  let access: Access
  let departures: Departures
  let signIns: SignIns
  let logger: Logger

  func addRoutes(to router: Router<ServerContext>) {
    for endpoint in Self.endpoints {
      let path = RouterPath(endpoint.path.replacing("{", with: ":").replacing("}", with: ""))
      router.on(path, method: HTTPRequest.Method(endpoint.method.rawValue.uppercased())!) { request, context in
        guard endpoint.handle.isStream else { return try await answer(endpoint, request, context) }
        return try await apart { try await answer(endpoint, request, context) }
      }
    }
    router.get("/openapi.json") { request, context in
      try await answering {
        let grant = try await admitted(request, from: context)
        let document = try OpenAPI.document(Self.endpoints, for: grant)
        return Response(
          status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
          body: ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
      }
    }
  }

  /// Runs what leads to a stream in a task of its own: what that takes is let go of before the stream, which may be open for
  /// hours among thousands.
  private func apart(_ body: @escaping @Sendable () async throws -> Response) async throws -> Response {
    let task = Task { try await body() }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }

  /// Answers a request. The usual one has a token that is known and an answer that is kept, and waits for nothing.
  private func answer(_ endpoint: Endpoint, _ request: Request, _ context: ServerContext) async throws -> Response {
    do {
      guard let known = try access.known(request, for: endpoint.work) else {
        let grant = try await admitted(request, from: context, for: endpoint.work)
        return try await answer(endpoint, grant, request, context)
      }
      if signIns.isNew(known, in: context) { await signIns.used(known, in: context) }
      if endpoint.handle.isTagged, endpoint.mayBeCalled(by: known),
        let kept = services.rowsAnswers.kept(request, known)
      {
        return kept
      }
      return try await answer(endpoint, known, request, context)
    } catch {
      return try problem(error)
    }
  }

  private func answer(
    _ endpoint: Endpoint, _ grant: Access.Grant, _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    if let scope = endpoint.scope, !grant.scopes.contains(scope) {
      await refused(endpoint, grant, request, context.peerAddress)
      throw Problem.forbidden("The token lacks the scope \(scope.rawValue).")
    }
    guard endpoint.mayBeCalled(by: grant) else {
      await refused(endpoint, grant, request, context.peerAddress)
      throw Problem.forbidden("The token is for certain artists or labels; this is about everything.")
    }
    var parts: [String: String] = [:]
    for name in endpoint.pathParameters {
      let part = context.parameters.get(name).flatMap { String($0).removingPercentEncoding } ?? ""
      // Nothing has such an id, and what looks like it is not what was asked for.
      guard Identifier.fault(part) == nil else { throw Problem.notFound("such thing", part) }
      parts[name] = part
    }
    let inPath = parts
    let query = try QueryReader(request.uri.query, known: endpoint.parameters)
    return try await Idempotency(pool: services.connections[.decision], grant: grant, endpoint: endpoint).answer(
      request
    ) {
      request in
      try await answering {
        try await recorded(endpoint, grant, request, context.peerAddress) { request, deed in
          let departure = departures.of(context.channel)
          var call = Call(
            grant: grant, id: inPath["id"] ?? "", parts: inPath, query: query, request: request,
            services: services, work: endpoint.work, deed: deed,
            hangUp: { context.channel.close(promise: nil) }, departure: departure)
          if endpoint.takesNothing { _ = try await call.body(Nothing.self) }
          // What only reads need not go on for nobody; what was decided is carried out.
          call.watches = endpoint.handle.isTagged
          guard endpoint.method == .get, !call.watches, let departure else {
            return try await endpoint.handle.run(call)
          }
          let read = call
          return try await departure.watching { try await endpoint.handle.run(read) }
        }
      }
    }
  }

  private func answering(_ body: () async throws -> Response) async throws -> Response {
    do { return try await body() } catch { return try problem(error) }
  }

  /// The problem that an error is, which says nothing of the inside.
  ///
  /// - Throws: `CancellationError`, which nobody is told of.
  private func problem(_ error: any Error) throws -> Response {
    switch error {
    case let problem as Problem: return problem.response()
    case let refusal as any Refusal: return Problem(refusal).response()
    case let error as PostgresError where error.isRetriable:
      logger.warning("\(error)")
      return Problem.unavailable.response()
    case let error as PostgresError where error.code == .queryCanceled: return Problem.tooSlow.response()
    case let refusal as ConnectionPool.Unavailable:
      return (refusal.reason == .tooMany ? Problem.tooManyAtOnce : Problem.unavailable).response()
    case let refusal as LongWork.Refusal: return Problem(refusal).response()
    case is NIOTooManyBytesError: return Problem.tooLarge.response()
    // The sender went away in the middle of the body, or what it sends is none.
    case is HTTPParserError: return Problem.cutOff.response()
    case is CancellationError: throw CancellationError()
    default:
      logger.error("\(String(reflecting: error))")
      return Problem.failed.response()
    }
  }
}
