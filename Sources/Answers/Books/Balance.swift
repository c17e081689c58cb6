import Catalog
import Contracts
import Money
import Plays
import Posting
import Postgres
import Refusals
import Schemas
import Statements
import Store

/// Balance that a payee has now: from gross to what is payable, to the last unit what posting and a statement at this
/// moment would give.
package struct Balance: Question {
  /// Kinds of those who have one: an id of an artist and of a label may be the same.
  package enum Kind: String, CaseIterable, Sendable {
    case artist, label, payee
  }

  package typealias Answer = Fresh<Figures>

  package struct Figures: Codable, Sendable {
    package struct InCurrency: Codable, Sendable {
      package let currency: Currency
      package let plays: Int64
      package let gross, fee, net, share, adjustments, reserve_held, reserve_released, recouped, unrecouped: Amount
      package let withholding, opening, payments, closing: Amount
      /// Money that the payee is paid on.
      package let basis: PayoutBasis
      /// Part of `closing` that is not paid out yet.
      package let expected: Amount
      package let payable, carried_forward: Amount
      /// The part of `share` that is money beside plays; left out where there is none.
      package let beside_plays: Amount?

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
        basis = settlement.terms.basis
        expected = settlement.expected
        payable = settlement.payable
        carried_forward = settlement.carriedForward
        beside_plays = waterfall.besidePlays == .zero ? nil : waterfall.besidePlays
      }
    }

    package let payee, name: String
    package let period: Period
    package var status = Estimate.estimated
    package let balances: [InCurrency]
  }

  let kind: Kind
  let id: String
  let period: Period?

  /// - Parameter period: the accounting period; this month's where it is `nil`.
  package init(_ kind: Kind, _ id: String, period: Period?) {
    self.kind = kind
    self.id = id
    self.period = period
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let (asker, period) = (asking.asker, period ?? asking.today.period)
    guard let found = try await asking.balance(period, of: { try party(asker, $0) }) else {
      throw Refused.missing(kind.rawValue, id)
    }
    let figures = Figures(
      payee: found.payee, name: found.name, period: period,
      balances: found.waterfalls.map { Figures.InCurrency($0.currency, $0.waterfall) })
    return Answer(figures, Freshness(try await asking.totals.state()))
  }

  /// Name in the books, which is one party's alone; `nil` where there is none that the asker speaks for.
  private func party(_ asker: Asker, _ db: Connection) throws -> String? {
    switch kind {
    case .payee: try asker.payee(id, db)
    case .artist: asker.visibility.speaksFor(artist: id) ? try PartyStore(db).party("artist", id) : nil
    case .label: asker.visibility.speaksFor(label: id) ? try PartyStore(db).party("label", id) : nil
    }
  }
}

/// Balances of a payee as they were computed.
package struct ComputedBalance: Sendable {
  /// Name in the books.
  package let payee: String
  package let name: String
  package let waterfalls: [(currency: Currency, waterfall: LiveBalance.Waterfall)]

  /// - Returns: `nil` where nobody has the name.
  package init?(_ db: Connection, payee: String, _ period: Period, today: Day) throws {
    guard let name = try PartyStore(db).name(payee) else { return nil }
    self.payee = payee
    self.name = name
    waterfalls = try LiveBalance(db, today: today).waterfalls(payee, period)
  }
}
