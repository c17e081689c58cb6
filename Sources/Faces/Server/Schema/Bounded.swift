import Plays

/// A text of one to so many characters.
struct Text<let longest: Int>: TextValue, Hashable {
  let spelling: String

  static var text: Schema.Text { Schema.Text(length: 1...longest) }
  static var wanted: String { "a text of 1 to \(longest) characters" }
  static var sample: Text { Text(spelling: "x")! }

  init?(spelling: String) {
    guard (1...longest).contains(spelling.unicodeScalars.count) else { return nil }
    self.spelling = spelling
  }
}

/// An id, as one is taken: in Unicode's normal form C.
struct ID: TextValue, Hashable {
  let spelling: String

  static var text: Schema.Text { ParameterType.identifier }
  static var wanted: String { "an id in Unicode's normal form C" }
  static var sample: ID { ID(spelling: "x")! }

  init?(spelling: String) {
    guard ParameterType.id.fault(spelling) == nil else { return nil }
    self.spelling = spelling
  }
}

/// A whole number of a range that begins above zero: the compiler cannot name one that begins with it.
struct Whole<let lowest: Int, let highest: Int>: Codable, SchemaDescribed, Hashable, Sendable {
  let value: Int

  static var schema: Schema { .integer(Int64(lowest)...Int64(highest)) }
  static var sample: Whole { Whole(value: lowest) }

  private init(value: Int) {
    self.value = value
  }

  init(from decoder: any Decoder) throws {
    value = try decoder.singleValueContainer().decode(Int.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// A list of at least one.
struct Filled<Element: Codable & Sendable>: Codable, SchemaDescribed, Sendable {
  let elements: [Element]

  // An element that cannot be looked at is met by the test of all schemas, since nothing else is open.
  static var schema: Schema { .list((try? SchemaRecorder.schema(of: Element.self)) ?? .open, count: 1...10_000) }
  static var sample: Filled { Filled(elements: []) }

  private init(elements: [Element]) {
    self.elements = elements
  }

  init(from decoder: any Decoder) throws {
    elements = try decoder.singleValueContainer().decode([Element].self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(elements)
  }
}
