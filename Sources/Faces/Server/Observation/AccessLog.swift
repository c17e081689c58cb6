import Hummingbird
import Logging

/// A line for each request that was answered, without secrets: the token's number, never the token; the route's
/// template and the names of known parameters, never their values.
package struct AccessLog: Sendable {
  /// Choice of requests that have a line.
  package enum Selection: String, CaseIterable, Sendable {
    case off, on
    /// Those that took a second or more, or failed here (5xx).
    case slow
  }

  static let slow = Duration.seconds(1)
  private static let knownParameters = Set(API.endpoints.flatMap { $0.parameters.map(\.name) })

  private let selection: Selection
  private let logger: Logger

  /// - Parameter logger: where the lines go, as information.
  package init(_ selection: Selection, logger: Logger) {
    self.selection = selection
    self.logger = logger
  }

  func write(_ request: Request, in context: ServerContext, as trace: RequestTrace, _ outcome: RequestOutcome) {
    switch selection {
    case .off: return
    case .slow where outcome.duration < Self.slow && outcome.status.map { $0 < 500 } != false: return
    case .slow, .on: break
    }
    var fields: Logger.Metadata = [
      "request_id": .string(trace.id), "method": .string(outcome.method), "route": .string(context.routeTemplate),
      "address": .string(context.peerAddress),
      "duration_ms": .stringConvertible(Int64(outcome.duration / .milliseconds(1))),
      "bytes": .stringConvertible(outcome.bytes),
    ]
    if let status = outcome.status { fields["status"] = .stringConvertible(status) }
    if let token = trace.token { fields["token_id"] = .stringConvertible(token) }
    let parameters = Self.parameters(request.uri.query)
    if !parameters.isEmpty { fields["parameters"] = .string(parameters) }
    logger.info("request", metadata: fields)
  }

  /// The names of the parameters that some endpoint knows; `other` stands for all others.
  static func parameters(_ query: String?) -> String {
    let names = (query ?? "").split(separator: "&").prefix(64).map { pair in
      let name = String(pair.prefix { $0 != "=" })
      return knownParameters.contains(name) ? name : "other"
    }
    return Set(names).sorted().joined(separator: ",")
  }
}

/// Outcome of a request.
struct RequestOutcome: Sendable {
  let method: String
  /// `nil` where the caller had left before there was an answer.
  let status: Int?
  let duration: Duration
  /// Size of the body.
  let bytes: Int
}
