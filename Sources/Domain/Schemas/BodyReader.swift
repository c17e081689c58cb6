import Foundation

/// Reads a body into a type, by the schema that the documentation shows of it.
package enum BodyReader {
  /// - Throws: `BodyFault` for a body that is not as it should be; a retry does not help.
  package static func read<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) throws -> T {
    try SchemaCheck.check(try JSONReader.read(bytes), try SchemaRecorder.schema(of: type))
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw fault(error)
    }
  }

  /// Objection of a type that reads a text.
  private static func fault(_ error: DecodingError) -> BodyFault {
    guard case .dataCorrupted(let context) = error else {
      return BodyFault(field: "", what: "is not what it should be")
    }
    var place = BodyPlace()
    for key in context.codingPath {
      if let index = key.intValue { place.enter(index) } else { place.enter(key.stringValue) }
    }
    return place.fault(context.debugDescription)
  }
}
