import Contracts
import Money
import Plays
import Refusals
import Testing

@Suite("payees.csv")
struct PayeeTests {
  private let header = "payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent"

  private func refusal(_ lines: String...) throws -> InputError {
    let text = ([header] + lines).joined(separator: "\n")
    return try #require(
      #expect(throws: InputError.self) { try Payee.parse(file: "payees.csv", bytes: Array(text.utf8)) })
  }

  @Test("The payees of the month are read")
  func month() throws {
    let payees = try Payee.parse(file: "payees.csv", bytes: Array(fixture("payees.csv").utf8))
    #expect(payees.map(\.id) == ["lab-north", "lab-quay", "prod-ines", "art-000", "art-001", "art-002", "art-003"])
    #expect(payees.map(\.name).last == "AC/DÓ")
    let label = try #require(payees.first)
    #expect(label.minimumPayout == (try Amount("50")))
    #expect(label.reservePercent == (try Amount("10")))
    #expect(label.reserveReleaseAfter == 6)
    #expect(label.withholdingPercent == .zero)
    #expect(payees[2].withholdingPercent == (try Amount("15")))
  }

  @Test(
    "A row that cannot be a payee is refused at its line, saying why",
    arguments: [
      ("p-1,Other,0,0,0,0", "line 2"), (",Name,0,0,0,0", "payee"), ("p-2,,0,0,0,0", "name"),
      ("p-2,N,-1,0,0,0", "minimum_payout"),
      ("p-2,N,,0,0,0", "minimum_payout"), ("p-2,N,x,0,0,0", "minimum_payout"), ("p-2,N,0,101,6,0", "reserve_percent"),
      ("p-2,N,0,-1,6,0", "reserve_percent"), ("p-2,N,0,10,0,0", "reserve_release_after"),
      ("p-2,N,0,10,-1,0", "reserve_release_after"),
      ("p-2,N,0,10,121,0", "reserve_release_after"), ("p-2,N,0,10,1.5,0", "reserve_release_after"),
      ("p-2,N,0,10,,0", "reserve_release_after"),
      ("p-2,N,0,0,0,100.000000000001", "withholding_percent"), ("p-2,N,0,0,0,30%", "withholding_percent"),
      ("p-2,N,0,0,0", "5 fields"), ("e\u{301},N,0,0,0,0", "normal form C"), ("\u{212A},N,0,0,0,0", "write it as \"K\""),
    ])
  func refused(row: String, names: String) throws {
    let error = try refusal("p-1,Name,0,0,0,0", row)
    #expect(error.file == "payees.csv")
    #expect(error.line == 3)
    #expect(error.reason.contains(names))
  }

  @Test("A payee is paid on what is estimated, reported or received: on what is estimated unless told")
  func basis() throws {
    let rows = ["p-1,N,0,0,0,0,reported", "p-2,N,0,0,0,0,received", "p-3,N,0,0,0,0,", "p-4,N,0,0,0,0,estimated"]
    let text = ([header + ",basis"] + rows).joined(separator: "\n")
    let payees = try Payee.parse(file: "payees.csv", bytes: Array(text.utf8))
    #expect(payees.map(\.basis) == [.reported, .received, .estimated, .estimated])
    #expect(
      try Payee.parse(file: "p.csv", bytes: Array((header + "\np-1,N,0,0,0,0").utf8)).map(\.basis) == [.estimated])
    let wrong = try #require(
      #expect(throws: InputError.self) {
        try Payee.parse(file: "payees.csv", bytes: Array((header + ",basis\np-1,N,0,0,0,0,paid").utf8))
      })
    #expect(wrong.line == 2 && wrong.reason.contains("estimated, reported or received"), "\(wrong)")
  }

  private let dated =
    "payee,name,effective_from,minimum_payout,reserve_percent,reserve_release_after,reserve_release_parts,"
    + "withholding_percent"

  @Test("A payee has a row for each month in which its terms change; minimums may be by currency")
  func terms() throws {
    let text = [dated, "p,N,,20,0,0,,0", "p,N,2026-10-01,20 USD|2500 JPY,10,6,3,30", "q,Q,2026-01-01,5,0,0,,0"]
    let payees = try Payee.parse(file: "payees.csv", bytes: Array(text.joined(separator: "\n").utf8))
    #expect(payees.map(\.effectiveFrom) == [nil, Period("2026-10"), Period("2026-01")])
    #expect(payees.map(\.reserveReleaseParts) == [1, 3, 1])
    #expect(payees[1].minimum(in: Currency("JPY")!) == (try Amount("2500")))
    #expect(payees[1].minimum(in: Currency("EUR")!) == .zero)
    #expect(payees[0].minimum(in: Currency("EUR")!) == (try Amount("20")))
    let terms = PayeeTerms(payees.filter { $0.id == "p" }.reversed())
    #expect(terms[Period("2026-09")!]?.reservePercent == .zero)
    #expect(terms[Period("2026-10")!]?.reservePercent == (try Amount("10")))
    #expect(terms[Period("2030-01")!]?.effectiveFrom == Period("2026-10"))
    #expect(PayeeTerms([payees[2]])[Period("2025-12")!] == nil)
    let replaced = terms.replacing([payees[0], Payee.at("2026-11", in: payees[1])])
    #expect(replaced.rows.map(\.effectiveFrom) == [nil, Period("2026-10"), Period("2026-11")])
  }

  @Test(
    "Terms that cannot hold are refused at their line, saying why",
    arguments: [
      ("p,N,2026-10-02,0,0,0,,0", "first day of a month"), ("p,N,2026-10,0,0,0,,0", "first day of a month"),
      ("p,N,2026-09-01,0,0,0,,0", "line 2"), ("p,M,2026-10-01,0,0,0,,0", "a name has no date"),
      ("p,N,2026-10-01,0,10,6,0,0", "reserve_release_parts"), ("p,N,2026-10-01,0,10,6,x,0", "reserve_release_parts"),
      ("p,N,2026-10-01,20 XXX,0,0,,0", "is not an amount and a currency"),
      ("p,N,2026-10-01,20 USD|,0,0,,0", "is not an amount and a currency"),
      ("p,N,2026-10-01,20 USD|30 USD,0,0,,0", "USD stands twice"), ("p,N,2026-10-01,-1 USD,0,0,,0", "negative"),
    ])
  func refusedTerms(row: String, names: String) throws {
    let text = [dated, "p,N,2026-09-01,0,0,0,,0", row].joined(separator: "\n")
    let error = try #require(
      #expect(throws: InputError.self) { try Payee.parse(file: "payees.csv", bytes: Array(text.utf8)) })
    #expect(error.line == 3 && error.reason.contains(names), "\(error.reason)")
  }

  @Test("The bounds themselves are fine")
  func bounds() throws {
    let payees = try Payee.parse(file: "payees.csv", bytes: Array((header + "\np,N,0,100,120,100\n").utf8))
    #expect(payees.map(\.reserveReleaseAfter) == [120])
  }
}

extension Payee {
  /// The same terms from another month on.
  fileprivate static func at(_ period: String, in payee: Payee) -> Payee {
    Payee(
      id: payee.id, name: payee.name, effectiveFrom: Period(period), minimumPayout: payee.minimumPayout,
      reservePercent: payee.reservePercent, reserveReleaseAfter: payee.reserveReleaseAfter,
      withholdingPercent: payee.withholdingPercent)
  }
}
