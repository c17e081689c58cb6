import Plays
import Rates
import Seeded
import Testing

@Suite("Which table is in force")
struct RateBookTests {
  @Test("A table counts from its effective date on, that day included, in mid-month too")
  func effectiveDate() throws {
    let book = RateBook([
      try table("spotify/2026-10-16.csv", "*,*,USD,0.002"), try table("spotify/2026-01-01.csv", "*,*,USD,0.001"),
    ])
    #expect(book.rate("spotify", "US", "free", "2025-12-31") == nil)
    #expect(book.rate("spotify", "US", "free", "2026-01-01") == "0.001000000000 USD")
    #expect(book.rate("spotify", "US", "free", "2026-10-15") == "0.001000000000 USD")
    #expect(book.rate("spotify", "US", "free", "2026-10-16") == "0.002000000000 USD")
    #expect(book.rate("spotify", "US", "free", "2099-01-01") == "0.002000000000 USD")
  }

  @Test("Of a date's versions the highest counts, as a number: v10 comes after v2", arguments: UInt64(1)...5)
  func versions(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    let tables = [
      try table("apple_music/2026-01-01.csv", "*,*,USD,0.001"),
      try table("apple_music/2026-01-01.v2.csv", "*,*,USD,0.002"),
      try table("apple_music/2026-01-01.v9.csv", "*,*,USD,0.009"),
      try table("apple_music/2026-01-01.v10.csv", "*,*,USD,0.01"),
    ]
    let book = RateBook(tables.shuffled(using: &generator))
    #expect(book.rate("apple_music", "US", "free", "2026-06-01") == "0.010000000000 USD")
    #expect(RateBook(tables.prefix(2)).rate("apple_music", "US", "free", "2026-06-01") == "0.002000000000 USD")
  }

  @Test("A later date counts before a higher version of an earlier one")
  func dateBeforeVersion() throws {
    let book = RateBook([
      try table("spotify/2026-02-01.csv", "*,*,USD,0.002"), try table("spotify/2026-01-01.v7.csv", "*,*,USD,0.007"),
    ])
    #expect(book.rate("spotify", "US", "free", "2026-02-01") == "0.002000000000 USD")
    #expect(book.rate("spotify", "US", "free", "2026-01-31") == "0.007000000000 USD")
  }

  @Test("A table replaces the earlier one whole: what it leaves out is unrated")
  func whole() throws {
    let book = RateBook([
      try table("spotify/2026-01-01.csv", "US,*,USD,0.001", "DE,*,EUR,0.002"),
      try table("spotify/2026-02-01.csv", "US,*,USD,0.003"),
    ])
    #expect(book.rate("spotify", "DE", "free", "2026-01-31") == "0.002000000000 EUR")
    #expect(book.rate("spotify", "DE", "free", "2026-02-01") == nil)
  }

  @Test("A correction replaces the file it corrects whole, too")
  func correctionWhole() throws {
    let book = RateBook([
      try table("spotify/2026-01-01.csv", "US,*,USD,0.001", "DE,*,EUR,0.002"),
      try table("spotify/2026-01-01.v2.csv", "US,*,USD,0.003"),
    ])
    #expect(book.rate("spotify", "DE", "free", "2026-01-31") == nil)
  }

  @Test("Platforms keep apart")
  func platforms() throws {
    let book = RateBook([
      try table("spotify/2026-01-01.csv", "*,*,USD,0.001"), try table("deezer/2026-02-01.csv", "*,*,EUR,0.002"),
    ])
    #expect(book.platforms == ["spotify", "deezer"])
    #expect(book.rate("deezer", "US", "free", "2026-01-31") == nil)
    #expect(book.rate("deezer", "US", "free", "2026-02-01") == "0.002000000000 EUR")
    #expect(book.rate("tidal", "US", "free", "2026-02-01") == nil)
    #expect(book.table(platform: "spotify", on: Day("2026-03-01")!)?.path == "spotify/2026-01-01.csv")
  }

  @Test("Rates change on effective dates only, each listed once, in order")
  func changes() throws {
    let book = RateBook([
      try table("spotify/2026-10-16.csv", "*,*,USD,0.001"), try table("spotify/2026-01-01.csv", "*,*,USD,0.001"),
      try table("deezer/2026-10-16.v2.csv", "*,*,USD,0.001"), try table("deezer/2026-02-01.csv", "*,*,USD,0.001"),
    ])
    #expect(book.changes.map(\.description) == ["2026-01-01", "2026-02-01", "2026-10-16"])
  }

  @Test("A book without tables rates nothing")
  func empty() {
    let book = RateBook([])
    #expect(book.rate("spotify", "US", "free", "2026-01-01") == nil)
    #expect(book.platforms.isEmpty)
    #expect(book.changes.isEmpty)
  }
}
