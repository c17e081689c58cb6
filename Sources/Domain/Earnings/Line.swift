import Money

/// Earnings of a track in a period: in a market, under a contract, in a currency.
package struct Line: Hashable, Sendable {
  /// Source of the money: plays and rates, or a platform's accepted report.
  package enum Basis: UInt8, Hashable, Sendable, CaseIterable {
    case estimated, reported
    /// Money beside plays in an accepted report: fines, corrections, bonuses. It has no plays.
    case adjustment

    package var name: String {
      switch self {
      case .estimated: "estimated"
      case .reported: "reported"
      case .adjustment: "adjustment"
      }
    }

    package init?(named name: String) {
      guard let basis = Self.allCases.first(where: { $0.name == name }) else { return nil }
      self = basis
    }
  }

  /// Key that makes it a line of its own, within a track and a period.
  package struct Key: Hashable, Sendable, Comparable {
    package let market: Int32
    /// The number of the contract's version; 0 where the track had none.
    package let contract: Int32
    /// The number of the track's artist.
    package let artist: Int32
    /// `nil` for plays that no rate was in force for.
    package let currency: Currency?
    package let basis: Basis

    package init(market: Int32, contract: Int32, artist: Int32, currency: Currency?, basis: Basis) {
      self.market = market
      self.contract = contract
      self.artist = artist
      self.currency = currency
      self.basis = basis
    }

    /// The same line's money beside plays.
    var besidePlays: Key {
      Key(market: market, contract: contract, artist: artist, currency: currency, basis: .adjustment)
    }

    package static func < (a: Key, b: Key) -> Bool {
      if a.market != b.market { return a.market < b.market }
      if a.contract != b.contract { return a.contract < b.contract }
      if a.artist != b.artist { return a.artist < b.artist }
      if a.currency != b.currency { return (a.currency?.code ?? "") < (b.currency?.code ?? "") }
      return a.basis.rawValue < b.basis.rawValue
    }
  }

  package let key: Key
  package var figures: Figures

  package init(key: Key, figures: Figures) {
    self.key = key
    self.figures = figures
  }

  /// The amounts of a line. They add up in every field, so that what is posted of a line is the sum of its postings.
  package struct Figures: Hashable, Sendable {
    /// All plays, or a report's units.
    package var plays: Int64 = 0
    /// Those of them that carry no money.
    package var unratedPlays: Int64 = 0
    /// In the line's currency.
    package var gross = Amount.zero
    /// The part of gross that waits in suspense, for an exchange rate or for an owner.
    package var waiting = Amount.zero
    /// The rest of gross in the contract's currency.
    package var converted = Amount.zero
    /// Fee, taken of converted.
    package var fee = Amount.zero
    /// Shares of the rest, by payee in the order of the contract's split; empty where nothing was shared out yet.
    package var shares: [Amount] = []

    package init() {}

    package var isZero: Bool {
      plays == 0 && unratedPlays == 0 && gross == .zero && waiting == .zero && converted == .zero && fee == .zero
        && shares.allSatisfy { $0 == .zero }
    }

    package static func += (a: inout Figures, b: Figures) {
      a.plays += b.plays
      a.unratedPlays += b.unratedPlays
      a.gross += b.gross
      a.waiting += b.waiting
      a.converted += b.converted
      a.fee += b.fee
      while a.shares.count < b.shares.count { a.shares.append(.zero) }
      for index in b.shares.indices { a.shares[index] += b.shares[index] }
    }

    package static prefix func - (a: Figures) -> Figures {
      var negated = Figures()
      negated.plays = -a.plays
      negated.unratedPlays = -a.unratedPlays
      negated.gross = -a.gross
      negated.waiting = -a.waiting
      negated.converted = -a.converted
      negated.fee = -a.fee
      negated.shares = a.shares.map { -$0 }
      return negated
    }

    package static func - (a: Figures, b: Figures) -> Figures {
      var difference = -b
      difference += a
      return difference
    }
  }
}
