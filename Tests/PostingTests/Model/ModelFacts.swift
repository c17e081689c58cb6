/// Everything the reference model knows: plain lists in the order recorded, of which later versions win.
///
/// The model is written from the domain text alone and shares nothing with the product, so that a figure on which both
/// agree is right twice. Money and rates are counts of 10^-12, days are days since 1970-01-01, periods are "2026-10".
struct ModelFacts: Sendable, Hashable {
  var tracks: [ModelTrack] = []
  var plays: [ModelPlay] = []
  var rateTables: [ModelRateTable] = []
  var fx: [ModelFXRate] = []
  var contracts: [ModelContract] = []
  var reports: [ModelReport] = []
  var terms: [ModelTerms] = []
  var advances: [ModelAdvance] = []
  var payments: [ModelPayment] = []
}

/// A track of the catalog; a later one of the same ISRC replaces it, or from a day on only.
struct ModelTrack: Sendable, Hashable {
  var isrc: String
  var artist: String
  var album: String
  var label: String
  /// The first day on which it is theirs; `nil` for one that names no day.
  var from: Int?

  func isOfSame(_ other: ModelTrack) -> Bool {
    (artist, album, label) == (other.artist, other.album, other.label)
  }
}

/// An accepted play event. Its track need not be in the catalog (yet).
struct ModelPlay: Sendable, Hashable {
  var isrc: String
  var day: Int
  var platform: String
  var country: String
  var tier: String
  var plays: Int
}

/// A platform's rates in force from a day.
struct ModelRateTable: Sendable, Hashable {
  var platform: String
  var effective: Int
  var version: Int = 1
  var rows: [ModelRateRow]
}

/// One quoted rate; nil stands for `*`.
struct ModelRateRow: Sendable, Hashable {
  var country: String?
  var tier: String?
  var currency: String
  var rate: Int128
}

/// A conversion rate of one period; a later one of the same period and pair replaces it.
struct ModelFXRate: Sendable, Hashable {
  var period: String
  var from: String
  var to: String
  var rate: Int128
}

/// A contract; a later one of the same id replaces it whole.
struct ModelContract: Sendable, Hashable {
  var id: String
  var currency: String
  var effectiveFrom: Int
  /// The last day in force, or nil for one without an end.
  var effectiveTo: Int?
  /// "track", "album", "artist" or "label".
  var scopeKind: String
  var scopeID: String
  /// In 10^-12 of a percent, like every percentage here: 15 % is 15 * 10^12.
  var feePercent: Int128
  var shares: [ModelShare]
}

/// A payee's part of a contract's net; "@artist" is the track's artist.
struct ModelShare: Sendable, Hashable {
  var payee: String
  var percent: Int128
}

/// An accepted report of a platform; several of the same platform and period add up.
struct ModelReport: Sendable, Hashable {
  var period: String
  var platform: String
  /// The countries reported or declared; those of the lines count in any case.
  var countries: [String]
  var lines: [ModelReportLine]
}

/// One row of a platform's report.
struct ModelReportLine: Sendable, Hashable {
  var isrc: String
  var country: String
  var tier: String
  var currency: String
  var units: Int
  var amount: Int128
}

/// A payee's terms; later ones of the same payee replace them.
struct ModelTerms: Sendable, Hashable {
  var payee: String
  var minimumPayout: Int128 = 0
  var reservePercent: Int128 = 0
  var reserveReleaseAfter: Int = 0
  var withholdingPercent: Int128 = 0
}

/// An advance or a cost, which a payee's royalties pay back first.
struct ModelAdvance: Sendable, Hashable {
  var payee: String
  var day: Int
  var currency: String
  var amount: Int128
}

/// Money that went to a payee.
struct ModelPayment: Sendable, Hashable {
  var payee: String
  var day: Int
  var currency: String
  var amount: Int128
}
