/// Learns a type's schema by decoding it from nothing.
///
/// A synthesized `init(from:)` asks for every key by name and type, and says which may be missing. So what is documented
/// is what is decoded: there is no second list of keys that could differ.
package enum SchemaRecorder {
  /// - Throws: where a type's own `init(from:)` does not take the samples that it is given.
  package static func schema(of type: any Decodable.Type) throws -> Schema { try record(type).schema }

  package static func record<T: Decodable>(_ type: T.Type) throws -> (schema: Schema, sample: T) {
    if let known = scalar(type) { return known }
    let recording = Recording()
    let sample = try T(from: RecordingDecoder(recording: recording))
    return (recording.schema(name(type)), sample)
  }

  private static func scalar<T: Decodable>(_ type: T.Type) -> (schema: Schema, sample: T)? {
    func as_(_ schema: Schema, _ sample: Any) -> (schema: Schema, sample: T) { (schema, sample as! T) }
    switch type {
    case let described as any SchemaDescribed.Type: return as_(described.schema, described.sample)
    case is String.Type: return as_(.text(Schema.Text()), "")
    case is Bool.Type: return as_(.boolean, false)
    case is Int.Type: return as_(.integer(Int64.min...Int64.max), 0)
    case is Int64.Type: return as_(.integer(Int64.min...Int64.max), Int64(0))
    case is Int32.Type: return as_(.integer(Int64(Int32.min)...Int64(Int32.max)), Int32(0))
    case let choice as any (CaseIterable & RawRepresentable).Type:
      guard let (values, sample) = cases(choice) else { return nil }
      return as_(.text(Schema.Text(values: values)), sample)
    default: return nil
    }
  }

  private static func cases<E: CaseIterable & RawRepresentable>(_ type: E.Type) -> ([String], Any)? {
    let values = E.allCases.compactMap { $0.rawValue as? String }
    return values.isEmpty ? nil : (values, E.allCases.first!)
  }

  /// `Server.EarningsBody.Row` is `EarningsBody.Row`, and `Server.TokenEndpoints.NewToken` is `Token.NewToken`; of two
  /// that are written as one object it is the first.
  private static func name(_ type: Any.Type) -> String {
    if let joined = type as? any JoinedBodies.Type { return name(joined.first) }
    return String(reflecting: type).split(separator: ".").dropFirst()
      .map { $0.hasSuffix("Endpoints") ? $0.dropLast("Endpoints".count) : $0 }.joined(separator: ".")
  }
}

/// Schema of what a type asked for.
package final class Recording {
  package var properties: [Schema.Object.Property] = []
  /// Schema of what is not an object.
  package var shape: Schema?

  package func schema(_ name: String) -> Schema { shape ?? .object(Schema.Object(name: name, properties: properties)) }
}
