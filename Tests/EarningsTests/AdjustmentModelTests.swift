import Contracts
import Earnings
import Money
import Plays
import Rates
import Seeded
import Testing

/// Reports with money beside plays, under two contracts that divide a month, reckoned with plain integers.
@Suite("Money beside plays against a model")
struct AdjustmentModelTests {
  private static let one: Int128 = 1_000_000_000_000
  private static let october = Period("2026-10")!
  private static let currencies = ["EUR", "JPY", "USD"]
  private static let payees = ["@artist", "a-label", "z-producer"]
  private static let isrc = ISRC("QZLL22600001")!
  private static let album = GTIN("011000000075")!

  private struct Terms {
    let id: String
    let currency: String
    let fee: Int128
    let bearsFee: Bool
    /// By payee, in the order of their ids.
    let shares: [(payee: String, percent: Int128)]
  }

  private struct Row {
    let market: Int32
    let currency: String
    let units: Int64
    let amount: Int128
    let adjustments: Int128
  }

  /// Key of a line: market, contract, currency, basis.
  private typealias Key = [String]

  private struct Figures: Equatable {
    var plays: Int64 = 0
    var gross: Int128 = 0
    var waiting: Int128 = 0
    var converted: Int128 = 0
    var fee: Int128 = 0
    var shares: [Int128] = []

    var isZero: Bool { [Int128(plays), gross, waiting, converted, fee].allSatisfy { $0 == 0 } && !hasShares }
    private var hasShares: Bool { shares.contains { $0 != 0 } }

    mutating func add(_ other: Figures, times sign: Int128 = 1) {
      plays += other.plays * Int64(sign)
      gross += other.gross * sign
      waiting += other.waiting * sign
      converted += other.converted * sign
      fee += other.fee * sign
      while shares.count < other.shares.count { shares.append(0) }
      for index in other.shares.indices { shares[index] += other.shares[index] * sign }
    }
  }

  private struct Month {
    var contracts: [Terms] = []
    /// Of one unit of a currency in another; without a pair what is in it waits.
    var fx: [String: Int128] = [:]
    /// Plays by market, under the first and the second contract.
    var plays: [Int32: [Int64]] = [:]
    var rows: [Row] = []

    init(_ random: inout Seeded) {
      func amount(_ most: Int128) -> Int128 { Int128.random(in: -most...most, using: &random) }
      for id in ["C-1", "C-2"] {
        let first = Int128.random(in: 0...100 * one, using: &random)
        let second = Int128.random(in: 0...(100 * one - first), using: &random)
        contracts.append(
          Terms(
            id: id, currency: currencies.randomElement(using: &random)!,
            fee: Int128.random(in: 0...100 * one, using: &random), bearsFee: Bool.random(using: &random),
            shares: Array(zip(payees, [first, second, 100 * one - first - second]))))
      }
      for from in currencies {
        for to in currencies where from != to && Int.random(in: 0..<4, using: &random) > 0 {
          fx["\(from) \(to)"] = Int128.random(in: 1...200 * one, using: &random)
        }
      }
      for market in Int32(1)...3 {
        plays[market] = (0..<2).map { _ in
          Bool.random(using: &random) ? Int64.random(in: 1...9_999, using: &random) : 0
        }
        for currency in currencies where Bool.random(using: &random) {
          for _ in 0..<Int.random(in: 1...3, using: &random) {
            let paid = Int.random(in: 0..<4, using: &random) == 0 ? 0 : amount(50_000 * one)
            let adjustments = Bool.random(using: &random) ? 0 : amount(5_000 * one)
            rows.append(
              Row(
                market: market, currency: currency,
                units: paid == 0 ? 0 : Int64.random(in: -10...9_999, using: &random), amount: paid + adjustments,
                adjustments: adjustments))
          }
        }
      }
    }

    // MARK: The reckoning

