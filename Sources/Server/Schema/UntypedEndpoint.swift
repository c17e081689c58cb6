import Hummingbird

extension Endpoint {
  /// One whose handler reads and writes its bodies by itself.
  init(
    method: Method, path: String, work: Work = .question, tag: String, summary: String, detail: String = "",
    scope: Scope?,
    needsWholeView: Bool = false, parameters: [Parameter] = [], example: String,
    contentType: String = "application/json", bodyExample: String? = nil, bodyType: String = "application/json",
    streamsBody: Bool = false, answerIsSecret: Bool = false,
    handle: @escaping @Sendable (Call) async throws -> Response
  ) {
    var handler = Handler.file([Handler.Media(type: contentType)], handle)
    handler.readsBody = true
    self.init(
      method: method, path: path, work: work, tag: tag, summary: summary, detail: detail, scope: scope,
      needsWholeView: needsWholeView, parameters: parameters, example: example, bodyExample: bodyExample,
      bodyType: bodyType, streamsBody: streamsBody, answerIsSecret: answerIsSecret, handle: handler)
  }
}

extension Endpoint.Parameter {
  init(name: String, what: String, values: [String], example: String? = nil, isRequired: Bool = false) {
    self.init(name: name, what: what, type: .oneOf(values), example: example, isRequired: isRequired)
  }
}
