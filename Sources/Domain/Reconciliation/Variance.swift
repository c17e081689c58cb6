import Money

/// The exact difference between what a platform reports of a line and what the plays imply, and what it is made of.
///
/// With units Q, gross G, rate R = G / Q and exchange rate F of the estimate (e) and of the report (a):
///
///     units (Qa - Qe) x Re x Fe      rate Qa x (Ra - Re) x Fe      fx Qa x Ra x (Fa - Fe)
///
/// They sum to Ga x Fa - Ge x Fe. As fractions over |Qe| x 10^12 of a pico-unit they are exact for every value of
/// units, amounts and rates. Where the formula has no answer:
///
/// - Sides in different currencies: rate and FX are one part.
/// - No estimate (none, without a rate, or nothing at all): reported units are *not estimated*.
/// - Adjustments of the report (fines, corrections, bonuses) are apart from the money for its units, which the formulas are
///   about.
/// - Money without units is an *adjustment*: of the report as it is, and of an estimate with its sign turned. Where the
///   report has money without units and there is an estimate, the estimate's reversal is *units*, the money *adjustment*.
/// - A report over days of its own: the estimate over those days less that over the calendar month is *cut-off*, and the
///   report is compared with the estimate over its days.
/// - A side has money but no exchange rate: everything is in the report's currency (in the estimate's, if the report
///   has no money), as is the money that waits in suspense. An estimate in another currency is set aside.
package struct Variance: Sendable {
  /// Days that a report covers.
  package enum ReportDays: Hashable, Sendable {
    case calendarMonth
    /// Days that differ from the calendar month's, with the estimate over them.
    case fiscal(estimate: Side?)
  }

  /// Currency of every figure here: the contract's, or see above.
  package let currency: Currency
  /// True if an exchange rate was missing, so that `currency` is not the contract's.
  package let lacksFX: Bool
  /// The calendar month's estimate that could not be brought to `currency`, and is in none of the figures.
  package let setAside: Side?

  /// The estimate over the calendar month, as far as it is not set aside.
  let month: Converted
  /// The estimate that the report is compared with: over the report's own days.
  let compared: Converted
  let actual: Converted
  /// By part, in its order; in pico-units, over `denominator`.
  let numerators: [WideInteger]
  let denominator: UInt128

  /// A side, with the exchange rate that it counts at.
  struct Converted: Sendable {
    let units: Int64
    let gross: Amount
    let adjustments: Amount
    let fx: Rate
    let currency: Currency?

    /// There are no plays with a rate, and no money.
    var isNothing: Bool { gross == .zero && (units == 0 || currency == nil) }
    /// Exact, in 10^-24 units.
    var exact: WideInteger { WideInteger(gross.pico) * fx.pico }
    /// The same of the adjustments alone.
    var exactAdjustments: WideInteger { WideInteger(adjustments.pico) * fx.pico }
    /// - Returns: `nil` where it does not fit.
    var rounded: Amount? { fx.convertIfItFits(gross) }
  }

  /// - Parameters:
  ///   - estimate: over the calendar month.
  ///   - actual: as reported; `nil` where the report leaves the line out, which counts as zero.
  ///   - currency: the contract's; the report's where there is no contract.
  package init(
    estimate: Side?, over days: ReportDays = .calendarMonth, actual: Side?, contractCurrency currency: Currency
  ) {
    let comparedSide = if case .fiscal(let estimate) = days { estimate } else { estimate }
    let withMoney = [actual, comparedSide, estimate].compactMap(\.self).filter(\.hasMoney)
    let lacksFX = withMoney.contains { $0.fx == nil && $0.currency != currency }
    let common = lacksFX ? withMoney[0].currency ?? currency : currency
    let estimatesFit = !lacksFX || withMoney.allSatisfy { $0.currency == common }
    self.lacksFX = lacksFX
    self.currency = common
    setAside = estimatesFit ? nil : estimate

    let one = Rate(pico: Amount.scale)
    func convert(_ side: Side?, fits: Bool, otherwise: Rate) -> Converted {
      let fx = lacksFX || side?.currency == common ? one : side?.fx ?? otherwise
      return Converted(
        units: side?.units ?? 0, gross: fits ? side?.gross ?? .zero : .zero,
        adjustments: fits ? side?.adjustments ?? .zero : .zero, fx: fx, currency: fits ? side?.currency : nil)
    }
    let reported = convert(actual, fits: true, otherwise: one)
    self.actual = reported
    month = convert(estimate, fits: estimatesFit, otherwise: one)
    // A rate of zero needs no exchange rate; at the report's, none of the difference is called FX.
    compared = convert(comparedSide, fits: estimatesFit, otherwise: reported.fx)
    denominator = UInt128(max(1, compared.units.magnitude)) * Amount.scale.magnitude
    numerators = Self.numerators(month, compared, reported)
  }

  /// The parts by their order, over the compared estimate's units.
  private static func numerators(_ month: Converted, _ e: Converted, _ a: Converted) -> [WideInteger] {
    let divisor = UInt128(max(1, e.units.magnitude))
    var parts = Parts()
    parts[.cutOff] = (e.exact - month.exact) * divisor
    // The money for units, and what stands beside it.
    let paid = (a.exact - a.exactAdjustments) * divisor
    if e.isNothing || e.units == 0 {
      // An estimate of money without units is no line of ours: taken back as the adjustment it would have been.
      parts[.adjustments] = -(e.exact * divisor)
      let part = a.units == 0 ? VariancePart.adjustments : .notEstimated
      parts[part] = parts[part] + paid
    } else {
      let sign: Int128 = e.units < 0 ? -1 : 1
      let qe = Int128(e.units)
      let qa = Int128(a.units)
      parts[.units] = e.exact * (qa - qe) * sign
      // Qa x Re x Fe: what the reported units would have made as estimated.
      let expected = e.exact * qa * sign
      let atEstimatedFX = WideInteger((a.gross - a.adjustments).pico) * e.fx.pico * divisor
      if a.units == 0 {
        parts[.adjustments] = paid
      } else if let theirs = a.currency, theirs != e.currency {
        parts[.rateAndFX] = paid - expected
      } else {
        parts[.rate] = atEstimatedFX - expected
        parts[.fx] = paid - atEstimatedFX
      }
    }
    parts[.adjustments] = parts[.adjustments] + a.exactAdjustments * divisor
    return parts.inOrder
  }

  /// Numerators while they are found, without a dictionary for each of millions of lines.
  private struct Parts {
    private(set) var inOrder = [WideInteger](repeating: WideInteger(0), count: VariancePart.allCases.count)

    subscript(part: VariancePart) -> WideInteger {
      get { inOrder[part.place] }
      set { inOrder[part.place] = newValue }
    }
  }

  /// A part, in pico-units of `currency`.
  package func exact(_ part: VariancePart) -> Fraction {
    Fraction(numerators[part.place], over: denominator)
  }

  /// Reported less estimated, in pico-units of `currency`: the sum of the parts.
  package var total: Fraction {
    Fraction(numerators.reduce(WideInteger(0), +), over: denominator)
  }
}
