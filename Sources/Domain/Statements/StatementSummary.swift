import Money

extension Settlement {
  /// The summary's figures. Those that are taken away are shown as they are taken: positive.
  ///
  /// - Parameters:
  ///   - gross: of the payee's lines of the period's own plays, in the statement's currency; `fee` of them.
  ///   - late: royalties of earlier months that were posted in the period; they are among the adjustments.
  package func figures(gross: Amount, fee: Amount, late: Amount) -> [Statement.Figure] {
    [
      .init("opening", "Opening balance", opening), .init("gross", "Gross of the lines with a share", gross),
      .init("fee", "Fee", fee), .init("net", "Net that is shared out", gross - fee),
      .init("royalties", "Royalties: the payee's share", activity.royalties),
      .init("adjustments", "Adjustments", activity.adjustments), .init("reserve_held", "Reserve held", reserveHeld),
      .init("reserve_released", "Reserve released", reserveReleased), .init("recouped", "Recouped", recouped),
      .init("withholding", "Withholding", withholding), .init("payments", "Payments", activity.payments),
      .init("movement", "Movement of the period", closing - opening), .init("closing", "Closing balance", closing),
      .init("payable", "Payable", payable), .init("carried_forward", "Carried forward", carriedForward),
      .init("unrecouped", "Still to be recouped", unrecouped),
      .init("lines", "Royalties of all lines, late ones too", activity.royalties + late),
      .init("reserve_balance", "Held in reserve", next.reserves.values.reduce(.zero, +)),
    ]
  }
}
