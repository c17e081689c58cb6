import Money

/// Sheets of statements, with their columns and titles: for who makes a statement, and for who reads one that was issued.
extension Statement.Kind {
  /// A table without rows; `nil` where statements of this kind have none of the key.
  package func table(_ key: String) -> Table? { (tables + [besidePlays, modes]).first { $0.key == key } }

  /// A figure's words in the summary: its key where it has no others.
  package func title(ofFigure key: String) -> String { titles.first { $0.key == key }?.title ?? key }

  /// The tables, in their order, without rows.
  package var tables: [Table] {
    switch self {
    case .payee:
      [
        Self.account, Self.months, lines("platforms", "Platforms", [.init("platform", "Platform", .text)]),
        lines("territories", "Territories", [.init("country", "Country", .text)]),
        lines("releases", "Releases", Self.ofRelease), lines("tracks", "Tracks", Self.ofTrack), Self.recoupment,
        Self.reserves, Self.adjustments, Self.fx, Self.terms,
      ]
    case .label:
      [
        lines("artists", "Artists", [.init("artist", "Artist id", .text), .init("name", "Artist", .text)]),
        Self.payees, lines("platforms", "Platforms", [.init("platform", "Platform", .text)]),
        lines("territories", "Territories", [.init("country", "Country", .text)]),
        lines("releases", "Releases", Self.ofRelease), lines("tracks", "Tracks", Self.ofTrack), Self.fx, Self.terms,
      ]
    }
  }

  /// Sheet of money beside plays: only in statements that have some, before that of exchange rates.
  package var besidePlays: Table {
    let shares: [Table.Column] =
      switch self {
      case .payee: [.init("royalty", "Royalty", .money, isSummed: true)]
      case .label: royaltyAndOthers
      }
    return Table(
      "beside_plays", "Beside plays",
      [
        .init("earned_in", "Earned in", .text), .init("platform", "Platform", .text),
        .init("gross", "Gross", .money, isSummed: true), .init("fee", "Fee", .money, isSummed: true),
        .init("net", "Net", .money, isSummed: true),
      ] + shares)
  }

  /// Sheet of modes of exploitation: only in statements of months of which a report tells some, before that of exchange rates.
  package var modes: Table {
    let shares: [Table.Column] =
      switch self {
      case .payee: [.init("royalty", "Royalty", .money, isSummed: true)]
      case .label: royaltyAndOthers
      }
    return Table(
      "modes", "Modes of exploitation",
      [
        .init("earned_in", "Earned in", .text), .init("platform", "Platform", .text),
        .init("monetisation", "Monetisation", .text), .init("origin", "Origin", .text),
        .init("units", "Units", .integer, isSummed: true), .init("gross", "Gross", .money, isSummed: true),
        .init("fee", "Fee", .money, isSummed: true), .init("net", "Net", .money, isSummed: true),
      ] + shares)
  }

  private var royaltyAndOthers: [Table.Column] {
    [
      .init("royalty", "Label's share", .money, isSummed: true),
      .init("others", "Artists and others", .money, isSummed: true),
    ]
  }

  private static let ofRelease: [Table.Column] = [.init("upc", "UPC", .text), .init("release", "Release", .text)]
  private static let ofTrack: [Table.Column] = [
    .init("isrc", "ISRC", .text), .init("track", "Track", .text), .init("artist", "Artist", .text),
    .init("upc", "UPC", .text),
  ]

  /// A table that adds lines up by something.
  private func lines(_ key: String, _ title: String, _ labels: [Table.Column]) -> Table {
    let shares: [Table.Column] =
      switch self {
      case .payee:
        [
          .init("royalty", "Royalty", .money, isSummed: true), .init("estimated", "Estimated", .money, isSummed: true),
          .init("reported", "Reported", .money, isSummed: true), .init("true_up", "True-up", .money, isSummed: true),
        ]
      case .label: royaltyAndOthers
      }
    return Table(
      key, title,
      labels + [
        .init("units", "Units", .integer, isSummed: true), .init("gross", "Gross", .money, isSummed: true),
        .init("fee", "Fee", .money, isSummed: true), .init("net", "Net", .money, isSummed: true),
      ] + shares)
  }

