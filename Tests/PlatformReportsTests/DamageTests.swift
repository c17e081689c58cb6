import Money
import PlatformReports
import Plays
import Seeded
import Testing

@Suite("Damaged files")
struct DamageTests {
  @Test(
    "A thousand damaged files of each format are refused, or give rows that are rows", arguments: TotalsTests.formats)
  func damage(format: String) throws {
    var generator = Seeded(seed: 2026)
    var refused = 0
    for number in 0..<1000 {
      let sample = TotalsTests.sample(format, rows: 30, seed: UInt64(number % 20))
      let damaged = Self.damaged(sample.bytes, &generator)
      var rows = 0
      do {
        let summary = try read(damaged, chunk: Int.random(in: 1...5000, using: &generator)) { row in
          rows += 1
          Self.expectWellFormed(row)
        }
        #expect(summary.rows == rows)
      } catch let error as ReportError {
        refused += 1
        #expect(error.line >= 1)
        #expect(!error.reason.isEmpty)
        #expect(error.description.utf8.count < 1000)
      }
    }
    #expect(refused > 500)
  }

  @Test("A cut file of a format with a footer is always refused")
  func cutDSR() throws {
    let bytes = Sample.dsr(rows: 12, seed: 9).bytes
    // Without its last line end it is whole: the last byte that matters is the last digit of the footer.
    for end in 0..<bytes.count - 1 {
      let error = try #require(#expect(throws: ReportError.self) { try read(Array(bytes[..<end]), chunk: 4096) })
      #expect(!error.reason.isEmpty)
    }
    #expect(try read(Array(bytes[..<(bytes.count - 1)])).rows.count == 12)
  }

  @Test("No digit of a usage, an amount or a count of a DDEX file can be another")
  func digits() throws {
    let bytes = Sample.dsr(rows: 20, seed: 11).bytes
    let figures: [String: Set<Int>] = [
      "SR08.01": [26, 27, 28, 46], "SY10.01": [16, 18, 37], "SRFO": [1, 2],
    ]
    var cell = 0
    var start = 0
    var type = ""
    var tried = 0
    for (place, byte) in bytes.enumerated() {
      if byte == 0x09 || byte == 0x0A {
        if cell == 0 { type = String(decoding: bytes[start..<place], as: UTF8.self) }
        cell = byte == 0x0A ? 0 : cell + 1
        start = place + 1
      } else if (0x30...0x39).contains(byte), figures[type]?.contains(cell) == true, cell > 0 {
        var other = bytes
        other[place] = byte == 0x39 ? 0x30 : byte + 1
        #expect(throws: ReportError.self) { try read(other) }
        tried += 1
      }
    }
    #expect(tried > 500)
  }

  @Test(
    "A file without a footer is refused where the cut can be seen: inside a line, before its last field",
    arguments: ["own", "distrokid", "apple-music"])
  func cutLines(format: String) throws {
    let sample = TotalsTests.sample(format, rows: 12, seed: 3)
    let delimiter: UInt8 = format == "own" ? 0x2C : 0x09
    let headerLines = format == "apple-music" ? 5 : 1
    var line = 0
    var fields = 0
    let all = sample.bytes.split(separator: 0x0A).map { $0.count { $0 == delimiter } }
    for (end, byte) in sample.bytes.enumerated() {
      // Cut before this byte: `fields` delimiters of the line are there.
      if line >= headerLines, line < all.count, fields < all[line], end > 0, sample.bytes[end - 1] != 0x0A {
        let error = try #require(
          #expect(throws: ReportError.self) { try read(Array(sample.bytes[..<end]), chunk: 4096) })
        #expect(error.line == line + 1)
      }
      fields = byte == 0x0A ? 0 : fields + (byte == delimiter ? 1 : 0)
      line += byte == 0x0A ? 1 : 0
    }
    for lines in 0..<headerLines {
      let head = sample.bytes.split(separator: 0x0A, maxSplits: lines)[..<lines].joined(separator: [0x0A])
      #expect(throws: ReportError.self) { try read(Array(head)) }
    }
    let empty = sample.bytes.split(separator: 0x0A)[..<headerLines].joined(separator: [0x0A])
    if format == "apple-music" {
      // It tells its month, and so is a statement of nothing.
      let summary = try read(Array(empty)) { _ in }
      #expect(summary.rows == 0 && summary.facts.statements != nil)
      return
    }
    let error = try #require(#expect(throws: ReportError.self) { try read(Array(empty)) })
    #expect(error.reason.contains("no rows"))
  }

  /// One thing or another happens to a file.
  static func damaged(_ bytes: [UInt8], _ generator: inout Seeded) -> [UInt8] {
    var bytes = bytes
    func place(_ generator: inout Seeded) -> Int { Int.random(in: 0..<bytes.count, using: &generator) }
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: return Array(bytes[..<place(&generator)])
    case 1: return Array(bytes[place(&generator)...])
    case 2:
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        bytes[place(&generator)] ^= 1 << UInt8.random(in: 0...7, using: &generator)
      }
    case 3:
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        bytes[place(&generator)] = UInt8.random(in: 0...255, using: &generator)
      }
    case 4:
      let start = place(&generator)
      bytes.removeSubrange(start..<min(bytes.count, start + Int.random(in: 1...200, using: &generator)))
    case 5:
      let at = place(&generator)
      let special: [UInt8] = [0x09, 0x2C, 0x0A, 0x0D, 0x22, 0x00, 0x7C, 0x23, 0xFF, 0x30, 0x39]
      bytes.insert(special.randomElement(using: &generator)!, at: at)
    case 6:
      bytes.insert(
        contentsOf: [UInt8](repeating: 0x39, count: Int.random(in: 1...50, using: &generator)), at: place(&generator))
    case 7:
      var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      lines.swapAt(
        Int.random(in: 0..<lines.count, using: &generator), Int.random(in: 0..<lines.count, using: &generator))
      return Array(lines.joined(separator: [0x0A]))
    case 8: return bytes.flatMap { [$0, 0] }
    default:
      let start = place(&generator)
      bytes.insert(contentsOf: [UInt8](repeating: bytes[start], count: 200_000), at: start)
    }
    return bytes
  }

  static func expectWellFormed(_ row: ReportRow) {
    #expect(row.isrc != nil || row.upc != nil || row.externalID != nil)
    if let isrc = row.isrc { #expect(ISRC("\(isrc)") == isrc) }
    #expect(row.units.magnitude <= 1_000_000_000_000)
    #expect(row.amount.pico.magnitude < Amount.scale.magnitude * 1_000_000_000_000_000)
    #expect(!row.platform.isEmpty)
    #expect(row.tier?.isEmpty != true)
    #expect(Country("\(row.country)") == row.country)
    #expect(row.line >= 2)
  }
}