    private static func halfEven(_ value: Int128, by divisor: Int128) -> Int128 {
      let magnitude = value < 0 ? -value : value
      let (below, rest) = (magnitude / divisor, magnitude % divisor)
      let up = rest * 2 > divisor || rest * 2 == divisor && below % 2 == 1
      return (value < 0 ? -1 : 1) * (up ? below + 1 : below)
    }

    private static func divided(_ whole: Int128, by weights: [Int128]) -> [Int128] {
      let (magnitude, total) = (whole < 0 ? -whole : whole, weights.reduce(0, +))
      var parts = weights.map { magnitude * $0 / total }
      let rests = weights.map { magnitude * $0 % total }
      let order = weights.indices.sorted { rests[$0] == rests[$1] ? $0 < $1 : rests[$0] > rests[$1] }
      for index in order.prefix(Int(magnitude - parts.reduce(0, +))) { parts[index] += 1 }
      return parts.map { whole < 0 ? -$0 : $0 }
    }

    private func settled(_ gross: Int128, _ units: Int64, _ currency: String, _ terms: Terms, fee: Int128) -> Figures {
      var figures = Figures(plays: units, gross: gross)
      guard let rate = currency == terms.currency ? AdjustmentModelTests.one : fx["\(currency) \(terms.currency)"]
      else {
        figures.waiting = gross
        return figures
      }
      figures.converted = Self.halfEven(gross * rate, by: AdjustmentModelTests.one)
      figures.fee = Self.halfEven(figures.converted * fee, by: 100 * AdjustmentModelTests.one)
      figures.shares = Self.divided(figures.converted - figures.fee, by: terms.shares.map(\.percent))
      return figures
    }

    func lines() -> [Key: Figures] {
      var lines: [Key: Figures] = [:]
      for market in Int32(1)...3 {
        for currency in currencies {
          let rows = rows.filter { $0.market == market && $0.currency == currency }
          guard !rows.isEmpty else { continue }
          var played = contracts.indices.filter { plays[market]![$0] > 0 }
          if played.isEmpty { played = [1] }
          let weights = played.map { Int128(max(plays[market]![$0], 1)) }
          let amount = rows.reduce(0) { $0 + $1.amount }
          let beside = rows.reduce(0) { $0 + $1.adjustments }
          let whole = Self.divided(amount, by: weights)
          let paid = Self.divided(amount - beside, by: weights)
          let units = Self.divided(rows.reduce(0) { $0 + Int128($1.units) }, by: weights).map { Int64($0) }
          for (index, contract) in played.enumerated() {
            let terms = contracts[contract]
            let forPlays = settled(paid[index], units[index], currency, terms, fee: terms.fee)
            lines[["\(market)", terms.id, currency, "reported"]] = forPlays
            var rest: Figures
            if terms.bearsFee {
              rest = settled(whole[index], units[index], currency, terms, fee: terms.fee)
              rest.add(forPlays, times: -1)
            } else {
              rest = settled(whole[index] - paid[index], 0, currency, terms, fee: 0)
            }
            lines[["\(market)", terms.id, currency, "adjustment"]] = rest
          }
        }
      }
      return lines.filter { !$0.value.isZero }
    }

    // MARK: The same for the derivation

