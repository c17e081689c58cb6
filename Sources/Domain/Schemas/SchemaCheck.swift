import Refusals

/// Holds a body to the schema that the documentation shows of it.
package struct SchemaCheck {
  private var place = BodyPlace()

  /// - Throws: `BodyFault` at the first thing that is not as it should be.
  package static func check(_ value: JSONValue, _ schema: Schema) throws {
    var check = SchemaCheck()
    try check.check(value, schema)
  }

  private mutating func check(_ value: JSONValue, _ schema: Schema) throws {
    switch (schema, value) {
    case (.open, _), (.boolean, .boolean), (.nullable, .null): return
    case (.nullable(let inner), _): try check(value, inner)
    case (.text(let text), .text(let found)): try check(found, text)
    case (.integer(let range), .number(let spelling)):
      guard let number = Self.integer(spelling), range.contains(number) else {
        throw place.fault("must be \(schema.wanted), not \(spelling.clipped)")
      }
    case (.list(let inner, let count), .list(let items)):
      guard count.contains(items.count) else { throw place.fault("must be \(schema.wanted)") }
      for (index, item) in items.enumerated() {
        place.enter(index)
        try check(item, inner)
        place.leave()
      }
    case (.map(let inner), .object(let members)):
      for (key, value) in members {
        place.enter(key)
        try check(value, inner)
        place.leave()
      }
    case (.object(let object), .object(let members)): try check(members, object)
    case (.either(let kinds), _): try check(value, oneOf: kinds)
    default: throw place.fault("must be \(schema.wanted), not \(value.kind)")
    }
  }

  private mutating func check(_ members: [(key: String, value: JSONValue)], _ object: Schema.Object) throws {
    for (key, value) in members {
      guard let property = object.properties.first(where: { $0.key == key }) else {
        throw place.fault("has \(Nearest.unknown("key", key, object.properties.map(\.key)))")
      }
      place.enter(key)
      // Left out, and given as null, is the same.
      if property.isRequired { try check(value, property.schema) } else { try check(value, .nullable(property.schema)) }
      place.leave()
    }
    let missing = object.properties.first { property in
      property.isRequired && !members.contains { $0.key == property.key }
    }
    if let missing { throw place.fault("lacks the key \"\(missing.key)\": \(missing.schema.wanted)") }
  }

  private mutating func check(_ found: String, _ text: Schema.Text) throws {
    // What has a format is judged by the type that reads it, which may take more spellings than one.
    let fits = text.format != nil || text.values.isEmpty || text.values.contains(found)
    guard fits, text.length?.contains(found.unicodeScalars.count) ?? true else {
      throw place.fault("must be \(Schema.text(text).wanted), not \"\(found.clipped)\"")
    }
  }

  /// Fault where none fits: that of the one of the same kind.
  private mutating func check(_ value: JSONValue, oneOf kinds: [Schema]) throws {
    for kind in kinds where kind.isOfKind(value) { return try check(value, kind) }
    throw place.fault("must be \(Schema.either(kinds).wanted), not \(value.kind)")
  }

  /// `1.0` and `1e2` are integers too, as JSON Schema has it.
  private static func integer(_ spelling: String) -> Int64? {
    Int64(spelling) ?? Double(spelling).flatMap { $0.magnitude < 0x1p53 ? Int64(exactly: $0) : nil }
  }
}

extension Schema {
  /// Wanted values, for the end of "must be".
  package var wanted: String {
    switch self {
    case .text(let text) where text.format != nil: text.example.map { "a text such as \($0)" } ?? "a text"
    case .text(let text) where text.values.count == 1: "\"\(text.values[0])\""
    case .text(let text) where !text.values.isEmpty: "one of \(text.values.joined(separator: ", "))"
    case .text(let text):
      switch text.length {
      case let length? where length.upperBound == Int.max: "a text of at least \(length.lowerBound) characters"
      case let length?: "a text of \(length.lowerBound) to \(length.upperBound) characters"
      case nil: "a text"
      }
    case .integer(let range) where range.lowerBound == Int64.min: "a whole number"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .list(_, let count) where count == 0...Int.max: "a list"
    case .list(_, let count) where count.upperBound == Int.max: "a list of at least \(count.lowerBound)"
    case .list(_, let count): "a list of \(count.lowerBound) to \(count.upperBound)"
    case .map, .object: "an object"
    case .nullable(let inner): "\(inner.wanted) or null"
    case .either(let kinds): kinds.map(\.wanted).joined(separator: ", or ")
    case .open: "anything"
    }
  }

  package func isOfKind(_ value: JSONValue) -> Bool {
    switch (self, value) {
    case (.text, .text), (.integer, .number), (.boolean, .boolean), (.list, .list), (.map, .object),
      (.object, .object), (.open, _), (.nullable, .null):
      true
    case (.nullable(let inner), _): inner.isOfKind(value)
    case (.either(let kinds), _): kinds.contains { $0.isOfKind(value) }
    default: false
    }
  }
}
