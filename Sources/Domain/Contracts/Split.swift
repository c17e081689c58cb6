import Money

/// Payees who share the net of a contract, once it is known who the track's artist is.
package struct Split: Hashable, Sendable {
  /// Ids in bytewise order, each once.
  package let payees: [String]
  /// Percent of each payee, times 10^12.
  private let weights: [Int128]

  /// The shares of a contract; those of one payee are merged first.
  package init(_ shares: [Contract.Share], artist: String) {
    var percents: [String: Int128] = [:]
    for share in shares {
      percents[share.payee == Contract.trackArtist ? artist : share.payee, default: 0] += share.percent.pico
    }
    payees = percents.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    weights = payees.map { percents[$0]! }
  }

  /// All of it for the artist: a track without a contract.
  package init(artist: String) {
    payees = [artist]
    weights = [100 * Amount.scale]
  }

  /// Share of each payee, in percent.
  package var percents: [Amount] { weights.map { Amount(pico: $0) } }

  /// The payees' shares of net, which sum to it exactly: largest remainder, ties to the payee that sorts first.
  package func shares(of net: Amount) -> [Amount] {
    Apportionment.parts(of: net.pico, by: weights).map { Amount(pico: $0) }
  }
}
