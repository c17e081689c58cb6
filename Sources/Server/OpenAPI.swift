import Foundation

/// The description of the API that a token may call, made from the same endpoints that answer.
enum OpenAPI {
  static func document(_ endpoints: [Endpoint], for grant: Access.Grant) throws -> Data {
    var paths: [String: [String: Any]] = [:]
    for endpoint in endpoints where endpoint.mayBeCalled(by: grant) {
      paths[endpoint.path, default: [:]][endpoint.method.rawValue] = operation(endpoint)
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
        "schemas": ["Problem": problem],
      ],
    ]
    return try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func operation(_ endpoint: Endpoint) -> [String: Any] {
    var parameters: [[String: Any]] = []
    for name in endpoint.pathParameters {
      parameters.append(["name": name, "in": "path", "required": true, "schema": ["type": "string"]])
    }
    for parameter in endpoint.parameters {
      var schema: [String: Any] = ["type": "string"]
      if !parameter.values.isEmpty { schema["enum"] = parameter.values }
      var described: [String: Any] = [
        "name": parameter.name, "in": "query", "description": parameter.what, "required": parameter.isRequired,
        "schema": schema,
      ]
      if let example = parameter.example { described["example"] = example }
      parameters.append(described)
    }
    let problems = ["schema": ["$ref": "#/components/schemas/Problem"]]
    var operation: [String: Any] = [
      "tags": [endpoint.tag], "summary": endpoint.summary, "description": endpoint.detail,
      "operationId": endpoint.method.rawValue + endpoint.path.replacing(#/[^A-Za-z0-9]+/#, with: "_"),
      "parameters": parameters,
      "responses": [
        "200": ["description": "The answer", "content": [endpoint.contentType: ["example": parsed(endpoint.example)]]],
        "4XX": ["description": "What is wrong, and what to do", "content": ["application/problem+json": problems]],
      ],
    ]
    if let scope = endpoint.scope { operation["x-scope"] = scope.rawValue }
    if let body = endpoint.bodyExample {
      operation["requestBody"] = ["required": true, "content": [endpoint.bodyType: ["example": parsed(body)]]]
    }
    return operation
  }

  private static func parsed(_ example: String) -> Any {
    (try? JSONSerialization.jsonObject(with: Data(example.utf8))) ?? example
  }

  private static var problem: [String: Any] {
    [
      "type": "object",
      "description": "RFC 9457 problem details",
      "properties": [
        "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
        "detail": ["type": "string"], "parameter": ["type": "string"],
        "blockers": ["type": "array", "items": ["type": "string"]],
        "findings": ["type": "array", "items": ["type": "object"]],
      ],
    ]
  }
}
