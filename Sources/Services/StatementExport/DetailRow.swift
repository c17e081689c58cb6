import Earnings
import Money
import Plays
import Statements
import Store

/// A row of the detail: cells, some of which thousands of rows share and have been made ready for writing once.
struct DetailRow<Ready> {
  let track: Ready
  let market: Ready
  let contract: Ready
  let figures: [Table.Cell]
}

/// Makes the rows of the detail.
struct DetailRows<Ready> {
  private let names: StatementLineStore.Selection
  private let contracts: [Int32: String]
  private let kind: Statement.Kind
  private let groups: [[Table.Column]]
  private let ready: ([Table.Cell], [Table.Column]) -> Ready
  private var track: (line: StatementLineStore.Line, ready: Ready)?
  private var markets: [Int32: Ready] = [:]
  private var terms: [Int64: Ready] = [:]

  /// - Parameters:
  ///   - contracts: their ids, by number.
  ///   - ready: makes some cells ready for writing.
  init(
    _ kind: Statement.Kind, _ names: StatementLineStore.Selection, contracts: [Int32: String],
    _ ready: @escaping ([Table.Cell], [Table.Column]) -> Ready
  ) {
    self.kind = kind
    groups = DetailTable(kind).groups
    self.names = names
    self.contracts = contracts
    self.ready = ready
  }

  mutating func row(_ line: StatementLineStore.Line) -> DetailRow<Ready> {
    let (net, share, royalty) = (
      Table.Cell.amount(line.converted - line.fee), Table.Cell.amount(line.percent), Table.Cell.amount(line.royalty)
    )
    return DetailRow(
      track: track(line), market: market(line), contract: contract(line),
      figures: [
        .integer(line.plays), .text(line.currency.code), .amount(line.gross), .amount(line.converted),
        .amount(line.fee),
      ] + (kind == .payee ? [share, royalty] : [net, share, royalty]))
  }

  /// Lines come track by track: the last one is enough to remember.
  private mutating func track(_ line: StatementLineStore.Line) -> Ready {
    if let (last, ready) = track,
      (last.earningPeriod, last.track, last.artist) == (line.earningPeriod, line.track, line.artist)
    {
      return ready
    }
    let names = names.track(line.track)
    let artist = self.names.artist(line.artist).name
    let made = ready(
      [.init(line.earningPeriod), .text(names.isrc), .text(names.title), .text(artist), .text(names.upc)],
      groups[0])
    track = (line, made)
    return made
  }

  private mutating func market(_ line: StatementLineStore.Line) -> Ready {
    if let ready = markets[line.market] { return ready }
    let market = names.market(line.market)
    let made = ready(
      [.text(market.platform), .text(market.country.description), .text(market.tier)], groups[1])
    markets[line.market] = made
    return made
  }

  private mutating func contract(_ line: StatementLineStore.Line) -> Ready {
    let key = Int64(line.contract) << 2 | Int64(line.basis.rawValue)
    if let ready = terms[key] { return ready }
    let made = ready(
      [.init(contracts[line.contract]), .text(line.basis.name)], groups[2])
    terms[key] = made
    return made
  }
}
