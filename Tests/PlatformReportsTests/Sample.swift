import Seeded

/// A generated report, and what it adds up to by the reckoning of its generator.
struct Sample {
  var bytes: [UInt8] = []
  var sums: [Key: Sum] = [:]
  var rows = 0
  var adjustments = 0

  static let isrcs = (0..<500).map { number -> String in
    let digits = String(10_000_000 + number * 7919).dropFirst()
    return ["QZ", "DE", "GB", "US"][number % 4] + ["LL2", "A1B", "X9Z"][number % 3] + digits
  }
  static let countries = ["DE", "US", "JP", "GB", "BR", "ZZ", "WW", "XK", "AU", "FR"]

  mutating func line(_ text: String) { bytes += Array((text + "\n").utf8) }

  mutating func add(_ key: Key, units: Int64, pico: Int128) {
    sums[key, default: Sum()].rows += 1
    sums[key, default: Sum()].units += units
    sums[key, default: Sum()].pico += pico
    rows += 1
    if units == 0, pico != 0 { adjustments += 1 }
  }

  /// A decimal by hand: not by what is tested.
  static func decimal(_ pico: Int128, decimals: Int, leadingZero: Bool = true) -> String {
    let digits = String(pico.magnitude)
    let padded = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
    let whole = padded.dropLast(12)
    let fraction = padded.suffix(12).prefix(decimals)
    return (pico < 0 ? "-" : "") + (whole == "0" && !leadingZero ? "" : whole) + (decimals == 0 ? "" : ".\(fraction)")
  }

  /// Units and a multiple of 10^(12 - decimals) pico; some rows are corrections, some are returns.
  static func figures(_ generator: inout Seeded, decimals: Int) -> (units: Int64, pico: Int128) {
    let step = (0..<(12 - decimals)).reduce(Int128(1)) { value, _ in value * 10 }
    let units: Int64 =
      switch Int.random(in: 0..<20, using: &generator) {
      case 0: 0
      case 1: -Int64.random(in: 1...50, using: &generator)
      default: Int64.random(in: 1...2_000_000, using: &generator)
      }
    var pico = Int128(Int64.random(in: 1...9_000_000_000_000_000, using: &generator)) / step * step
    if pico == 0 { pico = step }
    if units < 0 || (units == 0 && Bool.random(using: &generator)) { pico = -pico }
    return (units, pico)
  }

  static func own(rows: Int, seed: UInt64) -> Sample {
    var generator = Seeded(seed: seed)
    var sample = Sample()
    var columns = ["period", "platform", "country", "tier", "isrc", "units", "amount", "currency"]
    columns.shuffle(using: &generator)
    sample.line(columns.joined(separator: ","))
    for _ in 0..<rows {
      let decimals = Int.random(in: 1...12, using: &generator)
      let (units, pico) = figures(&generator, decimals: decimals)
      let tier = ["premium", "free", nil, "family"].randomElement(using: &generator)!
      let key = Key(
        period: ["2026-09", "2026-10"].randomElement(using: &generator)!,
        platform: ["spotify", "tidal", "deezer"].randomElement(using: &generator)!,
        country: countries.randomElement(using: &generator)!, tier: tier, isrc: isrcs.randomElement(using: &generator)!,
        currency: ["EUR", "USD", "JPY"].randomElement(using: &generator)!)
      let values = [
        "period": key.period, "platform": key.platform.capitalizedASCII, "country": key.country,
        "tier": (tier ?? "").uppercased(), "isrc": key.isrc!, "units": "\(units)",
        "amount": decimal(pico, decimals: decimals), "currency": key.currency.lowercased(),
      ]
      sample.add(key, units: units, pico: pico)
      sample.line(columns.map { values[$0]! }.joined(separator: ","))
    }
    return sample
  }

  static func distroKid(rows: Int, seed: UInt64) -> Sample {
    var generator = Seeded(seed: seed)
    var sample = Sample()
    sample.line(distroKidHeader)
    let stores = [
      ("Spotify", "spotify"), ("Apple Music", "apple_music"), ("YouTube (Audio)", "youtube_music"),
      ("Amazon (Streaming)", "amazon_music"), ("Deezer", "deezer"), ("Instagram/Facebook", "instagram_facebook"),
    ]
    for _ in 0..<rows {
      let (units, pico) = figures(&generator, decimals: 12)
      let (store, platform) = stores.randomElement(using: &generator)!
      let isAlbum = Int.random(in: 0..<30, using: &generator) == 0
      let country = countries.randomElement(using: &generator)!
      let key = Key(
        period: "2026-0\(Int.random(in: 1...9, using: &generator))", platform: platform, country: country, tier: nil,
        isrc: isAlbum ? nil : isrcs.randomElement(using: &generator)!, currency: "USD")
      sample.add(key, units: units, pico: pico)
      let title = ["\"Quoted\" song", "Lied (für Ömmu)", "Song, with comma", "歌"].randomElement(using: &generator)!
      sample.line(
        "2026-10-25\t\(key.period)\t\(store)\tAC/DC\t\(title)\t\(key.isrc ?? "")\t036000291452\t\(units)\t100"
          + "\t\(isAlbum ? "Album" : "Song")\t\(country == "ZZ" ? "OU" : country)\t0\t\(decimal(pico, decimals: 12))")
    }
    return sample
  }

  static func apple(rows: Int, seed: UInt64, hasTotals: Bool = false) -> Sample {
    var generator = Seeded(seed: seed)
    var sample = Sample()
    sample.line(applePreamble)
    sample.line(appleHeader)
    let tiers = ["Individual Monthly", "Family", "Indirect Individual Monthly EXTENDED TRIAL"]
    for _ in 0..<rows {
      let (units, pico) = figures(&generator, decimals: 6)
      let tier = tiers.randomElement(using: &generator)!
      let key = Key(
        period: "2017-10", platform: "apple_music", country: countries.randomElement(using: &generator)!,
        tier: tier.lowercased(), isrc: isrcs.randomElement(using: &generator)!, currency: "AUD")
      sample.add(key, units: units, pico: pico)
      sample.line(
        "\(key.country)\t\(Int.random(in: 1...99_999_999, using: &generator))\t\(tier)\t\(units)\t.021330"
          + "\t\(decimal(pico, decimals: 6, leadingZero: false))\t\(key.isrc!)\tLied für Ömmu\tSome Band\t1\t1"
          + "\t\(key.isrc!)\t\(Int.random(in: 0...1, using: &generator))\tSome Label\t")
    }
    if hasTotals {
      sample.line("Total_Rows\t\(rows)")
      sample.line("Total_Units\t\(sample.sums.values.reduce(0) { $0 + $1.units })")
      sample.line("Total_Amount\t\(decimal(sample.sums.values.reduce(0) { $0 + $1.pico }, decimals: 12))")
    }
    return sample
  }
}

extension String {
  fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}
