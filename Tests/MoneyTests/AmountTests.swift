import Money
import Seeded
import Testing

@Suite("An amount")
struct AmountTests {
  @Test("Sums and differences are exact, in any order", arguments: UInt64(1)...5)
  func sums(seed: UInt64) {
    var generator = Seeded(seed: seed)
    let amounts = (0..<1_000).map { _ in Amount(pico: Int128.random(in: -(1 << 100)...(1 << 100), using: &generator)) }
    let forwards = amounts.reduce(.zero, +)
    #expect(amounts.shuffled(using: &generator).reduce(.zero, +) == forwards)
    #expect(amounts.reduce(forwards, -) == .zero)
    var running = Amount.zero
    for amount in amounts { running += amount }
    for amount in amounts.reversed() { running -= amount }
    #expect(running == .zero)
  }

  @Test("A tenth added ten times is one, which floating point does not manage")
  func tenths() throws {
    let tenth = try Amount("0.1")
    #expect((0..<10).reduce(Amount.zero) { sum, _ in sum + tenth } == (try Amount("1")))
  }

  @Test("Amounts are ordered as numbers, not as text")
  func order() throws {
    #expect(
      try ["10", "-3", "9", "0.5"].map { try Amount($0) }.sorted().map(\.pico)
        == [-3, 0.5, 9, 10].map { Int128($0 * 1e12) })
    #expect(try -Amount("1.5") == Amount("-1.5"))
  }

  @Test("Leaving 128 bits traps: a wrong amount is worse than none")
  func overflow() async {
    // Printed, because a result that nobody looks at need not be worked out.
    await #expect(processExitsWith: .failure) { print(Amount(pico: .max) + Amount(pico: 1)) }
    await #expect(processExitsWith: .failure) { print(Rate(pico: .max).gross(plays: 2)) }
    await #expect(processExitsWith: .failure) { print(Rounding.halfEven(product: .max, .max, dividedBy: 1)) }
  }
}
