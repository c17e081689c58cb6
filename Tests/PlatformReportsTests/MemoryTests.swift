import Money
import PlatformReports
import Plays
import Testing

@Suite("What is remembered of fields that repeat")
struct MemoryTests {
  @Test("Three hundred thousand recordings, each twice and far apart, are never taken for one another")
  func recordings() throws {
    let count = 300_000
    func isrc(_ number: Int) -> String { "QZLL2\(String(10_000_000 + number * 33).dropFirst())" }
    func row(_ number: Int) -> String {
      "AU\t\(number * 7919)\tF\t1\t.02\t.02\t\(isrc(number))\tT\tA\t1\t1\tV\t0\tL\t\n"
    }
    var bytes = Array(apple().utf8)
    for _ in 0..<2 { for number in 0..<count { bytes += Array(row(number).utf8) } }
    var seen = 0
    var wrong = 0
    let summary = try read(bytes) { row in
      let number = seen % count
      if row.isrc?.description != isrc(number) || row.externalID != "apple_music:\(number * 7919)" { wrong += 1 }
      seen += 1
    }
    #expect(summary.rows == 2 * count)
    #expect(wrong == 0)
  }

  @Test("Names that are alike at both ends and as long are different names", arguments: 1...80)
  func names(length: Int) throws {
    // One letter after the other is another one.
    let names = (0..<length).map { place in
      String((0..<length).map { $0 == place ? "b" : "a" })
    }
    let rows = (names + names.reversed()).map { "2026-10,spotify,DE,\($0),QZLL22600001,1,1,EUR" }
    let read = try read(([ownHeader] + rows).joined(separator: "\n")).rows
    #expect(read.map(\.tier) == names + names.reversed())
  }

  @Test("A platform's own ids are told apart by platform")
  func namespaces() throws {
    var file = DSRText()
    file.head()
    file.summary("1", channel: "Spotify")
    file.summary("2", channel: "Deezer")
    for summary in ["1", "2", "1", "2"] { file.sale(summary, id: "77") }
    file.sale("1", id: "ISNI::77")
    #expect(
      try read(file.text()).rows.map(\.externalID) == [
        "spotify:77", "deezer:77", "spotify:77", "deezer:77", "isni:77",
      ])
  }

  @Test("Names have a length at most, and so do lines in fields")
  func limits() throws {
    let long = String(repeating: "é", count: 129)
    let tier = try refusal(own("2026-10,spotify,DE,\(long),QZLL22600001,1,1,EUR"))
    #expect(tier.column == "tier")
    #expect(tier.reason.contains("256 bytes"))
    #expect(tier.reason.utf8.count < 300)
    let column = try refusal(ownHeader + "," + String(repeating: "x", count: 60_000) + "\n")
    #expect(column.description.utf8.count < 500)
    let fields = try refusal(own(String(repeating: ",", count: 600)))
    #expect(fields.reason.contains("512 fields"))
    let totals = try refusal(
      apple("AU\t1\tF\t1\t.02\t.02\tQZLL21500018\tT\tA\t1\t1\tV\t1\tL\t", "Total_Rows\t1", "Total_Rows\t1"))
    #expect(totals.reason.contains("stands twice"))
  }
}
