import Plays
import Seeded
import Testing

/// A decoder expects an event to look like the one before. Whatever comes, it answers as one that has seen nothing.
@Suite("Events one after another")
struct EventPatternTests {
  /// Spellings that meet each other again and again, so that what was learned is used: most of them good.
  private static let values: [(name: String, values: [String])] = [
    (
      "isrc",
      ["\"QZLL22500002\"", "\"QZLL22500003\"", "\"qz-ll2-25-00002\"", "\"QZLL2250000\"", "\"SPOT:1234567\"", "null"]
    ),
    (
      "played_at",
      [
        "\"2026-10-17T07:31:47.806Z\"", "\"2026-10-17T23:59:59.999Z\"", "\"2026-10-16T00:00:00Z\"",
        "\"2026-10-17T24:00:00.000Z\"", "\"2026-10-17T07:60:47.806Z\"", "\"2026-10-17T07:31:60.806Z\"",
        "\"2026-10-17T07-31:47.806Z\"", "\"2026-10-17T07:31:4a.806Z\"", "\"2026-10-17T07:31:47.8x6Z\"",
        "\"2026-02-30T07:31:47.806Z\"", "\"2026-10-17T07:31:47.806z\"", "\"2026-10-17 07:31:47.806\"",
        "\"2026-10-17T07:31:47+02:00\"", "\"2036-10-17T07:31:47.806Z\"", "\"1969-12-31T23:59:59.000Z\"", "7",
      ]
    ),
    (
      "platform",
      ["\"spotify\"", "\"apple_music\"", "\"Spotify\"", "\"spotify2\"", "\"\"", "\"a_platform_of_a_long_name\""]
    ),
    ("country", ["\"JP\"", "\"uk\"", "\"GB\"", "\"QQ\"", "\"Spain\"", "\"JPX\"", "3"]),
    (
      "tier",
      ["\"free\"", "\"Free\"", "\"premium\"", "\"\"", "null", "\"a tier of a rather long name\"", "4", "\"a\\tb\""]
    ),
    (
      "plays",
      ["1", "2", "37", "1000000000", "1000000001", "0", "01", "-1", "1.0", "1e3", "12345678901", "\"1\"", "null"]
    ),
    (
      "event_id",
      ["\"e-1\"", "\"\"", "\"é\"", "\"\\u0041\"", "\"long enough for several words\"", "12", "0.5", "{\"a\":[1]}"]
    ),
    ("external_id", ["\"spotify:QZLL2250\"", "\"SPOT:1234567\"", "\"6rqhFgbb\""]),
  ]

  private func event(_ shape: EventText, mostlyGood: Bool, _ random: inout Seeded) -> EventText {
    var event = shape
    for (name, values) in Self.values where event[name] != nil {
      let isGood = mostlyGood && Int.random(in: 0..<8, using: &random) > 0
      event[name] = isGood ? values[Int.random(in: 0..<2, using: &random)] : values.randomElement(using: &random)!
    }
    return event
  }

  private func shape(_ random: inout Seeded) -> EventText {
    var shape = EventText()
    switch Int.random(in: 0..<6, using: &random) {
    case 0: shape = shape.with("isrc", nil).with("external_id", "\"6rqhFgbb\"")
    case 1: shape = shape.with("external_id", "\"6rqhFgbb\"")
    case 2: shape = shape.with("device", "{\"a\":[1,-2.5e3,\"x\"],\"b\":null}").with("flag", "true")
    case 3: shape = shape.with("tier", nil).with("plays", nil)
    default: break
    }
    return shape.shuffled(using: &random)
  }

  private func damage(_ bytes: [UInt8], _ random: inout Seeded) -> [UInt8] {
    var bytes = bytes
    let at = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.remove(at: at)
    case 3: bytes.insert([0x22, 0x5C, 0x2C, 0x7D, 0x30, 0x00, 0xC3].randomElement(using: &random)!, at: at)
    case 4: bytes.removeLast(Int.random(in: 1...min(12, bytes.count), using: &random))
    default: bytes += [0x20, 0x7D, 0x0A].shuffled(using: &random).prefix(1)
    }
    return bytes
  }

  @Test("are read as each would be alone: of changing shapes and spellings, damaged or not", arguments: UInt64(1)...12)
  func alone(seed: UInt64) {
    var random = Seeded(seed: seed)
    var decoder = PlayDecoder(platforms: platforms)
    var shapes = (0..<3).map { _ in shape(&random) }
    var accepted = 0
    for _ in 0..<3_000 {
      if Int.random(in: 0..<40, using: &random) == 0 { shapes[0] = shape(&random) }
      // Long runs of one shape, as platforms write them.
      let shape = Int.random(in: 0..<6, using: &random) > 0 ? shapes[0] : shapes.randomElement(using: &random)!
      let event = event(shape, mostlyGood: Int.random(in: 0..<3, using: &random) > 0, &random)
      var bytes = Array((Int.random(in: 0..<30, using: &random) == 0 ? event.spaced(" ") : event.json).utf8)
      if Int.random(in: 0..<5, using: &random) == 0 { bytes = damage(bytes, &random) }
      let expected = outcome(bytes)
      let found = decoder.outcome(bytes)
      #expect(found == expected, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
      if case .success = expected { accepted += 1 }
    }
    #expect(accepted > 300, "enough of them are good: \(accepted)")
  }

  @Test("with a field twice are read by its last value, whatever came before")
  func twice() {
    var decoder = PlayDecoder(platforms: platforms)
    for (first, last) in [
      ("\"free\"", "\"premium\""), ("\"free\"", "null"), ("null", "\"free\""), ("\"free\"", "\"x\""),
    ] {
      let json = EventText().with("tier", first).json.dropLast() + ",\"tier\":\(last)}"
      for _ in 0..<2 { #expect(decoder.outcome(Array(json.utf8)) == outcome(String(json))) }
    }
  }

  @Test("with a number, a null or an object where text was are told from those with text")
  func kinds() {
    var decoder = PlayDecoder(platforms: platforms)
    for name in ["isrc", "played_at", "platform", "country", "tier", "plays", "event_id"] {
      for value in ["1", "\"1\"", "null", "true", "{}", "[\"1\"]", "1.5", "\"\\u0031\"", "\"é\""] {
        let bytes = Array(EventText().with(name, value).json.utf8)
        for _ in 0..<2 { #expect(decoder.outcome(bytes) == outcome(bytes), "\(name): \(value)") }
        #expect(decoder.outcome(Array(EventText().json.utf8)) == outcome(EventText().json))
      }
    }
  }

  @Test(
    "that differ from the one before in one byte, whichever it is, are told apart from it", arguments: UInt64(1)...4)
  func oneByte(seed: UInt64) {
    var random = Seeded(seed: seed)
    var decoder = PlayDecoder(platforms: platforms)
    let bytes = Array(EventText().json.utf8)
    for at in bytes.indices {
      for byte in [0x22, 0x5C, 0x30, 0x3A, 0x7F, 0x80, bytes[at] ^ 0x20, UInt8.random(in: 0...255, using: &random)] {
        var changed = bytes
        changed[at] = byte
        _ = decoder.outcome(bytes)
        let (found, expected) = (decoder.outcome(changed), outcome(changed))
        if found != expected { Issue.record("\(String(decoding: changed, as: UTF8.self)): \(found), not \(expected)") }
      }
    }
  }
}
