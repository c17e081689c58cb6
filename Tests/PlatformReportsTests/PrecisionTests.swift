import Money
import PlatformReports
import Plays
import Seeded
import Testing

@Suite("Amounts finer than a pico-unit")
struct PrecisionTests {
  @Test("An amount is rounded half-even once, and what rounding added is kept to the last digit")
  func rounding() throws {
    let cases = [
      ("0.01000246370629471467011063892", "0.010002463706", "-0.00000000000029471467011063892"),
      ("0.0000000000005", "0", "-0.0000000000005"), ("0.0000000000015", "0.000000000002", "0.0000000000005"),
      ("-0.0000000000005", "0", "0.0000000000005"), ("-1.0000000000019", "-1.000000000002", "-0.0000000000001"),
      (
        "7.00000000000049999999999999999999999999999999999999", "7",
        "-0.00000000000049999999999999999999999999999999999999"
      ),
      ("999999999999999.9999999999999", "1000000000000000", "0.0000000000001"), ("1.0000000000000", "1", "0"),
    ]
    for (text, amount, moved) in cases {
      let (rows, summary) = try read(own("2026-10,spotify,DE,free,QZLL22600001,1,\(text),EUR"))
      #expect(rows[0].amount == (try Amount(amount)), "\(text)")
      #expect(rows[0].moved == (try FineAmount(moved)), "\(text)")
      #expect(summary.rounding == (moved == "0" ? [:] : [Currency("EUR")!: try FineAmount(moved)]))
    }
  }

  @Test("Fine amounts add up as whole numbers of 10^-50 do", arguments: UInt64(1)...3)
  func sums(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    var sum = FineAmount.zero
    // In two words of 25 decimals each, by hand.
    var (high, low): (Int128, Int128) = (0, 0)
    let word = (0..<25).reduce(Int128(1)) { power, _ in power * 10 }
    for _ in 0..<2000 {
      let (a, b) = (Int128.random(in: 0..<word, using: &generator), Int128.random(in: 0..<word, using: &generator))
      let isNegative = Bool.random(using: &generator)
      func padded(_ value: Int128) -> String { String(repeating: "0", count: 25 - "\(value)".count) + "\(value)" }
      let text = "\(isNegative ? "-" : "")0.\(padded(a))\(padded(b))"
      sum += try FineAmount(text)
      high += isNegative ? -a : a
      low += isNegative ? -b : b
    }
    high += low / word
    low %= word
    let expected = (high < 0 || high == 0 && low < 0) ? (-high, -low) : (high, low)
    let borrowed = expected.1 < 0 ? (expected.0 - 1, expected.1 + word) : expected
    let whole = borrowed.0 / word
    func padded(_ value: Int128) -> String { String(repeating: "0", count: 25 - "\(value)".count) + "\(value)" }
    let sign = high < 0 || high == 0 && low < 0 ? "-" : ""
    #expect(sum == (try FineAmount("\(sign)\(whole).\(padded(borrowed.0 % word))\(padded(borrowed.1))")))
    #expect(try FineAmount(sum.description) == sum)
    #expect(sum - sum == .zero)
  }

  @Test("A control total is compared before anything was rounded")
  func controlTotals() throws {
    let row = "AU\t1\tF\t2\t.01\t0.0000000000004\tQZLL21500018\tT\tA\t1\t1\tV\t1\tL\t"
    let right = apple(row, row, row, "Total_Amount\t0.0000000000012")
    #expect(try read(right).summary.totals[Currency("AUD")!] == .zero)
    #expect(try read(right).summary.rounding[Currency("AUD")!] == (try FineAmount("-0.0000000000012")))
    #expect(try refusal(apple(row, row, row, "Total_Amount\t0")).reason.contains("come to 0.0000000000012"))
  }

  @Test("A text that is no amount is none, and more than 50 decimals are refused")
  func texts() {
    for text in ["", ".", "1.2.3", "1e5", "1.0000000000000x", "0." + String(repeating: "1", count: 51)] {
      #expect(throws: DecimalError.self, "\(text)") { try FineAmount(text) }
    }
  }
}
