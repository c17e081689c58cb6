import Money
import Plays
import Rates
import Seeded
import Testing

/// The rule said in another way: of all rows of all files one wins by what it is. Days are compared as text.
private struct FileRow {
  let platform: String
  let effective: String
  let version: Int
  let country: String
  let tier: String
  let currency: String
  let rate: String

  static func winner(_ rows: [FileRow], _ platform: String, _ country: String, _ tier: String, on day: String)
    -> FileRow?
  {
    let inForce = rows.filter { $0.platform == platform && $0.effective <= day }
    guard let date = inForce.map(\.effective).max() else { return nil }
    let ofDate = inForce.filter { $0.effective == date }
    let version = ofDate.map(\.version).max()!
    return ofDate.filter {
      $0.version == version && ["*", country].contains($0.country) && ["*", tier].contains($0.tier)
    }
    .max { $0.weight < $1.weight }
  }

  private var weight: Int { (country == "*" ? 0 : 2) + (tier == "*" ? 0 : 1) }
}

@Suite("Rates against a model")
struct RateBookModelTests {
  @Test("Seeded files quote every market as the model does, on every day", arguments: UInt64(1)...20)
  func againstModel(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    let platforms = ["spotify", "apple_music", "tidal"]
    let countries = ["US", "DE", "JP", "ZZ"]
    let tiers = ["free", "premium", "unknown"]
    var rows: [FileRow] = []
    var tables: [RateTable] = []
    var paths: Set<String> = []
    for _ in 0..<25 {
      let platform = platforms.randomElement(using: &generator)!
      let day = Int.random(in: 1...28, using: &generator)
      let effective = "2026-0\(Int.random(in: 1...3, using: &generator))-\(day < 10 ? "0" : "")\(day)"
      let version = Int.random(in: 1...12, using: &generator)
      let path = "\(platform)/\(effective)\(version == 1 ? "" : ".v\(version)").csv"
      guard paths.insert(path).inserted else { continue }
      var lines: [String] = []
      for country in ["*"] + countries {
        for tier in ["*"] + tiers where Int.random(in: 0..<3, using: &generator) == 0 {
          let row = FileRow(
            platform: platform, effective: effective, version: version, country: country, tier: tier,
            currency: ["USD", "EUR", "JPY"].randomElement(using: &generator)!,
            rate: "0.00\(Int.random(in: 1_000_000...9_999_999, using: &generator))")
          rows.append(row)
          lines.append("\(row.country),\(row.tier),\(row.currency),\(row.rate)")
        }
      }
      if lines.isEmpty {
        lines = ["US,family,USD,1"]
        rows.append(
          FileRow(
            platform: platform, effective: effective, version: version, country: "US", tier: "family", currency: "USD",
            rate: "1"))
      }
      let text = (["country,tier,currency,rate"] + lines.shuffled(using: &generator)).joined(separator: "\r\n")
      tables.append(try RateTableFile.parse(path: path, bytes: Array(text.utf8)))
    }
    let book = RateBook(tables.shuffled(using: &generator))
    var rated = 0
    for offset in -1...92 {
      let day = Day("2026-01-01")!.advanced(by: offset)
      for platform in platforms {
        for country in countries {
          for tier in tiers {
            let expected = FileRow.winner(rows, platform, country, tier, on: "\(day)")
            let quote = book.quote(market(platform, country, tier), on: day)
            #expect(quote?.currency.code == expected?.currency, "\(platform) \(country) \(tier) \(day)")
            #expect(
              try quote?.rate.pico == expected.map { try Rate($0.rate).pico }, "\(platform) \(country) \(tier) \(day)")
            if quote != nil { rated += 1 }
          }
        }
      }
    }
    #expect(rated > 100)
  }
}
