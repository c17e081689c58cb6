import CoreMetrics
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Telemetry

/// The layer around all others: gives each request its id, measures it, and writes the access log.
struct Observed<Inner: HTTPResponder>: HTTPResponder where Inner.Context == ServerContext {
  typealias Context = ServerContext

  let inner: Inner
  let accessLog: AccessLog?
  let proxies: TrustedProxies

  func respond(to request: Request, context: ServerContext) async throws -> Response {
    let context = context.resolved(request, proxies)
    let trace = RequestTrace(request)
    let observation = Observation(request, in: context, as: trace, log: accessLog)
    return try await RequestTrace.$current.withValue(trace) {
      do {
        var response = try await inner.respond(to: request, context: context)
        response.headers[RequestTrace.header] = trace.id
        return observation.follow(response)
      } catch {
        observation.ended(status: (error as? any HTTPResponseError)?.status.code, bytes: 0)
        throw error
      }
    }
  }
}

/// One request from its arrival to the end of its answer. While it exists, it counts as under way.
private final class Observation: Sendable {
  private let request: Request
  private let context: ServerContext
  private let trace: RequestTrace
  private let accessLog: AccessLog?
  private let method: String
  private let started = ContinuousClock.now
  private let isStream = Atomic(false)
  private static let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .patch, .options]
  private static let inFlight = MetricFamily.httpInFlight.gauge()

  init(_ request: Request, in context: ServerContext, as trace: RequestTrace, log accessLog: AccessLog?) {
    (self.request, self.context, self.trace, self.accessLog) = (request, context, trace, accessLog)
    method = Self.known.contains(request.method) ? request.method.rawValue : "other"
    Self.inFlight.increment()
  }

  deinit {
    Self.inFlight.decrement()
    if isStream.load(ordering: .relaxed) { MetricFamily.httpStreams.gauge().decrement() }
  }

  /// The same answer, observed to its end: at once where its length is known, else when its body was written.
  func follow(_ response: Response) -> Response {
    let status = response.status.code
    if let length = response.body.contentLength {
      ended(status: status, bytes: length)
      return response
    }
    if response.headers[.contentType]?.hasPrefix("text/event-stream") == true {
      isStream.store(true, ordering: .relaxed)
      MetricFamily.httpStreams.gauge().increment()
      MetricFamily.httpStreamsTotal.counter().increment()
    }
    var response = response
    let body = response.body
    response.body = ResponseBody { [self] writer in
      let written = CountingWriter.Counted()
      defer { ended(status: status, bytes: written.bytes.load(ordering: .relaxed)) }
      try await RequestTrace.$current.withValue(trace) {
        try await body.write(CountingWriter(parent: writer, written: written))
      }
    }
    return response
  }

  func ended(status: Int?, bytes: Int) {
    let outcome = RequestOutcome(
      method: method, status: status, duration: ContinuousClock.now - started, bytes: bytes)
    let series = RouteSeries.of(method: method, path: context.endpointPath) { context.routeTemplate }
    if !isStream.load(ordering: .relaxed) { series.record(outcome.duration, status: status) }
    series.add(bytes: bytes)
    accessLog?.write(request, in: context, as: trace, outcome)
  }
}

/// Counts what is written through it.
private struct CountingWriter: ResponseBodyWriter {
  var parent: any ResponseBodyWriter
  let written: Counted

  mutating func write(_ buffer: ByteBuffer) async throws {
    written.bytes.add(buffer.readableBytes, ordering: .relaxed)
    try await parent.write(buffer)
  }

  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
    try await parent.finish(trailingHeaders)
  }

  final class Counted: Sendable {
    let bytes = Atomic(0)
  }
}
