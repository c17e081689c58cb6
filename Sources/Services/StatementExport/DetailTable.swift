import Statements

/// The columns of the detail: every line to its source.
struct DetailTable {
  let table: Table
  /// The columns of a line's track, of its market, of its contract, and its figures.
  let groups: [[Table.Column]]
  /// The first column of each of them.
  var starts: [Int] { groups.indices.map { groups[..<$0].reduce(0) { $0 + $1.count } } }

  init(_ kind: Statement.Kind) {
    let shared: [[Table.Column]] = [
      [
        .init("earned_in", "Earned in", .text), .init("isrc", "ISRC", .text), .init("track", "Track", .text),
        .init("artist", "Artist", .text), .init("upc", "UPC", .text),
      ],
      [.init("platform", "Platform", .text), .init("country", "Country", .text), .init("tier", "Tier", .text)],
      [.init("contract", "Contract", .text), .init("basis", "Basis", .text)],
    ]
    let money: [Table.Column] = [
      .init("units", "Units", .integer), .init("currency", "Currency", .text), .init("gross", "Gross", .amount),
      .init("converted", "Gross converted", .money), .init("fee", "Fee", .money),
    ]
    let shares: [Table.Column] =
      switch kind {
      case .payee: [.init("share", "Share %", .percent), .init("royalty", "Royalty", .money, isSummed: true)]
      case .label:
        [
          .init("net", "Net", .money, isSummed: true), .init("share", "Label %", .percent),
          .init("royalty", "Label's share", .money, isSummed: true),
        ]
      }
    groups = shared + [money + shares]
    table = Table("detail", "Detail", groups.flatMap { $0 })
  }
}

extension Statement.Kind {
  /// Index among a row's figures of the one that the detail is checked by.
  var checkedFigure: Int {
    let check = checks.first { $0.table == "detail" }!
    return DetailTable(self).groups[3].firstIndex { $0.key == check.column }!
  }
}
