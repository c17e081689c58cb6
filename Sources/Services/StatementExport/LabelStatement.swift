import Contracts
import Money
import Plays
import Statements
import Store

/// The part of a label's statement that no other has: who has what share of its tracks' money.
struct LabelStatement {
  private let source: StatementSource

  init(_ source: StatementSource) {
    self.source = source
  }

  func statement(_ heading: Statement.Heading, _ tables: LineTables, _ fx: Table) throws -> Statement {
    let net = tables.gross - tables.fee
    let beside = tables.besidePlays
    let modes = try source.modes()
    let figures: [(key: String, amount: Amount)] =
      [
        ("gross", tables.gross), ("fee", tables.fee), ("net", net), ("label_share", tables.royalties),
        ("others_share", net - tables.royalties), ("late_net", tables.lateNet), ("lines", net + tables.lateNet),
      ] + (beside.map { [("beside_plays", $0.sum("gross") - $0.sum("fee"))] } ?? [])
    return Statement(
      heading: heading, figures: figures.map { Statement.Figure(.label, $0.key, $0.amount) },
      tables: [
        tables.artists, try payees(), tables.platforms, tables.territories, tables.releases, tables.tracks,
      ] + [beside, modes].compactMap(\.self) + [fx, tables.terms(source.contracts, usedBy: source.parts, nil)])
  }

  /// Shares of payees in the net, the largest first.
  private func payees() throws -> Table {
    let store = StatementLineStore(source.db)
    let shares = try store.shares(source.basis.transactions, source.parts, source.currency, source.tracks!)
    let artists = try FactStore(source.db).artists(Set(shares.map(\.artist)), in: source.period)
    var sums: [String: (own: Amount, late: Amount)] = [:]
    for share in shares {
      let payee = source.contracts.split(share.contract, artist: try artists(share.artist)).payees[share.place - 1]
      let sum = sums[payee] ?? (.zero, .zero)
      sums[payee] = (sum.own + share.own, sum.late + share.late)
    }
    let rows = sums.sorted { a, b in
      let (x, y) = (a.value.own + a.value.late, b.value.own + b.value.late)
      return x == y ? a.key.utf8.lexicographicallyPrecedes(b.key.utf8) : x > y
    }
    return Table(
      .label, "payees",
      rows: rows.map {
        [.text($0.key), .amount($0.value.own), .amount($0.value.late), .amount($0.value.own + $0.value.late)]
      })
  }
}
