import Plays

/// A text of one to so many characters.
package struct Text<let longest: Int>: TextValue, Hashable {
  package let spelling: String

  package static var text: Schema.Text { Schema.Text(length: 1...longest) }
  package static var wanted: String { "a text of 1 to \(longest) characters" }
  package static var sample: Text { Text(spelling: "x")! }

  package init?(spelling: String) {
    guard (1...longest).contains(spelling.unicodeScalars.count) else { return nil }
    self.spelling = spelling
  }
}

/// An id, as one is taken: in Unicode's normal form C.
package struct ID: TextValue, Hashable {
  package let spelling: String

  package static var text: Schema.Text { ParameterType.identifier }
  package static var wanted: String { "an id in Unicode's normal form C" }
  package static var sample: ID { ID(spelling: "x")! }

  package init?(spelling: String) {
    guard ParameterType.id.fault(spelling) == nil else { return nil }
    self.spelling = spelling
  }
}

/// A whole number of a range that begins above zero: the compiler cannot name one that begins with it.
package struct Whole<let lowest: Int, let highest: Int>: Codable, SchemaDescribed, Hashable, Sendable {
  package let value: Int

  package static var schema: Schema { .integer(Int64(lowest)...Int64(highest)) }
  package static var sample: Whole { Whole(value: lowest) }

  private init(value: Int) {
    self.value = value
  }

  package init(from decoder: any Decoder) throws {
    value = try decoder.singleValueContainer().decode(Int.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// A list of at least one.
package struct Filled<Element: Codable & Sendable>: Codable, SchemaDescribed, Sendable {
  package let elements: [Element]

  // An element that cannot be looked at is met by the test of all schemas, since nothing else is open.
  package static var schema: Schema {
    .list((try? SchemaRecorder.schema(of: Element.self)) ?? .open, count: 1...10_000)
  }
  package static var sample: Filled { Filled(elements: []) }

  private init(elements: [Element]) {
    self.elements = elements
  }

  package init(from decoder: any Decoder) throws {
    elements = try decoder.singleValueContainer().decode([Element].self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(elements)
  }
}
