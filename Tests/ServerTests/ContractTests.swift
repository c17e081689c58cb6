import Foundation
import Schemas
import Ledger
import Server
import Testing

/// The API's promises about what it takes and answers, from the one table of endpoints.
@Suite("The contract of the API")
struct ContractTests {
  @Test("Every example is of the schema that stands beside it", arguments: API.endpoints.map(\.label))
  func examples(_ label: String) throws {
    let endpoint = try #require(API.endpoints.first { $0.label == label })
    if let body = endpoint.handle.answers.first?.body {
      try SchemaCheck.check(try JSONReader.read(Array(endpoint.example.utf8)), try SchemaRecorder.schema(of: body))
    }
    if let body = endpoint.handle.takes {
      let example = try #require(endpoint.bodyExample)
      try SchemaCheck.check(try JSONReader.read(Array(example.utf8)), try SchemaRecorder.schema(of: body))
      _ = try BodyReader.read(body, Array(example.utf8))
    }
  }

  @Test(
    "Acts that may take two persons are use cases, which say in which words",
    arguments: [Act.close, .reopen, .payment, .acceptReport])
  func fourEyes(act: Act) {
    #expect(API.endpoints.contains { $0.handle.act == act })
  }

  @Test("No two schemas have one name, and each is looked at to its end")
  func names() throws {
    var components = SchemaComponents()
    for endpoint in API.endpoints {
      for body in endpoint.handle.answers.compactMap(\.body) + [endpoint.handle.takes].compactMap({ $0 }) {
        let schema = try SchemaRecorder.schema(of: body)
        #expect(!schema.isOpen, "\(endpoint.label): \(body)")
        _ = components.json(schema, as: .answer)
      }
    }
    #expect(components.collisions.isEmpty)
  }
}

extension Endpoint {
  var label: String { "\(method.rawValue.uppercased()) \(path)" }
}

extension Schema {
  /// Whether anything at all would do, somewhere in it.
  fileprivate var isOpen: Bool {
    switch self {
    case .open: true
    case .text, .integer, .boolean: false
    case .list(let inner, _), .map(let inner), .nullable(let inner): inner.isOpen
    case .object(let object): object.properties.contains { $0.schema.isOpen }
    case .either(let kinds): kinds.contains(where: \.isOpen)
    }
  }
}
