import Seeded

/// A month of plays and what a platform says of it, with sums by the reckoning of who made them: plain lists and
/// integers, nothing of the product.
struct GeneratedMonth {
  enum Format: String, CaseIterable, Sendable {
    case own, dsr, distroKid, apple

    /// What its file counts money in.
    var currency: String {
      switch self {
      case .own: "JPY"
      case .dsr: "EUR"
      case .distroKid: "USD"
      case .apple: "AUD"
      }
    }
    var platforms: [String] {
      switch self {
      case .own, .distroKid: ["spotify", "deezer"]
      case .dsr: ["spotify"]
      case .apple: ["apple_music"]
      }
    }
    /// Whether it tells tiers apart.
    var hasTiers: Bool { self != .distroKid }
    var decimals: Int { self == .apple ? 6 : 12 }
  }

  struct Row {
    let track: Int
    let platform: String
    let country: String
    let tier: String
    let units: Int64
    let pico: Int128
  }

  /// What lines are compared by.
  struct Place: Hashable {
    let track: Int
    let platform: String
    let country: String
    let tier: String
  }

  struct Side {
    var units: Int64 = 0
    var gross: Int128 = 0
  }

  static let tracks = 300
  /// Behind those that are ours.
  static let strangers = 20
  static let countries = ["DE", "US", "JP", "GB", "BR", "WW", "ZZ"]
  static let tiers = ["premium", "free"]
  /// Of one unit of the report's currency in pounds, which the contract of every other track is in.
  static let fx: Int128 = 612_345_678_901

  let format: Format
  var rows: [Row] = []
  var plays: [String] = []
  var estimates: [Place: Side] = [:]
  var reports: [Place: Side] = [:]
  var adjustments = 0

  static func isrc(_ track: Int) -> String {
    track < tracks ? "QZLL2" + String(10_000_000 + track).dropFirst() : "QZZZ9" + String(10_000_000 + track).dropFirst()
  }

  static func catalog() -> [String] {
    (0..<tracks).map { "\(isrc($0)),T,art-\($0 % 7),A,011000000075,Album,lab-\($0 % 2),L," }
  }

  /// Different for every market, with all twelve decimals.
  static func rate(_ platform: String, _ country: String, _ tier: String) -> Int128 {
    let place = countries.firstIndex(of: country)! * 2 + tiers.firstIndex(of: tier)!
    return 1_234_567_891 + Int128(place) * 987_654_321 + Int128(platform.utf8.count) * 13
  }

  func rates() -> [String: [String]] {
    Dictionary(
      uniqueKeysWithValues: format.platforms.map { platform in
        (
          platform,
          Self.countries.flatMap { country in
            Self.tiers.map {
              "\(country),\($0),\(format.currency),\(Self.decimal(Self.rate(platform, country, $0), 12))"
            }
          }
        )
      })
  }

  static func decimal(_ pico: Int128, _ decimals: Int, leadingZero: Bool = true) -> String {
    let digits = String(pico.magnitude)
    let padded = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
    let whole = padded.dropLast(12)
    return (pico < 0 ? "-" : "") + (whole == "0" && !leadingZero ? "" : whole)
      + ".\(padded.suffix(12).prefix(decimals))"
  }

  init(_ format: Format, rows count: Int, seed: UInt64) {
    self.format = format
    var generator = Seeded(seed: seed)
    func one<T>(_ values: [T], _ generator: inout Seeded) -> T { values.randomElement(using: &generator)! }
    // Plays are of places on earth.
    for _ in 0..<6_000 {
      let track = Int.random(in: 0..<Self.tracks, using: &generator)
      let (platform, country, tier) = (
        one(format.platforms, &generator), one(Array(Self.countries.prefix(5)), &generator),
        one(Self.tiers, &generator)
      )
      let units = Int64.random(in: 1...90_000, using: &generator)
      let day = Int.random(in: 1...31, using: &generator)
      plays.append("\(Self.isrc(track)) 2026-10-\(day < 10 ? "0" : "")\(day) \(platform) \(country) \(tier) \(units)")
      estimates[place(track, platform, country, tier), default: Side()].units += units
      estimates[place(track, platform, country, tier)]!.gross += Int128(units) * Self.rate(platform, country, tier)
    }
    let step: Int128 = format == .apple ? 1_000_000 : 1
    for _ in 0..<count {
      let track = Int.random(in: 0..<Self.tracks + Self.strangers, using: &generator)
      let isCorrection = Int.random(in: 0..<25, using: &generator) == 0
      let units: Int64 = isCorrection ? 0 : Int64.random(in: -20...40_000, using: &generator)
      var pico = Int128(Int64.random(in: 1...90_000_000_000_000, using: &generator)) / step * step
      if pico == 0 { pico = step }
      if units < 0 || (units == 0 && Bool.random(using: &generator)) { pico = -pico }
      let row = Row(
        track: track, platform: one(format.platforms, &generator), country: one(Self.countries, &generator),
        tier: one(Self.tiers, &generator), units: units, pico: pico)
      add(row)
      // Alike in everything, or in all but a flag.
      if Int.random(in: 0..<10, using: &generator) == 0 { add(row) }
    }
  }

  private mutating func add(_ row: Row) {
    rows.append(row)
    let place = place(row.track, row.platform, row.country, row.tier)
    // Money that is not for plays is paid, and its units are none.
    let most = Self.countries.flatMap { country in Self.tiers.map { Self.rate(row.platform, country, $0) } }.max()!
    let isAdjustment =
      row.units == 0 || (row.units < 0) != (row.pico < 0)
      || row.pico.magnitude > 100 * Int128(row.units).magnitude * most.magnitude
    reports[place, default: Side()].units += isAdjustment ? 0 : row.units
    reports[place]!.gross += row.pico
    if row.units == 0 { adjustments += 1 }
  }

  private func place(_ track: Int, _ platform: String, _ country: String, _ tier: String) -> Place {
    Place(track: track, platform: platform, country: country, tier: format.hasTiers ? tier : "*")
  }

  // MARK: What must come of it

  struct Expected: Equatable {
    var estimatedUnits: Int64 = 0
    var reportedUnits: Int64 = 0
    var estimated: Int128 = 0
    var reported: Int128 = 0
  }

  /// Sums by "key currency".
  func expected(by key: (Place) -> String) -> [String: Expected] {
    var sums: [String: Expected] = [:]
    for place in Set(estimates.keys).union(reports.keys) {
      let isOurs = place.track < Self.tracks
      let inPounds = isOurs && place.track % 2 == 1
      let name = "\(key(place)) \(inPounds ? "GBP" : format.currency)"
      func money(_ gross: Int128) -> Int128 { inPounds ? Self.halfEven(gross * Self.fx, 1_000_000_000_000) : gross }
      let (estimate, report) = (estimates[place] ?? Side(), reports[place] ?? Side())
      sums[name, default: Expected()].estimatedUnits += estimate.units
      sums[name]!.estimated += money(estimate.gross)
      sums[name]!.reportedUnits += report.units
      sums[name]!.reported += money(report.gross)
    }
    return sums
  }

  static func halfEven(_ product: Int128, _ divisor: Int128) -> Int128 {
    let (quotient, remainder) = product.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
    let twice = remainder * 2
    let up = twice > divisor.magnitude || (twice == divisor.magnitude && quotient % 2 == 1)
    let whole = Int128(quotient + (up ? 1 : 0))
    return product < 0 ? -whole : whole
  }
}
