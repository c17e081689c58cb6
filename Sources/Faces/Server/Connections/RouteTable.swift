/// The paths that there are, and their methods: to tell a path that does not exist from one asked in a wrong way.
struct RouteTable: Sendable {
  private struct Route: Sendable {
    /// `nil` for what may be anything.
    let parts: [String?]
    var methods: [String]
  }

  private var routes: [Route] = []

  /// - Parameter path: with a colon or braces around the names of what may be anything.
  mutating func add(_ path: String, method: String) {
    let parts = path.split(separator: "/").map { $0.hasPrefix(":") || $0.hasPrefix("{") ? nil : String($0) }
    if let index = routes.firstIndex(where: { $0.parts == parts }) {
      if !routes[index].methods.contains(method) { routes[index].methods.append(method) }
    } else {
      routes.append(Route(parts: parts, methods: [method]))
    }
  }

  /// The methods of a path, `HEAD` where there is `GET`; none for a path that does not exist.
  func methods(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    var found: [String] = []
    for route in routes
    where route.parts.count == parts.count && zip(route.parts, parts).allSatisfy({ $0 == nil || $0! == $1 }) {
      found += route.methods.filter { !found.contains($0) }
    }
    if found.contains("GET") { found.insert("HEAD", at: 1) }
    return found
  }
}
