import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// JSON as every answer is written: keys in order, so that the same answer is the same bytes.
enum JSON {
  static func encode(_ body: some Encodable) throws -> ByteBuffer {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return ByteBuffer(bytes: try encoder.encode(body))
  }

  static func response(_ body: some Encodable) throws -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: try encode(body)))
  }
}