    func derived(bearsFee: Bool? = nil, tellsApart: Bool = true) -> [Key: Figures] {
      let spotify = "spotify"
      let markets: [Market?] = [
        nil, Market(platform: spotify, country: Country("US")!, tier: "premium"),
        Market(platform: spotify, country: Country("US")!, tier: "free"),
        Market(platform: spotify, country: Country("DE")!, tier: "premium"),
      ]
      let halves = [("2026-01-01", "2026-10-15"), ("2026-10-16", "2026-12-31")]
      let book = ContractBook(
        zip(contracts, halves).enumerated().map { index, each in
          let (terms, (from, to)) = each
          return ContractBook.Numbered(
            number: Int32(index + 1),
            contract: Contract(
              id: terms.id, currency: Currency(terms.currency)!, effectiveFrom: Day(from)!, effectiveTo: Day(to)!,
              covers: .track(isrc), feePercent: Amount(pico: terms.fee), feeOnAdjustments: bearsFee ?? terms.bearsFee,
              shares: terms.shares.map { .init(payee: $0.payee, percent: Amount(pico: $0.percent)) }))
        })
      var reports = ReportBook()
      reports.add(
        platform: spotify, countries: [Country("US")!, Country("DE")!],
        lines: rows.map {
          ReportBook.ReportedLine(
            isrc: isrc, market: $0.market, hasTier: true, currency: Currency($0.currency)!, units: $0.units,
            amount: Amount(pico: $0.amount), adjustments: Amount(pico: tellsApart ? $0.adjustments : 0))
        })
      let derivation = Derivation(
        period: october, markets: markets, rates: RateBook([RateTable]()),
        fx: FXBook(
          fx.map { pair, rate in
            let sides = pair.split(separator: " ")
            return FXRate(
              period: october, from: Currency(sides[0])!, to: Currency(sides[1])!, rate: Rate(pico: rate))
          }), contracts: book, reports: reports)
      let days = [Day("2026-10-02")!.number, Day("2026-10-20")!.number]
      let cells = plays.flatMap { market, plays in
        zip(days, plays).filter { $0.1 > 0 }.map { Derivation.Cell(day: $0, market: market, plays: $1) }
      }
      let track = PlayedTrack(
        number: 1, isrc: isrc, album: album, artist: "@artist", artistNumber: 1, label: "a-label")
      var lines: [Key: Figures] = [:]
      for line in derivation.lines(of: track, cells) {
        let figures = line.figures
        let key = [
          "\(line.key.market)", contracts[Int(line.key.contract) - 1].id, line.key.currency!.code, line.key.basis.name,
        ]
        lines[key] = Figures(
          plays: figures.plays, gross: figures.gross.pico, waiting: figures.waiting.pico,
          converted: figures.converted.pico, fee: figures.fee.pico, shares: figures.shares.map(\.pico))
      }
      return lines
    }
  }

  /// Lines with what they have beside plays.
  private static func whole(_ lines: [Key: Figures]) -> [Key: Figures] {
    var sums: [Key: Figures] = [:]
    for (key, figures) in lines { sums[Array(key.dropLast()), default: Figures()].add(figures) }
    return sums.filter { !$0.value.isZero }
  }

  @Test("Of random reports and contracts each line is the model's, with the fee on money beside plays and without")
  func lines() {
    var random = Seeded(seed: 15)
    var (adjusted, free) = (0, 0)
    for _ in 0..<2_000 {
      let month = Month(&random)
      let (expected, found) = (month.lines(), month.derived())
      #expect(found == expected)
      // All of what is reported is there, however contracts divide it.
      #expect(found.values.reduce(0) { $0 + $1.gross } == month.rows.reduce(0) { $0 + $1.amount })
      for (key, figures) in found where key.last == "adjustment" {
        adjusted += 1
        #expect(figures.plays == 0)
        let terms = month.contracts.first { $0.id == key[1] }!
        if !terms.bearsFee && figures.waiting == 0 {
          free += 1
          #expect(figures.fee == 0 && figures.shares.reduce(0, +) == figures.converted)
        }
      }
    }
    #expect(adjusted > 1_000 && free > 300)
  }

  @Test("Where no contract says so, a line with its money beside plays is what it was when it was not told apart")
  func unchanged() {
    var random = Seeded(seed: 16)
    for _ in 0..<1_000 {
      let month = Month(&random)
      let told = month.derived(bearsFee: true)
      let before = month.derived(bearsFee: true, tellsApart: false)
      #expect(before.keys.allSatisfy { $0.last == "reported" })
      #expect(Self.whole(told) == Self.whole(before))
    }
  }
}
