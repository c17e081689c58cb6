extension Endpoint {
  /// The statuses of the problems that it may answer.
  package var problems: [Int] {
    var statuses = [400, 401, 429, 500, 503]
    if scope != nil || needsWholeView { statuses.append(403) }
    // Also a thing that a parameter names and the token may not see.
    if !pathParameters.isEmpty || parameters.contains(where: { $0.name == "payee" }) { statuses.append(404) }
    if method != .get { statuses += [409, 413, 422] }
    // A month may be beyond what the books can settle, also for who only asks.
    if parameters.contains(where: { $0.name == "period" }) { statuses.append(409) }
    if !parameters.isEmpty { statuses.append(422) }
    return Set(statuses).sorted()
  }

  var takesIdempotencyKey: Bool { method == .post && !streamsBody }
}
