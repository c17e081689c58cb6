import Money

/// Cells of a summary (SY10) that no sale has: its fees, deductions, final total and exchange rate.
struct BeyondRows {
  /// Characters of a text of it at most.
  private static let longest = 200

  let finalTotal, fee, deductions: Amount?
  let feeType, deductionType, exchangeRate, exchangeRateSource, exchangeRateDate: String?

  /// - Parameter currency: `Accounting` or `Transaction`: which of each pair of amounts is meant.
  init(_ record: Record, in currency: String) throws(CellError) {
    func amount(_ name: String) throws(CellError) -> Amount? {
      guard let cell = record["\(name)InCurrencyOf\(currency)"], !cell.isEmpty else { return nil }
      let amount = try Figures.total(cell).halfEven
      guard amount.isRecordable else { throw cell.error("\(cell.quoted) is more than any platform pays") }
      return amount
    }
    func text(_ name: String) throws(CellError) -> String? {
      guard let cell = record[name], !cell.isEmpty else { return nil }
      guard cell.bytes.count <= Self.longest else {
        throw cell.error("the text is longer than \(Self.longest) bytes; was the line damaged?")
      }
      return SafeText.escaped(cell.text)
    }
    finalTotal = try amount("FinalTotalAmount")
    fee = try amount("UsageIndependentFee")
    feeType = try text("UsageIndependentFeeType")
    deductions = try amount("Deductions")
    deductionType = try text("DeductionType")
    if let cell = record["ExchangeRate"], !cell.isEmpty {
      // Not computed with, so as many decimals as it has.
      guard cell.bytes.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) else {
        throw cell.error("\(cell.quoted) is not an exchange rate such as 1.0842")
      }
    }
    exchangeRate = try text("ExchangeRate")
    exchangeRateSource = try text("ExchangeRateSource")
    exchangeRateDate = try text("DateOfCurrencyExchange")
  }
}
