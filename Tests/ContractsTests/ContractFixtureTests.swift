import Contracts
import Money
import Plays
import Testing

@Suite("The contracts of the month")
struct ContractFixtureTests {
  private func contract(_ id: String) throws -> Contract {
    try ContractFile.parse(file: "\(id).yaml", text: fixture("contracts/\(id).yaml")).contract
  }

  @Test("C-1 splits what a label's tracks earn in halves, after a fee")
  func labelInDollars() throws {
    #expect(
      try contract("C-1")
        == Contract(
          id: "C-1", currency: Currency("USD")!, effectiveFrom: Day("2026-01-01")!, effectiveTo: nil,
          covers: .label("lab-north"),
          feePercent: Amount("15"),
          shares: [
            .init(payee: "lab-north", percent: try Amount("50")), .init(payee: "@artist", percent: try Amount("50")),
          ]))
  }

  @Test("C-2 does the same in euros for another label")
  func labelInEuros() throws {
    #expect(
      try contract("C-2")
        == Contract(
          id: "C-2", currency: Currency("EUR")!, effectiveFrom: Day("2026-01-01")!, effectiveTo: nil,
          covers: .label("lab-quay"),
          feePercent: Amount("15"),
          shares: [
            .init(payee: "lab-quay", percent: try Amount("50")), .init(payee: "@artist", percent: try Amount("50")),
          ]))
  }

  @Test("C-3 covers an album, with thirds that sum to exactly 100")
  func album() throws {
    #expect(
      try contract("C-3")
        == Contract(
          id: "C-3", currency: Currency("USD")!, effectiveFrom: Day("2026-10-01")!, effectiveTo: nil,
          covers: .album(GTIN("011000000075")!), feePercent: Amount("12.5"),
          shares: [
            .init(payee: "lab-north", percent: try Amount("33.3333")),
            .init(payee: "@artist", percent: try Amount("33.3333")),
            .init(payee: "prod-ines", percent: try Amount("33.3334")),
          ]))
  }

  @Test("C-4 covers a track from mid-month on, without a fee")
  func track() throws {
    #expect(
      try contract("C-4")
        == Contract(
          id: "C-4", currency: Currency("USD")!, effectiveFrom: Day("2026-10-10")!, effectiveTo: nil,
          covers: .track(ISRC("QZLL22600002")!), feePercent: .zero,
          shares: [.init(payee: Contract.trackArtist, percent: try Amount("100"))]))
  }
}
