import CSV
import Money
import Plays
import Refusals

/// Whoever is owed money, and on what terms it is paid out.
package struct Payee: Hashable, Sendable {
  package let id: String
  package let name: String
  /// In the statement's own currency; less is carried forward.
  package let minimumPayout: Amount
  package let reservePercent: Amount
  /// Months after which what was held is released; 0 where nothing is held.
  package let reserveReleaseAfter: Int
  package let withholdingPercent: Amount

  package init(
    id: String, name: String, minimumPayout: Amount, reservePercent: Amount, reserveReleaseAfter: Int,
    withholdingPercent: Amount
  ) {
    self.id = id
    self.name = name
    self.minimumPayout = minimumPayout
    self.reservePercent = reservePercent
    self.reserveReleaseAfter = reserveReleaseAfter
    self.withholdingPercent = withholdingPercent
  }

  /// Reads `payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent`.
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
      ])
    var payees: [Payee] = []
    var lines: [String: Int] = [:]
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
      if let line = lines.updateValue(row.line, forKey: id) { throw row.error("\(id) stands in line \(line) already") }
      guard let months = Int(try row.required("reserve_release_after")), (0...120).contains(months) else {
        throw row.error("reserve_release_after is a number of months from 0 to 120")
      }
      let reserve = try percent(row, "reserve_percent")
      guard reserve == .zero || months > 0 else {
        throw row.error("a reserve that is held needs reserve_release_after of at least one month")
      }
      let minimumText = try row.required("minimum_payout")
      let minimum: Amount
      do { minimum = try Amount(minimumText) } catch { throw row.error("minimum_payout: \(error)") }
      guard minimum >= .zero else { throw row.error("minimum_payout: \(minimum) is negative") }
      let legalName = try row.required("name")
      if let fault = DocumentText.fault(legalName) { throw row.error("name \(fault)") }
      payees.append(
        Payee(
          id: id, name: legalName, minimumPayout: minimum, reservePercent: reserve,
          reserveReleaseAfter: months, withholdingPercent: try percent(row, "withholding_percent")))
    }
    return payees
  }

  private static func percent(_ row: CSVTable.Row, _ column: String) throws(InputError) -> Amount {
    let percentText = try row.required(column)
    let percent: Amount
    do { percent = try Amount(percentText) } catch { throw row.error("\(column): \(error)") }
    guard percent >= .zero, percent.pico <= 100 * Amount.scale else {
      throw row.error("\(column): \(row[column]) is not between 0 and 100")
    }
    return percent
  }
}
