import Contracts
import Money
import Plays
import Refusals
import Seeded
import Statements
import Testing

@Suite("Withholding by country of sale")
struct CountryWithholdingTests {
  private static let header = "payee,effective_from,countries,percent\n"
  private let dollars = Currency("USD")!

  private func amount(_ text: String) -> Amount { try! Amount(text) }
  private func country(_ text: String) -> Country { Country(text)! }

  private func parse(_ rows: String...) throws -> [CountryWithholding] {
    try CountryWithholding.parse(
      file: "withholding.csv", bytes: Array((Self.header + rows.joined(separator: "\n")).utf8))
  }

  @Test("Rows of a date hold together, and a file that cannot be meant is refused in its line")
  func file() throws {
    let read = try parse("p,2026-10-01,US|PR,30", "p,2026-10-01,*,5", "p,,UK,10", "q,2026-11-01,*,0")
    #expect(read.count == 3)
    #expect(read[0].percents == [country("US"): amount("30"), country("PR"): amount("30")])
    #expect(read[0].others == amount("5") && read[0].effectiveFrom == Period("2026-10"))
    #expect(read[1].percents == [country("GB"): amount("10")] && read[1].others == nil && read[1].effectiveFrom == nil)
    #expect(read[2].percents.isEmpty && read[2].others == .zero)
    for (rows, words) in [
      ("p,2026-10-01,US|US,30", "US stands twice"), ("p,,*,1\np,,*,2", "* stands twice"), ("p,,XX,1", "no country"),
      ("p,,US|,1", "no country"), ("p,,WW,1", "no country"), ("p,2026-10-02,US,1", "first day of a month"),
      ("p,,US,101", "between 0 and 100"), ("p,,,1", "countries"), ("p,,US,", "percent"),
    ] {
      let refusal = #expect(throws: InputError.self) { try parse(rows) }
      #expect(refusal?.reason.contains(words) == true, "\(rows): \(refusal?.description ?? "")")
    }
  }

  private func month(_ net: String, _ rate: WithholdingRate, _ lines: [String: String], of royalties: String)
    -> Withholding.Month
  {
    .init(
      net: amount(net), rate: rate,
      sales: CountrySales(
        Dictionary(uniqueKeysWithValues: lines.map { (country($0.key), amount($0.value)) }), of: amount(royalties)))
  }

  @Test("Each country by its percent, what is of none by that of the others; below zero is nothing")
  func due() {
    let rate = WithholdingRate(amount("5"), named: [country("US"): amount("30")])
    #expect(Withholding.due([month("40", rate, ["US": "30", "DE": "10"], of: "40")], in: dollars) == amount("9.5"))
    #expect(Withholding.due([month("40", rate, ["US": "30"], of: "40")], in: dollars) == amount("9.5"), "by hand")
    #expect(Withholding.due([month("20", rate, ["US": "30", "DE": "10"], of: "40")], in: dollars) == amount("4.75"))
    // Germany's loss counts as nothing: all is of the US.
    #expect(Withholding.due([month("20", rate, ["US": "30", "DE": "-10"], of: "20")], in: dollars) == amount("6"))
    #expect(Withholding.due([month("20", rate, ["US": "-3", "DE": "-10"], of: "-13")], in: dollars) == amount("1"))
    #expect(Withholding.due([month("-20", rate, ["US": "30"], of: "30")], in: dollars) == .zero)
    // Thirds of three months come to a whole, and no cent is lost on the way.
    let third = month(
      "1", WithholdingRate(.zero, named: [country("US"): amount("1")]), ["US": "1", "DE": "2"], of: "3")
    #expect(Withholding.due([third, third, third], in: dollars) == amount("0.01"))
    #expect(Withholding.due([third, third, third], in: Currency("JPY")!) == .zero)
  }

  @Test("With one percent in all countries it is the tax without countries", arguments: UInt64(1)...200)
  func alike(seed: UInt64) {
    var random = Seeded(seed: seed)
    func pico(_ digits: Int) -> Amount {
      Amount(
        pico: (0..<digits).reduce(Int128(0)) { sum, _ in sum * 10 + Int128(Int.random(in: 0...9, using: &random)) })
    }
    var (plain, byCountry) = ([Withholding.Month](), [Withholding.Month]())
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let net = Bool.random(using: &random) ? pico(18) : .zero - pico(17)
      let percent = Amount(pico: Int128(Int.random(in: 0...100_000_000, using: &random)) * 1_000_000)
      let lines = ["US", "DE", "JP"].map { (country($0), pico(Int.random(in: 1...25, using: &random))) }
      plain.append(.init(net: net, rate: WithholdingRate(percent)))
      byCountry.append(
        .init(
          net: net, rate: WithholdingRate(percent, named: [country("US"): percent]),
          sales: CountrySales(Dictionary(uniqueKeysWithValues: lines), of: pico(20))))
    }
    #expect(Withholding.due(plain, in: dollars) == Withholding.due(byCountry, in: dollars), "seed \(seed)")
  }

  @Test("A settlement goes by its own months' percents, and hands the year on")
  func settlement() {
    let terms = PayeeTerms(
      [
        Payee(
          id: "p", name: "P", minimumPayout: .zero, reservePercent: .zero, reserveReleaseAfter: 0,
          withholdingPercent: amount("10"))
      ],
      byCountry: [
        CountryWithholding(
          payee: "p", effectiveFrom: Period("2026-10"), percents: [country("US"): amount("30")], others: nil)
      ])
    var opening = Settlement.Opening()
    var withheld: [Amount] = []
    for month in ["2026-09", "2026-10", "2026-11"].map({ Period($0)! }) {
      var activity = Settlement.Activity()
      activity.royalties = amount("100")
      activity.countries = [country("US"): amount("50"), country("DE"): amount("50")]
      let settlement = Settlement(
        period: month, currency: dollars, terms: .init(terms, of: "p", in: month, dollars), opening: opening,
        activity: activity)
      withheld.append(settlement.withholding)
      opening = settlement.next
    }
    #expect(withheld == [amount("10"), amount("20"), amount("20")])
    #expect(
      terms.replacing([CountryWithholding(payee: "p", effectiveFrom: Period("2026-10"), percents: [:], others: nil)])
        .countries(in: Period("2026-12")!)?.percents.isEmpty == true)
  }
}
