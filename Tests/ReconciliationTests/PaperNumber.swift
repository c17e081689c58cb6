/// A whole number of any length as on paper: a sign, and groups of four decimal digits, least significant first. It
/// shares nothing with the binary arithmetic it judges.
struct PaperNumber: Equatable, CustomStringConvertible {
  private static let base = 10_000

  var isNegative = false
  /// Without leading zeros; zero has none.
  var groups: [Int] = []

  init(_ text: String) {
    var digits = Substring(text)
    if digits.first == "-" {
      isNegative = true
      digits.removeFirst()
    }
    while !digits.isEmpty {
      groups.append(Int(digits.suffix(4))!)
      digits = digits.dropLast(4)
    }
    trim()
  }

  init(_ value: some FixedWidthInteger) { self.init(String(value)) }

  private init(_ groups: [Int], isNegative: Bool) {
    self.groups = groups
    self.isNegative = isNegative
    trim()
  }

  var isZero: Bool { groups.isEmpty }
  var magnitude: PaperNumber { PaperNumber(groups, isNegative: false) }
  var isOdd: Bool { (groups.first ?? 0) % 2 == 1 }

  var description: String {
    guard let last = groups.last else { return "0" }
    let rest = groups.dropLast().reversed().map { String(String($0 + Self.base).dropFirst()) }
    return (isNegative ? "-" : "") + String(last) + rest.joined()
  }

  private mutating func trim() {
    while groups.last == 0 { groups.removeLast() }
    if groups.isEmpty { isNegative = false }
  }

  static prefix func - (a: PaperNumber) -> PaperNumber { PaperNumber(a.groups, isNegative: !a.isNegative) }

  static func * (a: PaperNumber, b: PaperNumber) -> PaperNumber {
    var groups = [Int](repeating: 0, count: a.groups.count + b.groups.count + 1)
    for (i, x) in a.groups.enumerated() {
      for (j, y) in b.groups.enumerated() { groups[i + j] += x * y }
    }
    return PaperNumber(carried(groups), isNegative: a.isNegative != b.isNegative)
  }

  static func + (a: PaperNumber, b: PaperNumber) -> PaperNumber {
    // Group by group with the signs, then the sign of the whole from its highest group.
    let count = max(a.groups.count, b.groups.count)
    func signed(_ number: PaperNumber, _ index: Int) -> Int {
      index < number.groups.count ? (number.isNegative ? -number.groups[index] : number.groups[index]) : 0
    }
    let sums = (0..<count).map { signed(a, $0) + signed(b, $0) }
    let isNegative = (sums.last { $0 != 0 } ?? 0) < 0
    return PaperNumber(carried((isNegative ? sums.map { -$0 } : sums) + [0]), isNegative: isNegative)
  }

  static func - (a: PaperNumber, b: PaperNumber) -> PaperNumber { a + -b }

  static func < (a: PaperNumber, b: PaperNumber) -> Bool { (a - b).isNegative }

  private static func carried(_ groups: [Int]) -> [Int] {
    var groups = groups
    for index in groups.indices.dropLast() {
      let carry = groups[index] >= 0 ? groups[index] / base : -((base - 1 - groups[index]) / base)
      groups[index] -= carry * base
      groups[index + 1] += carry
    }
    return groups
  }

  /// Long division of numbers that are not negative: each group of the quotient is found by halving.
  func divided(by divisor: PaperNumber) -> (quotient: PaperNumber, rest: PaperNumber) {
    var quotient: [Int] = []
    var rest = PaperNumber("0")
    for group in groups.reversed() {
      rest = PaperNumber([group] + rest.groups, isNegative: false)
      var low = 0
      var high = Self.base
      while high - low > 1 {
        let middle = (low + high) / 2
        if rest < divisor * PaperNumber(middle) { high = middle } else { low = middle }
      }
      rest = rest - divisor * PaperNumber(low)
      quotient.insert(low, at: 0)
    }
    return (PaperNumber(quotient, isNegative: false), rest)
  }
}

/// A fraction of them, as it stands; the denominator is above zero.
struct PaperFraction: CustomStringConvertible {
  let numerator: PaperNumber
  let denominator: PaperNumber

  static let zero = PaperFraction(PaperNumber("0"))

  init(_ numerator: PaperNumber, over denominator: PaperNumber = PaperNumber("1")) {
    self.numerator = denominator.isNegative ? -numerator : numerator
    self.denominator = denominator.magnitude
  }

  init(_ value: some FixedWidthInteger) { self.init(PaperNumber(value)) }

  /// Reads `-10/3`.
  init(_ text: String) {
    let halves = text.split(separator: "/").map { PaperNumber(String($0)) }
    self.init(halves[0], over: halves[1])
  }

  var description: String { "\(numerator)/\(denominator)" }
  var isZero: Bool { numerator.isZero }

  static func + (a: PaperFraction, b: PaperFraction) -> PaperFraction {
    PaperFraction(a.numerator * b.denominator + b.numerator * a.denominator, over: a.denominator * b.denominator)
  }
  static func - (a: PaperFraction, b: PaperFraction) -> PaperFraction { a + PaperFraction(-1) * b }
  static func * (a: PaperFraction, b: PaperFraction) -> PaperFraction {
    PaperFraction(a.numerator * b.numerator, over: a.denominator * b.denominator)
  }
  static func / (a: PaperFraction, b: PaperFraction) -> PaperFraction {
    PaperFraction(a.numerator * b.denominator, over: a.denominator * b.numerator)
  }
  static func == (a: PaperFraction, b: PaperFraction) -> Bool { (a - b).isZero }
  static func < (a: PaperFraction, b: PaperFraction) -> Bool { (a - b).numerator.isNegative }

  /// The whole number at or below.
  var floor: PaperNumber {
    let (quotient, rest) = numerator.magnitude.divided(by: denominator)
    guard numerator.isNegative else { return quotient }
    return -(rest.isZero ? quotient : quotient + PaperNumber("1"))
  }

  /// The nearer whole number; of two equally near the even one.
  var halfEven: PaperNumber {
    let below = floor
    let twice = PaperFraction(2) * (self - PaperFraction(below))
    let one = PaperFraction(1)
    if twice < one || (twice == one && !below.isOdd) { return below }
    return below + PaperNumber("1")
  }
}
