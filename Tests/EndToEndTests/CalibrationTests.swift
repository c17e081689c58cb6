import Answers
import Foundation
import Money
import Plays
import Posting
import Postgres
import Rates
import Reconciliation
import ReportMatching
import Store
import TestSupport
import Testing

@Suite("What reports teach")
struct CalibrationTests {
  /// A quotient rounded half-even, on whole numbers.
  private func halfEven(_ a: Int128, over b: Int128) -> Int128 {
    let (quotient, remainder) = (a.magnitude / b.magnitude, a.magnitude % b.magnitude)
    let twice = remainder * 2
    let up = twice > b.magnitude || (twice == b.magnitude && quotient % 2 == 1)
    let magnitude = Int128(quotient + (up ? 1 : 0))
    return (a < 0) == (b < 0) ? magnitude : -magnitude
  }

  /// Reported less estimated in percent of the estimate, to 4 decimals.
  private func percent(_ estimated: Int128, _ reported: Int128) -> String {
    let value = halfEven((reported - estimated) * 1_000_000, over: estimated)
    let digits = String(value.magnitude)
    let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    return (value < 0 ? "-" : "") + padded.dropLast(4) + "." + padded.suffix(4)
  }

  private func read(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  @Test("Rates are the file's amounts over its units; the draft publishes as it is, and diff shows its rows")
  func calibrate() async throws {
    let month = try await ReportedMonth()
    let folder = try TemporaryFolder()
    let arguments = ["rates", "calibrate", "spotify", "--to-folder", folder.path]
    let answer = try await month.tool.json(
      arguments[0], arguments[1], arguments[2], arguments[3], arguments[4])
    #expect(answer["effective"] as? String == "2026-11-01" && answer["to"] as? String == "2026-10")
    let path = "\(folder.path)/spotify/2026-11-01.csv"
    #expect(answer["table"] as? String == path)
    var sums: [String: (units: Int128, pico: Int128, lines: Int)] = [:]
    for row in ReportedMonth.rows where row.units != 0 {
      let key = "\(row.country),\(row.tier),\(row.currency)"
      let sum = sums[key] ?? (0, 0, 0)
      sums[key] = (sum.units + row.units, sum.pico + row.pico, sum.lines + 1)
    }
    let drafted = read(path).split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    for (key, sum) in sums {
      let rate = decimal(halfEven(sum.pico, over: sum.units))
      #expect(drafted.contains("\(key),\(rate)"), "\(key),\(rate)")
    }
    // Every row of the present table is there still, at its present rate where no report speaks of it.
    let present = read("\(Month.inputs)/RateTables/spotify/2026-10-16.csv").split(whereSeparator: \.isNewline)
      .dropFirst()
    for line in present {
      let cells = line.split(separator: ",").map(String.init)
      let key = cells[0...2].joined(separator: ",")
      #expect(drafted.contains { $0.hasPrefix(key + ",") })
      if sums[key] == nil {
        #expect(drafted.contains("\(key),\(decimal(ReportedMonth.pico(cells[3])))"))
      }
    }
    let rows = try #require(answer["rows"] as? [[String: Any]])
    #expect(rows.count == drafted.count)
    for row in rows where row["reason"] as? String == "" {
      let key = ["country", "tier", "currency"].map { row[$0] as! String }.joined(separator: ",")
      let sum = try #require(sums[key])
      #expect(row["units"] as? String == "\(sum.units)" && row["lines"] as? Int == sum.lines, "\(key)")
      let present = ReportedMonth.pico(try #require(row["present_rate"] as? String))
      #expect(row["deviation_percent"] as? String == percent(sum.units * present, sum.pico), "\(key)")
    }
    let evidence = read("\(folder.path)/spotify/evidence/2026-11-01.csv").split(whereSeparator: \.isNewline)
    #expect(evidence.count == rows.count + 1 && evidence[0].hasPrefix("country,tier,currency,outcome,reason"))
    try await publishes(month, folder.path, drafted: drafted)
  }

  private func publishes(_ month: ReportedMonth, _ folder: String, drafted: [String]) async throws {
    let diff = try await month.tool.json("rates", "diff", folder)
    let changes = try #require(diff["changes"] as? [[String: Any]])
    let before = try #require(try RateStore(month.db).book().table(platform: "spotify", on: Day("2026-11-01")!))
    let expected = Set(
      drafted.filter { line in
        let cells = line.split(separator: ",").map(String.init)
        let scope = RateTable.Scope(country: Country(cells[0]), tier: cells[1] == "*" ? nil : cells[1])
        return before.quotes[scope].map { "\($0.rate)" } != cells[3]
      })
    let shown = changes.map { change in
      ["country", "tier", "after_currency", "after"].map { change[$0] as! String }.joined(separator: ",")
    }
    #expect(Set(shown) == expected && shown.count == expected.count && !shown.isEmpty)
    #expect(try await !month.tool.run("rates", "dry-run", folder).isEmpty)
    #expect(try RateStore(month.db).book().table(platform: "spotify", on: Day("2026-11-01")!) == before)
    try await month.tool.run("rates", "publish", folder)
    let table = try #require(try RateStore(month.db).book().table(platform: "spotify", on: Day("2026-11-01")!))
    #expect(table.effective == Day("2026-11-01")! && table.quotes.count == drafted.count)
    #expect(try await month.tool.json("rates", "diff", folder)["changes"] as? [String] == [])
    // Published, the rates are those that were reported: there is nothing to draft.
    let again = try await month.tool.json("rates", "calibrate", "spotify", "--to-folder", "\(folder)/2")
    #expect(again["table"] == nil && !FileManager.default.fileExists(atPath: "\(folder)/2"))
  }

  @Test("A draft never overwrites one, takes the next free version, and is not written without evidence")
  func files() async throws {
    let month = try await ReportedMonth()
    let folder = try TemporaryFolder()
    func calibrate(_ more: String...) async throws -> (code: Int32?, said: String) {
      let command = try Command(
        ["rates", "calibrate", "spotify", "--to-folder", folder.path] + more, environment: month.tool.environment)
      return (try await command.wait(), command.standardError + command.standardOutput)
    }
    // A table of that date is published already.
    let first = try await calibrate("--effective", "2026-10-16")
    #expect(first.code == 0 && first.said.contains("spotify/2026-10-16.v2.csv"))
    let text = read("\(folder.path)/spotify/2026-10-16.v2.csv")
    let second = try await calibrate("--effective", "2026-10-16")
    #expect(second.code == 1 && second.said.contains("2026-10-16.v2.csv is there already, and no draft is overwritten"))
    #expect(read("\(folder.path)/spotify/2026-10-16.v2.csv") == text && !text.isEmpty)
    let early = try await calibrate("--effective", "2026-10-01")
    #expect(early.said.contains("from 2026-10-16 on another table of spotify"))
    let few = try await calibrate("--minimum-units", "1000000")
    #expect(few.code == 0 && few.said.contains("no market has enough evidence") && few.said.contains("too_few_units"))
    let lines = try await calibrate("--minimum-lines", "100")
    #expect(lines.said.contains("too_few_lines") && !lines.said.contains("wrote"))
    let none = try await calibrate("--from", "2026-08", "--to", "2026-09")
    #expect(none.code == 1 && none.said.contains("no accepted report of spotify has a line from 2026-08 to 2026-09"))
    #expect(try await calibrate("--from", "2026-09", "--to", "2026-08").said.contains("--to is before --from"))
    #expect(
      try await month.tool.refusal("rates", "calibrate", "apple_music").said.contains(
        "no report of apple_music was accepted yet"))
    #expect(try await month.tool.refusal("rates", "calibrate", "winamp").said.contains("no platform \"winamp\""))
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/spotify/evidence").count == 2)
  }

  @Test("A corrected report alone is evidence, and its comparison alone is accuracy")
  func corrected() async throws {
    let month = try await ReportedMonth()
    _ = try month.correct(
      month.report,
      """
      period,platform,country,tier,isrc,units,amount,currency
      2026-10,spotify,DE,premium,QZLL22600001,3000,9,EUR
      2026-10,spotify,DE,premium,QZLL22600002,4000,19,EUR
      2026-10,spotify,DE,premium,QZLL22600003,0,-5,EUR

      """)
    let draft = try RateDraft(month.db, platform: "spotify", rules: CalibrationRules(minimumUnits: 0, minimumLines: 0))
    let rows = draft.calibration.rows.filter { $0.evidence != nil }
    #expect(rows.map(\.scope.description) == ["DE,premium"])
    // 28 / 7000; the adjustment says nothing of a rate.
    #expect(rows.first?.quote?.rate == (try Rate("0.004")) && rows.first?.evidence?.adjustmentLines == 1)
    let accuracy = try AccuracyStore(month.db).markets()
    #expect(Set(accuracy.map(\.market.country.description)) == ["DE"])
    #expect(accuracy.reduce(0) { $0 + $1.total.reportedUnits } == 7_000)
    #expect(try AccuracyStore(month.db).markets(from: Period("2026-11")!).isEmpty)
    #expect(try AccuracyStore(month.db).markets(platform: "apple_music").isEmpty)
  }

  @Test("Accuracy: plays against units of every market, and money where rate and contract have one currency")
  func accuracy() async throws {
    let month = try await ReportedMonth()
    let answer = try await month.tool.json("reconcile", "accuracy", "--platform", "spotify", "--from", "2026-10")
    let markets = try #require(answer["markets"] as? [[String: Any]])
    let played = try month.played()
    let ours = Set(played.map(\.isrc))
    struct Sum {
      var estimated: Int128 = 0
      var reported: Int128 = 0
    }
    var units: [String: Sum] = [:]
    var money: [String: Sum] = [:]
    // Tracks that stand under no contract are owed in the rate's own currency.
    let free = Set(
      played.filter { !["lab-north", "lab-quay"].contains($0.label) && $0.isrc != "QZLL22600002" }.map(\.isrc))
    let countries = Set(ReportedMonth.rows.map(\.country))
    for cell in played where countries.contains(cell.country) {
      units["\(cell.country),\(cell.tier)", default: Sum()].estimated += cell.plays
      if free.contains(cell.isrc), let rate = month.rate(cell.country, cell.tier, cell.day), rate.currency == "GBP" {
        money["\(cell.country),\(cell.tier)", default: Sum()].estimated += cell.plays * rate.pico
      }
    }
    // Money that is not for plays says nothing of how near an estimate came.
    let paid = ReportedMonth.rows.filter { $0.units != 0 && ($0.units < 0) == ($0.pico < 0) }
    for row in paid where ours.contains(row.isrc) {
      units["\(row.country),\(row.tier)", default: Sum()].reported += row.units
      if free.contains(row.isrc), row.currency == "GBP" {
        money["\(row.country),\(row.tier)", default: Sum()].reported += row.pico
      }
    }
    var found: [String: Sum] = [:]
    for market in markets {
      let key = "\(market["country"] as! String),\(market["tier"] as! String)"
      let total = try #require(market["total"] as? [String: String])
      let month = try #require((market["periods"] as? [[String: Any]])?.first)
      #expect(month["period"] as? String == "2026-10" && month["figures"] as? [String: String] == total)
      let (estimated, reported) = (Int128(total["estimated_units"]!)!, Int128(total["reported_units"]!)!)
      found[key, default: Sum()].estimated += estimated
      found[key]!.reported += reported
      #expect(total["units_percent"] == percent(estimated, reported), "\(key)")
      let amounts = (ReportedMonth.pico(total["estimated"]!), ReportedMonth.pico(total["reported"]!))
      #expect(total["money_percent"] == percent(amounts.0, amounts.1), "\(key)")
      if market["currency"] as? String == "GBP" {
        #expect(amounts.0 == money[key]?.estimated && amounts.1 == money[key]?.reported, "\(key)")
      }
    }
    #expect(Set(found.keys) == Set(units.keys) && money.count == 3)
    for (key, sum) in units {
      #expect(found[key]?.estimated == sum.estimated && found[key]?.reported == sum.reported, "\(key)")
    }
  }
}

/// 10^-12 as a decimal with 12 decimals.
private func decimal(_ pico: Int128) -> String {
  let digits = String(pico)
  let padded = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
  return padded.dropLast(12) + "." + padded.suffix(12)
}