  private static let account = Table(
    "account", "Account",
    [
      .init("date", "Date", .text), .init("transaction", "Transaction", .integer), .init("kind", "Kind", .text),
      .init("earned_in", "Earned in", .text), .init("reference", "Reference", .text),
      .init("amount", "Amount", .money, isSummed: true), .init("balance", "Balance", .money),
    ])
  private static let months = Table(
    "months", "Months",
    [
      .init("month", "Month", .text), .init("royalties", "Royalties and adjustments", .money),
      .init("net", "Net", .money), .init("payable", "Payable", .money),
    ])
  private static let recoupment = Table(
    "recoupment", "Recoupment",
    [.init("date", "Date", .text), .init("what", "What", .text), .init("amount", "Amount", .money, isSummed: true)])
  private static let reserves = Table(
    "reserves", "Reserves",
    [.init("released_in", "Released in", .text), .init("amount", "Amount", .money, isSummed: true)])
  private static let adjustments = Table(
    "adjustments", "Adjustments",
    [
      .init("earned_in", "Earned in", .text), .init("what", "What", .text), .init("reference", "Reference", .text),
      .init("amount", "Amount", .money, isSummed: true),
    ])
  private static let fx = Table(
    "fx", "FX",
    [
      .init("earned_in", "Earned in", .text), .init("currency", "Currency", .text), .init("gross", "Gross", .amount),
      .init("waiting", "Waiting for a rate", .amount), .init("rate", "Rate", .rate),
      .init("converted", "Converted", .money, isSummed: true),
    ])
  private static let terms = Table(
    "terms", "Rates and terms",
    [
      .init("of", "Of", .text), .init("contract", "Contract", .text), .init("covers", "What", .text),
      .init("from", "From", .text), .init("to", "To", .text), .init("fee", "Fee %", .percent),
      .init("share", "%", .percent),
    ])
  private static let payees = Table(
    "payees", "Payees",
    [
      .init("payee", "Payee", .text), .init("royalty", "Royalty", .money, isSummed: true),
      .init("late", "Of earlier months", .money, isSummed: true), .init("total", "Total", .money, isSummed: true),
    ])

  private var titles: [(key: String, title: String)] {
    switch self {
    case .payee:
      [
        ("opening", "Opening balance"), ("gross", "Gross of the lines with a share"), ("fee", "Fee"),
        ("net", "Net that is shared out"), ("royalties", "Royalties: the payee's share"),
        ("adjustments", "Adjustments"), ("reserve_held", "Reserve held"), ("reserve_released", "Reserve released"),
        ("recouped", "Recouped"), ("withholding", "Withholding"), ("payments", "Payments"),
        ("movement", "Movement of the period"), ("closing", "Closing balance"),
        ("expected", "Expected: not paid out yet"), ("payable", "Payable"),
        ("carried_forward", "Carried forward"), ("unrecouped", "Still to be recouped"),
        ("lines", "Royalties of all lines, late ones too"), ("reserve_balance", "Held in reserve"),
        ("beside_plays", "Of all lines: money beside plays"),
      ]
    case .label:
      [
        ("gross", "Gross of the label's tracks"), ("fee", "Fee"), ("net", "Net that is shared out"),
        ("label_share", "The label's share"), ("others_share", "Shares of artists and others"),
        ("late_net", "Net of earlier months, posted in this one"), ("lines", "Net of all lines, late ones too"),
        ("beside_plays", "Of all lines: money beside plays"),
      ]
    }
  }
}

extension Table {
  /// A table as statements of a kind have it.
  ///
  /// - Precondition: they have one of the key.
  package init(_ kind: Statement.Kind, _ key: String, rows: [[Cell]]) {
    guard let table = kind.table(key) else { preconditionFailure("a \(kind.rawValue)'s statement has no table \(key)") }
    self = table
    self.rows = rows
  }
}

extension Statement.Figure {
  /// A figure as statements of a kind call it.
  package init(_ kind: Statement.Kind, _ key: String, _ amount: Amount) {
    self.init(key, kind.title(ofFigure: key), amount)
  }
}
