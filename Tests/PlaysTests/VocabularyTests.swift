import Plays
import Seeded
import Testing

@Suite("The vocabulary of a decoder")
struct VocabularyTests {
  @Test("Each track and market has one number, in the order they were met", arguments: UInt64(1)...5)
  func numbers(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    var decoder = PlayDecoder(platforms: platforms)
    var tracks: [String] = []
    var markets: [Market] = []
    let countries = ["JP", "DE", "GB", "ZZ"].map { Country($0)! }
    for _ in 0..<2_000 {
      let track =
        Bool.random(using: &generator)
        ? "QZLL226\(10_000 + Int.random(in: 0..<500, using: &generator))"
        : "isni:\(Int.random(in: 0..<500, using: &generator))"
      let market = Market(
        platform: platforms.sorted().randomElement(using: &generator)!,
        country: countries.randomElement(using: &generator)!,
        tier: ["free", "premium", "familia ñ", "unknown"].randomElement(using: &generator)!)
      var event = EventText().with("platform", "\"\(market.platform)\"").with("country", "\"\(market.country)\"").with(
        "tier", "\"\(market.tier)\"")
      event["isrc"] = track.contains(":") ? nil : "\"\(track)\""
      event["external_id"] = track.contains(":") ? "\"\(track)\"" : nil
      let bytes = Array(event.json.utf8)
      let play = try bytes.withUnsafeBytes { try decoder.decode($0, receivedAt: noon) }
      if !tracks.contains(track) { tracks.append(track) }
      if !markets.contains(market) { markets.append(market) }
      #expect(Int(play.track) == tracks.firstIndex(of: track))
      #expect(Int(play.market) == markets.firstIndex(of: market))
    }
    #expect(decoder.vocabulary.trackCount == tracks.count)
    #expect(tracks.indices.map { decoder.vocabulary.track(Int32($0)) } == tracks)
    #expect(decoder.vocabulary.markets == markets)
    #expect(!decoder.isExhausted)
  }

  @Test("300,000 tracks keep apart, so many that some of their hashes meet")
  func manyTracks() throws {
    var decoder = PlayDecoder(platforms: platforms)
    var wrong = 0
    for number in 0..<300_000 {
      let event = EventText().with("isrc", "\"QZLL2\(2_600_000 + number)\"")
      let bytes = Array(event.json.utf8)
      let play = try bytes.withUnsafeBytes { try decoder.decode($0, receivedAt: noon) }
      if Int(play.track) != number { wrong += 1 }
    }
    #expect(wrong == 0)
    #expect(decoder.vocabulary.trackCount == 300_000)
    #expect((0..<300_000).allSatisfy { decoder.vocabulary.track(Int32($0)) == "QZLL2\(2_600_000 + $0)" })
  }

  @Test("A vocabulary that outgrows its bound says so")
  func exhausted() throws {
    var decoder = PlayDecoder(platforms: platforms)
    var number = 0
    let filler = String(repeating: "x", count: 200)
    while !decoder.isExhausted, number < 1_000_000 {
      let event =
        "{\"external_id\":\"n:\(filler)\(number)\",\"played_at\":\"2026-10-17T00:00:00Z\",\"platform\":\"spotify\",\"country\":\"JP\"}"
      _ = try decoder.outcome(Array(event.utf8)).get()
      number += 1
    }
    #expect(decoder.isExhausted)
    #expect(decoder.vocabulary.track(0) == "n:\(filler)0")
    #expect(decoder.vocabulary.track(Int32(number - 1)) == "n:\(filler)\(number - 1)")
  }
}
