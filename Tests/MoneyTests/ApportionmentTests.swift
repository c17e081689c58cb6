import Money
import Seeded
import Testing

@Suite("Dividing into parts")
struct ApportionmentTests {
  @Test("What is missing goes to the largest remainders, of equal ones to the earlier part")
  func remainders() {
    #expect(Apportionment.parts(of: 100, by: [1, 1, 1]) == [34, 33, 33])
    #expect(Apportionment.parts(of: 200, by: [1, 1, 1]) == [67, 67, 66])
    #expect(Apportionment.parts(of: 1, by: [1, 1]) == [1, 0])
    #expect(Apportionment.parts(of: 10, by: [1, 2, 4]) == [1, 3, 6])
    #expect(Apportionment.parts(of: 5, by: [0, 1, 0, 1]) == [0, 3, 0, 2])
  }

  @Test("A negative whole is divided as its absolute value")
  func negative() {
    #expect(Apportionment.parts(of: -100, by: [1, 1, 1]) == [-34, -33, -33])
    #expect(Apportionment.parts(of: 0, by: [3, 4]) == [0, 0])
    #expect(Apportionment.parts(of: -7, by: [5]) == [-7])
  }

  @Test("Parts sum to the whole, and none is a unit or more from its share", arguments: UInt64(1)...200)
  func seeded(seed: UInt64) {
    var generator = Seeded(seed: seed)
    let whole = Int128(Int64.random(in: -1_000_000_000...1_000_000_000, using: &generator))
    let weights = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
      Int128(Int.random(in: 1...1_000_000, using: &generator))
    }
    let total = weights.reduce(0, +)
    let parts = Apportionment.parts(of: whole, by: weights)
    #expect(parts.count == weights.count && parts.reduce(0, +) == whole, "seed \(seed)")
    for (part, weight) in zip(parts, weights) {
      #expect((part * total - whole * weight).magnitude < total.magnitude, "seed \(seed)")
    }
  }
}
