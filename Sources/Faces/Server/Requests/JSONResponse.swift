import Answers
import HTTPTypes
import Hummingbird
import NIOCore

enum JSON {
  static func encode(_ body: some Encodable) throws -> ByteBuffer { ByteBuffer(bytes: try AnswerJSON.encode(body)) }

  static func response(_ body: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: try encode(body)))
  }
}
