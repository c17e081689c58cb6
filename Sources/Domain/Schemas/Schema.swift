/// Values that JSON may have: the documentation says it, and bodies are held to it.
package indirect enum Schema: Hashable, Sendable {
  case text(Text)
  case integer(ClosedRange<Int64>)
  case boolean
  /// So many values of one kind.
  case list(Schema, count: ClosedRange<Int> = 0...Int.max)
  /// Values of one kind, each under a name of its own.
  case map(Schema)
  case object(Object)
  case nullable(Schema)
  /// One of several kinds.
  case either([Schema])
  /// Anything at all: a document that has a schema of its own elsewhere.
  case open

  /// A text, and how it is spelt.
  package struct Text: Hashable, Sendable {
    /// Its name in the documentation, where it has one.
    package var name: String?
    /// A name of JSON Schema, or of ours, for what no pattern can say. The type that reads it checks it.
    package var format: String?
    /// ECMA-262.
    package var pattern: String?
    /// In Unicode code points.
    package var length: ClosedRange<Int>?
    /// All there are; empty where it is not an enumeration.
    package var values: [String] = []
    package var example: String?

    package init(
      name: String? = nil, format: String? = nil, pattern: String? = nil, length: ClosedRange<Int>? = nil,
      values: [String] = [],
      example: String? = nil
    ) {
      self.name = name
      self.format = format
      self.pattern = pattern
      self.length = length
      self.values = values
      self.example = example
    }
  }

  /// Keys that are known, and no others.
  package struct Object: Hashable, Sendable {
    package struct Property: Hashable, Sendable {
      package let key: String
      package let schema: Schema
      package let isRequired: Bool
    }

    /// Its name in the documentation.
    package let name: String
    /// In the order in which they are declared.
    package let properties: [Property]
  }
}

/// A type that says itself what it is in JSON, instead of being looked at.
package protocol SchemaDescribed: Decodable {
  static var schema: Schema { get }
  /// Any value of it.
  static var sample: Self { get }
}
