extension StringProtocol {
  /// Beginning of a text from outside, for an answer that repeats it: of a name of 60 KB nobody needs the rest, and
  /// control characters are spelt out.
  package var clipped: String {
    (utf8.count <= 64 ? String(self) : String(decoding: utf8.prefix(60), as: UTF8.self) + "...").unicodeScalars
      .map { $0.properties.generalCategory == .control ? #"\u{\#(String($0.value, radix: 16))}"# : String($0) }.joined()
  }
}
