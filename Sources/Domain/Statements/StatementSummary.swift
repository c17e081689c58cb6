import Contracts
import Money

extension Settlement {
  /// The summary's figures. Those that are taken away are shown as they are taken: positive.
  ///
  /// - Parameters:
  ///   - gross: of the payee's lines of the period's own plays, in the statement's currency; `fee` of them.
  ///   - late: royalties of earlier months that were posted in the period; they are among the adjustments.
  package func figures(gross: Amount, fee: Amount, late: Amount) -> [Statement.Figure] {
    var figures: [(key: String, amount: Amount)] = [
      ("opening", opening), ("gross", gross), ("fee", fee), ("net", gross - fee), ("royalties", activity.royalties),
      ("adjustments", activity.adjustments), ("reserve_held", reserveHeld), ("reserve_released", reserveReleased),
      ("recouped", recouped), ("withholding", withholding), ("payments", activity.payments),
      ("movement", closing - opening), ("closing", closing), ("payable", payable), ("carried_forward", carriedForward),
      ("unrecouped", unrecouped), ("lines", activity.royalties + late),
      ("reserve_balance", next.reserves.values.reduce(.zero, +)),
    ]
    // Of who is paid on what is estimated nothing is expected, and their statements say nothing of it.
    if terms.basis != .estimated, let payable = figures.firstIndex(where: { $0.key == "payable" }) {
      figures.insert(("expected", expected), at: payable)
    }
    return figures.map { Statement.Figure(.payee, $0.key, $0.amount) }
  }
}
