import Plays
import Testing

@Suite("What is JSON")
struct JSONTests {
  @Test(
    "Anything but one object is malformed",
    arguments: [
      "", " ", "null", "1", "\"x\"", "[]", "[{}]", "{", "}", "{}{}", "{} {}", "{}x", "{},", "{\"a\"}", "{\"a\":}",
      "{\"a\":1,}", "{,}", "{,\"a\":1}", "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{\"a\" 1}", "{\"a\"::1}", "//\n{}",
      "{\"a\":1}//", "{\"a\":1}\u{0}", "\u{FEFF}{}", "{\"a\":[}", "{\"a\":[1,]}", "{\"a\":[,1]}", "{\"a\":[1 2]}",
      "{\"a\":{]}", "{\"a\":[1}}", "{\"a\":{\"b\":1,}}", "{\"a\":{\"b\"}}", "{\"a\":{1:2}}", "{\"a\":[\"b\":1]}",
      "{\"a\":\"x}", "{\"a\":\"\\\"}", "{\u{A0}\"a\":1}", "{\u{B}\"a\":1}", "data: {}",
    ])
  func malformed(json: String) {
    #expect(reason(json) == .malformedJSON)
  }

  @Test("An empty object is an object, without fields", arguments: ["{}", " { } ", "{\"a\":1}"])
  func emptyObject(json: String) {
    #expect(reason(json) == .missingField)
  }

  @Test(
    "Values that JSON has not are malformed",
    arguments: [
      "01", "00", "+1", "-", "1.", ".5", "1.e3", "1e", "1e+", "1E-", "0x1", "1_000", "1,000", "--1", "- 1", "-01",
      "NaN",
      "Infinity", "-Infinity", "True", "tru", "truee", "nul", "nulll", "fals", "undefined", "'x'", "x", "\"\\x\"",
      "\"\\u12\"", "\"\\u12G4\"", "\"\\U0041\"", "\"\\ \"", "\"a\nb\"", "\"a\tb\"", "\"a\u{0}b\"", "\"a\u{1F}b\"",
      "`x`",
    ])
  func malformedValue(value: String) {
    #expect(reason(EventText().with("device", value).json) == .malformedJSON)
    #expect(reason(EventText().with("device", "[\(value)]").json) == .malformedJSON)
    #expect(reason(EventText().with("device", "{\"deep\":[{\"deeper\":\(value)}]}").json) == .malformedJSON)
  }

  @Test(
    "Every kind of number, word and text that JSON has is accepted in other fields",
    arguments: [
      "0", "-0", "-1", "10", "0.0", "0.5", "-0.50", "1e3", "1E3", "1e+3", "1e-3", "0e0", "1.5E+10",
      "123456789012345678901234567890", "true", "false", "null", "\"\"", "\"\u{7F}\"", "\"/\"", "\"\\/\"",
      "\"\\u0000\"",
    ])
  func wellFormedValue(value: String) {
    #expect(reason(EventText().with("device", value).json) == nil)
    #expect(reason(EventText().with("device", "[\(value),{\"x\":\(value)}]").json) == nil)
  }

  @Test("A value may nest 128 deep, one more is refused", arguments: ["[]", "{}", "[{}]"])
  func depth(kind: String) {
    func nested(_ depth: Int) -> String {
      var value = kind == "{}" ? "{}" : "[]"
      for level in 1..<depth {
        let asObject = kind == "{}" || (kind == "[{}]" && level % 2 == 1)
        value = asObject ? "{\"a\":\(value)}" : "[\(value)]"
      }
      return value
    }
    #expect(reason(EventText().with("device", nested(128)).json) == nil)
    #expect(reason(EventText().with("device", nested(129)).json) == .malformedJSON)
    #expect(reason(EventText().with("device", nested(5_000)).json) == .malformedJSON)
  }

  @Test("Brackets must close in the order they opened, at any depth", arguments: [2, 63, 64, 65, 127, 128])
  func mixedBrackets(depth: Int) {
    let opening = (0..<depth).map { $0 % 3 == 0 ? "{\"a\":" : "[" }.joined()
    let closing = (0..<depth).reversed().map { $0 % 3 == 0 ? "}" : "]" }
    #expect(reason(EventText().with("device", opening + "1" + closing.joined()).json) == nil)
    for level in 0..<depth {
      var wrong = closing
      wrong[level] = wrong[level] == "}" ? "]" : "}"
      #expect(
        reason(EventText().with("device", opening + "1" + wrong.joined()).json) == .malformedJSON, "level \(level)")
    }
  }

  @Test(
    "Bytes that are not UTF-8 are malformed, in any field",
    arguments: [[0xFF], [0x80], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]]
      as [[UInt8]])
  func notUTF8(bad: [UInt8]) {
    for field in ["isrc", "device", "country"] {
      let parts = EventText().with(field, "\"@\"").json.split(separator: "@").map { Array($0.utf8) }
      guard case .failure(let reason) = outcome(parts[0] + bad + parts[1]) else {
        Issue.record("accepted")
        continue
      }
      #expect(reason == .malformedJSON)
    }
    guard case .failure(.malformedJSON) = outcome(Array(EventText().json.utf8) + bad) else {
      Issue.record("accepted after the object")
      return
    }
  }

  @Test("Every beginning of an event is malformed, and none crashes")
  func prefixes() {
    let bytes = Array(EventText().with("device", "{\"a\":[1,-2.5e3,\"\\u00e9\\n日\",true,null,{}]}").json.utf8)
    for length in 0..<bytes.count {
      guard case .failure(.malformedJSON) = outcome(Array(bytes.prefix(length))) else {
        Issue.record("\(length) bytes: \(outcome(Array(bytes.prefix(length))))")
        continue
      }
    }
  }

  @Test("Half a surrogate pair is no character: the field it stands in is refused")
  func halfSurrogates() {
    for half in ["\\ud83d", "\\ude00", "\\ud83dx", "\\ud83d\\n", "\\ud83d\\u0041", "\\ude00\\ud83d"] {
      #expect(reason(EventText().with("isrc", "\"\(half)\"").json) == .badISRC)
      #expect(reason(EventText().with("platform", "\"\(half)\"").json) == .unknownPlatform)
      #expect(reason(EventText().with("country", "\"\(half)\"").json) == .unknownCountry)
      #expect(reason(EventText().with("played_at", "\"\(half)\"").json) == .badTimestamp)
      #expect(reason(EventText().with("tier", "\"\(half)\"").json) == .malformedJSON)
    }
  }
}
