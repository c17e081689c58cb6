import CSV
import Money
import Plays
import Refusals

/// Whoever is owed money, and on what terms it is paid out from a month on.
package struct Payee: Hashable, Sendable {
  package let id: String
  package let name: String
  /// The first month that the terms hold for; `nil` holds from the beginning.
  package let effectiveFrom: Period?
  /// In the statement's own currency; less is carried forward.
  package let minimumPayout: Amount
  /// Minimums by currency, one that is not named having none; `nil` where `minimumPayout` is of every currency.
  package let minimumPayouts: [Currency: Amount]?
  package let reservePercent: Amount
  /// Months after which what was held is released; 0 where nothing is held.
  package let reserveReleaseAfter: Int
  /// Equal parts in which it is released, one each month from then on.
  package let reserveReleaseParts: Int
  package let withholdingPercent: Amount
  /// Money that is paid out; the rest is expected.
  package let basis: PayoutBasis

  package init(
    id: String, name: String, effectiveFrom: Period? = nil, minimumPayout: Amount,
    minimumPayouts: [Currency: Amount]? = nil, reservePercent: Amount, reserveReleaseAfter: Int,
    reserveReleaseParts: Int = 1, withholdingPercent: Amount, basis: PayoutBasis = .estimated
  ) {
    self.id = id
    self.name = name
    self.effectiveFrom = effectiveFrom
    self.minimumPayout = minimumPayout
    self.minimumPayouts = minimumPayouts
    self.reservePercent = reservePercent
    self.reserveReleaseAfter = reserveReleaseAfter
    self.reserveReleaseParts = reserveReleaseParts
    self.withholdingPercent = withholdingPercent
    self.basis = basis
  }

  /// The least that is paid out in a currency.
  package func minimum(in currency: Currency) -> Amount {
    minimumPayouts.map { $0[currency] ?? .zero } ?? minimumPayout
  }

  /// Reads `payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent`, and optionally
  /// `effective_from`, `reserve_release_parts` and `basis`. A payee may have a row for each month that its terms change in.
  ///
  /// - Parameter named: whom a name stands for.
  /// - Throws: `InputError` with file and line; what `named` throws.
  package static func parse(
    file: String, bytes: [UInt8], named: (String) throws -> NamedPayee = { .known($0) }
  ) throws -> [Payee] {
    var table = try CSVTable(
      CSVReader(file: file, bytes: bytes), file: file,
      required: [
        "payee", "name", "minimum_payout", "reserve_percent", "reserve_release_after", "withholding_percent",
      ], optional: ["effective_from", "reserve_release_parts", "basis"])
    var payees: [Payee] = []
    var lines: [Place: Int] = [:]
    var names: [String: (name: String, line: Int)] = [:]
    while let row = try table.next() {
      let name = try row.required("payee")
      if let fault = Identifier.fault(name) { throw row.error("payee \(fault)") }
      if let fault = NamedPayee.fault(name) { throw row.error(fault) }
      guard name.utf8.count <= 200 else { throw row.error("payee is longer than 200 bytes") }
      let id: String
      switch try named(name) {
      case .known(let party): id = party
      case .unknown where NamedPayee.hasKind(name):
        throw row.error("payee \"\(name)\" is not in the catalog; import the catalog first")
      case .unknown: id = name
      case .shared: throw row.error("payee \(NamedPayee.ambiguity(name))")
      }
      let from = try effectiveFrom(row)
      if let line = lines.updateValue(row.line, forKey: Place(payee: id, from: from)) {
        throw row.error("\(id) stands in line \(line) already\(from.map { " from \($0.first) on" } ?? "")")
      }
      guard let months = Int(try row.required("reserve_release_after")), (0...120).contains(months) else {
        throw row.error("reserve_release_after is a number of months from 0 to 120")
      }
      let reserve = try percent(row, "reserve_percent")
      guard reserve == .zero || months > 0 else {
        throw row.error("a reserve that is held needs reserve_release_after of at least one month")
      }
      let minimum = try Self.minimum(row)
      let legalName = try row.required("name")
      if let fault = DocumentText.fault(legalName) { throw row.error("name \(fault)") }
      let first = names[id] ?? (legalName, row.line)
      guard first.name == legalName else {
        throw row.error(
          "\(id) is \"\(first.name)\" in line \(first.line): a name has no date, so it is one in all rows")
      }
      names[id] = first
      payees.append(
        Payee(
          id: id, name: legalName, effectiveFrom: from, minimumPayout: minimum.ofEach,
          minimumPayouts: minimum.byCurrency, reservePercent: reserve, reserveReleaseAfter: months,
          reserveReleaseParts: try parts(row), withholdingPercent: try percent(row, "withholding_percent"),
          basis: try basis(row)))
    }
    return payees
  }

  /// Key of a row.
  private struct Place: Hashable {
    let payee: String
    let from: Period?
  }

  static func effectiveFrom(_ row: CSVTable.Row) throws(InputError) -> Period? {
    let text = row["effective_from"]
    if text.isEmpty { return nil }
    guard let day = Day(text), day == day.period.first else {
      throw row.error(
        "effective_from: \(text) is not the first day of a month, as 2026-10-01: terms hold for whole months")
    }
    return day.period
  }

  private static func parts(_ row: CSVTable.Row) throws(InputError) -> Int {
    let text = row["reserve_release_parts"]
    if text.isEmpty { return 1 }
    guard let parts = Int(text), (1...120).contains(parts) else {
      throw row.error("reserve_release_parts is a number of months from 1 to 120")
    }
    return parts
  }

  private static func basis(_ row: CSVTable.Row) throws(InputError) -> PayoutBasis {
    let text = row["basis"]
    if text.isEmpty { return .estimated }
    guard let basis = PayoutBasis(rawValue: text) else {
      throw row.error(
        "basis: \"\(text)\" is not estimated, reported or received: which of the payee's money is paid out")
    }
    return basis
  }

  /// A bare amount is of every currency; `20 USD|2500 JPY` says one for each that has any.
  private static func minimum(
    _ row: CSVTable.Row
  ) throws(InputError) -> (ofEach: Amount, byCurrency: [Currency: Amount]?) {
    func amount(_ text: some StringProtocol) throws(InputError) -> Amount {
      let amount: Amount
      do { amount = try Amount(text) } catch { throw row.error("minimum_payout: \(error)") }
      guard amount >= .zero else { throw row.error("minimum_payout: \(amount) is negative") }
      return amount
    }
    let text = try row.required("minimum_payout")
    guard text.contains(where: { $0 == "|" || $0.isWhitespace }) else { return (try amount(text), nil) }
    var minimums: [Currency: Amount] = [:]
    for part in text.split(separator: "|", omittingEmptySubsequences: false) {
      let words = part.split(whereSeparator: \.isWhitespace)
      guard words.count == 2, let currency = Currency(words[1]) else {
        throw row.error("minimum_payout: \"\(part)\" is not an amount and a currency, as in 20 USD|2500 JPY")
      }
      guard minimums.updateValue(try amount(words[0]), forKey: currency) == nil else {
        throw row.error("minimum_payout: \(currency) stands twice")
      }
    }
    return (.zero, minimums)
  }

  static func percent(_ row: CSVTable.Row, _ column: String) throws(InputError) -> Amount {
    let percentText = try row.required(column)
    let percent: Amount
    do { percent = try Amount(percentText) } catch { throw row.error("\(column): \(error)") }
    guard percent >= .zero, percent.pico <= 100 * Amount.scale else {
      throw row.error("\(column): \(row[column]) is not between 0 and 100")
    }
    return percent
  }
}
