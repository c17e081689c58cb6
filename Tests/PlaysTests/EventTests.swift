import Plays
import Seeded
import Testing

@Suite("A play event")
struct EventTests {
  private let expected = Decoded(
    track: "QZLL22500002", market: Market(platform: "spotify", country: Country("JP")!, tier: "free"),
    second: 1_792_222_307, plays: 1)

  @Test("The event of the documentation is read field by field")
  func documented() throws {
    let json = """
      {"event_id":"...","isrc":"QZLL22500002","played_at":"2026-10-17T07:31:47.806Z","platform":"spotify","country":"JP","tier":"free","plays":1}
      """
    #expect(try decoded(json) == expected)
  }

  @Test("event_id, tier and plays may be absent")
  func optionalFields() throws {
    var event = EventText()
    event["event_id"] = nil
    event["tier"] = nil
    event["plays"] = nil
    let play = try decoded(event.json)
    #expect(play.market.tier == Market.unknownTier)
    #expect(play.plays == 1)
  }

  @Test("An absent, null or empty tier is unknown", arguments: [nil, "null", "\"\""] as [String?])
  func unknownTier(tier: String?) throws {
    #expect(try decoded(EventText().with("tier", tier).json).market.tier == "unknown")
  }

  @Test("The four-field event with a country's name works as it is")
  func fourFields() throws {
    let json = """
      {"external_id":"6rqhFgbbKwnb9MLmUQDhG6","play_time":"2026-10-17 07:31:47","country":"Spain","source":"Spotify"}
      """
    #expect(
      try decoded(json)
        == Decoded(
          track: "spotify:6rqhFgbbKwnb9MLmUQDhG6",
          market: Market(platform: "spotify", country: Country("ES")!, tier: "unknown"), second: 1_792_222_307, plays: 1
        ))
  }

  @Test("Fields may stand in any order", arguments: UInt64(1)...20)
  func order(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    #expect(try decoded(EventText().shuffled(using: &generator).json) == expected)
  }

  @Test("White space may stand anywhere JSON allows it", arguments: [" ", "\t", "\n", "\r", " \t\r\n  "])
  func whiteSpace(space: String) throws {
    #expect(try decoded(EventText().spaced(space)) == expected)
  }

  @Test(
    "Unknown fields are skipped, nested too",
    arguments: [
      "1", "-0.5e+10", "true", "false", "null", "\"x\"", "{}", "[]", "[[],{},[{}]]", "{\"isrc\":\"XX\",\"plays\":[0]}",
      "[1,2,{\"country\":\"nowhere\"}]", "{\"a\":{\"b\":{\"c\":[null,true,\"}\"]}}}", "\"\\\"}\"", "\"日本\"",
    ])
  func unknownFields(value: String) throws {
    #expect(try decoded(EventText().with("device", value).json) == expected)
    #expect(try decoded("{\"device\":\(value)," + EventText().json.dropFirst()) == expected)
  }

  @Test(
    "Fields whose names are near ours are unknown fields",
    arguments: ["ISRC", "Plays", "isrc ", "played_At", "played-at", "countrY", "", "platforms", "isr\\u0000"])
  func nearNames(name: String) throws {
    #expect(try decoded(EventText().with(name, "0").json) == expected)
  }

  @Test("Codes are read without regard to case")
  func caseless() throws {
    var event = EventText()
    event["isrc"] = "\"qzll22500002\""
    event["platform"] = "\"SpotiFY\""
    event["country"] = "\"jP\""
    event["tier"] = "\"FREE\""
    #expect(try decoded(event.json) == expected)
  }

  @Test("Escapes are read in values and in names")
  func escapes() throws {
    let json = #"""
      {"\u0069src":"\u0051ZLL2250000\u0032","played\u005Fat":"2026\u002d10-17T07:31:47Z","pl\u0061tform":"sp\u006ftify",
      "countr\u0079":"\u004aP","t\u0069er":"fr\u0065e","\u0070lays":1,"other\"\\\/\b\f\n\r\t":"\ud83d\ude00"}
      """#
    #expect(try decoded(json) == expected)
  }

  @Test("The last of equal fields counts")
  func duplicates() throws {
    #expect(try decoded("{\"isrc\":\"bad\",\"plays\":0," + EventText().json.dropFirst()) == expected)
    #expect(reason(EventText().json.dropLast() + ",\"isrc\":\"bad\"}") == .badISRC)
    #expect(reason(EventText().json.dropLast() + ",\"\\u0069src\":\"bad\"}") == .badISRC)
    #expect(reason(EventText().json.dropLast() + ",\"country\":null}") == .missingField)
    #expect(try decoded(EventText().json.dropLast() + ",\"plays\":7}").plays == 7)
  }

  @Test("The first name of a field wins over its other name, whatever their order")
  func alternatives() throws {
    var event = EventText()
    event["source"] = "\"youtube_music\""
    event["play_time"] = "\"2026-01-01T00:00:00Z\""
    event["external_id"] = "\"spotify:x\""
    var generator = Seeded(seed: 1)
    for _ in 0..<10 { #expect(try decoded(event.shuffled(using: &generator).json) == expected) }
  }

  @Test("The other name stands in where the first is null")
  func nullAlternatives() throws {
    var event = EventText()
    event["platform"] = "null"
    event["source"] = "\"youtube_music\""
    event["played_at"] = "null"
    event["play_time"] = "\"2026-01-01T00:00:00Z\""
    event["isrc"] = "null"
    event["external_id"] = "\"x\""
    let play = try decoded(event.json)
    #expect(play.market.platform == "youtube_music")
    #expect(play.second == 1_767_225_600)
    #expect(play.track == "youtube_music:x")
  }

  @Test("An event of exactly 64 KiB is read; one byte more is too large")
  func size() throws {
    let empty = EventText().with("note", "\"\"").json
    let room = 65_536 - empty.utf8.count
    let full = EventText().with("note", "\"" + String(repeating: "x", count: room) + "\"").json
    #expect(full.utf8.count == 65_536)
    #expect(try decoded(full) == expected)
    #expect(reason(EventText().with("note", "\"" + String(repeating: "x", count: room + 1) + "\"").json) == .tooLarge)
    #expect(reason(full + " ") == .tooLarge)
  }
}
