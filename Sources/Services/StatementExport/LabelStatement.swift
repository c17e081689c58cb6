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
    return Statement(
      heading: heading,
      figures: [
        .init("gross", "Gross of the label's tracks", tables.gross), .init("fee", "Fee", tables.fee),
        .init("net", "Net that is shared out", net), .init("label_share", "The label's share", tables.royalties),
        .init("others_share", "Shares of artists and others", net - tables.royalties),
        .init("late_net", "Net of earlier months, posted in this one", tables.lateNet),
        .init("lines", "Net of all lines, late ones too", net + tables.lateNet),
      ],
      tables: [
        tables.artists, try payees(), tables.platforms, tables.territories, tables.releases, tables.tracks, fx,
        tables.terms(source.contracts, usedBy: source.parts, nil),
      ])
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
      "payees", "Payees",
      [
        .init("payee", "Payee", .text), .init("royalty", "Royalty", .money, isSummed: true),
        .init("late", "Of earlier months", .money, isSummed: true), .init("total", "Total", .money, isSummed: true),
      ],
      rows: rows.map {
        [.text($0.key), .amount($0.value.own), .amount($0.value.late), .amount($0.value.own + $0.value.late)]
      })
  }
}
