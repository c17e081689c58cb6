import Seeded

/// Something that happens to the books of a small label: a fact that is recorded, or something that is done.
enum Change: Sendable {
  case plays([ModelPlay])
  case rates(ModelRateTable)
  case fx(ModelFXRate)
  case contract(ModelContract)
  case report(ModelReport)
  /// A track that is new to the catalog, or goes to others.
  case track(ModelTrack)
  case advance(ModelAdvance)
  case payment(ModelPayment)
  /// By hand, from fee income to a payee.
  case adjustment(ModelPayment)
  /// Posts one earning period, or all.
  case post(String?)
  /// Closes the first period that is open, if it is over.
  case close
  /// Opens the latest closed period again, if it may be.
  case reopen
  /// Reverses one of the transactions that may be reversed, by a number that picks it.
  case reverse(Int)
  case days(Int)
}

/// Seeded sequences of changes over three months, with every kind of trouble close together.
struct ChangeGenerator {
  static let firstDay = ModelCalendar.day(2025, 9, 1)
  static let lastDay = ModelCalendar.day(2025, 11, 30)
  static let periods = ["2025-09", "2025-10", "2025-11"]
  static let isrcs = (1...4).map { "QZLL2260000\($0)" }
  static let platforms = ["spotify", "deezer"]
  private static let countries = ["US", "DE", "JP"]
  private static let tiers = ["premium", "free"]
  private static let currencies = ["USD", "EUR", "EUR", "JPY"]
  private static let artists = ["art-a", "art-b"]
  private static let albums = ["00011000000075", "00011000001072"]
  private static let labels = ["lab-a", "lab-b"]
  static let payees = ["lab-a", "lab-b", "prod-ä", "prod-z"] + artists

  private var generator: Seeded
  private var tableVersions: [String: Int] = [:]
  /// True if tracks go to others from a day on too, and often.
  private let datesOwners: Bool

  init(seed: UInt64, datesOwners: Bool = false) {
    generator = Seeded(seed: seed)
    self.datesOwners = datesOwners
  }

  mutating func sequence() -> [Change] {
    // A start from which most plays have a rate and a contract, and some have neither.
    var changes = Self.isrcs.dropLast().map { Change.track(track($0)) }
    changes += Self.platforms.map { Change.rates(table($0, Self.firstDay)) }
    changes += (0..<2).map { _ in Change.contract(contract()) } + [Change.fx(fx())]
    for _ in 0..<Int.random(in: 8...20, using: &generator) { changes.append(next()) }
    return changes + [.post(nil)]
  }

  private mutating func next() -> Change {
    if datesOwners, Int.random(in: 0..<5, using: &generator) == 0 {
      var track = track(one(Self.isrcs))
      // Few days, so that one is told again.
      if Int.random(in: 0..<6, using: &generator) > 0 { track.from = day() / 10 * 10 }
      return .track(track)
    }
    return switch Int.random(in: 0..<100, using: &generator) {
    case ..<28: .plays((0..<Int.random(in: 1...8, using: &generator)).map { _ in play() })
    case ..<35: .rates(table(one(Self.platforms), day()))
    case ..<47: .fx(fx())
    case ..<55: .contract(contract())
    case ..<59: .report(report())
    case ..<64: .track(track(one(Self.isrcs)))
    case ..<78: .post(Bool.random(using: &generator) ? one(Self.periods) : nil)
    case ..<85: .close
    case ..<89: .reverse(Int.random(in: 0..<1_000, using: &generator))
    case ..<91:
      .advance(
        ModelAdvance(payee: one(Self.payees), day: day(), currency: one(Self.currencies), amount: cents(1...5_000)))
    case ..<92: .payment(money())
    case ..<93: .adjustment(money())
    case ..<95: .reopen
    default: .days(Int.random(in: 10...50, using: &generator))
    }
  }

  /// Whole units, which every currency can pay.
  private mutating func cents(_ units: ClosedRange<Int64>) -> Int128 {
    Int128(Int64.random(in: units, using: &generator)) * 1_000_000_000_000
  }

