extension Statement.Kind {
  /// The titles of the tables, in their order. The detail and the checks come after them.
  ///
  /// - Parameters:
  ///   - besidePlays: true where there is money beside plays.
  ///   - modes: true where a report tells modes of exploitation.
  package func sheetTitles(besidePlays: Bool = false, modes: Bool = false) -> [String] {
    let others = (besidePlays ? [self.besidePlays.title] : []) + (modes ? [self.modes.title] : [])
    return tables.flatMap { $0.key == "fx" ? others + [$0.title] : [$0.title] }
  }

  /// The name of the JSON's schema.
  package var format: String {
    switch self {
    case .payee: "ledgerline-statement-1"
    case .label: "ledgerline-label-statement-1"
    }
  }

  /// The proofs that the sheets and the summary agree.
  package var checks: [Statement.Check] {
    switch self {
    case .payee:
      [
        .init(title: "Platforms come to the royalties", table: "platforms", column: "royalty", figure: "royalties"),
        .init(title: "Territories come to the royalties", table: "territories", column: "royalty", figure: "royalties"),
        .init(title: "Releases come to the royalties", table: "releases", column: "royalty", figure: "royalties"),
        .init(title: "Tracks come to the royalties", table: "tracks", column: "royalty", figure: "royalties"),
        .init(title: "The detail comes to the royalties", table: "detail", column: "royalty", figure: "lines"),
        .init(
          title: "Adjustments come to the adjustments", table: "adjustments", column: "amount", figure: "adjustments"),
        .init(
          title: "The account comes to the closing balance", table: "account", column: "amount", figure: "movement"),
        .init(
          title: "Recoupment comes to what is unrecouped", table: "recoupment", column: "amount", figure: "unrecouped"),
        .init(title: "Reserves come to what is held", table: "reserves", column: "amount", figure: "reserve_balance"),
      ]
    case .label:
      [
        .init(title: "Artists come to the net", table: "artists", column: "net", figure: "net"),
        .init(title: "Payees come to the net of all lines", table: "payees", column: "total", figure: "lines"),
        .init(title: "Platforms come to the net", table: "platforms", column: "net", figure: "net"),
        .init(title: "Territories come to the net", table: "territories", column: "net", figure: "net"),
        .init(title: "Releases come to the net", table: "releases", column: "net", figure: "net"),
        .init(title: "Tracks come to the net", table: "tracks", column: "net", figure: "net"),
        .init(
          title: "Artists come to the label's share", table: "artists", column: "royalty", figure: "label_share"),
        .init(title: "The detail comes to the net of all lines", table: "detail", column: "net", figure: "lines"),
      ]
    }
  }
}

extension Statement {
  /// The proofs that its sheets and its summary agree.
  package var checks: [Check] {
    let column = heading.kind == .payee ? "royalty" : "net"
    let beside = heading.kind.besidePlays
    var checks = heading.kind.checks
    if table(beside.key) != nil {
      checks.append(
        Check(title: "Money beside plays comes to its sum", table: beside.key, column: column, figure: beside.key))
    }
    let modes = heading.kind.modes
    if table(modes.key) != nil {
      checks.append(Check(title: "Modes come to all lines", table: modes.key, column: column, figure: "lines"))
    }
    return checks
  }
}
