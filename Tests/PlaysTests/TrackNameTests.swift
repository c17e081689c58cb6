import Plays
import Testing

@Suite("How an event names its track")
struct TrackNameTests {
  private func track(external id: String, platform: String = "spotify") throws(QuarantineReason) -> String {
    try decoded(
      EventText().with("isrc", nil).with("external_id", "\"\(id)\"").with("platform", "\"\(platform)\"").json
    ).track
  }

  @Test(
    "An ISRC is kept in its stored form",
    arguments: [
      "QZLL22500002", "qzll22500002", "QZ-LL2-25-00002", "ISRC QZLL22500002", "ISRC QZ-LL2-25-00002",
      "isrcQZLL22500002",
    ])
  func isrc(spelling: String) throws {
    #expect(try decoded(EventText().with("isrc", "\"\(spelling)\"").json).track == "QZLL22500002")
  }

  @Test(
    "What is not an ISRC is refused, even beside an external id",
    arguments: ["", "QZLL2250000", "QZLL225000022", "1ZLL22500002", "ISRC"])
  func badISRC(spelling: String) {
    #expect(reason(EventText().with("isrc", "\"\(spelling)\"").with("external_id", "\"spotify:x\"").json) == .badISRC)
  }

  @Test("An external id with a namespace is kept; the namespace in lower case, the id in its own")
  func namespaced() throws {
    #expect(try track(external: "spotify:6rqhFgbb") == "spotify:6rqhFgbb")
    #expect(try track(external: "SPOTIFY:6rqhFgbb") == "spotify:6rqhFgbb")
    #expect(try track(external: "Apple_Music:900000001", platform: "spotify") == "apple_music:900000001")
    #expect(try track(external: "spotify:track:6rqhFgbb") == "spotify:track:6rqhFgbb")
  }

  @Test("An external id without one is the platform's own")
  func platformsOwn() throws {
    #expect(try track(external: "6rqhFgbb") == "spotify:6rqhFgbb")
    #expect(try track(external: "900000001", platform: "Apple_Music") == "apple_music:900000001")
    #expect(try track(external: "QZLL22500002") == "spotify:QZLL22500002")
    #expect(try track(external: "caf\\u00e9") == "spotify:café")
  }

  @Test("Both spellings of an id are one track")
  func oneTrack() throws {
    var decoder = PlayDecoder(platforms: platforms)
    for id in ["x1", "spotify:x1", "SPOTIFY:x1", "spotify\\u003ax1"] {
      _ = try decoder.outcome(Array(EventText().with("isrc", nil).with("external_id", "\"\(id)\"").json.utf8)).get()
    }
    #expect(decoder.vocabulary.trackCount == 1)
    #expect(decoder.vocabulary.track(0) == "spotify:x1")
  }

  @Test("An external id that cannot be kept is refused", arguments: ["", "a\\u0000b", "a\\nb", "\\u007f", "\\ud800"])
  func badExternalID(id: String) {
    #expect(throws: QuarantineReason.badISRC) { try track(external: id) }
  }

  @Test("An external id may have 256 bytes")
  func longest() throws {
    let id = "spotify:" + String(repeating: "x", count: 248)
    #expect(try track(external: id) == id)
    #expect(throws: QuarantineReason.badISRC) { try track(external: id + "x") }
  }
}
