import Foundation
import Money
import PlatformReports
import Plays
import ReportMatching
import Seeded
import TestSupport
import Testing

/// Facts that a fixture comes to by a calculation that knows nothing of files of formats.
struct Expected: Decodable {
  let format: String
  let rows: Int
  let units: Int64
  let totals: [String: String]
  let gross, fees: [String: String]
  let months: [String: Month]
  /// Rows by platform.
  let platforms: [String: Int]
  let kept_apart: Int
  let kept_apart_totals: [String: String]
  let left_out: Int

  struct Month: Decodable, Equatable {
    let units: Int64
    let amounts: [String: String]
  }
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

  @Test("A fixture is recognised by itself, and comes to what Python makes of it", arguments: files)
  func totals(file: String) throws {
    let expected = Self.expected[file]!
    var rows: [ReportRow] = []
    let summary = try read(path: "\(Self.folder)/\(file)") { rows.append($0) }.result.get()
    #expect(summary.format == expected.format)
    #expect(summary.rows == expected.rows)
    #expect(rows.count == expected.rows)
    #expect(summary.units == expected.units)
    #expect(summary.facts.transfers == expected.kept_apart)
    #expect(summary.facts.leftOut == expected.left_out)
    // What the file says is what is kept, less what rounding added.
    let amounts = summary.totals.amounts.map {
      ($0.key, FineAmount($0.value) - summary.rounding[$0.key, default: .zero])
    }
    #expect(Dictionary(uniqueKeysWithValues: amounts) == (try Self.fine(expected.totals)))
    let transfers = summary.money.mapValues(\.transfers).filter { $0.value != .zero }
    #expect(transfers == (try Self.fine(expected.kept_apart_totals)))
    for (sums, texts) in [(summary.facts.gross, expected.gross), (summary.facts.fees, expected.fees)] {
      #expect(sums.amounts.mapValues { FineAmount($0) } == (try Self.fine(texts)))
    }
    let months = Dictionary(grouping: rows, by: { "\($0.period)" })
    #expect(Set(months.keys) == Set(expected.months.keys))
    for (month, rows) in months {
      #expect(rows.reduce(0) { $0 + $1.units } == expected.months[month]?.units)
      var sums: [Currency: FineAmount] = [:]
      for row in rows { sums[row.currency, default: .zero] += FineAmount(row.amount) - row.moved }
      #expect(sums == (try Self.fine(expected.months[month]?.amounts ?? [:])))
    }
    #expect(Dictionary(grouping: rows, by: \.platform).mapValues(\.count) == expected.platforms)
    #expect(summary.ignoredColumns.isEmpty, "\(summary.ignoredColumns)")
    #expect(summary.unreadableBarcodes == 0)
  }

  @Test("A fixture of text is the same in whatever chunks it comes", arguments: files.filter { !$0.hasSuffix(".xlsx") })
  func chunks(file: String) throws {
    var whole: [ReportRow] = []
    var parts: [ReportRow] = []
    let summary = try read(Self.bytes(file), file: file, in: own) { whole.append($0) }
    #expect(try read(Self.bytes(file), chunk: 3, file: file, in: own) { parts.append($0) } == summary)
    #expect(whole == parts)
  }

  static func fine(_ texts: [String: String]) throws -> [Currency: FineAmount] {
    try Dictionary(uniqueKeysWithValues: texts.map { (try #require(Currency($0.key)), try FineAmount($0.value)) })
  }

  @Test(
    "Each is still recognised where it stands alone, and the other formats say why it is none of theirs",
    arguments: files)
  func alone(file: String) throws {
    let expected = Self.expected[file]!
    let book = try #require(own.only(expected.format))
    #expect(try read(path: "\(Self.folder)/\(file)", in: book).result.get().rows == expected.rows)
    let whole = try read(path: "\(Self.folder)/\(file)")
    #expect(whole.format?.name == expected.format)
    #expect(whole.reasons.count == own.formats.count)
    #expect(whole.reasons.allSatisfy { !$0.reason.isEmpty })
  }

  @Test(
    "Three hundred damaged files of each are refused or read, and nothing else",
    arguments: files.filter { !$0.hasSuffix(".xlsx") })
  func damage(file: String) throws {
    var generator = Seeded(seed: 300)
    let bytes = try Self.bytes(file)
    var refused = 0
    for _ in 0..<300 {
      let damaged = DamageTests.damaged(bytes, &generator)
      var rows = 0
      do {
        let summary = try read(damaged, chunk: Int.random(in: 1...5000, using: &generator), file: file, in: own) {
          row in
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
    func facts(_ file: String) throws -> TableFacts { try read(Self.bytes(file), file: file, in: own) { _ in }.facts }
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
      _ = try read(Self.bytes(file), file: file, in: own) { rows.append($0) }
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
