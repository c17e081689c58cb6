import Money

extension Settlement {
  /// The summary's figures. Those that are taken away are shown as they are taken: positive.
  ///
  /// - Parameters:
  ///   - gross: of the payee's lines of the period's own plays, in the statement's currency; `fee` of them.
  ///   - late: royalties of earlier months that were posted in the period; they are among the adjustments.
  package func figures(gross: Amount, fee: Amount, late: Amount) -> [Statement.Figure] {
    let figures: [(key: String, amount: Amount)] = [
      ("opening", opening), ("gross", gross), ("fee", fee), ("net", gross - fee), ("royalties", activity.royalties),
      ("adjustments", activity.adjustments), ("reserve_held", reserveHeld), ("reserve_released", reserveReleased),
      ("recouped", recouped), ("withholding", withholding), ("payments", activity.payments),
      ("movement", closing - opening), ("closing", closing), ("payable", payable), ("carried_forward", carriedForward),
      ("unrecouped", unrecouped), ("lines", activity.royalties + late),
      ("reserve_balance", next.reserves.values.reduce(.zero, +)),
    ]
    return figures.map { Statement.Figure(.payee, $0.key, $0.amount) }
  }
}
