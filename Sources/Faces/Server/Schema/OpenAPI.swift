import Answers
import Foundation
import HTTPTypes
import Ledger
import Schemas

/// The description of the API that a token may call, made from the same endpoints that answer.
package enum OpenAPI {
  static func document(_ endpoints: [Endpoint], for grant: Access.Grant) throws -> Data {
    try document(endpoints.filter { $0.mayBeCalled(by: grant) })
  }

  package static func document(_ endpoints: [Endpoint]) throws -> Data {
    var components = SchemaComponents()
    var paths = try probes(&components)
    for endpoint in endpoints {
      paths[endpoint.path, default: [:]][endpoint.method.rawValue] = try operation(endpoint, &components)
    }
    let document: [String: Any] = [
      "openapi": "3.1.0",
      "info": [
        "title": "Ledgerline", "version": "1",
        "description":
          "Estimated royalties, exact and live. Amounts are decimal strings beside their currency; times are RFC 3339 in UTC.",
      ],
      "paths": paths,
      "x-problems": Problem.kinds.map {
        ["id": String($0.type.dropFirst("/docs#".count)), "title": $0.title, "status": $0.code, "example": $0.detail]
      },
      "security": [["token": [String]()]],
      "components": [
        "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
        "schemas": components.schemas,
      ],
    ]
    return try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func operation(_ endpoint: Endpoint, _ components: inout SchemaComponents) throws -> [String: Any] {
    var operation: [String: Any] = [
      "tags": [endpoint.tag], "summary": endpoint.summary, "description": endpoint.detail,
      "operationId": endpoint.method.rawValue + endpoint.path.replacing(#/[^A-Za-z0-9]+/#, with: "_"),
      "parameters": parameters(endpoint, &components),
    ]
    var responses = try problems(endpoint.problems, &components)
    var answer: [String: Any] = ["description": "The answer", "content": try content(endpoint, &components)]
    if endpoint.handle.isTagged {
      answer["headers"] = tagged(isRequired: false)
      responses["304"] = [
        "description": "The figures are those of the tag: no body, and how fresh they are in the head",
        "headers": tagged(isRequired: true),
      ]
    }
    responses["200"] = answer
    operation["responses"] = responses
    if let act = endpoint.act { operation["x-act"] = act.rawValue }
    if let scope = endpoint.scope { operation["x-scope"] = scope.rawValue }
    operation["requestBody"] = try requestBody(endpoint, &components)
    return operation
  }

  private static func parameters(_ endpoint: Endpoint, _ components: inout SchemaComponents) -> [[String: Any]] {
    var parameters: [[String: Any]] = endpoint.pathParameters.map { name in
      ["name": name, "in": "path", "required": true, "schema": components.json(endpoint.pathType.schema, as: .request)]
    }
    for parameter in endpoint.parameters {
      var schema = components.json(parameter.type.schema, as: .request)
      if case .integer(_, let usual?) = parameter.type { schema["default"] = usual }
      var described: [String: Any] = [
        "name": parameter.name, "in": "query", "description": parameter.what, "required": parameter.isRequired,
        "schema": schema,
      ]
      if let example = parameter.example { described["example"] = example }
      parameters.append(described)
    }
    if endpoint.handle.isTagged {
      parameters.append([
        "name": "If-None-Match", "in": "header", "required": false, "schema": ["type": "string"],
        "description": "tags of answers that the caller has: 304 where the figures are those of one of them",
      ])
    }
    if endpoint.takesIdempotencyKey {
      parameters.append([
        "name": "Idempotency-Key", "in": "header", "required": false,
        "schema": components.json(Idempotency.key, as: .request),
        "description": "the same request with the same key is done once, and gets the same answer for 24 hours",
      ])
    }
    return parameters
  }

  private static func content(_ endpoint: Endpoint, _ components: inout SchemaComponents) throws -> [String: Any] {
    var content: [String: Any] = [:]
    for (index, media) in endpoint.handle.answers.enumerated() {
      var described: [String: Any] = [:]
      if let body = media.body {
        described["schema"] = components.json(try SchemaRecorder.schema(of: body), as: .answer)
      }
      if index == 0 { described["example"] = parsed(endpoint.example) }
      content[media.type] = described
    }
    return content
  }

  private static func requestBody(_ endpoint: Endpoint, _ components: inout SchemaComponents) throws -> [String: Any]? {
    guard endpoint.method == .post || endpoint.method == .put else { return nil }
    var described: [String: Any] = [:]
    if !endpoint.handle.readsBody {
      let schema = try SchemaRecorder.schema(of: endpoint.handle.takes ?? Nothing.self)
      described["schema"] = components.json(schema, as: .request)
    }
    if let example = endpoint.bodyExample { described["example"] = parsed(example) }
    return [
      "required": endpoint.handle.takes != nil || endpoint.handle.readsBody, "content": [endpoint.bodyType: described],
    ]
  }

  /// Fields of the head that an answer of live totals has; a table has none of them.
  private static func tagged(isRequired: Bool) -> [String: Any] {
    let schema = { (isRequired: Bool) in ["required": isRequired, "schema": ["type": "string"]] as [String: Any] }
    var fields = ["ETag": schema(isRequired)]
    for name in WrittenFreshness.names {
      fields[name.rawName] = schema(isRequired && name != WrittenFreshness.completeThrough)
    }
    return fields
  }

  private static func problems(_ statuses: [Int], _ components: inout SchemaComponents) throws -> [String: Any] {
    let problem = components.json(try SchemaRecorder.schema(of: Problem.self), as: .answer)
    var responses: [String: Any] = [:]
    for status in statuses {
      let titles = Problem.kinds.filter { $0.code == status }.map(\.title)
      var response: [String: Any] = [
        "description": titles.isEmpty ? "What is wrong, and what to do" : titles.joined(separator: "; "),
        "content": [Problem.contentType: ["schema": problem]],
      ]
      if status == 401 {
        response["headers"] = ["WWW-Authenticate": ["required": true, "schema": ["type": "string"]]]
      }
      if status == 429 {
        response["headers"] = [
          "Retry-After": ["required": true, "schema": ["type": "integer"], "description": "seconds"]
        ]
      }
      responses["\(status)"] = response
    }
    return responses
  }

  /// Probes, which need no token: that the process lives, and that it can answer.
  private static func probes(_ components: inout SchemaComponents) throws -> [String: [String: Any]] {
    func probe(_ summary: String, _ body: any Decodable.Type, _ statuses: [Int]) throws -> [String: Any] {
      var responses = try problems(statuses, &components)
      responses["200"] = [
        "description": "It is",
        "content": ["application/json": ["schema": components.json(try SchemaRecorder.schema(of: body), as: .answer)]],
      ]
      return ["get": ["tags": ["Status"], "summary": summary, "security": [[String: Any]](), "responses": responses]]
    }
    return [
      "/healthz": try probe("Whether the process lives", HealthBody.self, []),
      "/readyz": try probe("Whether it can answer", Readiness.Body.self, [503]),
    ]
  }

  private static func parsed(_ example: String) -> Any {
    (try? JSONSerialization.jsonObject(with: Data(example.utf8))) ?? example
  }
}

struct HealthBody: Codable {
  let ok: Bool
}
