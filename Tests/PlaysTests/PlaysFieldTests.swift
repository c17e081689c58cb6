import Plays
import Testing

@Suite("The number of plays")
struct PlaysFieldTests {
  @Test(
    "An integer from 1 to 10^9 counts as it is", arguments: ["1", "2", "10", "999999999", "1000000000", "123456789"])
  func accepted(text: String) throws {
    #expect(try decoded(EventText().with("plays", text).json).plays == Int64(text))
  }

  @Test("Absent, an event is one play")
  func absent() throws {
    #expect(try decoded(EventText().with("plays", nil).json).plays == 1)
  }

  @Test(
    "Anything else is refused",
    arguments: [
      "0", "-0", "-1", "1.0", "1.5", "0.5", "1e3", "1E0", "1e0", "10e-1", "\"5\"", "\"\"", "null", "true", "[1]", "{}",
      "1000000001", "9999999999", "10000000000", "9223372036854775808", "18446744073709551617",
      "340282366920938463463374607431768211457", "-9223372036854775808",
    ])
  func refused(text: String) {
    #expect(reason(EventText().with("plays", text).json) == .badPlays)
  }

  @Test("A leading zero is no JSON number", arguments: ["01", "00", "-01", "+1"])
  func leadingZero(text: String) {
    #expect(reason(EventText().with("plays", text).json) == .malformedJSON)
  }
}
