import Contracts
import Money
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

  @Test("The bounds themselves are fine")
  func bounds() throws {
    let payees = try Payee.parse(file: "payees.csv", bytes: Array((header + "\np,N,0,100,120,100\n").utf8))
    #expect(payees.map(\.reserveReleaseAfter) == [120])
  }
}
