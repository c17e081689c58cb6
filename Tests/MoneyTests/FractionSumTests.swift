import Money
import Seeded
import Testing

@Suite("Sums of fractions")
struct FractionSumTests {
  private func sum(_ fractions: (Int128, Int128)...) -> Int128 {
    var sum = FractionSum()
    for (numerator, denominator) in fractions { sum.add(numerator, over: denominator) }
    return sum.halfEven()
  }

  @Test("Thirds of three come to a whole, and a middle goes to the even neighbour")
  func exact() {
    #expect(sum((1, 3), (2, 3)) == 1 && sum((1, 3), (1, 3)) == 1 && sum((1, 3)) == 0 && sum() == 0)
    #expect(sum((1, 2)) == 0 && sum((3, 2)) == 2 && sum((-1, 2)) == 0 && sum((-3, 2)) == -2)
    #expect(sum((1, 3), (1, 6)) == 0, "exactly one half, to the even")
    #expect(sum((4, 3), (1, 6)) == 2 && sum((1, 3), (1, 5)) == 1 && sum((1, 2), (1, 3), (1, 6)) == 1)
    #expect(sum((-1, 3), (-1, 5)) == -1 && sum((7, 3), (-1, 3)) == 2)
    var third = FractionSum()
    third.add(1_000_000_000_000, times: 100, over: 300)
    #expect(third.halfEven() == 333_333_333_333)
  }

  @Test("Denominators of 127 bits are told apart to the last unit")
  func large() {
    let large = Int128.max
    #expect(sum((large / 2, large), (1, 2)) == 1, "the first is below one half, and both together below one")
    #expect(sum((large / 2, large)) == 0 && sum((large / 2 + 1, large)) == 1)
    // Just above one half, and just below it.
    #expect(sum((1, 3), (1, 6), (1, large)) == 1 && sum((1, 3), (1, 6), (-1, large)) == 0)
    #expect(sum((1, 3), (2, 3), (1, 2), (-1, large)) == 1 && sum((1, 3), (2, 3), (1, 2), (1, large)) == 2)
  }

  @Test("It is the sum over one common denominator, rounded", arguments: UInt64(1)...200)
  func seeded(seed: UInt64) {
    var random = Seeded(seed: seed)
    let denominators = (0..<Int.random(in: 1...5, using: &random)).map { _ in
      Int128(Int.random(in: 1...12, using: &random))
    }
    let common = denominators.reduce(1, *)
    var (sum, whole) = (FractionSum(), Int128(0))
    for denominator in denominators {
      let (a, b) = (Int128(Int.random(in: -50...50, using: &random)), Int128(Int.random(in: -9...9, using: &random)))
      sum.add(a, times: b, over: denominator)
      whole += a * b * (common / denominator)
    }
    #expect(sum.halfEven() == Rounding.halfEven(product: whole, 1, dividedBy: common), "seed \(seed)")
  }

  @Test("Parts of a line go by amounts also where some are below zero, and come to the whole")
  func signed() {
    #expect(Apportionment.parts(of: 100, bySigned: [1, 1, 1]) == [34, 33, 33])
    #expect(Apportionment.parts(of: 80, bySigned: [100, -20]) == [100, -20])
    #expect(Apportionment.parts(of: -80, bySigned: [100, -20]) == [-100, 20])
    #expect(
      Apportionment.parts(of: 10, bySigned: [4, -1]) == [13, -3], "13 1/3 and -3 1/3: the unit goes to the larger rest")
    #expect(Apportionment.parts(of: 10, bySigned: [-4, 1]) == [13, -3])
    #expect(Apportionment.parts(of: 10, bySigned: [5, -5]) == nil)
    #expect(Apportionment.parts(of: .max, bySigned: [.max / 2, 1 - .max / 2]) == nil)
  }
}
