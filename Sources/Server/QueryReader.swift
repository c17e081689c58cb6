import Earnings
import Foundation
import Money
import Plays

/// The parameters of a request, checked: an unknown one is an error that names the nearest known one.
struct QueryReader: Sendable {
  private let values: [String: String]

  /// - Throws: `Problem` for a parameter that the endpoint does not have, or has twice.
  init(_ query: String?, known: [Endpoint.Parameter]) throws(Problem) {
    var values: [String: String] = [:]
    for pair in (query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : "") else {
        throw .badParameter(parts[0].clipped, "The query is not percent-encoded UTF-8.")
      }
      guard let parameter = known.first(where: { $0.name == name }) else {
        throw .badParameter(name.clipped, Self.unknown(name.clipped, known.map(\.name)))
      }
      if value.isEmpty { continue }
      guard !value.utf8.contains(0) else { throw .badParameter(name, "\(name) cannot have a NUL in it.") }
      // All but a name to look for is an id, or a part of one.
      if name != "q", let fault = Identifier.fault(value) { throw .badParameter(name, "\(name) \(fault).") }
      guard parameter.values.isEmpty || parameter.values.contains(value) else {
        throw .badParameter(name, "\(name) is one of \(parameter.values.joined(separator: ", ")), not \"\(value)\".")
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw .badParameter(name, "\(name) stands more than once.")
      }
    }
    if let missing = known.first(where: { $0.isRequired && values[$0.name] == nil }) {
      throw .badParameter(missing.name, "\(missing.name) is missing: \(missing.what).")
    }
    self.values = values
  }

  private init(values: [String: String]) {
    self.values = values
  }

  /// The same without some parameters.
  func without(_ names: Set<String>) -> QueryReader { QueryReader(values: values.filter { !names.contains($0.key) }) }

  subscript(name: String) -> String? { values[name] }

  func day(_ name: String) throws(Problem) -> Day? {
    guard let text = values[name] else { return nil }
    guard let day = Day(text) else {
      throw .badParameter(name, "\(name) is a day such as 2026-10-01, not \"\(text)\".")
    }
    return day
  }

  func period(_ name: String) throws(Problem) -> Period? {
    guard let text = values[name] else { return nil }
    guard let period = Period(text) else {
      throw .badParameter(name, "\(name) is a period such as 2026-10, not \"\(text)\".")
    }
    return period
  }

  /// A time, in microseconds since 1970.
  func time(_ name: String) throws(Problem) -> Int64? {
    guard let text = values[name] else { return nil }
    guard let time = Timestamp.microseconds(text) else {
      throw .badParameter(name, "\(name) is a time from 1970 to 9999 such as 2026-11-01T00:00:00Z, not \"\(text)\".")
    }
    return time
  }

  /// A number that an earlier answer gave.
  func number(_ name: String) throws(Problem) -> Int64? {
    guard let text = values[name] else { return nil }
    guard let number = Int64(text) else {
      throw .badParameter(name, "\(name) is what an earlier answer gave, unchanged.")
    }
    return number
  }

  func limit(default usual: Int, maximum: Int) throws(Problem) -> Int {
    guard let text = values["limit"] else { return usual }
    guard let limit = Int(text), (1...maximum).contains(limit) else {
      throw .badParameter("limit", "limit is a number from 1 to \(maximum), not \"\(text)\".")
    }
    return limit
  }

  func currency() throws(Problem) -> Currency? {
    guard let text = values["currency"] else { return nil }
    guard let currency = Currency(text) else {
      throw .badParameter("currency", "currency is a code of ISO 4217 such as USD, not \"\(text)\".")
    }
    return currency
  }

  func country() throws(Problem) -> Country? {
    guard let text = values["country"] else { return nil }
    guard let country = Country(text) else {
      throw .badParameter("country", "country is an ISO 3166-1 alpha-2 code such as SE, not \"\(text)\".")
    }
    return country
  }

  /// The filters that all questions about earnings share.
  func earnings(_ grant: Access.Grant) throws(Problem) -> EarningsQuery {
    var query = EarningsQuery()
    query.from = try day("from")
    query.to = try day("to")
    if let from = query.from, let to = query.to, to < from { throw .badParameter("to", "to is before from.") }
    query.platform = values["platform"].map(Market.code)
    query.country = try country()
    query.tier = values["tier"].map(Market.code)
    query.artist = values["artist"]
    query.label = values["label"]
    if let text = values["album"] { query.album = try Self.gtin(text, "album") }
    if let text = values["track"] { query.track = try Self.isrc(text, "track") }
    query.visibility = grant.visibility
    return query
  }

  static func gtin(_ text: String, _ name: String) throws(Problem) -> String {
    guard let gtin = GTIN(text) else {
      throw .badParameter(name, "\"\(text)\" is not a UPC, EAN or GTIN with a right check digit.")
    }
    return gtin.padded
  }

  static func isrc(_ text: String, _ name: String) throws(Problem) -> String {
    guard let isrc = ISRC(text) else { throw .badParameter(name, "\"\(text)\" is not an ISRC such as QZLL22600001.") }
    return isrc.description
  }

  private static func decoded(_ text: Substring) -> String? {
    text.replacing("+", with: " ").removingPercentEncoding
  }

  private static func unknown(_ name: String, _ known: [String]) -> String {
    guard let nearest = known.min(by: { distance(name, $0) < distance(name, $1) }) else {
      return "There is no parameter \"\(name)\": this takes none."
    }
    return
      "There is no parameter \"\(name)\": the nearest is \"\(nearest)\". There are \(known.joined(separator: ", "))."
  }

  /// Levenshtein's distance.
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.lowercased()), Array(b))
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var previous = row[0]
      row[0] = i + 1
      for j in 0..<b.count {
        let next = min(row[j + 1] + 1, row[j] + 1, previous + (a[i] == b[j] ? 0 : 1))
        previous = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }
}
