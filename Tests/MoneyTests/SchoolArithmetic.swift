/// Sums as done on paper, one decimal digit at a time: it shares nothing with the binary arithmetic it judges.
///
/// A number is its digits, least significant first, without leading zeros; zero has none.
enum SchoolArithmetic {
  static func digits(_ text: String) -> [Int] {
    var digits = text.reversed().map { $0.wholeNumberValue! }
    trim(&digits)
    return digits
  }

  static func text(_ digits: [Int]) -> String {
    digits.isEmpty ? "0" : digits.reversed().map(String.init).joined()
  }

  static func product(_ a: [Int], _ b: [Int]) -> [Int] {
    var result = [Int](repeating: 0, count: a.count + b.count)
    for (i, x) in a.enumerated() {
      for (j, y) in b.enumerated() { result[i + j] += x * y }
    }
    carry(&result)
    return result
  }

  static func sum(_ a: [Int], _ b: [Int]) -> [Int] {
    var result = (0..<max(a.count, b.count)).map { ($0 < a.count ? a[$0] : 0) + ($0 < b.count ? b[$0] : 0) }
    carry(&result)
    return result
  }

  static func isLess(_ a: [Int], _ b: [Int]) -> Bool {
    a.count != b.count ? a.count < b.count : a.reversed().lexicographicallyPrecedes(b.reversed())
  }

  /// Long division: bring a digit down, take the divisor away as often as it goes.
  static func quotient(_ a: [Int], _ b: [Int]) -> (quotient: [Int], rest: [Int]) {
    var quotient: [Int] = []
    var rest: [Int] = []
    for digit in a.reversed() {
      rest.insert(digit, at: 0)
      trim(&rest)
      var times = 0
      while !isLess(rest, b) {
        subtract(b, from: &rest)
        times += 1
      }
      quotient.insert(times, at: 0)
    }
    trim(&quotient)
    return (quotient, rest)
  }

  /// `a * b / divisor` of signed decimal texts, rounded half-even: the judge of `Rounding.halfEven`.
  static func halfEven(_ a: String, _ b: String, by divisor: String) -> String {
    let isNegative = a.hasPrefix("-") != b.hasPrefix("-")
    let by = digits(divisor)
    let product = product(digits(unsigned(a)), digits(unsigned(b)))
    var (quotient, rest) = quotient(product, by)
    let doubled = sum(rest, rest)
    let isOdd = (quotient.first ?? 0) % 2 == 1
    if isLess(by, doubled) || (doubled == by && isOdd) { quotient = sum(quotient, [1]) }
    return (isNegative && !quotient.isEmpty ? "-" : "") + text(quotient)
  }

  private static func unsigned(_ text: String) -> String { text.hasPrefix("-") ? String(text.dropFirst()) : text }

  private static func subtract(_ b: [Int], from a: inout [Int]) {
    var borrow = 0
    for index in a.indices {
      a[index] -= (index < b.count ? b[index] : 0) + borrow
      borrow = a[index] < 0 ? 1 : 0
      a[index] += borrow * 10
    }
    trim(&a)
  }

  private static func carry(_ digits: inout [Int]) {
    var carried = 0
    for index in digits.indices {
      let value = digits[index] + carried
      digits[index] = value % 10
      carried = value / 10
    }
    while carried > 0 {
      digits.append(carried % 10)
      carried /= 10
    }
    trim(&digits)
  }

  private static func trim(_ digits: inout [Int]) {
    while digits.last == 0 { digits.removeLast() }
  }
}
