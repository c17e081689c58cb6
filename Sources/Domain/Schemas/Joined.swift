/// Two bodies that are written as one object.
package struct Joined<First: Codable & Sendable, Second: Codable & Sendable>: Codable, Sendable {
  package let first: First
  package let second: Second

  package init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  package init(from decoder: any Decoder) throws {
    first = try First(from: decoder)
    second = try Second(from: decoder)
  }

  package func encode(to encoder: any Encoder) throws {
    try first.encode(to: encoder)
    try second.encode(to: encoder)
  }
}

/// `Joined` of whatever: it is called after its first part.
package protocol JoinedBodies {
  static var first: Any.Type { get }
}

extension Joined: JoinedBodies {
  package static var first: Any.Type { First.self }
}

/// A value that is written as null where there is none, and never left out.
package struct Nullable<Value: Codable & Sendable>: Codable, SchemaDescribed, Sendable {
  package let value: Value?

  package init(_ value: Value?) {
    self.value = value
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    value = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }

  // What is not known how to be read is read as anything: a test meets it.
  package static var schema: Schema { .nullable((try? SchemaRecorder.schema(of: Value.self)) ?? .open) }
  package static var sample: Nullable { Nullable(nil) }
}

/// A body that says nothing: none at all, or `{}`.
package struct Nothing: Codable, Sendable {}

/// Kind of money that follows from plays and rates, and is in no books.
package enum Estimate: String, Codable, CaseIterable, Sendable {
  case estimated
}
