import Money

/// Sums of figures that come from outside: refused where they leave the range, instead of trapping.
extension Amount {
  func plus(_ other: Amount, _ figure: @autoclosure () -> String) throws(ReconciliationError) -> Amount {
    let (sum, overflow) = pico.addingReportingOverflow(other.pico)
    guard !overflow else { throw .tooLarge(figure()) }
    return Amount(pico: sum)
  }

  func less(_ other: Amount, _ figure: @autoclosure () -> String) throws(ReconciliationError) -> Amount {
    let (difference, overflow) = pico.subtractingReportingOverflow(other.pico)
    guard !overflow else { throw .tooLarge(figure()) }
    return Amount(pico: difference)
  }
}
