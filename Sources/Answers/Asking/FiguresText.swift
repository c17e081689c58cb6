import Schemas

/// Bytes of an answer but for its freshness, which moves while the figures stay: it is written in between where the answer
/// is given.
package struct FiguresText: Sendable {
  /// One object of JSON, with its keys in order.
  package let bytes: [UInt8]
  /// Places in the bytes of the members of freshness, in their order.
  private let places: SIMD4<Int32>

  /// Figures as `AnswerJSON` writes them.
  package init(_ figures: some Encodable) throws {
    let bytes = [UInt8](try AnswerJSON.encode(figures))
    self.init(bytes, Self.members(of: bytes))
  }

  init(_ text: consuming JSONText) {
    self.init(text.bytes, text.members)
  }

  private init(_ bytes: [UInt8], _ members: [(name: String, place: Int)]) {
    self.bytes = bytes
    var places = SIMD4<Int32>(repeating: Int32(bytes.count) - 1)
    for (index, name) in FreshnessText.names.enumerated() {
      if let next = members.first(where: { $0.name > name }) { places[index] = Int32(next.place) }
    }
    self.places = places
  }

  /// Bytes of the whole answer.
  package func count(with freshness: FreshnessText) -> Int {
    bytes.count + freshness.members.reduce(0) { $0 + $1.count + 1 }
  }

  /// Gives out the whole answer, part by part: the bytes of `AnswerJSON`.
  package func forEachPart(with freshness: FreshnessText, _ body: (ArraySlice<UInt8>) -> Void) {
    var place = 0
    for (index, member) in freshness.members.enumerated() {
      let next = Int(places[index])
      if next > place { body(bytes[place..<next]) }
      // Before a member, or behind the last: each has one comma of its own.
      let isLast = next == bytes.count - 1
      if isLast, bytes.count > 2 || index > 0 { body([UInt8(ascii: ",")]) }
      body(member[...])
      if !isLast { body([UInt8(ascii: ",")]) }
      place = next
    }
    body(bytes[place...])
  }

  /// Names and places of the members of the outermost object.
  private static func members(of bytes: [UInt8]) -> [(name: String, place: Int)] {
    var members: [(name: String, place: Int)] = []
    var (depth, start, isKey) = (0, -1, false)
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        isKey = depth == 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ",") where depth == 1: isKey = true
      case UInt8(ascii: "\""):
        start = index
        index += 1
        while bytes[index] != UInt8(ascii: "\"") { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
        if isKey { members.append((String(decoding: bytes[start + 1..<index], as: UTF8.self), start)) }
        isKey = false
      default: break
      }
      index += 1
    }
    return members
  }
}

/// Members of an answer that say how fresh it is, as they are written.
package struct FreshnessText: Sendable {
  static let names = ["as_of", "complete_through", "generation", "lag_events"]

  package let asOf: String
  /// `nil` where there is no live source.
  package let completeThrough: String?
  package let generation: String
  package let lagEvents: String
  let members: [[UInt8]]

  package init(_ freshness: Freshness) {
    asOf = freshness.as_of.spelling
    completeThrough = freshness.complete_through.value?.spelling
    generation = String(freshness.generation)
    lagEvents = String(freshness.lag_events)
    let values = ["\"\(asOf)\"", completeThrough.map { "\"\($0)\"" } ?? "null", generation, lagEvents]
    members = zip(Self.names, values).map { Array("\"\($0)\":\($1)".utf8) }
  }
}
