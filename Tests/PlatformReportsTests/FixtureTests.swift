import Foundation
import Money
import PlatformReports
import Plays
import Seeded
import TestSupport
import Testing

/// Facts that a fixture comes to by a calculation that knows nothing of files of formats.
struct Expected: Decodable {
  let format: String
  let rows: Int
  let units: Int64
  let totals: [String: String]
  let kept_apart: Int
  let left_out: Int
}

@Suite("Formats that come with the program")
struct FixtureTests {
  static let folder = "\(Project.root)/Tests/Fixtures/formats"
  static let expected: [String: Expected] = {
    let output = try! Command.output("/usr/bin/python3", ["\(folder)/totals.py"])
    return try! JSONDecoder().decode([String: Expected].self, from: Data(output.utf8))
  }()
  static let files = expected.keys.sorted()

  static func bytes(_ file: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)")))
  }

  @Test("A fixture is recognised by itself, and comes to what Python's csv and decimal make of it", arguments: files)
  func totals(file: String) throws {
    let expected = Self.expected[file]!
    let bytes = try Self.bytes(file)
    for chunk in [3, 1 << 16] {
      var rows: [ReportRow] = []
      let summary = try read(bytes, chunk: chunk, file: file) { rows.append($0) }
      #expect(summary.format == expected.format)
      #expect(summary.rows == expected.rows)
      #expect(rows.count == expected.rows)
      #expect(summary.units == expected.units)
      #expect(summary.facts.transfers == expected.kept_apart)
      #expect(summary.facts.leftOut == expected.left_out)
      #expect(summary.totals.amounts.count == expected.totals.count)
      for (code, text) in expected.totals {
        let currency = try #require(Currency(code))
        // What the file says is what is kept, less what rounding added.
        let exact = FineAmount(summary.totals[currency]) - summary.rounding[currency, default: .zero]
        #expect(exact == (try FineAmount(text)), "\(exact) \(text)")
      }
      #expect(summary.ignoredColumns.isEmpty)
      #expect(summary.unreadableBarcodes == 0)
    }
  }

  @Test("Each format but that of records has a fixture")
  func complete() {
    #expect(Set(Self.expected.values.map(\.format)) == Set(shipped.formats.map(\.name)).subtracting(["dsr"]))
  }

  @Test(
    "Each is still recognised where it stands alone, and the other formats say why it is none of theirs",
    arguments: files)
  func alone(file: String) throws {
    let expected = Self.expected[file]!
    let book = try #require(shipped.only(expected.format))
    #expect(try read(Self.bytes(file), file: file, in: book) { _ in }.rows == expected.rows)
    var reader = ReportReader(shipped, file: file) { _ in }
    try Self.bytes(file).withUnsafeBytes { try reader.read($0) }
    #expect(reader.format?.name == expected.format)
    #expect(reader.reasons.count == shipped.formats.count)
    #expect(reader.reasons.allSatisfy { !$0.reason.isEmpty })
  }

  @Test("Three hundred damaged files of each are refused or read, and nothing else", arguments: files)
  func damage(file: String) throws {
    var generator = Seeded(seed: 300)
    let bytes = try Self.bytes(file)
    var refused = 0
    for _ in 0..<300 {
      let damaged = DamageTests.damaged(bytes, &generator)
      var rows = 0
      do {
        let summary = try read(damaged, chunk: Int.random(in: 1...5000, using: &generator), file: file) { row in
          rows += 1
          DamageTests.expectWellFormed(row)
        }
        #expect(summary.rows == rows)
      } catch let error as ReportError {
        refused += 1
        #expect(error.line >= 1)
        #expect(!error.reason.isEmpty)
      }
    }
    #expect(refused > 30)
  }

  @Test("A statement's month, gross, monetisation and origin are told, transfers and balances are kept apart")
  func facts() throws {
    func facts(_ file: String) throws -> TableFacts { try read(Self.bytes(file), file: file) { _ in }.facts }
    let march = Period("2026-03")!
    #expect(try facts("soundon.csv").statements == march...march)
    #expect(try facts("statement-kuestenfunk-03-26.csv").statements == march...march)
    #expect(try facts("March2026StatementRun_royalty_product_and_asset.csv").statements == march...march)
    let tuneCore = try facts("tunecore.csv")
    #expect(tuneCore.monetisation == [.notTold: 5, .download: 5])
    #expect(try facts("youtube-subscription.csv").origins == [.userContent: 5, .notTold: 4])
    let bandcamp = try read(Self.bytes("bandcamp.csv"), file: "bandcamp.csv") { _ in }.money[Currency("EUR")!]
    #expect(bandcamp?.transfers == (try FineAmount("-55.10")))
    #expect(try facts("orchard.csv").gross.amounts.count == 1)
  }

  @Test("A fiscal month, a return, a code without its leading zero, a cell of Excel, a currency in a column's name")
  func details() throws {
    func rows(_ file: String) throws -> [ReportRow] {
      var rows: [ReportRow] = []
      _ = try read(Self.bytes(file), file: file) { rows.append($0) }
      return rows
    }
    let itunes = try rows("S1_80000001_0126_AU.txt")
    #expect(itunes[0].days == Day("2025-12-28")!...Day("2026-01-31")!)
    #expect(itunes[3].units == -1)
    #expect(itunes[5].upc == GTIN("036000291452"))
    #expect(itunes[5].isrc == nil)
    #expect(try rows("label-worx.csv")[0].upc == GTIN("036000291452"))
    #expect(try rows("spotify-streaming.txt")[0].currency == Currency("USD"))
    #expect(try rows("spotify-streaming.txt").map(\.tier).prefix(4) == ["free", "premium", "family", "winback"])
    #expect(try rows("symphonic.csv")[6].units < 0)
    #expect(try rows("bandcamp.csv")[2].country == .unknown)
    #expect(try rows("distrokid-2019.tsv")[3].country == .unknown)
  }
}