  private mutating func money() -> ModelPayment {
    ModelPayment(payee: one(Self.payees), day: day(), currency: one(Self.currencies), amount: cents(1...300))
  }

  private mutating func one<T>(_ values: [T]) -> T { values.randomElement(using: &generator)! }

  private mutating func day() -> Int { Int.random(in: Self.firstDay...Self.lastDay, using: &generator) }

  private mutating func play() -> ModelPlay {
    ModelPlay(
      isrc: one(Self.isrcs), day: day(), platform: one(Self.platforms), country: one(Self.countries),
      tier: one(Self.tiers), plays: Int.random(in: 1...5_000, using: &generator))
  }

  private mutating func track(_ isrc: String) -> ModelTrack {
    ModelTrack(isrc: isrc, artist: one(Self.artists), album: one(Self.albums), label: one(Self.labels))
  }

  private mutating func table(_ platform: String, _ effective: Int) -> ModelRateTable {
    // Few days, so that corrections of one date come up.
    let effective = effective - (effective - Self.firstDay) % 9
    let version = tableVersions["\(platform) \(effective)", default: 0] + 1
    tableVersions["\(platform) \(effective)"] = version
    var scopes: [(String?, String?)] = [
      (nil, nil), (nil, "free"), ("DE", nil), ("DE", "premium"), ("JP", nil), ("US", "free"),
    ]
    scopes.shuffle(using: &generator)
    return ModelRateTable(
      platform: platform, effective: effective, version: version,
      rows: scopes.prefix(Int.random(in: 1...6, using: &generator)).map {
        ModelRateRow(
          country: $0.0, tier: $0.1, currency: one(Self.currencies),
          rate: Int128(Int64.random(in: 0...20_000_000_000, using: &generator)))
      })
  }

  private mutating func fx() -> ModelFXRate {
    let from = one(Self.currencies)
    return ModelFXRate(
      period: one(Self.periods), from: from, to: one(Self.currencies.filter { $0 != from }),
      rate: Int128(Int64.random(in: 1...3_000_000_000_000, using: &generator)))
  }

  /// The same scope and date belong to one contract only.
  private mutating func contract() -> ModelContract {
    let scopes = [
      ("track", Self.isrcs[0]), ("track", Self.isrcs[3]), ("album", Self.albums[0]), ("artist", "art-b"),
      ("label", "lab-a"), ("label", "lab-b"),
    ]
    let (kind, id) = one(scopes)
    let number = Int.random(in: 0...1, using: &generator)
    let from = Self.firstDay - 10 + number * 40 + Int.random(in: 0...30, using: &generator)
    var payees = (Self.payees + ["@artist", "@artist"]).shuffled(using: &generator)
    payees = Array(payees.prefix(Int.random(in: 1...4, using: &generator)))
    return ModelContract(
      id: "C-\(id)-\(number)", currency: one(Self.currencies), effectiveFrom: from,
      effectiveTo: Bool.random(using: &generator) ? nil : from + Int.random(in: 0...60, using: &generator),
      scopeKind: kind, scopeID: id,
      feePercent: Int128(Int64.random(in: 0...30_000_000_000_000, using: &generator)), shares: shares(payees))
  }

  private mutating func shares(_ payees: [String]) -> [ModelShare] {
    var rest: Int128 = 100_000_000_000_000
    return payees.enumerated().map { index, payee in
      // Percents with four decimals mostly, as people write them.
      let part =
        index == payees.count - 1
        ? rest : min(rest, Int128(Int64.random(in: 0...600_000, using: &generator)) * 100_000_000)
      rest -= part
      return ModelShare(payee: payee, percent: part)
    }
  }

  private mutating func report() -> ModelReport {
    let lines = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
      ModelReportLine(
        isrc: one(Self.isrcs + ["QZZZ92600001"]), country: one(Self.countries), tier: one(Self.tiers),
        currency: one(Self.currencies), units: Int.random(in: 0...3_000, using: &generator),
        amount: Int128(Int64.random(in: -5_000_000_000_000...40_000_000_000_000, using: &generator)))
    }
    return ModelReport(
      period: one(Self.periods), platform: one(Self.platforms), countries: [one(Self.countries)], lines: lines)
  }
}
