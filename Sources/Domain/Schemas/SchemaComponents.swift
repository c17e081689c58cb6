/// Schemas as JSON Schema 2020-12, those that have a name once.
package struct SchemaComponents {
  /// Direction of a value. What a body may leave out it may also give as null; an answer leaves it out.
  package enum Direction {
    case request, answer
  }

  /// By name.
  package private(set) var schemas: [String: Any] = [:]
  /// Names that two schemas have: none, as a test holds.
  package private(set) var collisions: Set<String> = []
  private var known: [String: Schema] = [:]

  package init() {}

  package mutating func json(_ schema: Schema, as direction: Direction) -> [String: Any] {
    switch schema {
    case .text(let text):
      guard let name = text.name else { return json(text) }
      return named(name, schema) { $0.json(text) }
    case .object(let object): return named(object.name, schema) { $0.json(object, direction) }
    case .integer(let range): return json(range)
    case .boolean: return ["type": "boolean"]
    case .list(let inner, let count):
      var list: [String: Any] = ["type": "array", "items": json(inner, as: direction)]
      if count.lowerBound > 0 { list["minItems"] = count.lowerBound }
      if count.upperBound < Int.max { list["maxItems"] = count.upperBound }
      return list
    case .map(let inner): return ["type": "object", "additionalProperties": json(inner, as: direction)]
    case .nullable(let inner): return ["anyOf": [json(inner, as: direction), ["type": "null"]]]
    case .either(let kinds): return ["anyOf": kinds.map { json($0, as: direction) }]
    case .open: return [:]
    }
  }

  private mutating func named(
    _ name: String, _ schema: Schema, _ body: (inout SchemaComponents) -> [String: Any]
  ) -> [String: Any] {
    if known[name] == nil {
      known[name] = schema
      schemas[name] = body(&self)
    }
    if known[name] != schema { collisions.insert(name) }
    return ["$ref": "#/components/schemas/\(name)"]
  }

  private func json(_ text: Schema.Text) -> [String: Any] {
    var json: [String: Any] = ["type": "string"]
    if let format = text.format { json["format"] = format }
    // The database has no text with a NUL in it; other patterns say so themselves.
    if let pattern = text.pattern ?? (text.values.isEmpty ? #"^[^\u0000]*$"# : nil) { json["pattern"] = pattern }
    if let length = text.length {
      if length.lowerBound > 0 { json["minLength"] = length.lowerBound }
      if length.upperBound < Int.max { json["maxLength"] = length.upperBound }
    }
    if !text.values.isEmpty { json["enum"] = text.values }
    if let example = text.example { json["example"] = example }
    return json
  }

  private func json(_ range: ClosedRange<Int64>) -> [String: Any] {
    var json: [String: Any] = ["type": "integer", "minimum": range.lowerBound, "maximum": range.upperBound]
    if range.upperBound > Int64(Int32.max) { json["format"] = "int64" }
    return json
  }

  private mutating func json(_ object: Schema.Object, _ direction: Direction) -> [String: Any] {
    var properties: [String: Any] = [:]
    for property in object.properties {
      let schema: Schema = property.isRequired || direction == .answer ? property.schema : .nullable(property.schema)
      properties[property.key] = json(schema, as: direction)
    }
    return [
      "type": "object", "additionalProperties": false, "properties": properties,
      "required": object.properties.filter(\.isRequired).map(\.key),
    ]
  }
}
