import Answers
import HTTPTypes
import Hummingbird
import NIOCore

enum JSON {
  static func encode(_ body: some Encodable) throws -> ByteBuffer { ByteBuffer(bytes: try AnswerJSON.encode(body)) }

  static func response(_ body: some Encodable) throws -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: try encode(body)))
  }
}
