import Plays
import Testing

@Suite("How an event names its release")
struct ReleaseNameTests {
  /// Track and release of each event, by one decoder.
  private static func names(_ events: [String]) -> [String] {
    var decoder = PlayDecoder(platforms: platforms)
    return events.map { event in
      Array(event.utf8).withUnsafeBytes { raw in
        do throws(QuarantineReason) {
          let track = try decoder.decode(raw, receivedAt: noon).track
          return decoder.vocabulary.track(track) + (decoder.vocabulary.release(track).map { " on \($0)" } ?? "")
        } catch { return "\(error)" }
      }
    }
  }

  private static func event(_ barcode: String?) -> String { EventText().with("upc", barcode).json }

  @Test("A barcode is text or a number, of 12 to 14 digits or without the zero in front")
  func spellings() {
    for barcode in [
      #""011000000075""#, #""11000000075""#, "11000000075", #""0011000000075""#, #""00011000000075""#,
      #""\u00311000000075""#,
    ] {
      // Twice: by the scanner, and by the shape of the event before.
      #expect(
        Self.names([Self.event(barcode), Self.event(barcode)])
          == [String](repeating: "QZLL22500002 on 00011000000075", count: 2), "\(barcode)")
    }
  }

  @Test("What is no barcode says nothing, and the play is one all the same")
  func none() {
    let texts = [
      nil, "null", #""""#, #""011000000076""#, #""1100000007""#, #""000000000000""#, #""01100000007X""#, "1.1e10", "-1",
      "true", "[]", #"{"upc":"011000000075"}"#, #""\uD800""#,
    ]
    for text in texts {
      #expect(
        Self.names([Self.event(text), Self.event(text)]) == ["QZLL22500002", "QZLL22500002"], "\(text ?? "none")")
    }
  }

  @Test("Of one recording each release has a number of its own, however they are mixed, and so has an external id")
  func mixed() {
    let external = EventText().with("isrc", nil).with("external_id", #""sp1""#)
    let events = [
      Self.event(nil), Self.event(#""011000000075""#), Self.event(#""011000001072""#), Self.event(nil),
      external.with("upc", #""011000000075""#).json, external.json, Self.event(#""11000000075""#),
    ]
    let names = [
      "QZLL22500002", "QZLL22500002 on 00011000000075", "QZLL22500002 on 00011000001072", "QZLL22500002",
      "spotify:sp1 on 00011000000075", "spotify:sp1", "QZLL22500002 on 00011000000075",
    ]
    #expect(Self.names(events + events) == names + names)
    // Nothing is learned of an event that is refused.
    var decoder = PlayDecoder(platforms: platforms)
    _ = decoder.outcome(Array(EventText().with("upc", #""011000000075""#).with("plays", "0").json.utf8))
    #expect(decoder.vocabulary.trackCount == 0)
  }

  @Test("A thousand releases of a hundred recordings keep their numbers")
  func many() {
    var decoder = PlayDecoder(platforms: platforms)
    var numbers: [String: Int32] = [:]
    for _ in 1...3 {
      for recording in 0..<100 {
        for release in 0..<10 {
          let body = "0110000\(1_000 + release)"
          let text = EventText().with("isrc", #""QZLL226\#(10_000 + recording)""#)
            .with("upc", #""\#(body)\#(Self.checkDigit(body))""#).json
          let number = Array(text.utf8).withUnsafeBytes { try? decoder.decode($0, receivedAt: noon).track }
          let key = "\(recording) \(release)"
          #expect(number != nil && numbers[key] ?? number == number, "\(text)")
          numbers[key] = number
        }
      }
    }
    #expect(Set(numbers.values).count == 1_000)
  }

  private static func checkDigit(_ body: String) -> Int {
    let sum = body.utf8.reversed().enumerated().reduce(0) { $0 + Int($1.element - 0x30) * ($1.offset % 2 == 0 ? 3 : 1) }
    return (10 - sum % 10) % 10
  }
}
