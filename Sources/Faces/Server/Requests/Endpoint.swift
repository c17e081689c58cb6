import Answers
import Catalog
import Schemas

/// One operation of the API: what it is called, who may call it, what it takes and what it does.
///
/// The routes, the check of parameters and bodies and the documentation are all made from this, so they cannot disagree.
package struct Endpoint: Sendable {
  package struct Parameter: Sendable {
    package let name: String
    let what: String
    package var type = ParameterType.id
    package var example: String?
    package var isRequired = false
  }

  package enum Method: String, Sendable {
    case get, post, put, delete
  }

  package let method: Method
  /// With `{id}` for what stands in the path; further parts have names of their own.
  package let path: String
  /// Class of its connections, and of what a token is charged for it.
  var work = Work.question
  let tag: String
  let summary: String
  var detail = ""
  /// `nil` for what any valid token may call.
  package let scope: Scope?
  /// True if a token for certain artists or labels may not call it.
  package var needsWholeView = false
  package var parameters: [Parameter] = []
  /// Type of what stands in the path for each name.
  var pathType = ParameterType.id
  /// JSON that an answer looks like.
  package let example: String
  package var bodyExample: String?
  var bodyType = "application/json"
  /// True if the body is a file of any size, which the endpoint reads as it comes. Nothing is kept for an
  /// `Idempotency-Key` then: what the file is tells whether it was taken before.
  var streamsBody = false
  /// True if the answer must not be kept to be given again for an `Idempotency-Key`.
  var answerIsSecret = false
  package let handle: Handler

  /// The names in the path, in their order.
  package var pathParameters: [String] {
    path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
  }

  /// True if its body has to be empty, or `{}`.
  var takesNothing: Bool { method != .get && handle.takes == nil && !handle.readsBody }

  func mayBeCalled(by grant: Access.Grant) -> Bool {
    (scope.map { grant.scopes.contains($0) } ?? true) && !(needsWholeView && !grant.visibility.isEverything)
  }
}
