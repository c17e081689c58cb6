import Money

/// A payee's part, in one currency, of what platforms have reported, and of that what has not come in.
///
/// Of each report the part that counts is as large as that of its money which has come in: an exact fraction. Their sum is
/// rounded once, half-even to 10^-12.
package struct UnreceivedPart: Sendable {
  private var whole = Amount.zero
  private var counted = FractionSum()

  package init() {}

  /// - Parameter report: what the money is of; `nil` where no report that counts has it any more.
  package mutating func add(_ share: Amount, of report: Collections.Report?) {
    whole += share
    guard let report else { return }
    if report.isWhole {
      counted.add(share.pico)
    } else if report.received > .zero {
      counted.add(share.pico, times: report.received.pico, over: report.reported.pico)
    }
  }

  /// Adds what a payee has of a line that several reports speak of: divided by their amounts of it, by largest remainder.
  ///
  /// - Parameters:
  ///   - amounts: of the line, by the number of the report, ascending.
  ///   - reports: those that count.
  package mutating func add(
    _ share: Amount, dividedBy amounts: [(report: Int64, amount: Amount)], _ reports: [Collections.Report]
  ) {
    guard let parts = Apportionment.parts(of: share.pico, bySigned: amounts.map(\.amount.pico)) else {
      return add(share, of: nil)
    }
    for (part, one) in zip(parts, amounts) {
      add(Amount(pico: part), of: reports.first { $0.number == one.report })
    }
  }

  package var amount: Amount { whole - Amount(pico: counted.halfEven()) }
}
