import Foundation

/// SplitMix64: the same seed gives the same cases on every machine (S. Vigna, public domain).
package struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  /// A generator with another seed in each run, printed so that LEDGERLINE_TEST_SEED can have it again. For tests whose
  /// course also hangs on what other processes do.
  package static func printed(_ what: String) -> Seeded {
    let given = ProcessInfo.processInfo.environment["LEDGERLINE_TEST_SEED"].flatMap(UInt64.init)
    let seed = given ?? .random(in: 0 ... .max)
    print("\(what): LEDGERLINE_TEST_SEED=\(seed)")
    return Seeded(seed: seed)
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
