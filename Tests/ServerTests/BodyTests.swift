import Schemas
import Server
import Testing

/// Bodies that are nearly right.
@Suite("Bodies")
struct BodyTests {
  struct Order: Decodable {
    struct Line: Decodable {
      let sku: String
      let count: Int32
    }
    enum Kind: String, Codable, CaseIterable {
      case cash, credit
    }
    let name: String
    let kind: Kind
    let lines: [Line]
    let note: String?
    let tags: [String: Bool]
  }

  private static let whole =
    #"{"name":"n","kind":"cash","lines":[{"sku":"a","count":1}],"note":null,"tags":{"x":true}}"#

  @Test("A whole body is read, with null for what may be left out")
  func whole() throws {
    let order = try BodyReader.read(Order.self, Array(Self.whole.utf8))
    #expect(order.name == "n" && order.lines[0].count == 1 && order.note == nil && order.tags == ["x": true])
  }

  @Test(
    "What is wrong is named, with its place and what it must be",
    arguments: [
      (
        #""kind""#, #""knid""#, "",
        #"has no key "knid": the nearest is "kind". There are name, kind, lines, note, tags"#
      ),
      (#""sku":"a""#, #""skv":"a""#, "lines[0]", #"has no key "skv": the nearest is "sku". There are sku, count"#),
      (#""note":null"#, #""note":null,"name":"m""#, "", #"has the key "name" twice"#),
      (#""sku":"a""#, #""sku":"a","s\u006bu":"b""#, "lines[0]", #"has the key "sku" twice"#),
      (#""x":true"#, #""x":true,"x":false"#, "tags", #"has the key "x" twice"#),
      (
        #""count":1"#, #""count":"1""#, "lines[0].count",
        "must be a whole number from -2147483648 to 2147483647, not a text"
      ),
      (
        #""count":1"#, #""count":1.5"#, "lines[0].count",
        "must be a whole number from -2147483648 to 2147483647, not 1.5"
      ),
      (
        #""count":1"#, #""count":3e9"#, "lines[0].count",
        "must be a whole number from -2147483648 to 2147483647, not 3e9"
      ),
      (#","count":1"#, "", "lines[0]", #"lacks the key "count": a whole number from -2147483648 to 2147483647"#),
      (#""cash""#, #""gold""#, "kind", #"must be one of cash, credit, not "gold""#),
      (#""cash""#, "null", "kind", "must be one of cash, credit, not null"),
      (#"[{"sku":"a","count":1}]"#, "{}", "lines", "must be a list, not an object"),
      (#""x":true"#, #""x":1"#, "tags.x", "must be true or false, not a number"),
      (#""name":"n""#, #""name":"\u0000""#, "name", "has a NUL in it"),
    ])
  func wrong(_ part: String, _ other: String, _ field: String, _ what: String) throws {
    let text = Self.whole.replacing(part, with: other)
    #expect(text != Self.whole)
    #expect(throws: BodyFault(field: field, what: what)) { try BodyReader.read(Order.self, Array(text.utf8)) }
  }

  @Test(
    "What is no JSON is refused with its place",
    arguments: [
      ("", 1), ("{", 2), (#"{"a":}"#, 6), (#"{"a":1,}"#, 8), ("[1 2]", 4), ("01", 2), ("1.", 3), ("-", 2), ("nul", 1),
      (#""\x""#, 4), (#""\ud800""#, 8), (#""\ud800\u0041""#, 14), (#""\udc00""#, 8), (#""\u+123""#, 4), ("\"a", 3),
      ("{} {}", 4), ("\"\u{1}\"", 3),
    ])
  func malformed(_ text: String, _ byte: Int) throws {
    let fault = #expect(throws: BodyFault.self) { try JSONReader.read(Array(text.utf8)) }
    #expect(fault?.what.hasSuffix("at byte \(byte)") == true, "\(fault?.what ?? "")")
  }

  @Test("Bytes that are not UTF-8, and nesting without end, are refused")
  func hostile() throws {
    #expect(throws: BodyFault(field: "", what: "is not UTF-8")) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    let deepest = JSONReader.maximumDepth
    let allowed = String(repeating: "[", count: deepest) + String(repeating: "]", count: deepest)
    _ = try JSONReader.read(Array(allowed.utf8))
    #expect(throws: BodyFault.self) { try JSONReader.read(Array(repeating: UInt8(ascii: "["), count: 1 << 20)) }
  }
}
