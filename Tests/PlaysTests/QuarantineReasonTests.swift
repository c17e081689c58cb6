import Plays
import Testing

@Suite("Why an event is quarantined")
struct QuarantineReasonTests {
  /// As the documentation has them, first to last.
  private static let order = [
    "too_large", "malformed_json", "missing_field", "bad_isrc", "bad_timestamp", "past_timestamp", "future_timestamp",
    "unknown_platform", "unknown_country", "bad_plays",
  ]

  @Test("The reasons have their documented names and order")
  func names() {
    #expect(QuarantineReason.allCases.map(\.rawValue) == Self.order)
  }

  @Test("Every reason says what to do", arguments: QuarantineReason.allCases)
  func remedies(reason: QuarantineReason) {
    #expect(!reason.remedy.isEmpty)
  }

  @Test("An event without a track, a time, a platform or a country misses a field")
  func missing() {
    for field in ["isrc", "played_at", "platform", "country"] {
      #expect(reason(EventText().with(field, nil).json) == .missingField, "\(field) absent")
      #expect(reason(EventText().with(field, "null").json) == .missingField, "\(field) null")
    }
  }

  @Test(
    "A field of another type is refused for what it should have been",
    arguments: ["1", "true", "[]", "{}", "-1.5", "[\"JP\"]"])
  func otherTypes(value: String) {
    #expect(reason(EventText().with("isrc", value).json) == .badISRC)
    #expect(reason(EventText().with("isrc", nil).with("external_id", value).json) == .badISRC)
    #expect(reason(EventText().with("played_at", value).json) == .badTimestamp)
    #expect(reason(EventText().with("platform", value).json) == .unknownPlatform)
    #expect(reason(EventText().with("country", value).json) == .unknownCountry)
    #expect(reason(EventText().with("tier", value).json) == .malformedJSON)
  }

  @Test(
    "A platform without a rate table is unknown",
    arguments: ["deezer", "", "spotify ", "spotif", "apple music", "spötify"])
  func unknownPlatform(name: String) {
    #expect(reason(EventText().with("platform", "\"\(name)\"").json) == .unknownPlatform)
  }

  @Test("Without any rate table every platform is unknown")
  func noPlatforms() {
    var decoder = PlayDecoder(platforms: [])
    #expect(throws: QuarantineReason.unknownPlatform) { try decoder.outcome(Array(EventText().json.utf8)).get() }
  }

  /// Each breaks an event in one way; the faults of one event may be any set of them but the three times together.
  private static let faults: [(reason: String, apply: @Sendable (inout EventText) -> Void)] = [
    ("too_large", { $0["padding"] = "\"" + String(repeating: "x", count: 70_000) + "\"" }),
    ("malformed_json", { $0["garbage"] = "nonsense" }),
    ("missing_field", { $0["country"] = nil }),
    ("bad_isrc", { $0["isrc"] = "\"QZLL2250000\"" }),
    ("bad_timestamp", { $0["played_at"] = "\"yesterday\"" }),
    (
      "past_timestamp", { if $0["played_at"] != "\"yesterday\"" { $0["played_at"] = "\"1970-01-01T00:00:00Z\"" } }
    ),
    (
      "future_timestamp",
      { if $0["played_at"]?.hasPrefix("\"2026") == true { $0["played_at"] = "\"2027-10-17T00:00:00Z\"" } }
    ),
    ("unknown_platform", { $0["platform"] = "\"napster\"" }),
    ("unknown_country", { if $0["country"] != nil { $0["country"] = "\"Atlantis\"" } }),
    ("bad_plays", { $0["plays"] = "0" }),
  ]

  @Test("Of several faults the first in the documented order is recorded, for every set of faults")
  func precedence() {
    for set in 1..<(1 << Self.faults.count) {
      var event = EventText()
      var expected: String?
      for (index, fault) in Self.faults.enumerated() where set & 1 << index != 0 {
        fault.apply(&event)
        expected = expected ?? fault.reason
      }
      let found = reason(event.json)?.rawValue
      #expect(
        found == expected, "faults \(Self.faults.indices.filter { set & 1 << $0 != 0 }.map { Self.faults[$0].reason })")
    }
  }

  @Test(
    "A tier that cannot be kept is malformed, and that comes before every later reason",
    arguments: ["1", "\"\\u0001\"", "\"\\ud800\""])
  func tierPrecedence(tier: String) {
    let event = EventText().with("tier", tier)
    #expect(reason(event.json) == .malformedJSON)
    let later = Self.faults.dropFirst(2).filter { fault in
      var broken = event
      fault.apply(&broken)
      return reason(broken.json) != .malformedJSON
    }
    #expect(later.map(\.reason) == [], "these are looked for before the tier")
  }

  @Test("A refused event leaves no trace in the vocabulary", arguments: 0..<10)
  func noTrace(index: Int) {
    var event = EventText().with("tier", "\"brand new tier\"").with("isrc", "\"QZLL22599999\"")
    Self.faults[index].apply(&event)
    var decoder = PlayDecoder(platforms: platforms)
    #expect(throws: QuarantineReason.self) { try decoder.outcome(Array(event.json.utf8)).get() }
    #expect(decoder.vocabulary.trackCount == 0)
    #expect(decoder.vocabulary.markets.isEmpty)
  }
}
