import Money
import Reconciliation
import Seeded
import Testing

@Suite("A fraction")
struct FractionTests {
  @Test(
    "A percentage is rounded half-even to 4 decimals, alike on either side of zero",
    arguments: [
      (3, 4, "33.3333"), (3, 5, "66.6667"), (3, 2, "-33.3333"), (100, 100, "0.0000"), (8_000_000, 8_000_001, "0.0000"),
      (2_000_000, 2_000_001, "0.0000"), (2_000_000, 2_000_003, "0.0002"), (2_000_000, 1_999_997, "-0.0002"),
      (2_000_000, 1_999_999, "0.0000"), (-4, -3, "25.0000"), (-4, -5, "-25.0000"), (1, 1_001, "100000.0000"),
      (0, 0, "0.0000"), (0, 1, ""),
    ] as [(Int128, Int128, String)])
  func percentages(estimated: Int128, reported: Int128, text: String) {
    #expect(Deviation(estimated: estimated, reported: reported).description == text)
  }

  @Test("Percentages of any size agree with those on paper", arguments: UInt64(1)...20)
  func againstPaper(seed: UInt64) {
    var generator = Seeded(seed: seed)
    for _ in 0..<50 {
      let estimated = generator.oneIn(20) ? Int128.min : generator.amount(bits: 126)
      let reported = generator.oneIn(20) ? Int128.max : generator.amount(bits: 126)
      let deviation = Deviation(estimated: estimated, reported: reported)
      let paper =
        PaperFraction(PaperNumber(reported) - PaperNumber(estimated), over: PaperNumber(estimated).magnitude)
        * PaperFraction(100)
      #expect(PaperFraction(deviation.percent!.description) == paper)
      let digits = deviation.description.replacing(".", with: "")
      #expect(PaperNumber(digits) == (paper * PaperFraction(10_000)).halfEven, "\(estimated) \(reported)")
      let percent = Amount(pico: Int128.random(in: 0...10_000_000_000_000_000, using: &generator))
      let limit = PaperFraction(PaperNumber(percent.pico), over: PaperNumber(Amount.scale))
      let isOver = limit < PaperFraction(paper.numerator.magnitude, over: paper.denominator)
      #expect(deviation.exceeds(percent: percent) == isOver)
    }
  }

  @Test("Fractions of one value are equal, whatever they are over")
  func equality() {
    let half = Deviation(estimated: 200, reported: 201).percent
    #expect(half == Deviation(estimated: 2_000, reported: 2_010).percent)
    #expect(half != Deviation(estimated: 2_000, reported: 2_011).percent)
    #expect(half != Deviation(estimated: 200, reported: 199).percent)
    #expect(half?.signum == 1)
    #expect(Deviation(estimated: 200, reported: 199).percent?.signum == -1)
    #expect(Deviation(estimated: 200, reported: 200).percent?.signum == 0)
  }
}
