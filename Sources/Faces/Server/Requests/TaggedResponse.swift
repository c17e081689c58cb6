import Answers
import HTTPTypes
import Hummingbird
import NIOCore

/// Answer with the tag of its figures: whoever has these already gets none of them again.
enum TaggedResponse {
  /// - Parameter tag: of the figures, without freshness, which moves while they stay.
  static func make(
    _ figures: FiguresText, tag: String, _ freshness: WrittenFreshness, for request: Request
  ) -> Response {
    var headers = freshness.fields
    headers.append(HTTPField(name: .eTag, value: tag))
    if let asked = request.headers[.ifNoneMatch], matches(asked, tag) {
      return Response(status: .notModified, headers: headers)
    }
    headers.append(HTTPField(name: .contentType, value: "application/json"))
    var body = ByteBuffer()
    body.reserveCapacity(figures.count(with: freshness.text))
    figures.forEachPart(with: freshness.text) { body.writeBytes($0) }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
  }

  /// True if a list of tags has this one, or is `*`: compared weakly, as RFC 9110 says of `If-None-Match`.
  static func matches(_ list: String, _ tag: String) -> Bool {
    if list == tag { return true }
    let wanted = opaque(tag[...])
    return list.split(separator: ",").contains { part in
      let part = part.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
      return part == "*" || opaque(part) == wanted
    }
  }

  private static func opaque(_ tag: Substring) -> Substring { tag.hasPrefix("W/") ? tag.dropFirst(2) : tag }
}
