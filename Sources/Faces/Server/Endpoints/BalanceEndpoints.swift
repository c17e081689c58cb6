import Answers
import Catalog
import Earnings
import Foundation
import Hummingbird
import Live
import Money
import Plays
import Posting
import Schemas
import Statements
import Store

/// What a payee has now: from gross to what is payable.
enum BalanceEndpoints {
  struct Body: Codable {
    struct Balance: Codable {
      let currency: Currency
      let plays: Int64
      let gross, fee, net, share, adjustments, reserve_held, reserve_released, recouped, unrecouped: Amount
      let withholding, opening, payments, closing, payable, carried_forward: Amount

      init(_ currency: Currency, _ waterfall: LiveBalance.Waterfall) {
        let settlement = waterfall.settlement
        self.currency = currency
        plays = waterfall.plays
        gross = waterfall.gross
        fee = waterfall.fee
        net = waterfall.net
        share = settlement.activity.royalties
        adjustments = settlement.activity.adjustments
        reserve_held = settlement.reserveHeld
        reserve_released = settlement.reserveReleased
        recouped = settlement.recouped
        unrecouped = settlement.unrecouped
        withholding = settlement.withholding
        opening = settlement.opening
        payments = settlement.activity.payments
        closing = settlement.closing
        payable = settlement.payable
        carried_forward = settlement.carriedForward
      }
    }

    let payee, name: String
    let period: Period
    var status = Estimate.estimated
    let balances: [Balance]
  }

  private static let example =
    #"{"payee":"art-0007","name":"Luna Mar","period":"2026-11","status":"estimated","balances":[{"currency":"USD","plays":1200,"gross":"4.000000000000","fee":"0.600000000000","net":"3.400000000000","share":"1.700000000000","adjustments":"0.000000000000","reserve_held":"0.170000000000","reserve_released":"0.000000000000","recouped":"0.000000000000","unrecouped":"0.000000000000","withholding":"0.000000000000","opening":"0.000000000000","payments":"0.000000000000","closing":"1.530000000000","payable":"1.530000000000","carried_forward":"0.000000000000"}],\#(EarningsEndpoints.freshness)}"#

  static var all: [Endpoint] { [of("artist"), of("label"), of("payee")] }

  private static func of(_ kind: String) -> Endpoint {
    Endpoint(
      method: .get, path: "/v1/\(kind)s/{id}/balance", work: .figure, tag: "Balance",
      summary: "What \(kind == "artist" ? "an artist" : "a \(kind)") has now, from gross to payable",
      detail:
        "To the last unit what posting and a statement at this moment would give: gross of the lines with a share "
        + "in them, less the fee; the payee's share of the rest; reserves, recoupment and withholding by the payee's "
        + "terms; the balance before, and payments. Plays counted and not yet posted are in it. It is for the payee "
        + "alone: a label does not see its artists' balances, which other labels may have a part in.",
      scope: .earningsRead,
      parameters: [
        .init(
          name: "period", what: "the accounting period; this month's unless told", type: .period, example: "2026-11")
      ], example: example,
      handle: .answer { call in try await answer(call, kind) })
  }

  @Sendable private static func answer(_ call: Call, _ kind: String) async throws -> Fresh<Body> {
    let id = call.id
    let visibility = call.grant.visibility
    guard kind == "payee" || (kind == "artist" ? visibility.speaksFor(artist: id) : visibility.speaksFor(label: id))
    else { throw Problem.notFound(kind, id) }
    let period = try call.query.period("period") ?? Day.today.period
    // The question is about a name in the books, which is one party's alone: what is kept is nobody else's.
    let (mark, party) = try await call.on(.question) { db in
      (try SnapshotMark(db), try kind == "payee" ? call.asker.payee(id, db) : PartyStore(db).party(kind, id))
    }
    guard let party else { throw Problem.notFound(kind, id) }
    let question = Balances.Question(payee: party, period: period, today: .today)
    let found = try await call.services.balances.answer(question, at: mark) { body in
      try await call.atLength(body)
    }
    guard let found else { throw Problem.notFound(kind, id) }
    let body = Body(
      payee: party, name: found.name, period: period,
      balances: found.waterfalls.map { Body.Balance($0.currency, $0.waterfall) })
    return Fresh(body, Freshness(call.services.book.state))
  }
}
