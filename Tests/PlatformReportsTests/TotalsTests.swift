import Money
import Plays
import PlatformReports
import Seeded
import Testing

@Suite("Reports against the reckoning of who made them")
struct TotalsTests {
  static let formats = ["own", "distrokid", "apple-music", "dsr"]

  static func sample(_ format: String, rows: Int, seed: UInt64) -> Sample {
    switch format {
    case "own": .own(rows: rows, seed: seed)
    case "distrokid": .distroKid(rows: rows, seed: seed)
    case "apple-music": .apple(rows: rows, seed: seed, hasTotals: seed % 2 == 0)
    default: .dsr(rows: rows, seed: seed)
    }
  }

  @Test("A hundred thousand rows add up, by market, recording and currency", arguments: formats)
  func totals(format: String) throws {
    let sample = Self.sample(format, rows: 100_000, seed: 42)
    let (sums, summary) = try sums(sample.bytes)
    #expect(sums == sample.sums)
    #expect(summary.format == format)
    #expect(summary.rows == 100_000)
    #expect(summary.adjustments == sample.adjustments)
    #expect(summary.adjustments > 1000)
    #expect(summary.units == sample.sums.values.reduce(0) { $0 + $1.units })
    var totals: [String: Int128] = [:]
    for (key, sum) in sample.sums { totals[key.currency, default: 0] += sum.pico }
    #expect(summary.totals.amounts.count == totals.count)
    for (currency, pico) in totals { #expect(summary.totals[Currency(currency)!].pico == pico) }
    #expect(summary.unreadableBarcodes == 0)
  }

  @Test("Chunks may end at every byte", arguments: formats, [1, 2, 3, 7])
  func chunks(format: String, chunk: Int) throws {
    for seed in UInt64(1)...3 {
      let sample = Self.sample(format, rows: 40, seed: seed)
      let whole = try read(sample.bytes)
      let parts = try read(sample.bytes, chunk: chunk)
      #expect(parts.rows == whole.rows)
      #expect(parts.summary == whole.summary)
    }
  }

  @Test("Line ends, a byte-order mark and the last line end change nothing", arguments: formats)
  func lineEnds(format: String) throws {
    let bytes = Self.sample(format, rows: 40, seed: 5).bytes
    let whole = try read(bytes)
    let crlf = bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    for other in [crlf, [0xEF, 0xBB, 0xBF] + bytes, [0xEF, 0xBB, 0xBF] + crlf, Array(bytes.dropLast())] {
      for chunk in [1, 2, 1000] {
        let again = try read(other, chunk: chunk)
        #expect(again.rows == whole.rows)
        #expect(again.summary == whole.summary)
      }
    }
  }

  @Test("Rows that differ in nothing all count")
  func duplicates() throws {
    let ownRow = "2026-10,spotify,DE,free,QZLL22600001,3,.5,EUR"
    #expect(try read(own(ownRow, ownRow, ownRow)).summary.units == 9)
    let distroKidRow = "2026-10-25\t2026-09\tDeezer\tA\tB\tQZLL22600001\t036000291452\t2\t100\tSong\tDE\t0\t0.5"
    #expect(try read(distroKid(distroKidRow, distroKidRow)).rows.count == 2)
    let appleRow = "AU\t1\tFamily\t1\t.021330\t.021330\tQZLL21500018\tT\tA\t1\t1\tV\t"
    let (rows, summary) = try read(apple(appleRow + "1\tL\t", appleRow + "0\tL\t", appleRow + "0\tL\t"))
    #expect(rows.count == 3)
    #expect(summary.totals[Currency("AUD")!] == (try Amount("0.06399")))
    var file = DSRText()
    file.head()
    file.summary("1", usages: "2", revenue: "2")
    file.sale("1")
    file.sale("1")
    #expect(try read(file.text()).summary.totals[Currency("EUR")!] == (try Amount("2")))
  }
}
