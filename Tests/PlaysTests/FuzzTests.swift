import Foundation
import Plays
import Seeded
import Testing

@Suite("Damaged events")
struct FuzzTests {
  private static let samples = [
    EventText().json,
    EventText().with("device", "{\"a\":[1,-2.5e3,\"\\u00e9\\n日\\\\\",true,false,null,{}],\"b\":{\"c\":[[],[0]]}}")
      .spaced(" "),
    "{\"external_id\":\"6rqhFgbb\",\"play_time\":\"2026-10-17 07:31:47\",\"country\":\"Côte d'Ivoire\",\"source\":\"spotify\"}",
    EventText().with("list", "[[1,2.0,3e-1],[\"\",\"\\\"\",\"\\/\"],[{\"x\":{\"y\":{}}}]]").json,
  ].map { Array($0.utf8) }

  /// Fragments that matter to a reader of JSON.
  private static let fragments = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "1", "-", "+", ".", "e", "E", "null", "true", "false", " ", "\n",
    "\t", "\\u",
    "\\u0041", "\\n", "\\x", "{}", "[]", "\"a\":1", ",\"a\":1", "é", "\u{1}", "\u{7F}", "/", "00", "1.0", "[1]", "\"\"",
  ].map { Array($0.utf8) }

  private func mutate(_ bytes: [UInt8], _ generator: inout Seeded) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let at = Int.random(in: 0...bytes.count, using: &generator)
      let end = min(bytes.count, at + Int.random(in: 1...4, using: &generator))
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes.removeSubrange(at..<end)
      case 1: bytes.insert(contentsOf: Self.fragments.randomElement(using: &generator)!, at: at)
      case 2: bytes.replaceSubrange(at..<end, with: Self.fragments.randomElement(using: &generator)!)
      case 3: if at < bytes.count { bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
      case 4: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &generator))
      default: bytes.insert(UInt8.random(in: 1...255, using: &generator), at: at)
      }
    }
    return bytes
  }

  private enum Judgement { case object, notAnObject, undecided }

  /// What Foundation thinks. Where it is known to differ from RFC 8259, or the decoder asks for more, nothing is said:
  /// - it guesses UTF-16 and UTF-32 from NUL bytes and byte-order marks, which are not JSON in UTF-8;
  /// - it repairs bytes that are not UTF-8, so that is judged by `String` instead;
  /// - it refuses half surrogate pairs, which the grammar allows in text that is skipped;
  /// - it allows a comma before a closing bracket;
  /// - it refuses numbers too large for a `Double`, which the grammar allows;
  /// - the decoder calls an event malformed whose tier is not text that can be kept.
  private func judge(_ bytes: [UInt8]) -> Judgement {
    if bytes.contains(0)
      || [[0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xFF, 0xFE]].contains(where: { bytes.starts(with: $0) })
    {
      return .undecided
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { return .notAnObject }
    if text.contains(#/\\u[dD][89a-fA-F]/#) || text.contains(#/[eE][+-]?[0-9]{3}/#) { return .undecided }
    if text.contains(#/,[ \t\r\n]*[\]}]/#) { return .undecided }
    guard let value = try? JSONSerialization.jsonObject(with: Data(bytes)) else { return .notAnObject }
    guard let object = value as? [String: Any] else { return .notAnObject }
    if let tier = object["tier"], !(tier is NSNull) {
      guard let tier = tier as? String, tier.utf8.count <= 256, tier.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
      else {
        return .undecided
      }
    }
    return .object
  }

  @Test("Of 20,000 damaged events exactly those are malformed that Foundation cannot read", arguments: UInt64(1)...20)
  func againstFoundation(seed: UInt64) {
    var generator = Seeded(seed: seed)
    var decoder = PlayDecoder(platforms: platforms)
    var seen: [Bool: Int] = [:]
    for _ in 0..<1_000 {
      let bytes = mutate(Self.samples.randomElement(using: &generator)!, &generator)
      let outcome = decoder.outcome(bytes)
      let judgement = judge(bytes)
      if judgement == .undecided { continue }
      let isObject = if case .failure(.malformedJSON) = outcome { false } else { true }
      #expect(
        isObject == (judgement == .object), "\(String(decoding: bytes, as: UTF8.self).debugDescription): \(outcome)")
      seen[isObject, default: 0] += 1
    }
    #expect(seen[true, default: 0] > 100 && seen[false, default: 0] > 100, "both kinds come up: \(seen)")
  }

  @Test("What is accepted is an event with every field in range", arguments: UInt64(21)...25)
  func acceptedIsSound(seed: UInt64) {
    var generator = Seeded(seed: seed)
    var decoder = PlayDecoder(platforms: platforms)
    for _ in 0..<4_000 {
      guard
        case .success(let play) = decoder.outcome(mutate(Self.samples.randomElement(using: &generator)!, &generator))
      else { continue }
      #expect(platforms.contains(play.market.platform))
      #expect(Country(play.market.country.description) == play.market.country)
      #expect((1...1_000_000_000).contains(play.plays))
      #expect(Int64(play.second) * 1000 <= noon + 86_400_000)
      #expect(ISRC(play.track)?.description == play.track || play.track.contains(":"), "\(play.track)")
    }
  }

  @Test("Bytes of no meaning at all are malformed, and never crash", arguments: UInt64(31)...35)
  func noise(seed: UInt64) {
    var generator = Seeded(seed: seed)
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      guard case .failure(.malformedJSON) = outcome([0x7B, 0x22] + bytes + [0xFF]) else {
        Issue.record("\(bytes)")
        return
      }
    }
  }
}
