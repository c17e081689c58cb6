import Catalog
import Earnings
import Foundation
import Money
import Plays
import Refusals
import Schemas

/// The parameters of a request, checked: an unknown one is an error that names the nearest known one.
struct QueryReader: Sendable {
  private let values: [String: String]
  private let usual: [String: Int]

  /// - Throws: `Problem` for a parameter that the endpoint does not have, or has twice.
  init(_ query: String?, known: [Endpoint.Parameter]) throws(Problem) {
    var values: [String: String] = [:]
    for pair in (query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : "") else {
        throw .badParameter(String(parts[0]).clipped, "The query is not percent-encoded UTF-8.")
      }
      guard let parameter = known.first(where: { $0.name == name }) else {
        throw .badParameter(
          name.clipped, "There is \(Nearest.unknown("parameter", name, known.map(\.name))).")
      }
      guard !value.utf8.contains(0) else { throw .badParameter(name, "\(name) cannot have a NUL in it.") }
      if let fault = parameter.type.fault(value) { throw .badParameter(name, "\(name) \(fault).") }
      guard values.updateValue(value, forKey: name) == nil else {
        throw .badParameter(name, "\(name) stands more than once.")
      }
    }
    if let missing = known.first(where: { $0.isRequired && values[$0.name] == nil }) {
      throw .badParameter(missing.name, "\(missing.name) is missing: \(missing.what).")
    }
    self.init(values: values, usual: Self.usual(known))
  }

  private init(values: [String: String], usual: [String: Int]) {
    self.values = values
    self.usual = usual
  }

  private static func usual(_ known: [Endpoint.Parameter]) -> [String: Int] {
    var usual: [String: Int] = [:]
    for parameter in known {
      if case .integer(_, let value?) = parameter.type { usual[parameter.name] = Int(value) }
    }
    return usual
  }

  /// The same without some parameters.
  func without(_ names: Set<String>) -> QueryReader {
    QueryReader(values: values.filter { !names.contains($0.key) }, usual: usual)
  }

  subscript(name: String) -> String? { values[name] }

  func day(_ name: String) throws(Problem) -> Day? { try value(name) }
  func period(_ name: String) throws(Problem) -> Period? { try value(name) }
  func moment(_ name: String) throws(Problem) -> Moment? { try value(name) }
  func currency() throws(Problem) -> Currency? { try value("currency") }
  func country() throws(Problem) -> Country? { try value("country") }
  /// A time, in microseconds since 1970.
  func time(_ name: String) throws(Problem) -> Int64? { try (value(name) as Time?)?.microseconds }

  private func value<Value: TextValue>(_ name: String) throws(Problem) -> Value? {
    guard let text = values[name] else { return nil }
    guard let value = Value(spelling: text) else {
      throw .badParameter(name, "\(name) is \(Value.wanted), not \"\(text.clipped)\".")
    }
    return value
  }

  /// A number that an earlier answer gave.
  func number(_ name: String) throws(Problem) -> Int64? {
    guard let text = values[name] else { return nil }
    guard let number = Int64(text) else {
      throw .badParameter(name, "\(name) is what an earlier answer gave, unchanged.")
    }
    return number
  }

  /// A whole number that is always there: as it was given, or as it is unless told.
  func integer(_ name: String) -> Int { values[name].flatMap { Int($0) } ?? usual[name] ?? 0 }

  /// The filters that all questions about earnings share.
  func earnings() throws(Problem) -> EarningsQuery {
    var query = EarningsQuery()
    query.from = try day("from")
    query.to = try day("to")
    if let from = query.from, let to = query.to, to < from { throw .unusable("to", "to is before from.") }
    query.platform = values["platform"].map(Market.code)
    query.country = try country()
    query.tier = values["tier"].map(Market.code)
    query.artist = values["artist"]
    query.label = values["label"]
    query.album = try (value("album") as GTIN?)?.padded
    query.track = try (value("track") as ISRC?)?.description
    return query
  }

  private static func decoded(_ text: Substring) -> String? {
    text.replacing("+", with: " ").removingPercentEncoding
  }
}
