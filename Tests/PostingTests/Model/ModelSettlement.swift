/// Formula 8: what becomes of one payee's royalties in one currency, period after period.
struct ModelSettlement: Sendable {
  let terms: ModelTerms
  /// Decimals of the currency's minor unit: 0 for JPY, 3 for KWD, mostly 2.
  let decimals: Int

  /// One result for each period. The periods follow each other without a gap, and before the first there was nothing.
  func results(_ periods: [ModelSettlementPeriod]) -> [ModelSettlementResult] {
    var results: [ModelSettlementResult] = []
    for (position, this) in periods.enumerated() {
      let month = ModelCalendar.index(of: this.period)
      if let before = results.last {
        precondition(ModelCalendar.index(of: before.period) + 1 == month, "periods follow each other")
      }
      var result = ModelSettlementResult(period: this.period)
      result.reserveHeld = ModelArithmetic.percent(terms.reservePercent, of: max(0, this.royalties))
      // This period's own result is among those looked at: a release after 0 periods is in the same one.
      result.released = (results + [result]).reduce(0) { sum, earlier in
        ModelCalendar.index(of: earlier.period) + terms.reserveReleaseAfter == month ? sum + earlier.reserveHeld : sum
      }
      let available = this.royalties - result.reserveHeld + result.released

      let advanced = periods[...position].reduce(0) { $0 + $1.advances }
      let recoupable = advanced - results.reduce(0) { $0 + $1.recouped }
      result.recouped = min(recoupable, max(0, available))
      result.unrecouped = recoupable - result.recouped
      result.net = available - result.recouped

      let sameYear = results.filter { ModelCalendar.year(of: $0.period) == ModelCalendar.year(of: this.period) }
      let netOfYear = sameYear.reduce(result.net) { $0 + $1.net }
      result.withholding = withheld(on: netOfYear) - sameYear.reduce(0) { $0 + $1.withholding }

      result.opening = results.last?.closing ?? 0
      result.closing = result.opening + result.net - result.withholding - this.payments
      result.payable = result.closing >= terms.minimumPayout ? wholeMinorUnits(of: result.closing) : 0
      result.carriedForward = result.closing - result.payable
      results.append(result)
    }
    return results
  }

  private var minorUnit: Int128 {
    (0..<decimals).reduce(ModelArithmetic.unit) { unit, _ in unit / 10 }
  }

  /// Rounded once, from the exact product: rounding to 10^-12 before would move some ties.
  private func withheld(on net: Int128) -> Int128 {
    let divisor = ModelArithmetic.hundredPercent * minorUnit
    return ModelArithmetic.halfEven(max(0, net), times: terms.withholdingPercent, over: divisor) * minorUnit
  }

  /// Rounded down. A negative amount is never paid, also not where the minimum is 0 or less.
  private func wholeMinorUnits(of closing: Int128) -> Int128 {
    closing > 0 ? closing / minorUnit * minorUnit : 0
  }
}

/// What a settlement is given for one period.
struct ModelSettlementPeriod: Sendable, Hashable {
  var period: String
  /// The sum of the payee's shares, adjustments included.
  var royalties: Int128 = 0
  var payments: Int128 = 0
  /// Advances and costs dated in the period.
  var advances: Int128 = 0
}

/// What a settlement says of one period.
struct ModelSettlementResult: Sendable, Hashable {
  var period: String
  var reserveHeld: Int128 = 0
  var released: Int128 = 0
  var recouped: Int128 = 0
  var unrecouped: Int128 = 0
  var net: Int128 = 0
  var withholding: Int128 = 0
  var opening: Int128 = 0
  var closing: Int128 = 0
  var payable: Int128 = 0
  var carriedForward: Int128 = 0
}

extension ModelFacts {
  /// A settlement's input, advances and payments taken from the facts. Those dated before the first period count in it.
  /// The royalties are the caller's, because it knows which adjustments the books recorded in which period.
  func settlementPeriods(
    payee: String, currency: String, from first: String, through last: String, royalties: [String: Int128]
  ) -> [ModelSettlementPeriod] {
    let firstIndex = ModelCalendar.index(of: first)
    return (firstIndex...ModelCalendar.index(of: last)).map { index in
      func isIn(_ day: Int) -> Bool {
        max(firstIndex, ModelCalendar.index(of: ModelCalendar.period(of: day))) == index
      }
      let period = ModelCalendar.period(atIndex: index)
      let paid = payments.filter { $0.payee == payee && $0.currency == currency && isIn($0.day) }
      let advanced = advances.filter { $0.payee == payee && $0.currency == currency && isIn($0.day) }
      return ModelSettlementPeriod(
        period: period, royalties: royalties[period] ?? 0, payments: paid.reduce(0) { $0 + $1.amount },
        advances: advanced.reduce(0) { $0 + $1.amount })
    }
  }
}
