import Answers
import Schemas

/// Balances of payees, from gross to what is payable.
enum BalanceEndpoints {
  private static let example =
    #"{"payee":"art-0007","name":"Luna Mar","period":"2026-11","status":"estimated","balances":[{"currency":"USD","plays":1200,"gross":"4.000000000000","fee":"0.600000000000","net":"3.400000000000","share":"1.700000000000","adjustments":"0.000000000000","reserve_held":"0.170000000000","reserve_released":"0.000000000000","recouped":"0.000000000000","unrecouped":"0.000000000000","withholding":"0.000000000000","opening":"0.000000000000","payments":"0.000000000000","closing":"1.530000000000","basis":"estimated","expected":"0.000000000000","payable":"1.530000000000","carried_forward":"0.000000000000"}],\#(EarningsEndpoints.freshness)}"#

  static var all: [Endpoint] { Balance.Kind.allCases.map(of) }

  private static func of(_ kind: Balance.Kind) -> Endpoint {
    Endpoint(
      method: .get, path: "/v1/\(kind)s/{id}/balance", work: .figure, tag: "Balance",
      summary: "What \(kind == .artist ? "an artist" : "a \(kind)") has now, from gross to payable",
      detail:
        "To the last unit what posting and a statement at this moment would give: gross of the lines with a share "
        + "in them, less the fee; the payee's share of the rest; reserves, recoupment and withholding by the payee's "
        + "terms; the balance before, and payments; what of it is expected, where the payee is paid on what was reported "
        + "or has come in. Plays counted and not yet posted are in it. It is for the payee "
        + "alone: a label does not see its artists' balances, which other labels may have a part in.",
      scope: .earningsRead,
      parameters: [
        .init(
          name: "period", what: "the accounting period; this month's unless told", type: .period, example: "2026-11")
      ], example: example,
      handle: .ask { call in Balance(kind, call.id, period: try call.query.period("period")) })
  }
}
