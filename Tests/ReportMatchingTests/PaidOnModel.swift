import Testing

/// Sums of money that are expected, by plain arithmetic: what happened, and nothing of how the product adds it up.
///
/// Two payees, in US dollars: the label and the artist of the first two tracks have 45 % each (fee 10 %, halves), and the
/// artist of the third all of it. Amounts are counts of 10^-12.
struct PaidOnModel {
  struct Line: Hashable {
    let month, isrc, country: String
  }

  struct Report {
    let number: Int32
    let month: String
    var lines: [Line: Int128] = [:]
    /// Money of no recording of ours.
    var others: Int128 = 0
    /// Numbers of the reports that it stands in the place of.
    var corrects: [Int32] = []

    var total: Int128 { lines.values.reduce(others, +) }
  }

  struct Receipt {
    let amount: Int128
    /// As 2026-10-24.
    let day: String
    let report: Int32?
    let month: String?
  }

  var plays: [Line: Int128] = [:]
  var reports: [Report] = []
  var receipts: [Receipt] = []

  static func percent(_ payee: String, of isrc: String) -> Int128 {
    switch isrc {
    case "QZLL22600001": payee == "lab-0" || payee == "art-0" ? 45 : 0
    case "QZLL22600002": payee == "lab-0" || payee == "art-1" ? 45 : 0
    case "QZLL22600003": payee == "art-1" ? 100 : 0
    default: 0
    }
  }

  private static func share(_ payee: String, _ line: Line, _ amount: Int128) -> Int128 {
    amount * percent(payee, of: line.isrc) / 100
  }

  /// Of the plays up to a month, in countries that no report speaks of.
  func estimated(_ payee: String, through month: String) -> Int128 {
    var sum = Int128(0)
    for (line, count) in plays where line.month <= month {
      let isSpokenOf = reports.contains { report in
        report.month == line.month && report.lines.keys.contains { $0.country == line.country }
      }
      let rate: Int128 = line.country == "US" ? 4_000_000_000 : 2_000_000_000
      if !isSpokenOf { sum += Self.share(payee, line, count * rate) }
    }
    return sum
  }

  func owed(_ payee: String, through month: String) -> Int128 {
    reports.filter { $0.month <= month }.reduce(estimated(payee, through: month)) { sum, report in
      report.lines.reduce(sum) { $0 + Self.share(payee, $1.key, $1.value) }
    }
  }

  /// Money for each report by the end of a day: first what names it, then what names its month, then the rest, oldest first.
  func received(by day: String) -> [Int32: Int128] {
    var remaining = Dictionary(uniqueKeysWithValues: reports.map { ($0.number, $0.total) })
    let order = reports.sorted { ($0.month, "\($0.number)") < ($1.month, "\($1.number)") }
    var rest = Int128(0)
    func pay(_ money: Int128, _ reports: [Report]) -> Int128 {
      var money = money
      for report in reports {
        let part = min(money, remaining[report.number]!)
        remaining[report.number]! -= part
        money -= part
      }
      return money
    }
    let known = receipts.filter { $0.day <= day }
    for report in order {
      let named = known.filter { $0.report == report.number || report.corrects.contains($0.report ?? -1) }
      rest += pay(named.reduce(0) { $0 + $1.amount }, [report])
    }
    for month in Set(known.compactMap(\.month)) {
      let named = known.filter { $0.month == month }
      rest += pay(named.reduce(0) { $0 + $1.amount }, order.filter { $0.month == month })
    }
    for one in known where one.month == nil {
      if let report = one.report, order.contains(where: { $0.number == report || $0.corrects.contains(report) }) {
        continue
      }
      rest += one.amount
    }
    _ = pay(rest, order)
    return Dictionary(uniqueKeysWithValues: reports.map { ($0.number, $0.total - remaining[$0.number]!) })
  }

  /// By the end of a month: what is estimated, and of each report the part whose money has not come in, as one fraction.
  func expected(_ payee: String, through month: String, on basis: String) -> Int128 {
    let estimated = max(0, estimated(payee, through: month))
    guard basis == "received" else { return basis == "reported" ? estimated : 0 }
    let received = received(by: "\(month)-31")
    var (whole, numerator, denominator) = (Int128(0), Int128(0), Int128(1))
    for report in reports where report.month <= month {
      let share = report.lines.reduce(Int128(0)) { $0 + Self.share(payee, $1.key, $1.value) }
      whole += share
      // In cents, so that no product leaves the range.
      let (came, all) = (received[report.number]! / 10_000_000_000, report.total / 10_000_000_000)
      guard all > 0 else { continue }
      let (up, down) = Self.reduced(share * came, all)
      (numerator, denominator) = Self.reduced(numerator * down + up * denominator, denominator * down)
    }
    var counted = numerator / denominator
    let left = 2 * (numerator - counted * denominator)
    if left > denominator || left == denominator && counted % 2 == 1 { counted += 1 }
    return estimated + max(0, whole - counted)
  }

  private static func reduced(_ numerator: Int128, _ denominator: Int128) -> (Int128, Int128) {
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    return a == 0 ? (0, 1) : (numerator / a, denominator / a)
  }
}
