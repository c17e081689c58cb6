import Foundation
import Money
import Plays
import Rates

/// The question of the peers: distinct cells, plays and exact gross of a folder of generated events.
///
/// As for them, a play counts where the catalog has its track and the rates have its market.
func aggregate(_ path: String, rates: String, catalog: String) throws {
  let pace = Pace()
  let book = RateBook(try rateTables(rates))
  let isrcs = try Set(records(of: catalog).map { String($0[0]) })

  var decoder = PlayDecoder(platforms: book.platforms)
  var aggregator = PlayAggregator()
  let receivedAt = Int64(Date().timeIntervalSince1970 * 1000)
  let now = UInt32(receivedAt / 1000)
  try forEachLine(of: path) { line in
    do throws(QuarantineReason) {
      aggregator.add(try decoder.decode(line, receivedAt: receivedAt), now: now)
    } catch {
      throw Failure("\(path): \(error.rawValue): \(String(decoding: line, as: UTF8.self))")
    }
  }

  let vocabulary = decoder.vocabulary
  let isKnown = (0..<vocabulary.trackCount).map { isrcs.contains(vocabulary.track(Int32($0))) }
  // The generated rates never change, so a market has one.
  let day = Day("2026-10-01")!
  let quotes = vocabulary.markets.map { book.quote($0, on: day) }
  var cells = 0
  var plays: Int64 = 0
  var gross = Amount.zero
  for moment in aggregator.moments where isKnown[Int(moment.track)] {
    guard let quote = quotes[Int(moment.market)] else { continue }
    cells += 1
    plays += moment.plays
    gross += quote.rate.gross(plays: moment.plays)
  }
  // Rates have nine decimals here, so nothing is cut off.
  precondition(gross.pico % 1_000 == 0)
  pace.report("ledgerline", events: aggregator.events, "(\(cells), \(plays), \(gross.pico / 1_000))")
}

/// `platform,country,tier,currency,rate` as one table for each platform.
private func rateTables(_ path: String) throws -> [RateTable] {
  var quotes: [String: [RateTable.Scope: RateTable.Quote]] = [:]
  for record in try records(of: path) {
    guard record.count == 5, let country = Country(record[1]), let currency = Currency(record[3]) else {
      throw Failure("\(path): \(record.joined(separator: ","))")
    }
    quotes[String(record[0]), default: [:]][RateTable.Scope(country: country, tier: String(record[2]))] =
      RateTable.Quote(currency: currency, rate: try Rate(record[4]))
  }
  return quotes.map { RateTable(platform: $0, effective: Day("2026-01-01")!, version: 1, quotes: $1) }
}

/// The records of a CSV file without quotes, after its header.
private func records(of path: String) throws -> [[Substring]] {
  try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst()
    .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
}
