import Hummingbird
import NIOCore

/// What goes with a request through the layers: what Hummingbird needs, and the address of the connection's other end.
struct ServerContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The other end's address without its port; `unknown` where it has none, as on a socket of Unix.
  let peerAddress: String

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    peerAddress = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }

  /// The route that took the request, with `{name}` for what varies: one of as many as there are routes.
  var routeTemplate: String {
    // Where no route took it, Hummingbird says so with a word that is no path.
    guard let path = endpointPath, path.hasPrefix("/") else { return "unmatched" }
    return path.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
  }
}
