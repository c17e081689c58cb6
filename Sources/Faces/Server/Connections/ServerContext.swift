import HTTPTypes
import Hummingbird
import NIOCore

/// Context of a request through the layers: for Hummingbird, and the sender.
struct ServerContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The sender's address without a port: the other end of the connection, or who is behind it where that is a trusted
  /// proxy. `nil` where it has none, as on a socket of Unix.
  private(set) var client: NetworkAddress?
  let channel: any Channel

  /// The same as text; `unknown` where it has none.
  var peerAddress: String { client?.description ?? "unknown" }

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
    client = NetworkAddress(source.channel.remoteAddress)
  }

  /// The same for a request that came through a proxy.
  func resolved(_ request: Request, _ proxies: TrustedProxies) -> ServerContext {
    var context = self
    context.client = proxies.client(peer: client, forwarded: request.headers[values: Self.forwardedFor])
    return context
  }

  private static let forwardedFor = HTTPField.Name("X-Forwarded-For")!

  /// The route that took the request, with `{name}` for what varies: one of as many as there are routes.
  var routeTemplate: String {
    // Where no route took it, Hummingbird says so with a word that is no path.
    guard let path = endpointPath, path.hasPrefix("/") else { return "unmatched" }
    return path.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
  }
}
