import CSV
import Money
import Plays
import Refusals

/// Percents that are withheld of a payee by country of sale, from a month on: all of one date together.
package struct CountryWithholding: Hashable, Sendable {
  package let payee: String
  /// The first month that they hold for; `nil` holds from the beginning.
  package let effectiveFrom: Period?
  package let percents: [Country: Amount]
  /// Percent of all countries that are not named; `nil` where it is the payee's own.
  package let others: Amount?

  package init(payee: String, effectiveFrom: Period?, percents: [Country: Amount], others: Amount?) {
    self.payee = payee
    self.effectiveFrom = effectiveFrom
    self.percents = percents
    self.others = others
  }

  /// Key of what holds together.
  private struct Place: Hashable {
    let payee: String
    let from: Period?
  }

  /// Reads `payee,effective_from,countries,percent`. Countries are as `US|PR`, or `*` for all that no row of the date names.
  ///
  /// - Parameter named: whom a name stands for.
  /// - Throws: `InputError` with file and line; what `named` throws.
  package static func parse(
    file: String, bytes: [UInt8], named: (String) throws -> NamedPayee = { .known($0) }
  ) throws -> [CountryWithholding] {
    var table = try CSVTable(
      CSVReader(file: file, bytes: bytes), file: file,
      required: ["payee", "effective_from", "countries", "percent"])
    var order: [Place] = []
    var percents: [Place: [Country: Amount]] = [:]
    var others: [Place: Amount] = [:]
    while let row = try table.next() {
      let place = Place(payee: try payee(row, named), from: try Payee.effectiveFrom(row))
      if percents[place] == nil {
        order.append(place)
        percents[place] = [:]
      }
      let percent = try Payee.percent(row, "percent")
      func twice(_ what: String) -> InputError {
        row.error(
          "countries: \(what) stands twice for \(place.payee)\(place.from.map { " from \($0.first) on" } ?? "")")
      }
      for text in try row.required("countries").split(separator: "|", omittingEmptySubsequences: false) {
        if text == "*" {
          guard others.updateValue(percent, forKey: place) == nil else { throw twice("*") }
          continue
        }
        guard let country = Country(text), country != .worldwide, country != .unknown else {
          throw row.error("countries: \"\(text)\" is no country, as in US|PR, nor * for all that are not named")
        }
        guard percents[place]!.updateValue(percent, forKey: country) == nil else { throw twice("\(country)") }
      }
    }
    return order.map {
      CountryWithholding(payee: $0.payee, effectiveFrom: $0.from, percents: percents[$0]!, others: others[$0])
    }
  }

  private static func payee(_ row: CSVTable.Row, _ named: (String) throws -> NamedPayee) throws -> String {
    let name = try row.required("payee")
    if let fault = Identifier.fault(name) { throw row.error("payee \(fault)") }
    switch try named(name) {
    case .known(let party): return party
    case .unknown: throw row.error("payee \"\(name)\" is not known; import payees first")
    case .shared: throw row.error("payee \(NamedPayee.ambiguity(name))")
    }
  }
}
