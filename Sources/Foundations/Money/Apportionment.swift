/// Divides an amount into parts that sum to it exactly: the largest-remainder method.
package enum Apportionment {
  /// The parts of a whole number of units in proportion to weights.
  ///
  /// Each part is its exact share rounded down; the units then missing go one each to the largest remainders, of equal
  /// ones to the earlier part. A negative whole is divided as its absolute value, and negated.
  ///
  /// - Parameters:
  ///   - whole: pico-units, plays, or any other units.
  ///   - weights: none negative, at least one positive.
  /// - Returns: one part for each weight, in their order.
  package static func parts(of whole: Int128, by weights: [Int128]) -> [Int128] {
    let total = weights.reduce(0, +).magnitude
    precondition(total > 0 && weights.allSatisfy { $0 >= 0 }, "weights are not negative, and not all zero")
    if weights.count == 1 { return [whole] }
    var parts: [UInt128] = []
    var remainders: [UInt128] = []
    var missing = whole.magnitude
    for weight in weights {
      let (quotient, remainder) = total.dividingFullWidth(whole.magnitude.multipliedFullWidth(by: weight.magnitude))
      parts.append(quotient)
      remainders.append(remainder)
      missing -= quotient
    }
    // Fewer units are missing than there are parts, so that each part gets one at most.
    while missing > 0 {
      var largest = 0
      for index in remainders.indices where remainders[index] > remainders[largest] { largest = index }
      parts[largest] += 1
      remainders[largest] = 0
      missing -= 1
    }
    return parts.map { whole < 0 ? -Int128($0) : Int128($0) }
  }

  /// The same for weights of which some are below zero, as amounts that were taken back are: each part is its exact share
  /// rounded down, and the units then missing go to the largest remainders.
  ///
  /// - Returns: `nil` where the weights come to zero, or a part does not fit 128 bits.
  package static func parts(of whole: Int128, bySigned weights: [Int128]) -> [Int128]? {
    let sum = weights.reduce(0, +)
    if sum == 0 { return nil }
    let total = sum.magnitude
    var parts: [Int128] = []
    var rests: [UInt128] = []
    for weight in weights {
      let wide = whole.magnitude.multipliedFullWidth(by: weight.magnitude)
      guard wide.high < total else { return nil }
      let (quotient, rest) = total.dividingFullWidth(wide)
      guard let exact = Int128(exactly: quotient) else { return nil }
      let isNegative = weight != 0 && (weight < 0) != (sum < 0)
      parts.append(isNegative ? -exact - (rest > 0 ? 1 : 0) : exact)
      rests.append(isNegative && rest > 0 ? total - rest : rest)
    }
    var missing = Int128(whole.magnitude) - parts.reduce(0, +)
    while missing > 0 {
      var largest = 0
      for index in rests.indices where rests[index] > rests[largest] { largest = index }
      parts[largest] += 1
      rests[largest] = 0
      missing -= 1
    }
    return parts.map { whole < 0 ? -$0 : $0 }
  }
}
