import Money
import Plays
import Rates
import Testing

@Suite("Which row of a table counts")
struct SpecificityTests {
  @Test("Country and tier, then the country, then the tier, then all")
  func order() throws {
    let rows = ["US,premium,USD,0.004", "US,*,USD,0.003", "*,premium,USD,0.002", "*,*,USD,0.001"]
    /// What is found for (country, tier) when only the rows of the mask are in the table.
    func found(_ mask: Int, _ country: String, _ tier: String) throws -> String? {
      let lines = rows.indices.filter { mask & 1 << $0 != 0 }.map { rows[$0] }
      let text = (["country,tier,currency,rate"] + lines).joined(separator: "\n")
      let table = try RateTableFile.parse(path: "spotify/2026-01-01.csv", bytes: Array(text.utf8))
      return table.quote(country: Country(country)!, tier: tier)?.rate.description
    }
    for mask in 1..<16 {
      let fits = [
        ("US", "premium", [0, 1, 2, 3]), ("US", "free", [1, 3]), ("DE", "premium", [2, 3]), ("DE", "free", [3]),
      ]
      for (country, tier, order) in fits {
        let first = order.first { mask & 1 << $0 != 0 }
        #expect(
          try found(mask, country, tier) == first.map { "0.00\(4 - $0)000000000" }, "\(country) \(tier), rows \(mask)")
      }
    }
  }

  @Test("The country's row wins over the tier's, whatever their order in the file")
  func countryBeforeTier() throws {
    for lines in [["US,*,USD,0.003", "*,premium,USD,0.002"], ["*,premium,USD,0.002", "US,*,USD,0.003"]] {
      let table = try table("spotify/2026-01-01.csv", lines[0], lines[1])
      #expect(try #require(table.quote(country: Country("US")!, tier: "premium")).rate.pico == 3_000_000_000)
    }
  }

  @Test("Without a row that fits, plays are unrated")
  func unrated() throws {
    let table = try table("spotify/2026-01-01.csv", "US,premium,USD,0.004")
    #expect(table.quote(country: Country("US")!, tier: "free") == nil)
    #expect(table.quote(country: Country("DE")!, tier: "premium") == nil)
  }

  @Test("Worldwide and unknown are territories of their own, not all of them", arguments: ["WW", "ZZ"])
  func worldwide(code: String) throws {
    let table = try table("spotify/2026-01-01.csv", "\(code),*,USD,0.004")
    #expect(table.quote(country: Country("US")!, tier: "free") == nil)
    #expect(table.quote(country: Country(code)!, tier: "free") != nil)
  }

  @Test("The unknown tier has rows like any other")
  func unknownTier() throws {
    let table = try table("spotify/2026-01-01.csv", "US,unknown,USD,0.004", "US,*,USD,0.001")
    #expect(try #require(table.quote(country: Country("US")!, tier: Market.unknownTier)).rate.pico == 4_000_000_000)
  }

  @Test("A rate of zero is a rate: the plays are rated and worth nothing")
  func zero() throws {
    #expect(
      try table("spotify/2026-01-01.csv", "US,free,USD,0", "*,*,USD,0.001").quote(
        country: Country("US")!, tier: "free")?.rate.pico == 0)
  }
}
