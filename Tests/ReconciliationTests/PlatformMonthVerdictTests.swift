import Money
import Reconciliation
import Testing

@Suite("The verdict on a platform's month")
struct PlatformMonthVerdictTests {
  @Test(
    "Over 2 % wants review, over 5 % blocks; exactly at a limit it is within it, either way",
    arguments: [
      ("100", "100", PlatformMonthVerdict.fine), ("100", "102", .fine), ("100", "98", .fine),
      ("100", "102.000000000001", .review), ("100", "97.999999999999", .review), ("100", "105", .review),
      ("100", "105.000000000001", .blocked), ("100", "94.999999999999", .blocked), ("-100", "-105", .review),
      ("0", "0", .fine), ("0", "0.000000000001", .blocked), ("0.000000000001", "0", .blocked),
    ])
  func verdict(_ estimated: String, _ reported: String, _ verdict: PlatformMonthVerdict) throws {
    let money = Deviation(estimated: try Amount(estimated), reported: try Amount(reported))
    #expect(PlatformMonthVerdict(money) == verdict)
  }
}
