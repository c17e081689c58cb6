/// A derived line with every figure that follows from it.
struct ModelLine: Sendable, Hashable {
  var key: ModelLineKey
  var source: ModelLineSource
  /// Our plays, of which `unratedPlays` found no rate. Estimated plays without a rate are a line without a currency.
  var plays: Int
  var unratedPlays: Int
  /// What the platform counted; 0 on an estimated line.
  var units: Int
  /// In the line's own currency.
  var gross: Int128
  /// The currency of `converted`, `fee` and `shares`: the contract's, or the line's where there is no contract.
  var royaltyCurrency: String?
  /// Nil where the gross is nobody's yet: no FX pair, an ISRC that is not ours, plays without a rate.
  var converted: Int128?
  var fee: Int128 = 0
  /// In bytewise order of the payees, each once; they sum to `converted` - `fee`.
  var shares: [ModelLineShare] = []
}

/// What makes two lines one (formula 3). What differs most stands first, because lists of lines are searched by it.
struct ModelLineKey: Sendable, Hashable {
  var isrc: String
  var country: String
  var tier: String
  var platform: String
  var contract: String?
  var currency: String?
  var period: String
  /// The first day of the time of ownership in which it was played; `nil` for that from the beginning.
  var owner: Int?
}

/// Where a line's gross comes from, which decides the accounts it is posted to.
enum ModelLineSource: Sendable, Hashable {
  case estimated, reported, notOurs
}

/// What one payee gets of one line.
struct ModelLineShare: Sendable, Hashable {
  var payee: String
  var amount: Int128
}
