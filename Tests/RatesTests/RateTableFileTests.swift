import Money
import Plays
import Rates
import Refusals
import Testing

@Suite("Rate table files")
struct RateTableFileTests {
  @Test(
    "A path names platform, date and version",
    arguments: [
      ("spotify/2026-01-01.csv", "spotify", "2026-01-01", 1),
      ("apple_music/2026-10-16.v2.csv", "apple_music", "2026-10-16", 2),
      ("deezer2/2024-02-29.v10.csv", "deezer2", "2024-02-29", 10),
    ])
  func identity(path: String, platform: String, effective: String, version: Int) throws {
    let identity = try RateTableFile.identity(path: path)
    #expect(identity.platform == platform)
    #expect(identity.effective == Day(effective))
    #expect(identity.version == version)
    #expect(try table(path, "*,*,USD,1").path == path)
  }

  @Test(
    "A path of another shape is refused, and the refusal names it",
    arguments: [
      "2026-01-01.csv", "RateTables/spotify/2026-01-01.csv", "spotify/", "spotify", "", "Spotify/2026-01-01.csv",
      "apple music/2026-01-01.csv", "spotify!/2026-01-01.csv", "spötify/2026-01-01.csv", "spotify/2026-1-1.csv",
      "spotify/2026-02-30.csv", "spotify/latest.csv", "spotify/2026-01-01", "spotify/2026-01-01.txt",
      "spotify/2026-01-01.CSV",
      "spotify/2026-01-01.v1.csv", "spotify/2026-01-01.v0.csv", "spotify/2026-01-01.v02.csv",
      "spotify/2026-01-01.v-2.csv",
      "spotify/2026-01-01.v+2.csv", "spotify/2026-01-01.V2.csv", "spotify/2026-01-01.2.csv", "spotify/2026-01-01.v.csv",
      "spotify/2026-01-01.v2.v3.csv", "spotify/2026-01-01.v2.5.csv", "spotify/2026-01-01..csv", "spotify/.csv",
      "spotify/2026-01-01.v99999999999999999999.csv", "spotify/2026-01-01.v2147483648.csv",
      "spotify/2026-01-01.csv.csv", "../2026-01-01.csv",
    ])
  func badPath(path: String) throws {
    let error = try #require(#expect(throws: InputError.self) { try RateTableFile.identity(path: path) })
    #expect(error.file == path)
    #expect(!error.reason.isEmpty)
  }

  @Test("Rows are read exactly, in any spelling of their codes")
  func rows() throws {
    let table = try table("spotify/2026-01-01.csv", "uk,PREMIUM,usd,0.004100000001", "*,*,Jpy,.5")
    #expect(table.quotes.count == 2)
    let british = try #require(table.quote(country: Country("GB")!, tier: "premium"))
    #expect(british.rate.pico == 4_100_000_001)
    #expect(british.currency == Currency("USD"))
    #expect(try #require(table.quote(country: Country("US")!, tier: "free")).rate.pico == 500_000_000_000)
  }

  @Test(
    "A row that cannot be a rate is refused at its line, saying why",
    arguments: [
      ("US,free,USD,0.0000000000001", "12 decimals"), ("US,free,USD,-0.001", "negative"), ("US,free,USD,1e-3", "1e-3"),
      ("US,free,USD,\"0,004\"", "0,004"), ("US,free,USD,", "rate"), ("US,free,USD,abc", "abc"),
      ("US,free,USD,1000000", "believable"),
      ("US,free,XXX,0.001", "XXX"), ("US,free,,0.001", "currency"), ("Spain,free,USD,0.001", "Spain"),
      ("XX,free,USD,0.001", "XX"),
      (",free,USD,0.001", "country"), ("US,,USD,0.001", "tier"), ("A[,free,USD,0.001", "A["),
      ("US,cafe\u{301},USD,0.001", "tier \"cafe\u{301}\" is not in Unicode's normal form C"),
      ("US,free,USD", "3 fields"),
      ("US,free,USD,0.001,x", "5 fields"),
    ])
  func badRow(row: String, names: String) throws {
    let error = try refusal("spotify/2026-01-01.csv", "*,*,USD,0.001", row)
    #expect(error.file == "spotify/2026-01-01.csv")
    #expect(error.line == 3)
    #expect(error.reason.contains(names))
  }

  @Test(
    "A market that stands twice is refused, in any spelling",
    arguments: ["US,free,EUR,0.002", "us,FREE,USD,0.001", "US, free ,USD,0.001"])
  func duplicate(row: String) throws {
    #expect(try refusal("spotify/2026-01-01.csv", "US,free,USD,0.001", row).line == 3)
  }

  @Test("UK and GB are one market")
  func duplicateUK() throws {
    #expect(try refusal("spotify/2026-01-01.csv", "GB,*,GBP,0.001", "UK,*,GBP,0.002").line == 3)
    #expect(try refusal("spotify/2026-01-01.csv", "*,*,GBP,0.001", "*,*,GBP,0.002").line == 3)
  }

  @Test("A table without rates is refused: it would unrate a whole platform")
  func empty() throws {
    #expect(try refusal("spotify/2026-01-01.csv").reason.contains("no rates"))
  }

  @Test("A wrong header is refused")
  func header() throws {
    let error = try #require(
      #expect(throws: InputError.self) {
        try RateTableFile.parse(path: "spotify/2026-01-01.csv", bytes: Array("country,tier,rate\nUS,free,1\n".utf8))
      })
    #expect(error.line == 1)
    #expect(error.reason.contains("currency"))
  }

  @Test(
    "A file's name follows from its date and version",
    arguments: [(1, "2026-10-16.csv"), (2, "2026-10-16.v2.csv"), (10, "2026-10-16.v10.csv")])
  func fileName(version: Int, name: String) {
    #expect(RateTable.fileName(effective: Day("2026-10-16")!, version: version) == name)
  }
}
